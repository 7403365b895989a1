"""Who has a case and until when it is put aside: what people say about their work on it, not about the case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases.casework import asked_words, may_be_given, may_hand_over, may_put_away, putting_aside_is_for
from cases.people import Person
from cases.store import audit, transitions
from cases.store.cases import cases
from cases.store.errors import BadDelegateError, BadMomentError, NotYourRoleError, RecordError
from cases.store.ids import case_number
from cases.store.notify import announce
from cases.store.proposals.load import ruling_of
from cases.store.tables import CaseRow

LONGEST_SNOOZE = timedelta(days=30)


async def claim(session: AsyncSession, case_id: str, person: Person) -> None:
    """Say "I am on it".

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk.
        RecordError: somebody else is on it, or it is closed.
    """
    case = await cases.held_for_work(session, case_id, person)
    _refuse_closed(case)
    if case.claimed_by_uid == person.uid:
        return
    if case.claimed_by_uid is not None:
        raise RecordError(f"{case.claimed_by} is on it already.")
    case.claimed_by, case.claimed_by_uid, case.claimed_at = person.login, person.uid, datetime.now(UTC)
    await _noted(session, case, person, "claimed")


async def release(session: AsyncSession, case_id: str, person: Person) -> None:
    """Nobody is on it any more. Anybody with a role may say so: people go home and fall ill.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk.
    """
    case = await cases.held_for_work(session, case_id, person)
    if case.claimed_by_uid is None:
        return
    case.claimed_by, case.claimed_by_uid, case.claimed_at = None, None, None
    await _noted(session, case, person, "released")


async def delegate(session: AsyncSession, case_id: str, person: Person, to: Person) -> None:
    """Put somebody else on it. They see whose it is now; nobody's right to decide changes by it.

    Args:
        session: an open transaction.
        case_id: the case.
        person: who hands it over.
        to: whom to, with the roles they hold now.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk, or somebody else is on it and they are no manager.
        BadDelegateError: that person could do nothing about it.
        RecordError: it is closed.
    """
    case = await cases.held_for_work(session, case_id, person)
    _refuse_closed(case)
    if not may_hand_over(person, case.claimed_by_uid):
        raise NotYourRoleError(f"{case.claimed_by} is on it; handing it to somebody else is for them or a manager.")
    needs = [need for row in await cases.undone_of(session, case) for need in ruling_of(row).needs]
    if not may_be_given(to.roles, needs):
        whose = f"it is for {asked_words(needs, 'any manager')}" if needs else "it is for people with a role"
        raise BadDelegateError(f"{to.name} could do nothing about it: {whose}.")
    if case.claimed_by_uid == to.uid:
        return
    case.claimed_by, case.claimed_by_uid, case.claimed_at = to.login, to.uid, datetime.now(UTC)
    await _noted(session, case, person, "delegated", to=to.login, why=f"to {to.name}")


async def snooze(session: AsyncSession, case_id: str, person: Person, until: datetime) -> None:
    """Put it aside until then, never past the moment by which it has to be decided; nothing expires later for that.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk, or what it would hide is not theirs to decide.
        BadMomentError: that moment is past, more than thirty days away, or too late for a decision.
        RecordError: it is closed.
    """
    case = await cases.held_for_work(session, case_id, person)
    _refuse_closed(case)
    now = datetime.now(UTC)
    if not now < until <= now + LONGEST_SNOOZE:
        raise BadMomentError("Put it aside until a moment within the next thirty days.")
    rows = await cases.undone_of(session, case)
    needs = [need for row in rows for need in ruling_of(row).needs]
    if not may_put_away(person.roles, needs):
        raise NotYourRoleError(putting_aside_is_for(needs))
    last = min((row.expires_at for row in rows), default=None)
    if last is not None and until >= last:
        raise BadMomentError(f"It has to be decided by {person.clock(last)}. Put it aside until a moment before that.")
    case.snoozed_until = until
    await _noted(session, case, person, "snoozed", until=until.isoformat(), why=f"until {person.clock(until)}")


async def wake(session: AsyncSession, case_id: str, person: Person) -> None:
    """It is not put aside any more.

    Raises:
        NotFoundError: there is no such case.
        NotYourRoleError: they hold no role at the desk.
    """
    case = await cases.held_for_work(session, case_id, person)
    if case.snoozed_until is None:
        return
    case.snoozed_until = None
    await _noted(session, case, person, "woke")


def _refuse_closed(case: CaseRow) -> None:
    if case.status in transitions.CLOSED_CASE:
        raise RecordError(f"{case_number(case.number)} is closed.")


async def _noted(session: AsyncSession, case: CaseRow, person: Person, what: str, **detail: str) -> None:
    case.updated_at = datetime.now(UTC)
    await session.flush()
    await audit.append(
        session, actor=person.login, event=f"case.{what}", subject=f"cases:{case.id}", case_id=case.id, detail=detail
    )
    await announce(session, "case.changed", case.id)

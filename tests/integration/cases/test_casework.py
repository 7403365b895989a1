"""Who may work a case by hand, on a real record: every door refuses whoever holds no role."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from cases.people import Person
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store import audit
from cases.store.cases import cases, handling
from cases.store.errors import NotFoundError, NotYourRoleError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import ProposalRecord
from cases.store.records import Correction
from cases.store.refusals import audited
from runtime.database import Database
from tests.integration.cases.desk import (
    LOU,
    MARGE,
    NOW,
    PAULA,
    POLICY,
    SAM,
    VERA,
    WANDA,
    delay,
    draft,
    later,
    person,
    promise,
    proposed,
    reschedule,
    says,
    transfer,
)

Deed = Callable[[AsyncSession, str, Person], Awaitable[object]]
DEEDS: dict[str, Deed] = {
    "correct": lambda session, case_id, who: cases.correct_claims(session, case_id, who, [Correction(claim=delay())]),
    "close": lambda session, case_id, who: cases.close(session, case_id, who, "Done by phone."),
    "claim": handling.claim,
    "release": handling.release,
    "snooze": lambda session, case_id, who: handling.snooze(session, case_id, who, later(hours=1)),
    "wake": handling.wake,
}


async def waiting(database: Database, *, order: int = 7) -> ProposalRecord:
    """A case that waits for procurement and sales."""
    async with database.transaction() as session:
        return await proposed(session, draft(reschedule(), promise()), order=order)


@pytest.mark.parametrize("deed", DEEDS)
async def test_whoever_holds_no_role_may_only_look(database: Database, deed: str) -> None:
    shown = await waiting(database)
    async with database.transaction() as session:
        await handling.claim(session, shown.case_id, PAULA)
    with pytest.raises(NotYourRoleError, match="no role at this desk"):
        async with audited(database.transaction, VERA, shown.case_id, deed) as session:
            await DEEDS[deed](session, shown.case_id, VERA)
    async with database.transaction() as session:
        after = await cases.record(session, shown.case_id)
        [line] = [one for one in (await audit.entries(session, case_id=shown.case_id)).items if one.actor == "vera"]
        story = await cases.timeline(session, shown.case_id)
    assert (after.status, after.claimed_by, after.snoozed_until) == (CaseStatus.WAITING, "paula", None)
    assert (line.event, line.subject) == ("case.refused", f"cases:{shown.case_id}")
    assert line.detail is not None
    assert (line.detail["tried"], line.detail["roles"]) == (deed, [])
    assert [entry.who for entry in story if entry.title == "A try was refused"] == ["vera"]


async def test_whoever_holds_no_role_may_not_close_what_nobody_is_asked_about(database: Database) -> None:
    shown = await waiting(database)
    async with database.transaction() as session:
        for name in ("a1", "a2"):
            who = PAULA if name == "a1" else SAM
            await decisions.decide(session, who, shown.id, [says(shown, name, DecisionType.REJECT)], POLICY, NOW)
    async with database.transaction() as session:
        with pytest.raises(NotYourRoleError):
            await cases.close(session, shown.case_id, VERA, "Done.")
        await cases.close(session, shown.case_id, LOU, "Done.")
        assert (await cases.record(session, shown.case_id)).status is CaseStatus.RESOLVED


async def test_closing_what_waits_is_for_those_who_are_asked(database: Database) -> None:
    shown = await waiting(database)
    for who in (LOU, WANDA):
        with pytest.raises(NotYourRoleError, match="it is for procurement, sales or any manager"):
            async with database.transaction() as session:
                await cases.close(session, shown.case_id, who, "Done.")
    async with database.transaction() as session:
        assert {action.status for action in (await proposals.load(session, shown.id)).actions} == {ActionStatus.PENDING}
        await cases.close(session, shown.case_id, SAM, "Done.")
        after = await proposals.load(session, shown.id)
    assert {action.status for action in after.actions} == {ActionStatus.SUPERSEDED}


async def test_what_is_approved_counts_and_what_is_decided_otherwise_does_not(database: Database) -> None:
    shown = await waiting(database)
    async with database.transaction() as session:
        await decisions.decide(session, PAULA, shown.id, [says(shown, "a1")], POLICY, NOW)
        await decisions.decide(session, SAM, shown.id, [says(shown, "a2", DecisionType.REJECT)], POLICY, NOW)
    with pytest.raises(NotYourRoleError, match="it is for procurement or any manager"):
        async with database.transaction() as session:
            await cases.close(session, shown.case_id, SAM, "Done.")
    async with database.transaction() as session:
        await cases.close(session, shown.case_id, PAULA, "Done.")


@pytest.mark.parametrize("who", [MARGE, person(61, "fred", Role.FINANCE_MANAGER)], ids=lambda who: who.login)
async def test_a_manager_of_anything_may_close(database: Database, who: Person) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(transfer()))
        await cases.close(session, shown.case_id, who, "Done.")
        assert (await cases.record(session, shown.case_id)).status is CaseStatus.RESOLVED


async def test_a_try_on_a_case_that_is_not_there_leaves_no_line(database: Database) -> None:
    with pytest.raises(NotFoundError):
        async with audited(database.transaction, VERA, "0" * 32, "close") as session:
            await cases.close(session, "0" * 32, VERA, "Done.")
    async with database.transaction() as session:
        assert [one for one in (await audit.entries(session)).items if one.actor == "vera"] == []

"""Execution: one approved action becomes one change in Odoo and one receipt. Plain code; no model comes near it.

Called by the node `execute`, and the only module that may import Odoo's writes. What is applied is minted here from
decision rows, after the approvers' roles were read from Odoo again. What asks another company for something is not done
by that: it waits for the answer. Killed at any instruction and run again it never writes or asks twice: the attempt is
committed before anything is sent, the moment before each request, and whatever was begun is looked for first. What was
begun in time is finished under the approval it was begun with (decision 0008).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from cases.actions import ACTIONS
from cases.approvals import ApprovedAction, NotApprovedError, mint
from cases.status import ActionStatus, Outcome, WrongMoveError
from cases.store import audit
from cases.store.applying import asked, receipts, twice
from cases.store.proposals.records import Attempt, StoredApproval
from graphs import asking
from graphs.desk import Desk
from runtime.jobs import TryLater
from runtime.settings import Settings
from tools.odoo.errors import LostAnswer, MissingRecord, OdooError, RolledBack, ServerFault
from tools.odoo.reads import OdooReader
from tools.odoo.writes import (
    WRITES,
    NotDoneError,
    OdooWriter,
    PremiseChangedError,
    ReadBack,
    apply,
    begun,
    found,
    found_twice,
    open_writer,
    untouched,
)

_log = structlog.get_logger(__name__)
_ROLLED_BACK_TRIES = 3
_SENDS = 3


@dataclass(frozen=True)
class Hands:
    """What applying takes: the desk, the reading and the writing session."""

    desk: Desk
    reader: OdooReader
    odoo: OdooWriter


async def written_database(settings: Settings) -> str | None:
    """Identity of the database that the writing account writes to; none while Odoo is away.

    Raises:
        OdooError: there is no such account, its key has ended, or it does not fit the database.
    """
    try:
        async with await open_writer(settings) as odoo:
            return odoo.uuid
    except OdooError as error:
        if error.again:
            return None
        raise


async def carry_out(desk: Desk, action_ids: list[str]) -> None:
    """Apply each of these actions that people approved, in order, and keep its receipt.

    An action that is settled already is passed over; one that nobody approved is audited and nothing is written.

    Raises:
        TryLater: Odoo is away, or an answer was lost and it is too early to look; the attempt is kept.
    """
    if not action_ids:
        return
    async with desk.reader() as reader, await open_writer(desk.settings) as odoo:
        for action_id in action_ids:
            await _settle_one(Hands(desk, reader, odoo), action_id)


async def _settle_one(hands: Hands, action_id: str) -> None:
    async with hands.desk.database.transaction() as session:
        stored = await receipts.approval(session, action_id)
        attempt = await receipts.attempt_of(session, action_id)
        if stored.status is ActionStatus.PENDING:
            await audit.append(
                session,
                actor=audit.DESK,
                event="action.not_approved",
                subject=f"actions:{action_id}",
                case_id=stored.case_id,
                detail={"why": "Nobody has approved it, so nothing was written."},
            )
    if stored.status not in {ActionStatus.APPROVED, ActionStatus.EXECUTING}:
        return
    if attempt is None or attempt.quiet_for is None:
        await _apply_unsent(hands, stored, attempt)
    else:
        await _look_for(hands, stored, attempt, attempt.quiet_for)


async def look_again(desk: Desk, action_ids: list[str]) -> None:
    """Whether Odoo shows these changes in doubt by now: those that it does get the receipt *applied*. Nothing is sent.

    Raises:
        OdooError: Odoo is away.
    """
    if not action_ids:
        return
    async with desk.reader() as reader, await open_writer(desk.settings) as odoo:
        hands = Hands(desk, reader, odoo)
        for action_id in action_ids:
            async with desk.database.transaction() as session:
                stored = await receipts.approval(session, action_id)
                attempt = await receipts.attempt_of(session, action_id)
            if stored.status is not ActionStatus.UNKNOWN or attempt is None:
                continue
            sent = _as_sent(stored, attempt)
            if sent is not None and await found(odoo, sent):
                read = await _verified(odoo, sent, attempt)
                if read.ok:
                    await _stands(hands, stored, "found", read)


async def look_for_doubles(desk: Desk) -> None:
    """Look again for what was applied lately: a request held on its way may have been carried out a second time.

    Raises:
        OdooError: Odoo is away.
    """
    now = desk.clock()
    async with desk.database.transaction() as session:
        ids = await twice.lately_applied(session, now)
        stored = [await receipts.approval(session, action_id) for action_id in ids]
        attempts = {one.action_id: await receipts.attempt_of(session, one.action_id) for one in stored}
    sent_ones = {
        sent.key: (one.action_id, sent)
        for one in stored
        if (attempt := attempts[one.action_id]) is not None and (sent := _as_sent(one, attempt)) is not None
    }
    if not sent_ones:
        return
    async with await open_writer(desk.settings) as odoo:
        doubled = await found_twice(odoo, [sent for _, sent in sent_ones.values()], now - 2 * twice.LOOKED_AT)
    for key, why in doubled.items():
        async with desk.database.transaction() as session:
            if await twice.tell(session, sent_ones[key][0], why):
                _log.warning("action.found_twice", action=sent_ones[key][0])


async def _apply_unsent(hands: Hands, stored: StoredApproval, attempt: Attempt | None) -> None:
    """Nothing was sent yet: check everything, begin, send."""
    approved = await _checked(hands, stored)
    if approved is None:
        return
    write = WRITES[approved.name]
    before = await write.before(hands.odoo, approved.args, approved.premise)
    if attempt is None:
        due = await asking.answer_by(hands.desk)
        try:
            async with hands.desk.database.transaction() as session:
                attempt = await receipts.begin(session, stored.action_id, before, answer_by=due)
        except WrongMoveError:
            # A newer report or a person put it away while its premise was checked.
            _log.info("action.put_away", action=stored.action_id)
            return
        if attempt.sent_at is not None:
            # Our lock on the case was lost while we checked, and another worker is on it.
            raise _overtaken(hands)
    if not attempt.first and not await untouched(hands.odoo, approved, attempt.before):
        # Begun by a run that died before it sent anything; the world has moved since.
        await _refuse(hands, stored, "guard", "It was changed in Odoo before the approved change could be made.")
        return
    await _send(hands, stored, approved, attempt)


async def _look_for(hands: Hands, stored: StoredApproval, attempt: Attempt, quiet_for: timedelta) -> None:
    """Something was sent and its answer never came: look for it before anything else."""
    sent = _as_sent(stored, attempt)
    if sent is None:
        await _unknown(hands, stored, "What is stored of its approval does not hold any more.")
        return
    if await found(hands.odoo, sent):
        await _read_back(hands, stored, sent, attempt, "found")
        return
    settle = hands.desk.settings.odoo_settle
    rest = settle - quiet_for.total_seconds()
    if rest > 0:
        words = "An answer of Odoo was lost; it is too early to look for what became of it."
        raise TryLater(words, delay=min(rest, settle))
    half_made = await begun(hands.odoo, sent)
    if not await untouched(hands.odoo, sent, attempt.before):
        await _unknown(
            hands, stored, "Its answer was lost, and Odoo shows neither the change nor what was there before."
        )
    elif attempt.n >= _SENDS:
        shown = "a part of it stands in Odoo" if half_made else "it is not in Odoo"
        await _unknown(hands, stored, f"It was sent {attempt.n} times without an answer, and {shown}.")
    elif not half_made:
        approved = await _checked(hands, stored)
        if approved is not None:
            await _send(hands, stored, approved, attempt)
    elif _is_stopped(stored):
        await _unknown(hands, stored, f"A part of it stands in Odoo and the rest was stopped: {stored.stop}")
    else:
        # Begun in time: left half-made it would be neither what was approved nor what was there before.
        await _send(hands, stored, sent, attempt)


def _as_sent(stored: StoredApproval, attempt: Attempt) -> ApprovedAction | None:
    """The action as of its sending, when its approval was found good; none: what is stored was tampered with."""
    if attempt.approved_at is None:
        return None
    try:
        return mint(
            stored.content,
            stored.digest,
            stored.votes,
            {vote.uid: vote.roles for vote in stored.votes},
            expires_at=stored.expires_at,
            now=attempt.approved_at,
        )
    except NotApprovedError:
        return None


def _is_stopped(stored: StoredApproval) -> bool:
    return stored.stop is not None and not ACTIONS[stored.name].under_stop


async def _checked(hands: Hands, stored: StoredApproval) -> ApprovedAction | None:
    """The action, minted now; none (with its receipt) where stop, approval, database or premise do not hold."""
    if _is_stopped(stored):
        await _refuse(hands, stored, "stop", f"The case was stopped: {stored.stop}")
        return None
    try:
        approved = await _minted(hands, stored)
    except NotApprovedError as error:
        await _refuse(hands, stored, "approval", str(error))
        return None
    if approved.database != hands.desk.odoo_database:
        await _refuse(hands, stored, "database", "It was approved for another Odoo database.")
        return None
    try:
        broken = await WRITES[approved.name].guards(hands.odoo, approved.args, approved.premise)
    except (MissingRecord, NotDoneError) as error:
        broken = [str(error)]
    if cannot := await asking.cannot_ask(hands.desk, approved):
        broken = [*broken, cannot]
    if broken:
        await _refuse(hands, stored, "guard", " ".join(broken))
        return None
    if hands.desk.clock() >= approved.expires_at:
        await _refuse(hands, stored, "approval", "The approval expired while its premise was checked.")
        return None
    return approved


async def _minted(hands: Hands, stored: StoredApproval) -> ApprovedAction:
    people = await hands.reader.people(sorted({vote.uid for vote in stored.votes}))
    return mint(
        stored.content,
        stored.digest,
        stored.votes,
        {uid: person.roles for uid, person in people.items()},
        expires_at=stored.expires_at,
        now=hands.desk.clock(),
    )


async def _send(hands: Hands, stored: StoredApproval, approved: ApprovedAction, attempt: Attempt) -> None:
    desk, n = hands.desk, attempt.n + 1
    async with desk.database.transaction() as session:
        # Our lock on the case is lost with its connection; whoever was quicker then has counted on.
        if await receipts.mark_sent(session, stored.action_id, approved_at=approved.as_of) != n:
            raise _overtaken(hands)

    async def before_each() -> None:
        async with desk.database.transaction() as session:
            if not await receipts.mark_call(session, stored.action_id, n):
                raise _overtaken(hands)

    if not await _asked(hands, stored, approved, before_each):
        return
    try:
        await _apply(hands.odoo, approved, before_each)
    except (LostAnswer, ServerFault) as error:
        raise TryLater(error.message, delay=desk.settings.odoo_settle) from error
    except PremiseChangedError as error:
        if await begun(hands.odoo, approved):
            await _unknown(hands, stored, f"Only a part of it stands in Odoo: {error}")
        else:
            await _refuse(hands, stored, "guard", str(error))
        return
    except (OdooError, NotDoneError) as error:
        if getattr(error, "again", False):
            raise TryLater(str(error), delay=desk.settings.odoo_settle) from error
        await _not_done(hands, stored, approved, str(error))
        return
    await _read_back(hands, stored, approved, attempt, "written")


async def _asked(
    hands: Hands, stored: StoredApproval, approved: ApprovedAction, before_each: Callable[[], Awaitable[None]]
) -> bool:
    """Ask whom it asks, before that is noted in Odoo. Whether it goes on; refused at once, it does not."""
    try:
        refused = await asking.ask(hands.desk, approved, before_each)
    except asking.NotReachedError as error:
        raise TryLater(str(error), delay=hands.desk.settings.odoo_settle) from error
    if refused is not None:
        await _settle(hands, stored, Outcome.FAILED, how=receipts.REPORTED, detail=refused)
    return refused is None


def _overtaken(hands: Hands) -> TryLater:
    return TryLater("Another worker has taken this change over.", delay=hands.desk.settings.odoo_settle)


async def _not_done(hands: Hands, stored: StoredApproval, approved: ApprovedAction, why: str) -> None:
    """Odoo refused: failed where nothing of it stands, otherwise somebody has to put it right."""
    if await begun(hands.odoo, approved):
        await _unknown(hands, stored, f"Only a part of it stands in Odoo: {why}")
    else:
        await _settle(hands, stored, Outcome.FAILED, how="written", detail=why)


async def _apply(odoo: OdooWriter, approved: ApprovedAction, before_each: Callable[[], Awaitable[None]]) -> None:
    """Apply; again at once where Odoo says that it took everything back."""
    for left in reversed(range(_ROLLED_BACK_TRIES)):
        try:
            return await apply(odoo, approved, before_each)
        except RolledBack:
            if not left:
                raise
    return None


async def _read_back(
    hands: Hands, stored: StoredApproval, approved: ApprovedAction, attempt: Attempt, how: str
) -> None:
    read = await _verified(hands.odoo, approved, attempt)
    if read.ok:
        await _stands(hands, stored, how, read)
    else:
        await _settle(
            hands,
            stored,
            Outcome.UNKNOWN,
            how=how,
            detail=f"Reading back shows otherwise: {read.note}",
            after=read.after,
        )


async def _stands(hands: Hands, stored: StoredApproval, how: str, read: ReadBack) -> None:
    await _settle(hands, stored, asking.done_as(stored.name), how=how, detail=read.note, after=read.after)


async def _verified(odoo: OdooWriter, approved: ApprovedAction, attempt: Attempt) -> ReadBack:
    return await WRITES[approved.name].verify(odoo, approved.args, approved.premise, attempt.before, approved.key)


async def _unknown(hands: Hands, stored: StoredApproval, why: str) -> None:
    await _settle(hands, stored, Outcome.UNKNOWN, how="looked", detail=f"{why} Somebody has to look in Odoo.")


async def _refuse(hands: Hands, stored: StoredApproval, how: str, why: str) -> None:
    await _settle(hands, stored, Outcome.REFUSED, how=how, detail=why)


async def _settle(
    hands: Hands,
    stored: StoredApproval,
    outcome: Outcome,
    *,
    how: str,
    detail: str,
    after: dict[str, Any] | None = None,
) -> None:
    """The receipt; what depends on a change that was not made is not made either."""
    # Nothing counts as applied or asked here that was not read back.
    verified = outcome in receipts.GOOD
    async with hands.desk.database.transaction() as session:
        kept = await asked.of_action(session, stored.action_id)
        if kept is not None and kept.taken and not verified:
            # The carrier has it, whatever became of the note about it.
            outcome, detail = Outcome.PENDING_EXTERNAL, f"{kept.of.label} was asked, but not noted in Odoo: {detail}"
        await receipts.settle(
            session, stored.action_id, outcome, verified=verified, how=how, detail=detail, after=after or {}
        )
        if outcome in {Outcome.REFUSED, Outcome.FAILED}:
            await receipts.refuse_dependents(session, stored.action_id, f"What it depends on was not done: {detail}")
    _log.info("action.settled", action=stored.action_id, name=stored.name.value, outcome=outcome.value, how=how)

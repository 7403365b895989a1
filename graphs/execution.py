"""Execution: one approved action becomes one change in Odoo and one receipt. Plain code; no model comes near it.

Called by the node `execute`, and the only module that may import Odoo's writes. What is applied is minted here from
decision rows, after the approvers' roles were read from Odoo again. Killed at any instruction and run again it never
writes twice: the attempt is committed before anything is sent, and whatever was begun is looked for first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from cases.approvals import ApprovedAction, NotApprovedError, mint
from cases.status import ActionStatus, Outcome, WrongMoveError
from cases.store import audit, receipts
from cases.store.records import Attempt, StoredApproval
from graphs.desk import Desk
from runtime.jobs import TryLater
from runtime.settings import Settings
from tools.odoo.errors import LostAnswer, MissingRecord, OdooError, RolledBack, ServerFault
from tools.odoo.reads import OdooReader
from tools.odoo.writes import WRITES, NotDoneError, OdooWriter, apply, found, open_writer, untouched

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
    if attempt is None or attempt.sent_at is None:
        await _apply_unsent(hands, stored, attempt)
    else:
        await _look_for(hands, stored, attempt, attempt.sent_at)


async def _apply_unsent(hands: Hands, stored: StoredApproval, attempt: Attempt | None) -> None:
    """Nothing was sent yet: check everything, begin, send."""
    approved = await _checked(hands, stored)
    if approved is None:
        return
    write = WRITES[approved.name]
    before = await write.before(hands.odoo, approved.args, approved.premise)
    if attempt is None:
        try:
            async with hands.desk.database.transaction() as session:
                attempt = await receipts.begin(session, stored.action_id, before)
        except WrongMoveError:
            # A newer report or a person put it away while its premise was checked.
            _log.info("action.put_away", action=stored.action_id)
            return
    if not attempt.first and not await untouched(hands.odoo, approved, attempt.before):
        # Begun by a run that died before it sent anything; the world has moved since.
        await _refuse(hands, stored, "guard", "It was changed in Odoo before the approved change could be made.")
        return
    await _send(hands, stored, approved, attempt)


async def _look_for(hands: Hands, stored: StoredApproval, attempt: Attempt, sent_at: datetime) -> None:
    """Something was sent and its answer never came: look for it before anything else."""
    desk = hands.desk
    # Minted as of the sending, when it was valid: this one is only looked for.
    sent = mint(
        stored.content,
        stored.digest,
        stored.needs,
        stored.votes,
        {vote.uid: vote.roles for vote in stored.votes},
        expires_at=stored.expires_at,
        now=sent_at,
    )
    if await found(hands.odoo, sent):
        await _read_back(hands, stored, sent, attempt, "found")
        return
    rest = (sent_at + timedelta(seconds=desk.settings.odoo_settle) - desk.clock()).total_seconds()
    if rest > 0:
        raise TryLater("An answer of Odoo was lost; it is too early to look for what became of it.", delay=rest)
    if not await untouched(hands.odoo, sent, attempt.before):
        await _unknown(
            hands, stored, "Its answer was lost, and Odoo shows neither the change nor what was there before."
        )
    elif attempt.n >= _SENDS:
        await _unknown(hands, stored, f"It was sent {attempt.n} times without an answer and is not in Odoo.")
    else:
        approved = await _checked(hands, stored)
        if approved is not None:
            await _send(hands, stored, approved, attempt)


async def _checked(hands: Hands, stored: StoredApproval) -> ApprovedAction | None:
    """The action, minted now; none (with its receipt) where approval, database or premise do not hold."""
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
    if broken:
        await _refuse(hands, stored, "guard", " ".join(broken))
        return None
    return approved


async def _minted(hands: Hands, stored: StoredApproval) -> ApprovedAction:
    people = await hands.reader.people(sorted({vote.uid for vote in stored.votes}))
    return mint(
        stored.content,
        stored.digest,
        stored.needs,
        stored.votes,
        {uid: person.roles for uid, person in people.items()},
        expires_at=stored.expires_at,
        now=hands.desk.clock(),
    )


async def _send(hands: Hands, stored: StoredApproval, approved: ApprovedAction, attempt: Attempt) -> None:
    desk = hands.desk
    async with desk.database.transaction() as session:
        if await receipts.mark_sent(session, stored.action_id, desk.clock()) != attempt.n + 1:
            # Our lock on the case was lost with its connection, and another run was quicker.
            raise TryLater("Another worker has sent it at this moment.", delay=desk.settings.odoo_settle)
    try:
        await _apply(hands.odoo, approved)
    except (LostAnswer, ServerFault) as error:
        raise TryLater(error.message, delay=desk.settings.odoo_settle) from error
    except (OdooError, NotDoneError) as error:
        if getattr(error, "again", False):
            raise TryLater(str(error), delay=desk.settings.odoo_settle) from error
        await _settle(hands, stored, Outcome.FAILED, how="written", detail=str(error))
        return
    await _read_back(hands, stored, approved, attempt, "written")


async def _apply(odoo: OdooWriter, approved: ApprovedAction) -> None:
    """Apply; again at once where Odoo says that it took everything back."""
    for left in reversed(range(_ROLLED_BACK_TRIES)):
        try:
            return await apply(odoo, approved)
        except RolledBack:
            if not left:
                raise
    return None


async def _read_back(
    hands: Hands, stored: StoredApproval, approved: ApprovedAction, attempt: Attempt, how: str
) -> None:
    read = await WRITES[approved.name].verify(hands.odoo, approved.args, approved.premise, attempt.before, approved.key)
    if read.ok:
        await _settle(hands, stored, Outcome.APPLIED, how=how, detail=read.note, after=read.after, verified=True)
    else:
        await _settle(
            hands,
            stored,
            Outcome.UNKNOWN,
            how=how,
            detail=f"Reading back shows otherwise: {read.note}",
            after=read.after,
        )


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
    verified: bool = False,
) -> None:
    """The receipt; what depends on a change that was not made is not made either."""
    async with hands.desk.database.transaction() as session:
        await receipts.settle(
            session, stored.action_id, outcome, verified=verified, how=how, detail=detail, after=after or {}
        )
        if outcome in {Outcome.REFUSED, Outcome.FAILED}:
            await receipts.refuse_dependents(session, stored.action_id, f"What it depends on was not done: {detail}")
    _log.info("action.settled", action=stored.action_id, name=stored.name.value, outcome=outcome.value, how=how)

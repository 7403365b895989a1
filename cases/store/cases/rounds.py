"""Rounds: one pass of a case from investigation to close. Starting one puts the open one and its proposal away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.kind import Kind
from cases.kinds import KINDS
from cases.status import CaseStatus, RoundStatus
from cases.store import audit, transitions
from cases.store.errors import NotFoundError, RecordError
from cases.store.ids import case_number, new_id
from cases.store.locks import locked_case
from cases.store.records import RoundRecord
from cases.store.tables import CaseRow, ProposalRow, RoundRow
from runtime.jobs import enqueue

WORK_ROUND = "work_round"


class RoundEndedError(RecordError):
    """That round is over: newer facts or a person put it away."""


async def start(session: AsyncSession, case_id: str, why: str, *, actor: str = audit.DESK) -> str:
    """Begin the next round of a case and enqueue its work; a closed case is open again.

    Args:
        session: an open transaction.
        case_id: the case.
        why: the reason in plain words, e.g. `a new report`.
        actor: login of the person behind it, if one is.

    Raises:
        NotFoundError: there is no such case.
        RecordError: it is closed and a newer case about the same is open.
    """
    case = await locked_case(session, case_id)
    await _refuse_second_open_case(session, case)
    await transitions.end_open_round(session, case, RoundStatus.SUPERSEDED, why, actor=actor)
    n = (await session.scalar(select(func.max(RoundRow.n)).where(RoundRow.case_id == case_id)) or 0) + 1
    row = RoundRow(id=new_id(), case_id=case_id, n=n, why=why)
    session.add(row)
    case.snoozed_until = None
    if case.status is not CaseStatus.OPEN:
        await transitions.move_case(session, case, CaseStatus.INVESTIGATING, actor=actor)
    await session.flush()
    await audit.append(
        session,
        actor=actor,
        event="round.started",
        subject=f"rounds:{row.id}",
        case_id=case_id,
        detail={"why": why, "n": n},
    )
    await enqueue(session, WORK_ROUND, round_id=row.id)
    return row.id


async def load(session: AsyncSession, round_id: str) -> RoundRecord:
    """The round as it stands.

    Raises:
        NotFoundError: there is none.
    """
    found = (
        await session.execute(
            select(RoundRow, ProposalRow.id)
            .outerjoin(ProposalRow, ProposalRow.round_id == RoundRow.id)
            .where(RoundRow.id == round_id)
            .execution_options(populate_existing=True)
        )
    ).first()
    if found is None:
        raise NotFoundError("round", round_id)
    row, proposal_id = found
    return RoundRecord(
        id=row.id,
        case_id=row.case_id,
        n=row.n,
        status=row.status,
        why=row.why,
        thread_id=row.id,
        snapshot=row.snapshot,
        snapshot_at=row.snapshot_at,
        proposal_id=proposal_id,
        odoo_calls=row.odoo_calls,
        hops=row.hops,
        failed_why=row.failed_why,
        at=row.at,
        ended_at=row.ended_at,
    )


async def open_round(session: AsyncSession, case_id: str) -> str | None:
    """The id of the round that a case is in."""
    row = await transitions.open_round(session, case_id)
    return row.id if row else None


async def keep_snapshot(
    session: AsyncSession, round_id: str, snapshot: dict[str, Any], read_at: datetime, odoo_calls: int
) -> None:
    """Keep what a specialist collected; `odoo_calls` are those of this collection and are added up.

    Raises:
        RoundEndedError: the round is over.
    """
    _, row = await held(session, round_id)
    row.snapshot = snapshot
    row.snapshot_at = read_at
    row.odoo_calls += odoo_calls
    await session.flush()


async def set_status(session: AsyncSession, round_id: str, status: RoundStatus) -> None:
    """Say where the round stands. Ending one that has ended changes nothing.

    Raises:
        RoundEndedError: the round is over and cannot go on.
    """
    over = status not in transitions.OPEN_ROUND
    _, row = await held(session, round_id, ended_too=over)
    if row.ended_at is not None:
        return
    row.status = status
    row.ended_at = datetime.now(UTC) if over else None
    await session.flush()


async def fail(session: AsyncSession, round_id: str, why: str) -> None:
    """The round cannot be worked: a person takes the case, and sees why. A round that is over stays as it ended."""
    case, row = await held(session, round_id, ended_too=True)
    if row.ended_at is not None:
        return
    row.failed_why = why
    await transitions.end_open_round(session, case, RoundStatus.FAILED, why)
    await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=why)
    await audit.append(
        session,
        actor=audit.DESK,
        event="round.failed",
        subject=f"rounds:{round_id}",
        case_id=case.id,
        detail={"why": why},
    )


async def hand_over(session: AsyncSession, round_id: str, kind: Kind, why: str) -> int:
    """A specialist found another's trouble: the case is of another kind now. Returns how often that has happened.

    Raises:
        RoundEndedError: the round is over.
    """
    case, row = await held(session, round_id)
    row.hops += 1
    was, case.kind = case.kind, kind
    if not is_known_by(kind, case.key):
        # Whom the specialist of that kind finds it to be about is its key from then on.
        case.key = key_of_itself(case)
    await session.flush()
    await audit.append(
        session,
        actor=audit.DESK,
        event="case.handed_over",
        subject=f"cases:{case.id}",
        case_id=case.id,
        detail={"from": was, "to": kind, "why": why},
    )
    return row.hops


async def held(session: AsyncSession, round_id: str, *, ended_too: bool = False) -> tuple[CaseRow, RoundRow]:
    """A round and its case, held until the transaction ends.

    Raises:
        NotFoundError: there is no such round.
        RoundEndedError: it is over, unless that is allowed.
    """
    case_id = await session.scalar(select(RoundRow.case_id).where(RoundRow.id == round_id))
    if case_id is None:
        raise NotFoundError("round", round_id)
    case = await locked_case(session, case_id)
    row = await session.get_one(RoundRow, round_id, populate_existing=True)
    if row.ended_at is not None and not ended_too:
        raise RoundEndedError(f"Round {row.n} of {case_number(case.number)} is over ({row.status.value}).")
    return case, row


def key_of_itself(case: CaseRow) -> str:
    """The key of a case of which it is not known yet what it is about now: no report joins by it."""
    return f"{case.kind.value}:corrected:{case.id}"


def is_known_by(kind: Kind, key: str) -> bool:
    """Whether a key is one by which cases of a kind are known."""
    return key.startswith(f"{KINDS[kind].known_as}:")


async def _refuse_second_open_case(session: AsyncSession, case: CaseRow) -> None:
    if case.status not in transitions.CLOSED_CASE:
        return
    newer = await session.scalar(
        select(CaseRow.number).where(CaseRow.key == case.key, CaseRow.status.not_in(transitions.CLOSED_CASE))
    )
    if newer is not None:
        raise RecordError(f"{case_number(newer)} is about the same and open; go on there.")

"""Scans in the record: which exceptions are cases already, which cases are over because nothing is wrong any more.

A scan's finding is a report like any other (`reports.keep`); here is what only scans need beside that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ACTIONS
from cases.claims import Claim, claim_of
from cases.kind import Kind
from cases.kinds import Origin
from cases.scans import AS_OF, ScanRun
from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store import health, transitions
from cases.store.health import Beat
from cases.store.ids import case_number
from cases.store.locks import locked_case
from cases.store.tables import ActionRow, CaseReportRow, CaseRow, ClaimRow, ReportRow

BEAT = "scan_"
SCHEDULE = "scans"
# What people have let go, or what is on its way, is not taken back because the exception is gone.
_UNDER_WAY = (
    ActionStatus.APPROVED,
    ActionStatus.EXECUTING,
    ActionStatus.PENDING_EXTERNAL,
    ActionStatus.UNKNOWN,
)


async def open_keys(session: AsyncSession, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that an open case is known by."""
    found = await session.scalars(
        select(CaseRow.key).where(CaseRow.key.in_(keys), CaseRow.status.not_in(transitions.CLOSED_CASE))
    )
    return frozenset(found)


async def closed_as_said(session: AsyncSession, said: Mapping[str, Collection[Claim]], over: str) -> frozenset[str]:
    """Those of the keys whose last case people have closed, and of which a scan says the very same once more.

    Args:
        session: an open transaction.
        said: what the scan says now, by key.
        over: what a scan notes on the cases that it closes itself: what comes back after that is told again.
    """
    if not said:
        return frozenset()
    rows = await session.execute(
        select(CaseRow.key, CaseRow.id, CaseRow.note, CaseRow.status)
        .where(CaseRow.key.in_(list(said)))
        .order_by(CaseRow.opened_at, CaseRow.id)
    )
    latest = {key: (case_id, note, status) for key, case_id, note, status in rows}
    last = {
        case_id: key
        for key, (case_id, note, status) in latest.items()
        if status in transitions.CLOSED_CASE and note != over
    }
    known: dict[str, set[tuple[object, ...]]] = {key: set() for key in last.values()}
    for case_id, content in await session.execute(
        select(ClaimRow.case_id, ClaimRow.claim).where(
            ClaimRow.case_id.in_(list(last)), ClaimRow.superseded_at.is_(None)
        )
    ):
        known[last[case_id]].add(claim_of(content).says())
    return frozenset(key for key, heard in known.items() if {one.says() for one in said[key]} <= heard)


async def told_by(session: AsyncSession, kinds: Collection[Kind]) -> frozenset[int]:
    """Customers' orders, by id, about which an open case of these kinds asks people, or that it is about to change."""
    if not kinds:
        return frozenset()
    found = await session.scalars(
        select(ActionRow.args["order_id"].as_integer())
        .join(CaseRow, CaseRow.id == ActionRow.case_id)
        .where(
            CaseRow.kind.in_(kinds),
            CaseRow.status.not_in(transitions.CLOSED_CASE),
            ActionRow.name.in_([name for name, action in ACTIONS.items() if action.reaches_customer]),
            ActionRow.status.in_([ActionStatus.PENDING, *_UNDER_WAY]),
        )
    )
    return frozenset(found)


async def resolve(
    session: AsyncSession, kind: Kind, found: Collection[str], why: str, *, before: datetime
) -> list[str]:
    """Close the cases of a kind that scans alone opened and that this scan does not find any more; their numbers.

    What a person or another company reported is theirs to close; so is what people have approved or are about to see
    carried out.

    Args:
        session: an open transaction.
        kind: what was looked for.
        found: the keys of what was found.
        why: what became of the others.
        before: when the scan began to look; what was opened since is left alone.
    """
    by_others = (
        select(CaseReportRow.case_id)
        .join(ReportRow, ReportRow.id == CaseReportRow.report_id)
        .where(CaseReportRow.case_id == CaseRow.id, ReportRow.origin != Origin.SCAN)
    )
    under_way = select(ActionRow.id).where(ActionRow.case_id == CaseRow.id, ActionRow.status.in_(_UNDER_WAY))
    over = await session.scalars(
        select(CaseRow.id)
        .where(
            CaseRow.kind == kind,
            CaseRow.status.not_in([*transitions.CLOSED_CASE, CaseStatus.EXECUTING]),
            CaseRow.key.not_in(found),
            CaseRow.opened_at < before,
            select(CaseReportRow.case_id).where(CaseReportRow.case_id == CaseRow.id).exists(),
            ~by_others.exists(),
            ~under_way.exists(),
        )
        .order_by(CaseRow.id)
    )
    closed = []
    for case_id in over.all():
        case = await locked_case(session, case_id)
        if case.status in transitions.CLOSED_CASE or case.status is CaseStatus.EXECUTING:
            continue
        await transitions.end_open_round(session, case, RoundStatus.CLOSED, why)
        case.note = why
        await transitions.move_case(session, case, CaseStatus.RESOLVED, why=why)
        closed.append(case_number(case.number))
    return closed


async def became(session: AsyncSession, report_id: str) -> Mapping[str, int]:
    """How many cases a report opened, joined or added nothing to, by those words."""
    found = await session.execute(
        select(CaseReportRow.how, func.count()).where(CaseReportRow.report_id == report_id).group_by(CaseReportRow.how)
    )
    return {str(how): int(number) for how, number in found}


async def believed_now(session: AsyncSession, case_id: str) -> datetime | None:
    """The moment that the latest report of a case was told to believe; None: the clock's."""
    text = await session.scalar(
        select(ReportRow.text)
        .join(CaseReportRow, CaseReportRow.report_id == ReportRow.id)
        .where(CaseReportRow.case_id == case_id, ReportRow.origin == Origin.SCAN)
        .order_by(ReportRow.received_at.desc(), ReportRow.id.desc())
        .limit(1)
    )
    said = (text or {}).get(AS_OF)
    return datetime.fromisoformat(said) if said else None


async def note_run(session: AsyncSession, kind: Kind, *, ok: bool, detail: str, **figures: Any) -> None:
    """Keep when a scan last ran and what it came to; shown with the service's health."""
    at = datetime.now(UTC).replace(microsecond=0)
    said = {"ok": ok, "detail": f"{at:%Y-%m-%d %H:%M} UTC: {detail}", **figures}
    await health.beat(session, f"{BEAT}{kind.value}", said)


async def note_schedule(session: AsyncSession, schedule: Mapping[str, str | None]) -> None:
    """Keep what is looked for and when, as the worker goes by it: cron lines in UTC by kind, none: only when asked."""
    await health.beat(session, SCHEDULE, {"schedule": dict(schedule)})


async def runs(session: AsyncSession) -> list[ScanRun]:
    """Every kind that is looked for, with its schedule, its last run, and how many cases of it are open."""
    counted = await session.execute(
        select(CaseRow.kind, func.count()).where(CaseRow.status.not_in(transitions.CLOSED_CASE)).group_by(CaseRow.kind)
    )
    return runs_of(await health.beats(session), {str(kind): number for kind, number in counted})


def runs_of(beats: Sequence[Beat], open_cases: Mapping[str, int]) -> list[ScanRun]:
    """The same, of what the parts of the service last said. Pure."""
    schedule: dict[str, str | None] = next((one.detail["schedule"] for one in beats if one.name == SCHEDULE), {})
    last = {one.name.removeprefix(BEAT): one for one in beats if one.name.startswith(BEAT)}
    known = {kind.value for kind in Kind}
    return [
        ScanRun(
            kind=Kind(kind),
            cron=schedule.get(kind),
            open_cases=open_cases.get(kind, 0),
            **(_last(last[kind]) if kind in last else {}),
        )
        for kind in sorted({*schedule, *last} & known)
    ]


def _last(beat: Beat) -> dict[str, Any]:
    figures = {name: beat.detail.get(name) for name in ("found", "opened", "resolved", "calls")}
    return {"at": beat.at, "ok": bool(beat.detail["ok"]), "detail": str(beat.detail["detail"]), **figures}

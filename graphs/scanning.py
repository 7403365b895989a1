"""Run one scan: what it finds is kept as a report and goes the road of every report; what is over is closed.

Called by the command `scan` and, on its schedule, by the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from croniter import croniter
from sqlalchemy.ext.asyncio import AsyncSession

from agents.reading.scan import draft_of
from agents.scans import SCANS, Scan
from agents.world import Heard, World, habits_of
from cases.carrier_events import CarrierEvent
from cases.claims import Subject
from cases.kind import Kind
from cases.kinds import KINDS, Origin
from cases.scans import MEDIA_TYPE, SOURCE, Finding, ScanReport
from cases.store import knowledge, working_days
from cases.store.reports import reports, scans, shipments
from graphs.desk import Desk
from graphs.trouble import told_to_the_queue
from runtime.database import Database
from runtime.errors import PlainError
from runtime.settings import Settings, SettingsError
from tools.odoo.counting import count_calls

_log = structlog.get_logger(__name__)
SCAN = "scan"
# So many findings are filed in one transaction.
A_REPORT = 200


class NotScannedError(PlainError):
    """That kind is reported, not looked for."""


@dataclass(frozen=True)
class Scanned:
    """What one scan came to.

    Attributes:
        found: how many exceptions it saw.
        known: how many of them needed no telling: a case is open, or people have closed one that said the same.
        resolved: numbers of the cases that it closed.
        report_ids: what it kept to be read.
        odoo_calls: how often it asked Odoo.
    """

    kind: Kind
    found: int
    known: int
    resolved: tuple[str, ...]
    report_ids: tuple[str, ...]
    odoo_calls: int


def scan_of(kind: str) -> Scan:
    """The scan of a kind.

    Raises:
        NotScannedError: there is none.
    """
    found = SCANS.get(Kind(kind)) if kind in set(Kind) else None
    if found is None:
        scanned = ", ".join(sorted(one.value for one in SCANS))
        known = (
            f"{kind} is not looked for in Odoo, it is reported"
            if kind in set(Kind)
            else f"{kind} is no kind of exception"
        )
        raise NotScannedError(f"{known}. What is scanned: {scanned}.")
    return found


async def run_scan(scan: Scan, database: Database, world: World, *, told: bool = False) -> Scanned:
    """Look, keep what is new, close what is over; note the run either way.

    Args:
        scan: what is looked for.
        database: the record.
        world: Odoo, the habits and this moment.
        told: that moment is not the clock's but was given: the cases that are opened believe it too.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    try:
        return await _run(scan, database, world, told=told)
    except Exception as error:
        async with database.transaction() as session:
            await scans.note_run(session, scan.kind, ok=False, detail=f"did not get through ({type(error).__name__})")
        raise


async def _run(scan: Scan, database: Database, world: World, *, told: bool) -> Scanned:
    begun = datetime.now(UTC)
    async with database.transaction() as session:
        world = replace(world, contracts=await knowledge.contracts(session), heard=_heard(database))
    with count_calls() as counter:
        found = await scan.find(world)
    async with database.transaction() as session:
        upstream = KINDS[scan.kind].upstream
        told_elsewhere = await scans.told_by(session, upstream)
        theirs = await scans.open_keys(session, [key for one in found for key in _keys_of(one, upstream)])
        own = [one for one in found if theirs.isdisjoint(_keys_of(one, upstream)) and not _is_sale(one, told_elsewhere)]
        standing = {draft_of(one).key: one for one in own}
        known = await scans.open_keys(session, list(standing))
        keyed = {key: one for key, one in standing.items() if one.opens or key in known}
        once = {key: one.claims for key, one in keyed.items() if key not in known and not one.again}
        decided = await scans.closed_as_said(session, once, scan.over())
        new = [key for key in keyed if key not in known and key not in decided]
        telling = [one for key, one in keyed.items() if one.opens and (key in new or (scan.retells and key in known))]
        report_ids = [
            await _keep(session, ScanReport(kind=scan.kind, at=world.now, told=told, findings=tuple(some)))
            for some in (telling[first : first + A_REPORT] for first in range(0, len(telling), A_REPORT))
        ]
        resolved = await scans.resolve(session, scan.kind, list(keyed), scan.over(), before=begun)
        detail = f"{len(keyed)} found, {len(new)} of them new, {len(resolved)} closed as over"
        await scans.note_run(
            session,
            scan.kind,
            ok=True,
            detail=detail,
            found=len(keyed),
            opened=len(new),
            resolved=len(resolved),
            calls=counter.calls,
        )
    _log.info("scan.done", kind=scan.kind.value, found=len(keyed), resolved=len(resolved), odoo_calls=counter.calls)
    left = len(keyed) - len(telling)
    return Scanned(scan.kind, len(keyed), left, tuple(resolved), tuple(report_ids), counter.calls)


def _keys_of(finding: Finding, kinds: Iterable[Kind]) -> set[str]:
    """The keys of cases of these kinds about the same record."""
    about = Subject(records=(finding.about,))
    return {KINDS[kind].key(about, who="", thread="") for kind in kinds}


def _is_sale(finding: Finding, orders: frozenset[int]) -> bool:
    """Whether it is about one of these customers' orders."""
    return finding.about.model == "sale.order" and finding.about.id in orders


def _heard(database: Database) -> Heard:
    """What carriers said, as the record has it."""

    async def heard(transfers: Sequence[int]) -> Mapping[int, Sequence[CarrierEvent]]:
        async with database.transaction() as session:
            return await shipments.last_of(session, transfers)

    return heard


async def _keep(session: AsyncSession, report: ScanReport) -> str:
    kept = await reports.keep(
        session,
        source=SOURCE,
        sender=report.kind.value,
        delivery_id=None,
        content=report.model_dump_json().encode(),
        media_type=MEDIA_TYPE,
        origin=Origin.SCAN,
    )
    return kept.report_id


def schedule_of(settings: Settings) -> Mapping[str, str]:
    """When each kind is looked for by itself, as cron lines in UTC.

    Raises:
        NotScannedError: a kind is named that is not scanned.
        SettingsError: a line says no time.
    """
    if settings.scans is None:
        # The sandbox stands still until somebody asks.
        return {scan.kind.value: scan.cron for scan in SCANS.values()} if settings.odoo_url else {}
    if settings.scans.strip().casefold() == "off":
        return {}
    return dict(_line(entry) for entry in settings.scans.split(";") if entry.strip())


async def tell_schedule(desk: Desk) -> None:
    """Let the pages know what is looked for, and when."""
    planned = schedule_of(desk.settings)
    async with desk.database.transaction() as session:
        await scans.note_schedule(session, {kind.value: planned.get(kind.value) for kind in SCANS})


def _line(entry: str) -> tuple[str, str]:
    kind, _, cron = (part.strip() for part in entry.partition("="))
    if not croniter.is_valid(cron) or len(cron.split()) != 5:
        raise SettingsError(
            f"EXPEDITER_SCANS: “{entry.strip()}” says no time; give `kind=minute hour day month weekday`."
        )
    return scan_of(kind).kind.value, cron


async def scan_by_schedule(desk: Desk, kind: str, timestamp: int | None = None) -> None:
    """The job: one scan with the worker's own reader and clock; `timestamp` is when it was due."""
    with told_to_the_queue():
        async with desk.database.transaction() as session:
            habits = habits_of(desk.settings, await working_days.load(session))
        async with desk.reader() as reader:
            await run_scan(scan_of(kind), desk.database, World(reader, habits, desk.clock(), papers=desk.limits))

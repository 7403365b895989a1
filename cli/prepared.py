"""What the demonstration shows: reports that are sent in and what scans find, each with the kind it must become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from agents.scans import SCANS
from cases.kind import Kind
from cases.store import knowledge
from cases.store.knowledge import Collection
from cases.workdays import MONDAY_TO_FRIDAY
from cli.following import Became, follow
from cli.scan import look
from cli.standing import Standing
from cli.story import Prepared, Progress, investigated
from evals.scenarios import PreparedReport, carriers_bill, failed_deliveries, hostile, misplaced, prepared
from runtime.database import Database
from sandbox import bills, deliveries
from sandbox.story import SEED, tell

# The failed deliveries of the demonstration, by their ids in `evals.scenarios.events`.
FAILED = ("nobody-there", "address", "lost")
# What nobody reports, in the order in which it is looked for.
LOOKED_FOR = (Kind.PICKING_BACKLOG, Kind.REPLENISHMENT_IMBALANCE)
# A morning's work is looked at while there is a morning left of it.
MORNING, NOON = time(10), time(12)


@dataclass(frozen=True)
class ToldReport:
    """One report, what it must become, and what it became.

    Attributes:
        id: the prepared report's, or the scan's kind.
        kinds: of its cases; none: it must not become one.
    """

    id: str
    title: str
    kinds: frozenset[Kind]
    became: Became


def reports(today: date, *, everything: bool = False) -> list[Prepared]:
    """Late shipments and a carrier's bill by mail, failed deliveries by a carrier's webhook.

    Args:
        today: the world's day.
        everything: also what belongs to no specialist.
    """
    story = tell(today)
    failed = {event.id: event for event in failed_deliveries(deliveries.tell(today), today)}
    nobodys = [hostile(story), misplaced(story)] if everything else []
    bill = carriers_bill(bills.tell(today), today)
    return [*prepared(story), bill, *nobodys, *(failed[key] for key in FAILED)]


async def file_contracts(database: Database) -> None:
    """Put in what carriers may charge the seeded company, as `expediter knowledge add` does; known ones stay."""
    async with database.transaction() as session:
        for path in sorted((SEED / "contracts").glob("*.md")):
            await knowledge.add(session, Collection.CONTRACTS, path.stem, path.read_text())


async def send(
    standing: Standing, database: Database, sent: Sequence[Prepared], progress: Progress, secret: str | None
) -> list[ToldReport]:
    """Send reports in, and wait until each has become something."""
    found = await investigated(standing.url, database, sent, progress, secret)
    return [ToldReport(one.id, one.title, _kinds(one), became) for one, became in zip(sent, found, strict=True)]


async def scan(standing: Standing, database: Database, kind: Kind, progress: Progress) -> list[ToldReport]:
    """Look for what nobody reports, and wait until what was found is a case."""
    progress(f"Looking through Odoo: {kind.value.replace('_', ' ')}")
    zone = ZoneInfo(standing.settings.timezone)
    moment = morning(datetime.now(UTC), zone) if kind is Kind.PICKING_BACKLOG else None
    done = await look(standing.settings, database, SCANS[kind], moment)
    found = await follow(database, done.report_ids, progress)
    return [
        ToldReport(kind.value, f"A scan of Odoo: {kind.value.replace('_', ' ')}", frozenset({kind}), one)
        for one in found
    ]


def morning(now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment at which a backlog is looked at: None where it is a working morning, else the next one. Pure.

    In the afternoon, at night and on a Sunday there is nothing to be picked in time, and nobody to ask for more hands.
    """
    local = now.astimezone(zone)
    if MONDAY_TO_FRIDAY.is_working(local.date()) and local.time() < NOON:
        return None
    return datetime.combine(MONDAY_TO_FRIDAY.next(local.date()), MORNING, zone)


def _kinds(one: Prepared) -> frozenset[Kind]:
    if isinstance(one, PreparedReport):
        return frozenset(expected.kind for expected in one.expect)
    return frozenset({one.kind} if one.kind else ())

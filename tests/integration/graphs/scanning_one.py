"""A scan of everything, of which only the case of one record is worked."""

from __future__ import annotations

from datetime import datetime

from agents.scans import SCANS
from agents.world import World, habits_of
from cases.kind import Kind
from cases.store.cases import cases
from cases.store.records import CaseFilter, CaseRecord
from graphs.scanning import Scanned, run_scan
from tests.integration.graphs.hand import Hand


async def scan_for(hand: Hand, kind: Kind, moment: datetime, model: str, number: int) -> Scanned:
    """Scan as of a moment, as the command does; the case of that record is read and driven here."""
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), moment)
        done = await run_scan(SCANS[kind], hand.desk.database, world, told=True)
    for report_id in done.report_ids:
        ids = await hand.read(report_id)
        for case in await cases_about(hand, kind, model, number):
            if case.id in ids and (this := await hand.round(case.id)) is not None:
                await hand.drive(this.id)
    return done


async def cases_about(hand: Hand, kind: Kind, model: str, number: int) -> list[CaseRecord]:
    """The cases of a kind about one record."""
    async with hand.desk.database.transaction() as session:
        items = (await cases.list_cases(session, CaseFilter(kind=kind), limit=200)).items
    return [one for one in items if any((ref.model, ref.id) == (model, number) for ref in one.records)]

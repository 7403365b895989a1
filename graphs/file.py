"""File one report: cases opened or joined and their rounds enqueued, all in one transaction."""

from __future__ import annotations

from typing import TypedDict

from langgraph.runtime import Runtime
from sqlalchemy.ext.asyncio import AsyncSession

from cases.kinds import Origin
from cases.models import CaseDraft, Reading
from cases.status import ReportStatus
from cases.store.applying import answers
from cases.store.cases import cases
from cases.store.locks import hold
from cases.store.reports import page_images, reports, shipments
from graphs.desk import Desk
from graphs.read_again import READ_AGAIN
from graphs.report_state import ReportState
from runtime.jobs import enqueue

# What comes as types already; a model has nothing to read in it.
TYPED = frozenset({Origin.CARRIER, Origin.SCAN})


class FileUpdate(TypedDict):
    """What filing adds to the state."""

    case_ids: list[str]


async def file(state: ReportState, runtime: Runtime[Desk]) -> FileUpdate:
    """Open or join a case for each exception; a report that adds nothing is recorded as that."""
    reading, report_id = state["reading"], state["report_id"]
    if reading is None:
        return {"case_ids": []}
    async with runtime.context.database.transaction() as session:
        await hold(session, "filing", report_id)
        report = await reports.load(session, report_id)
        if report.status is not ReportStatus.RECEIVED:
            return {"case_ids": list(report.case_ids)}
        if runtime.context.model is not None and report.origin not in TYPED:
            await enqueue(session, READ_AGAIN, report_id=report_id)
        filed = await _file(session, report_id, reading, state["routed"])
        # After the cases: what failed again is news of the case that asked for the attempt, before that one ends.
        if report.origin is Origin.CARRIER and reading.shipment is not None:
            await answers.take_events(session, report_id, reading.shipment, reading.events)
        return {"case_ids": filed}


async def _file(
    session: AsyncSession, report_id: str, reading: Reading, routed: list[tuple[CaseDraft, bool]]
) -> list[str]:
    if reading.shipment is not None:
        await shipments.keep(session, report_id, reading.shipment, reading.events)
    await page_images.keep(session, report_id, reading.photos)
    beside = reports.ReadBeside(aside=reading.aside, unread=reading.unread)
    # In the order of their keys, so that two reports about the same things cannot wait for each other.
    filed = [
        await cases.open_or_join(session, report_id, draft, needs_person=to_person)
        for draft, to_person in sorted(routed, key=lambda pair: pair[0].key)
    ]
    if not filed:
        why = reading.nothing_new or "It says nothing about our orders."
        await reports.mark_nothing_new(session, report_id, why, reading.text, reading.values, beside)
    elif all(one.how == "nothing_new" for one in filed):
        why = reading.nothing_new or "Everything it says is known already."
        await reports.mark_nothing_new(session, report_id, why, reading.text, reading.values, beside)
    else:
        await reports.mark_filed(session, report_id, reading.text, reading.values, beside)
    return [one.case_id for one in filed if one.case_id is not None]

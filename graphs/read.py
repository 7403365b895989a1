"""Read one report by the door it came in: what it says becomes typed claims, resolved against Odoo."""

from __future__ import annotations

from typing import TypedDict

from langgraph.runtime import Runtime

from agents.correspondence.reading import read_report
from agents.reading.carrier import events_in, read_carrier
from agents.reading.scan import read_scan
from cases.kinds import Origin
from cases.models import Reading
from cases.status import ReportStatus
from cases.store.records import StoredReport
from cases.store.reports import examples, reports, shipments
from graphs.desk import Desk
from graphs.report_state import ReportState
from tools.carriers import WebhookError


class ReadUpdate(TypedDict):
    """What reading adds to the state."""

    reading: Reading | None


async def read(state: ReportState, runtime: Runtime[Desk]) -> ReadUpdate:
    """Read the report, unless an earlier delivery of the job filed it already."""
    desk = runtime.context
    async with desk.database.transaction() as session:
        report = await reports.load(session, state["report_id"])
    if report.status is not ReportStatus.RECEIVED:
        return {"reading": None}
    if report.content is None:
        return {"reading": Reading(nothing_new="Its content was erased before it was read.")}
    if report.origin is Origin.CARRIER:
        return {"reading": await _from_carrier(desk, report, report.content)}
    if report.origin is Origin.SCAN:
        return {"reading": read_scan(report.content)}
    async with desk.database.transaction() as session:
        taught = await examples.taught(session)
    async with desk.reader() as reader:
        reading = await read_report(
            report.content,
            report.media_type,
            report.sender,
            reader,
            None,  # the model reads it afterwards, in a job of its own: no case waits for it
            desk.settings,
            report.received_at,
            desk.limits,
            taught,
            photos=True,
        )
    return {"reading": reading}


async def _from_carrier(desk: Desk, report: StoredReport, content: bytes) -> Reading:
    try:
        said = events_in(report.source, content, report.received_at)
    except WebhookError as error:
        return Reading(nothing_new=f"The carrier's message cannot be read: {error}")
    async with desk.database.transaction() as session:
        past = await shipments.known_of(session, [event.tracking_number for event in said])
    async with desk.reader() as reader:
        return await read_carrier(said, past, reader)

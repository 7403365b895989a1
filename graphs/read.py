"""Read one report: its free text becomes typed claims, resolved against Odoo."""

from __future__ import annotations

from typing import TypedDict

from langgraph.runtime import Runtime

from agents.correspondence.reading import read_report
from cases.models import Reading
from cases.status import ReportStatus
from cases.store import reports
from graphs.desk import Desk
from graphs.report_state import ReportState


class Read(TypedDict):
    """What reading adds to the state."""

    reading: Reading | None


async def read(state: ReportState, runtime: Runtime[Desk]) -> Read:
    """Read the report, unless an earlier delivery of the job filed it already."""
    desk = runtime.context
    async with desk.database.transaction() as session:
        report = await reports.load(session, state["report_id"])
    if report.status is not ReportStatus.RECEIVED:
        return {"reading": None}
    if report.content is None:
        return {"reading": Reading(nothing_new="Its content was erased before it was read.")}
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
        )
    return {"reading": reading}

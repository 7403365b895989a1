"""Route what a report says: each exception in it to a specialist, or to a person where none is built."""

from __future__ import annotations

from typing import TypedDict

from agents.supervisor import needs_person
from cases.models import CaseDraft
from graphs.report_state import ReportState


class Routed(TypedDict):
    """What routing adds to the state."""

    routed: list[tuple[CaseDraft, bool]]


async def route(state: ReportState) -> Routed:
    """Say of each exception whether a person takes it unread."""
    reading = state["reading"]
    return {"routed": [(draft, needs_person(draft)) for draft in reading.cases] if reading else []}

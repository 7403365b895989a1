"""What the intake graph carries from node to node. It has no checkpoint, so it may hold the reading itself."""

from __future__ import annotations

from typing import TypedDict

from cases.models import CaseDraft, Reading


class ReportState(TypedDict, total=False):
    """One report on its way to being filed.

    Attributes:
        report_id: the report as kept.
        reading: what it says; absent when it was filed before (a job delivered twice).
        to_person: for each case of the reading, whether a person takes it as it is.
        case_ids: the cases that were opened or joined.
    """

    report_id: str
    reading: Reading | None
    routed: list[tuple[CaseDraft, bool]]
    case_ids: list[str]

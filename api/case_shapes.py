"""A case as JSON: frozen records in, the shapes that outside programs rely on out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api import examples
from cases.claims import Claim, RecordRef
from cases.kind import Kind
from cases.status import CaseStatus, ReportStatus
from cases.store.records import CaseRecord, StoredClaim, StoredReport, TimelineEntry


class ClaimShape(BaseModel):
    """One thing that a report says. It stands while `superseded_at` is absent."""

    id: str
    report_id: str | None
    claim: Claim
    corrects: str | None
    corrected_by: str | None
    superseded_at: datetime | None
    at: datetime

    @classmethod
    def of(cls, claim: StoredClaim) -> ClaimShape:
        """From the record."""
        return cls(**{name: getattr(claim, name) for name in cls.model_fields})


class ReportShape(BaseModel):
    """A report that belongs to the case; `text` by part is what spans point into."""

    id: str
    source: str
    sender: str
    status: ReportStatus
    why: str | None
    received_at: datetime
    text: dict[str, str]

    @classmethod
    def of(cls, report: StoredReport) -> ReportShape:
        """From the record."""
        return cls(**{name: getattr(report, name) for name in cls.model_fields})


class CaseSummary(BaseModel):
    """A case as it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CASE]})

    id: str
    number: str
    cause_id: str | None = None
    kind: Kind
    title: str
    status: CaseStatus
    partner: RecordRef | None
    records: tuple[RecordRef, ...]
    stop: str | None
    why_person: str | None
    note: str | None
    claimed_by: str | None
    snoozed_until: datetime | None
    earlier_case_id: str | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, case: CaseRecord) -> CaseSummary:
        """From the record."""
        return cls(**{name: getattr(case, name) for name in CaseSummary.model_fields if name != "cause_id"})


class EntryShape(BaseModel):
    """One line of a case's story, oldest first."""

    at: datetime
    type: str
    id: str
    title: str
    detail: str
    who: str | None
    data: dict[str, Any]

    @classmethod
    def of(cls, entry: TimelineEntry) -> EntryShape:
        """From the record."""
        return cls(**entry.model_dump())


class CaseShape(CaseSummary):
    """A case with everything that happened to it."""

    proposal_id: str | None = Field(description="The latest proposal.")
    reports: list[ReportShape]
    claims: list[ClaimShape]
    timeline: list[EntryShape]

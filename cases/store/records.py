"""The record as frozen values: what the functions of `cases.store` hand out. Never a table's row."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field

from cases.claims import Claim, FoundValue, Frozen, RecordRef
from cases.kind import Kind
from cases.kinds import Origin
from cases.page_images import PageImage
from cases.places import Stretch
from cases.status import (
    CaseStatus,
    ReportStatus,
    RoundStatus,
)

T = TypeVar("T")


class Page(Frozen, Generic[T]):
    """One page of a list, and where the next one begins."""

    items: tuple[T, ...]
    next_cursor: str | None = None


class Kept(Frozen):
    """That a report is durably stored; `duplicate` when it already was."""

    report_id: str
    duplicate: bool


class StoredReport(Frozen):
    """A report as it came in. `content` is absent where it was not asked for, and once it was `erased` on time.

    Attributes:
        origin: by what sort of door it came, which says how it is read.
        source: who let it in: `email`, or the name of a source of webhooks.
        values: what was found in it that fields of claims can hold.
        aside: what of its text was left out as history.
        unread: what of it could not be read, in plain words.
    """

    id: str
    origin: Origin
    source: str
    sender: str
    delivery_id: str | None
    content: bytes | None
    erased: bool = False
    media_type: str
    raised_by: str | None
    status: ReportStatus
    why: str | None
    text: dict[str, str]
    values: tuple[FoundValue, ...] = ()
    aside: tuple[Stretch, ...] = ()
    unread: tuple[str, ...] = ()
    received_at: datetime
    case_ids: tuple[str, ...] = ()


class StoredPage(Frozen):
    """A page of a report's document that something was read on, without its picture."""

    id: str
    report_id: str
    image: PageImage


class UnfiledReport(Frozen):
    """A report that became no case, as a list shows it.

    Attributes:
        subject: as it was read; absent where it was not, and then `head` has the headers as they came.
        cases: id and number of the cases that it was held against.
        text: what was read in it, by part; only where one is asked for.
        beginning: the beginning of what came in; only where one is asked for.
    """

    id: str
    source: str
    sender: str
    media_type: str
    status: ReportStatus
    why: str | None
    received_at: datetime
    subject: str | None
    head: bytes | None
    erased: bool
    cases: tuple[tuple[str, str], ...]
    text: dict[str, str] = Field(default_factory=dict)
    beginning: bytes | None = None


class Filed(Frozen):
    """What became of one exception found in a report.

    Attributes:
        case_id: absent where it opened nothing and joined nothing.
        round_id: absent when no round was started.
        how: `doubted` is what speaks against a case and is not believed enough to change it.
    """

    case_id: str | None
    round_id: str | None
    how: Literal["opened", "joined", "nothing_new", "doubted"]


class StoredClaim(Frozen):
    """A claim of a case. It stands while `superseded_at` is absent."""

    id: str
    report_id: str | None
    claim: Claim
    corrects: str | None
    corrected_by: str | None
    superseded_at: datetime | None
    at: datetime


class Correction(Frozen):
    """What a person says instead of one claim: another claim, or (absent) that it is not so."""

    claim_id: str | None = None
    claim: Claim | None = None


class KindExample(Frozen):
    """A letter of which somebody said the kind. It counts while `revoked_at` is absent.

    Attributes:
        texts: the passage that was read, and how the letter begins; none once the report was erased.
        said_by: login of whoever said it.
    """

    id: str
    case_id: str
    report_id: str | None
    kind: Kind
    texts: tuple[str, ...]
    said_by: str
    at: datetime
    revoked_at: datetime | None
    revoked_by: str | None


class CaseRecord(Frozen):
    """A case as it stands.

    Attributes:
        number: `EX-1001`.
        why_person: why it needs a person, and what is being lost.
        claimed_by: login of whoever said "I am on it".
        earlier_case_id: the closed case about the same thing that this one follows.
    """

    id: str
    number: str
    kind: Kind
    key: str
    title: str
    partner: RecordRef | None
    records: tuple[RecordRef, ...]
    status: CaseStatus
    stop: str | None
    why_person: str | None
    note: str | None
    claimed_by: str | None
    snoozed_until: datetime | None
    earlier_case_id: str | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None


class RoundRecord(Frozen):
    """One pass of a case. The thread's name is the round's id."""

    id: str
    case_id: str
    n: int
    status: RoundStatus
    why: str
    thread_id: str
    snapshot: dict[str, Any] | None
    snapshot_at: datetime | None
    proposal_id: str | None
    odoo_calls: int
    hops: int
    failed_why: str | None
    at: datetime
    ended_at: datetime | None


class TimelineEntry(Frozen):
    """One line of a case's story, oldest first.

    Attributes:
        id: the row it tells of: report, claim, round, proposal, decision, receipt or audit line; an outcome's action.
        title: what happened, in a few words.
        detail: the rest, in plain words; may be empty.
    """

    at: datetime
    type: Literal["report", "correction", "round", "proposal", "decision", "receipt", "event", "outcome"]
    id: str
    title: str
    detail: str = ""
    who: str | None = None
    data: dict[str, Any] = Field(default_factory=dict)


class CaseFilter(Frozen):
    """What to list; newest first."""

    status: CaseStatus | None = None
    kind: Kind | None = None
    mine: int | None = None
    q: str | None = None

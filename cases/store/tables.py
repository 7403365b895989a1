"""The record as tables: reports, cases, proposals and what became of them. The shape that the migrations build.

Only `cases.store` uses these; everybody else sees the frozen models of `cases.store.records` and `proposal_records`.
Three kinds of row are never changed once written (decisions, receipts, versions of actions); triggers of the migration
hold that, and hold status moves to the tables of `cases.status`. Beside the cases: `service_tables`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    Sequence,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from cases.actions.base import ActionName
from cases.actions.shipment import Way
from cases.kind import Kind
from cases.kinds import Origin
from cases.status import ActionStatus, Answer, CaseStatus, DecisionType, Outcome, ReportStatus, RoundStatus
from cases.store.ids import ROW_ID
from cases.store.table_base import WORD, Json, JsonList, moment, row_id, row_of
from cases.store.table_base import Base as Base

CLOSED = "('resolved', 'rejected')"


class ReportRow(Base):
    """A report, kept verbatim. `content` may be erased on time; its hash stays."""

    __tablename__ = "reports"
    __table_args__ = (
        Index(
            "uq_reports_delivery",
            "source",
            "sender",
            "delivery_id",
            unique=True,
            postgresql_where=text("delivery_id IS NOT NULL"),
        ),
        Index("ix_reports_content_hash", "content_hash", "source", "sender", "received_at"),
        Index("ix_reports_dead", "received_at", postgresql_where=text("status = 'dead'")),
    )

    id: Mapped[str] = row_id()
    origin: Mapped[Origin] = mapped_column(server_default=Origin.MAIL.value)
    source: Mapped[str]
    sender: Mapped[str]
    delivery_id: Mapped[str | None]
    content: Mapped[bytes | None]
    content_hash: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str]
    raised_by: Mapped[str | None]
    status: Mapped[ReportStatus] = mapped_column(server_default=ReportStatus.RECEIVED.value)
    why: Mapped[str | None]
    found: Mapped[JsonList] = mapped_column(server_default=text("'[]'::jsonb"))
    aside: Mapped[JsonList] = mapped_column(server_default=text("'[]'::jsonb"))
    unread: Mapped[JsonList] = mapped_column(server_default=text("'[]'::jsonb"))
    text: Mapped[Json] = mapped_column(server_default=text("'{}'::jsonb"))
    received_at: Mapped[datetime] = moment()


class CaseRow(Base):
    """One exception. Its row is the lock under which everything about it is decided."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("uq_cases_open_key", "key", unique=True, postgresql_where=text(f"status NOT IN {CLOSED}")),
        Index("ix_cases_key", "key", "opened_at"),
        Index("ix_cases_opened", "opened_at", "id"),
    )

    id: Mapped[str] = row_id()
    number: Mapped[int] = mapped_column(
        BigInteger, Sequence("case_numbers", start=1001, metadata=Base.metadata), unique=True
    )
    kind: Mapped[Kind]
    key: Mapped[str]
    title: Mapped[str]
    partner: Mapped[Json | None]
    records: Mapped[JsonList] = mapped_column(server_default=text("'[]'::jsonb"))
    status: Mapped[CaseStatus] = mapped_column(server_default=CaseStatus.OPEN.value)
    stop: Mapped[str | None]
    why_person: Mapped[str | None]
    note: Mapped[str | None]
    claimed_by: Mapped[str | None]
    claimed_by_uid: Mapped[int | None]
    claimed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    earlier_case_id: Mapped[str | None] = mapped_column(String(ROW_ID), ForeignKey("cases.id"))
    opened_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = moment()
    closed_at: Mapped[datetime | None]


class CaseReportRow(Base):
    """Which reports a case has, how each came to it, how far its word goes there, and a fingerprint of all it says."""

    __tablename__ = "case_reports"

    case_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("cases.id"), primary_key=True)
    report_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("reports.id"), primary_key=True, index=True)
    how: Mapped[str] = mapped_column(String(WORD))
    trust: Mapped[float] = mapped_column(server_default=text("1"))
    says: Mapped[str] = mapped_column(String(64), server_default=text("''"))
    at: Mapped[datetime] = moment()


class ClaimRow(Base):
    """One claim of a case. It stands until a person corrects it or a later report says otherwise."""

    __tablename__ = "claims"
    __table_args__ = (Index("ix_claims_case", "case_id", "position"),)

    id: Mapped[str] = row_id()
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    case_id: Mapped[str] = row_of("cases.id")
    report_id: Mapped[str | None] = mapped_column(String(ROW_ID), ForeignKey("reports.id"))
    claim: Mapped[Json]
    corrects: Mapped[str | None] = mapped_column(String(ROW_ID), ForeignKey("claims.id"))
    corrected_by: Mapped[str | None]
    superseded_at: Mapped[datetime | None]
    at: Mapped[datetime] = moment()


class RemarkRow(Base):
    """What a person answered to a proposal, in words."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[str] = row_of("cases.id", index=True)
    decision_id: Mapped[str | None] = mapped_column(String(ROW_ID), ForeignKey("decisions.id"))
    person: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = moment()


class RoundRow(Base):
    """One pass of a case; its id names the thread."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        Index(
            "uq_rounds_open",
            "case_id",
            unique=True,
            postgresql_where=text("status IN ('queued', 'investigating', 'waiting')"),
        ),
    )

    id: Mapped[str] = row_id()
    case_id: Mapped[str] = row_of("cases.id")
    n: Mapped[int]
    status: Mapped[RoundStatus] = mapped_column(server_default=RoundStatus.QUEUED.value)
    why: Mapped[str]
    snapshot: Mapped[Json | None]
    snapshot_at: Mapped[datetime | None]
    odoo_calls: Mapped[int] = mapped_column(server_default=text("0"))
    hops: Mapped[int] = mapped_column(server_default=text("0"))
    failed_why: Mapped[str | None]
    at: Mapped[datetime] = moment()
    ended_at: Mapped[datetime | None]


class ProposalRow(Base):
    """The actions of a round as put before people. It has no status of its own: that follows from its actions."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_at", "at", "id"),
        Index("ix_proposals_expires", "expires_at", "id"),
    )

    id: Mapped[str] = row_id()
    round_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("rounds.id"), unique=True)
    case_id: Mapped[str] = row_of("cases.id", index=True)
    database: Mapped[str]
    policy_version: Mapped[str]
    summary: Mapped[str]
    if_nobody_acts: Mapped[str]
    needed_by: Mapped[datetime | None]
    options: Mapped[JsonList]
    evidence: Mapped[JsonList]
    opinion: Mapped[Json]
    exhibit: Mapped[Json | None]
    expires_at: Mapped[datetime]
    at: Mapped[datetime] = moment()


class ActionRow(Base):
    """One action: the unit of approval.

    `edition` counts how often its approvals were voided; a vote is good for the edition it was given in.
    """

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("proposal_id", "local_id"),
        CheckConstraint("digest = encode(sha256(content), 'hex')", name="digest_is_of_content"),
        Index("ix_actions_proposal", "proposal_id", "position"),
        Index("ix_actions_due", "expires_at", postgresql_where=text("status IN ('pending', 'approved')")),
        Index("ix_actions_name", "name"),
    )

    id: Mapped[str] = row_id()
    proposal_id: Mapped[str] = row_of("proposals.id")
    case_id: Mapped[str] = row_of("cases.id", index=True)
    position: Mapped[int]
    local_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[ActionName]
    args: Mapped[Json]
    premise: Mapped[Json]
    content: Mapped[bytes]
    digest: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int] = mapped_column(server_default=text("0"))
    edited: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[ActionStatus] = mapped_column(server_default=ActionStatus.PENDING.value)
    why: Mapped[str | None]
    confidence: Mapped[Json]
    rationale: Mapped[str]
    evidence: Mapped[JsonList]
    depends_on: Mapped[JsonList]
    excludes: Mapped[JsonList]
    takes: Mapped[Json]
    ruling: Mapped[Json]
    exposure: Mapped[Decimal] = mapped_column(Numeric(18, 2))
    currency: Mapped[str] = mapped_column(String(3))
    expires_at: Mapped[datetime]
    remind_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]


class VersionRow(Base):
    """An action's content as it was shown under one digest, so that a decision's digest can always be read."""

    __tablename__ = "action_versions"
    __table_args__ = (CheckConstraint("digest = encode(sha256(content), 'hex')", name="digest_is_of_content"),)

    action_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("actions.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes]
    made_by: Mapped[str]
    at: Mapped[datetime] = moment()


class DecisionRow(Base):
    """What one person said about one action, bound to the digest they were shown. Appended, never changed."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("action_id", "edition", "uid", "type"),
        Index("ix_decisions_proposal", "proposal_id", "position"),
    )

    id: Mapped[str] = row_id()
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    proposal_id: Mapped[str] = row_of("proposals.id")
    action_id: Mapped[str] = row_of("actions.id")
    digest: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int]
    type: Mapped[DecisionType]
    uid: Mapped[int]
    login: Mapped[str]
    person: Mapped[str]
    roles: Mapped[JsonList]
    message: Mapped[str | None]
    reason_code: Mapped[str | None]
    edited_args: Mapped[Json | None]
    new_digest: Mapped[str | None] = mapped_column(String(64))
    new_edition: Mapped[int | None]
    at: Mapped[datetime]


class AttemptRow(Base):
    """That an action is being applied: one row an action, written before anything is sent."""

    __tablename__ = "attempts"

    action_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("actions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    before: Mapped[Json]
    begun_at: Mapped[datetime] = moment()
    sent_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    n: Mapped[int] = mapped_column(server_default=text("0"))


class ReceiptRow(Base):
    """What happened when an action was applied. Appended; a later one may settle an `unknown`."""

    __tablename__ = "receipts"
    __table_args__ = (Index("ix_receipts_action", "action_id", "position"),)

    id: Mapped[str] = row_id()
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    action_id: Mapped[str] = row_of("actions.id")
    proposal_id: Mapped[str] = row_of("proposals.id", index=True)
    key: Mapped[str]
    outcome: Mapped[Outcome]
    verified: Mapped[bool]
    how: Mapped[str] = mapped_column(String(WORD))
    detail: Mapped[str]
    before: Mapped[Json]
    after: Mapped[Json]
    at: Mapped[datetime] = moment()


class AskedRow(Base):
    """What another company is asked for, and its answer: the outbox of what has been asked of whom.

    Written with the attempt, before anything is sent, so that an answer finds it however early it comes. Answered once.
    """

    __tablename__ = "asked"
    __table_args__ = (
        CheckConstraint("num_nonnulls(answer, answered_at, answered_by) IN (0, 3)", name="answered_whole"),
        CheckConstraint("answer IN ('confirmed', 'refused')", name="answer"),
        Index("ix_asked_due", "due_at", postgresql_where=text("answer IS NULL AND told_at IS NULL")),
        Index("ix_asked_about", "about_model", "about_id"),
    )

    action_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("actions.id"), primary_key=True)
    case_id: Mapped[str] = row_of("cases.id", index=True)
    key: Mapped[str] = mapped_column(unique=True)
    of_id: Mapped[int]
    of_label: Mapped[str]
    about_model: Mapped[str]
    about_id: Mapped[int]
    way: Mapped[Way]
    begun_at: Mapped[datetime] = moment()
    due_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    told_at: Mapped[datetime | None]
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    detail: Mapped[str | None]

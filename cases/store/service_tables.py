"""The record's tables beside the cases: the audit log, who is signed in, and what the service says of itself.

Only `cases.store` uses these. The audit log is changed only by sealing; triggers of the migration hold that.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from cases.kind import Kind
from cases.store.ids import ROW_ID
from cases.store.table_base import WORD, Json, JsonList, moment, row_id, row_of
from cases.store.tables import Base as Base


class AuditRow(Base):
    """One line of the audit log. The last four columns are filled once, by sealing."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_unsealed", "id", postgresql_where=text("seq IS NULL")),
        Index("ix_audit_case", "case_id", "id"),
        Index("ix_audit_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    event: Mapped[str]
    subject: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(String(ROW_ID))
    content_hash: Mapped[str] = mapped_column(String(64))
    row_hash: Mapped[str] = mapped_column(String(64))
    xid: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"))
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))
    sealed_at: Mapped[datetime | None]


class AuditContentRow(Base):
    """What an audit line says in full, beside the chain: it can be erased (with a line that says so), never altered."""

    __tablename__ = "audit_contents"

    audit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("audit.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    content: Mapped[str]


class SessionRow(Base):
    """A signed-in person. Only the hash of their cookie is kept."""

    __tablename__ = "sessions"

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    uid: Mapped[int]
    person: Mapped[Json]
    at: Mapped[datetime] = moment()
    expires_at: Mapped[datetime]


class TokenRow(Base):
    """An access token. Only its hash is kept."""

    __tablename__ = "tokens"

    id: Mapped[str] = row_id()
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[str] = mapped_column(String(WORD))
    person: Mapped[Json | None]
    at: Mapped[datetime] = moment()
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class BeatRow(Base):
    """When a part of the service last said that it works, and what it said."""

    __tablename__ = "beats"

    name: Mapped[str] = mapped_column(primary_key=True)
    detail: Mapped[Json]
    at: Mapped[datetime]


class KeptRow(Base):
    """A value that is set once for this record, such as the identity of its Odoo database."""

    __tablename__ = "kept_values"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    at: Mapped[datetime] = moment()


class MoveRow(Base):
    """One allowed status move, as the triggers read it; a test holds it to `cases.status`."""

    __tablename__ = "status_moves"

    of: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    old: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    new: Mapped[str] = mapped_column(String(WORD), primary_key=True)


class ShipmentEventRow(Base):
    """What a carrier said of one parcel of a shipment; the same event under another delivery id is the same event."""

    __tablename__ = "shipment_events"
    __table_args__ = (
        UniqueConstraint(
            "model", "record_id", "parcel", "occurred_at", "status", "reason", name="uq_shipment_events_event"
        ),
        Index("ix_shipment_events_parcel", "parcel"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    report_id: Mapped[str] = row_of("reports.id")
    model: Mapped[str]
    record_id: Mapped[int]
    parcel: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    occurred_at: Mapped[datetime]
    event: Mapped[Json]


class KnowledgeRow(Base):
    """A version of a file that people put in for the desk to go by. Never altered; it stops being current once."""

    __tablename__ = "knowledge"
    __table_args__ = (
        UniqueConstraint("collection", "name", "version", name="uq_knowledge_version"),
        Index("ix_knowledge_current", "collection", "name", unique=True, postgresql_where=text("removed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    collection: Mapped[str] = mapped_column(String(WORD))
    name: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str]
    at: Mapped[datetime] = moment()
    removed_at: Mapped[datetime | None]


class PageImageRow(Base):
    """A page of a document as it looks, where something was read on it. It goes when its report is erased."""

    __tablename__ = "page_images"
    __table_args__ = (UniqueConstraint("report_id", "part", "page"),)

    id: Mapped[str] = row_id()
    report_id: Mapped[str] = row_of("reports.id")
    part: Mapped[str]
    page: Mapped[int]
    image: Mapped[Json]
    png: Mapped[bytes]
    at: Mapped[datetime] = moment()


class KindExampleRow(Base):
    """A letter of which somebody said the kind, for reading the next ones. Only its end is ever changed, once."""

    __tablename__ = "kind_examples"
    __table_args__ = (
        Index("ix_kind_examples_current", "at", "id", postgresql_where=text("revoked_at IS NULL")),
        Index("ix_kind_examples_case", "case_id"),
    )

    id: Mapped[str] = row_id()
    case_id: Mapped[str] = row_of("cases.id")
    report_id: Mapped[str | None] = mapped_column(String(ROW_ID), ForeignKey("reports.id"), index=True)
    kind: Mapped[Kind]
    texts: Mapped[JsonList]
    uid: Mapped[int]
    said_by: Mapped[str]
    at: Mapped[datetime] = moment()
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]

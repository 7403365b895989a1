"""The audit log: who did what to which row, written in the transaction it records.

A line's content lies beside it, salted and hashed into it, so that it can be erased when its time has come without the
log losing its proof; that it was erased is a line of its own. `cases.store.sealing` chains the lines.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from pydantic_core import to_jsonable_python
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Frozen
from cases.store.errors import NotFoundError
from cases.store.pages import key_of, page_of
from cases.store.records import Page
from cases.store.service_tables import AuditContentRow, AuditRow
from runtime.storable import storable, storable_value

DESK = "desk"
ERASED = "audit.erased"


class AuditEntry(Frozen):
    """One line of the audit log. `detail` is absent once it was erased; `seq` while it is not sealed."""

    id: int
    at: datetime
    actor: str
    event: str
    subject: str
    case_id: str | None
    detail: dict[str, Any] | None
    seq: int | None


# One round trip: the line, and its content beside it.
_INSERT = text(
    """
    WITH line AS (
        INSERT INTO audit (at, actor, event, subject, case_id, content_hash, row_hash)
        VALUES (:at, :actor, :event, :subject, :case_id, :content_hash, :row_hash) RETURNING id
    )
    INSERT INTO audit_contents (audit_id, salt, content) SELECT id, :salt, :content FROM line
    """
)


@dataclass(frozen=True)
class AuditLine:
    """One line to be written; see `append`."""

    actor: str
    event: str
    subject: str
    case_id: str | None = None
    detail: Mapping[str, Any] | None = None


async def append(
    session: AsyncSession,
    *,
    actor: str,
    event: str,
    subject: str,
    case_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one line.

    Args:
        session: the transaction that does what the line records.
        actor: a person's login, or `desk` for what the program does by itself.
        event: what happened, as `thing.happened`.
        subject: the row it happened to, as `table:id`.
        case_id: the case it belongs to.
        detail: everything else, JSON-able. No secret, and no more of a report than is needed.
    """
    await append_all(session, [AuditLine(actor=actor, event=event, subject=subject, case_id=case_id, detail=detail)])


async def append_all(session: AsyncSession, lines: Sequence[AuditLine]) -> None:
    """Write many lines at once; their order among each other says nothing."""
    if lines:
        await session.execute(_INSERT, [_row(line) for line in lines])


def _row(line: AuditLine) -> dict[str, Any]:
    at = datetime.now(UTC)
    salt = secrets.token_hex(16)
    # What is sealed is what is kept: the hashes are of the texts as the database can hold them.
    actor, subject = storable(line.actor), storable(line.subject)
    detail = storable_value(to_jsonable_python(dict(line.detail or {})))
    content = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    hashed = content_hash(salt, content)
    return {
        "at": at,
        "actor": actor,
        "event": line.event,
        "subject": subject,
        "case_id": line.case_id,
        "content_hash": hashed,
        "row_hash": row_hash(at, actor, line.event, subject, line.case_id, hashed),
        "salt": salt,
        "content": content,
    }


def content_hash(salt: str, content: str) -> str:
    """The hash of a line's content. The salt keeps short contents from being guessed once they are erased."""
    return hashlib.sha256(f"{salt}{content}".encode()).hexdigest()


def row_hash(at: datetime, actor: str, event: str, subject: str, case_id: str | None, hashed: str) -> str:
    """The hash of a line's own columns."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(rfc8785.dumps([moment, actor, event, subject, case_id, hashed])).hexdigest()


async def entries(
    session: AsyncSession, *, case_id: str | None = None, cursor: str | None = None, limit: int = 100
) -> Page[AuditEntry]:
    """The log, newest first.

    Raises:
        CursorError: the cursor is none of ours.
    """
    query = (
        select(AuditRow, AuditContentRow.content)
        .outerjoin(AuditContentRow, AuditContentRow.audit_id == AuditRow.id)
        .order_by(AuditRow.id.desc())
        .limit(limit + 1)
    )
    if case_id is not None:
        query = query.where(AuditRow.case_id == case_id)
    if cursor is not None:
        query = query.where(AuditRow.id < key_of(cursor, int)[0])
    rows = [
        AuditEntry(
            id=row.id,
            at=row.at,
            actor=row.actor,
            event=row.event,
            subject=row.subject,
            case_id=row.case_id,
            detail=json.loads(content) if content is not None else None,
            seq=row.seq,
        )
        for row, content in await session.execute(query)
    ]
    return page_of(rows, limit, lambda entry: (entry.id,))


async def erase(session: AsyncSession, audit_id: int, *, actor: str, why: str) -> None:
    """Erase what a line says; that it happened, when and by whom stays, and so does the proof.

    Raises:
        NotFoundError: there is no such line.
    """
    line = await session.get(AuditRow, audit_id)
    if line is None:
        raise NotFoundError("audit line", str(audit_id))
    await append(
        session, actor=actor, event=ERASED, subject=f"audit:{audit_id}", case_id=line.case_id, detail={"why": why}
    )
    await session.execute(delete(AuditContentRow).where(AuditContentRow.audit_id == audit_id))

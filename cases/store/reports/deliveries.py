"""Reports that their sender names: many kept with a handful of statements, each known by its id alone.

Whatever changed around a delivery, the same id from the same source is the same report. The unique index decides, so
two transactions that bring one id at once wait for each other here and nowhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from cases.kinds import Origin
from cases.store import audit
from cases.store.ids import new_id
from cases.store.records import Kept
from runtime.jobs import enqueue_many

READ_REPORT = "read_report"

# In the order of the index, so that two transactions never wait for each other.
_INSERT = text(
    """
    INSERT INTO reports (id, origin, source, sender, delivery_id, content, content_hash, media_type, received_at)
    SELECT id, origin, source, sender, delivery_id, content, content_hash, media_type, :received_at
    FROM unnest(
        CAST(:id AS text[]), CAST(:origin AS text[]), CAST(:source AS text[]), CAST(:sender AS text[]),
        CAST(:delivery_id AS text[]), CAST(:content AS bytea[]), CAST(:content_hash AS text[]),
        CAST(:media_type AS text[])
    ) AS new (id, origin, source, sender, delivery_id, content, content_hash, media_type)
    ORDER BY source, sender, delivery_id
    ON CONFLICT (source, sender, delivery_id) WHERE delivery_id IS NOT NULL DO NOTHING
    RETURNING id
    """
)
_KNOWN = text(
    """
    SELECT reports.id, source, sender, delivery_id
    FROM reports
    JOIN unnest(CAST(:source AS text[]), CAST(:sender AS text[]), CAST(:delivery_id AS text[]))
        AS asked (source, sender, delivery_id) USING (source, sender, delivery_id)
    """
)


@dataclass(frozen=True)
class NamedDelivery:
    """What a sender delivered under an id of its own.

    Attributes:
        origin: by what sort of door it came.
        source: who let it in.
        sender: as people know it.
        delivery_id: the sender's own id; what it names, it names for ever.
        content: the raw bytes.
        media_type: what they are.
    """

    origin: Origin
    source: str
    sender: str
    delivery_id: str
    content: bytes
    media_type: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two of them one report."""
        return self.source, self.sender, self.delivery_id


async def keep_named(
    session: AsyncSession, arrived: Sequence[NamedDelivery], *, now: datetime | None = None
) -> list[Kept]:
    """Keep those that are not kept yet, each with the job that reads it; what became of each, in order.

    Args:
        session: the transaction that is committed before any sender is told 202.
        arrived: what was delivered.
        now: when it came in.
    """
    ids = [new_id() for _ in arrived]
    hashes = [hashlib.sha256(one.content).hexdigest() for one in arrived]
    columns = {
        name: [getattr(one, name) for one in arrived]
        for name in ("source", "sender", "delivery_id", "content", "media_type")
    }
    given = {**columns, "id": ids, "content_hash": hashes, "origin": [one.origin.value for one in arrived]}
    inserted = await session.execute(_INSERT, {**given, "received_at": now or datetime.now(UTC)})
    fresh = set(inserted.scalars())
    new = [
        (report_id, hashed, one)
        for report_id, hashed, one in zip(ids, hashes, arrived, strict=True)
        if report_id in fresh
    ]
    if len(new) < len(arrived):
        asked = {name: columns[name] for name in ("source", "sender", "delivery_id")}
        known = {tuple(row[1:]): str(row[0]) for row in await session.execute(_KNOWN, asked)}
    else:
        known = {}
    await audit.append_all(session, [_line(*one) for one in new])
    await enqueue_many(session, READ_REPORT, [{"report_id": report_id} for report_id, _, _ in new])
    return [
        Kept(report_id=report_id if report_id in fresh else known[one.key], duplicate=report_id not in fresh)
        for report_id, one in zip(ids, arrived, strict=True)
    ]


def _line(report_id: str, content_hash: str, one: NamedDelivery) -> audit.AuditLine:
    return audit.AuditLine(
        actor=audit.DESK,
        event="report.kept",
        subject=f"reports:{report_id}",
        detail={"source": one.source, "sender": one.sender, "sha256": content_hash, "bytes": len(one.content)},
    )

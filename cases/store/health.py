"""What the parts of the service last said of themselves, and which Odoo this record belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Frozen
from cases.store import audit
from cases.store.errors import RecordError
from cases.store.service_tables import BeatRow, KeptRow

ODOO = "odoo_database"


class Beat(Frozen):
    """What a part of the service last said."""

    name: str
    detail: dict[str, Any]
    at: datetime


async def beat(session: AsyncSession, name: str, detail: dict[str, Any]) -> None:
    """Say that a part works, and how it is."""
    values = {"detail": detail, "at": datetime.now(UTC)}
    await session.execute(
        insert(BeatRow).values(name=name, **values).on_conflict_do_update(index_elements=[BeatRow.name], set_=values)
    )


async def beats(session: AsyncSession) -> list[Beat]:
    """What each part last said."""
    rows = await session.scalars(select(BeatRow).order_by(BeatRow.name).execution_options(populate_existing=True))
    return [Beat(name=row.name, detail=row.detail, at=row.at) for row in rows]


async def odoo_pin(session: AsyncSession) -> str | None:
    """`database.uuid` of the Odoo that this record belongs to, once it is pinned."""
    return await session.scalar(select(KeptRow.value).where(KeptRow.name == ODOO))


async def pin_odoo(session: AsyncSession, uuid: str) -> None:
    """Say which Odoo this record belongs to; once, for ever.

    Raises:
        RecordError: it belongs to another one.
    """
    added = await session.scalar(
        insert(KeptRow).values(name=ODOO, value=uuid).on_conflict_do_nothing().returning(KeptRow.name)
    )
    if added is not None:
        await audit.append(session, actor=audit.DESK, event="odoo.pinned", subject=f"odoo:{uuid}")
        return
    if await odoo_pin(session) != uuid:
        raise RecordError("This record belongs to another Odoo database; give that one a record of its own.")

"""Which calibration is in use, who adopted it, and the way back to the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.calibration import Calibration
from cases.store import audit
from cases.store.errors import RecordError
from cases.store.learning_tables import CalibrationRow
from cases.store.locks import hold
from cases.values import Frozen


class Adopted(Frozen):
    """The calibration in use.

    Attributes:
        number: counted up from 1.
        decided: how many decisions it was fitted on.
    """

    number: int
    calibration: Calibration
    by: str
    at: datetime
    decided: int


async def current(session: AsyncSession) -> Adopted | None:
    """The one in use; none: people are told words."""
    row = await _newest(session)
    return _adopted(row) if row else None


async def adopt(
    session: AsyncSession, calibration: Calibration, verdict: Mapping[str, Any], *, by: str, decided: int
) -> Adopted:
    """Have a calibration used from now on; what was proposed before keeps what it said.

    Args:
        session: an open transaction.
        calibration: what decisions gave.
        verdict: how it was judged, as JSON values.
        by: login of the person who adopts it.
        decided: how many decisions it was fitted on.
    """
    await hold(session, "calibrations", "current")
    row = CalibrationRow(
        content=calibration.model_dump(mode="json"), verdict={**verdict, "decided": decided}, adopted_by=by
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await audit.append(
        session,
        actor=by,
        event="calibration.adopted",
        subject=f"calibrations:{row.id}",
        detail={"decided": decided, "actions": {name: own.n for name, own in sorted(calibration.own.items())}},
    )
    return _adopted(row)


async def go_back(session: AsyncSession, *, by: str) -> Adopted | None:
    """End the one in use; the one adopted before it stands again, if there was one.

    Raises:
        RecordError: none is in use.
    """
    await hold(session, "calibrations", "current")
    row = await _newest(session)
    if row is None:
        raise RecordError("No calibration is in use; there is nothing to go back from.")
    row.ended_at, row.ended_by = datetime.now(UTC), by
    await session.flush()
    before = await _newest(session)
    await audit.append(
        session,
        actor=by,
        event="calibration.ended",
        subject=f"calibrations:{row.id}",
        detail={"in_use_again": before.id if before else None},
    )
    return _adopted(before) if before else None


async def _newest(session: AsyncSession) -> CalibrationRow | None:
    found = await session.scalars(
        select(CalibrationRow)
        .where(CalibrationRow.ended_at.is_(None))
        .order_by(CalibrationRow.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return found.first()


def _adopted(row: CalibrationRow) -> Adopted:
    return Adopted(
        number=row.id,
        calibration=Calibration.model_validate(row.content),
        by=row.adopted_by,
        at=row.at,
        decided=row.verdict["decided"],
    )

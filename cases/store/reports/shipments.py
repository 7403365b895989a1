"""What carriers said of each shipment, kept whether or not anything was wrong, in the order of the events' own time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.carrier_events import CarrierEvent, number_key
from cases.claims import RecordRef
from cases.store.service_tables import ShipmentEventRow

_MOST = 500
PICKING = "stock.picking"


async def keep(session: AsyncSession, report_id: str, shipment: RecordRef, events: Sequence[CarrierEvent]) -> None:
    """Keep the events of a report; what is known already, under whatever delivery id it came, stays as it was."""
    if not events:
        return
    rows = [
        {
            "report_id": report_id,
            "model": shipment.model,
            "record_id": shipment.id,
            "parcel": number_key(event.tracking_number),
            "status": event.status.value,
            "reason": event.reason.value if event.reason else "",
            "occurred_at": event.occurred_at,
            "event": event.model_dump(mode="json"),
        }
        for event in events
    ]
    await session.execute(insert(ShipmentEventRow).values(rows).on_conflict_do_nothing())


async def events_of(session: AsyncSession, records: Iterable[RecordRef]) -> tuple[CarrierEvent, ...]:
    """What carriers said of these shipments, oldest first by the events' own time."""
    wanted = [(record.model, record.id) for record in records if record.model == PICKING]
    if not wanted:
        return ()
    return await _oldest_first(session, tuple_(ShipmentEventRow.model, ShipmentEventRow.record_id).in_(wanted))


async def last_of(session: AsyncSession, transfers: Iterable[int]) -> dict[int, tuple[CarrierEvent, ...]]:
    """The last that carriers said of each parcel of these transfers, by transfer."""
    rows = await session.execute(
        select(ShipmentEventRow.record_id, ShipmentEventRow.event)
        .where(ShipmentEventRow.model == PICKING, ShipmentEventRow.record_id.in_(sorted(set(transfers))))
        .ext(distinct_on(ShipmentEventRow.record_id, ShipmentEventRow.parcel))
        .order_by(
            ShipmentEventRow.record_id,
            ShipmentEventRow.parcel,
            ShipmentEventRow.occurred_at.desc(),
            ShipmentEventRow.id.desc(),
        )
    )
    found: dict[int, tuple[CarrierEvent, ...]] = {}
    for transfer, event in rows:
        found[transfer] = (*found.get(transfer, ()), CarrierEvent.model_validate(event))
    return found


async def known_of(session: AsyncSession, numbers: Iterable[str]) -> tuple[CarrierEvent, ...]:
    """What was said before of the parcels with these tracking numbers, oldest first."""
    parcels = sorted({number_key(number) for number in numbers})
    return await _oldest_first(session, ShipmentEventRow.parcel.in_(parcels))


async def _oldest_first(session: AsyncSession, which: ColumnElement[bool]) -> tuple[CarrierEvent, ...]:
    found = await session.scalars(
        select(ShipmentEventRow.event)
        .where(which)
        .order_by(ShipmentEventRow.occurred_at, ShipmentEventRow.id)
        .limit(_MOST)
    )
    return tuple(CarrierEvent.model_validate(event) for event in found)

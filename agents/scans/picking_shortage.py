"""Transfers that are due and lack goods that the book has in the house: not in the bin, elsewhere, held for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from agents.warehouse.shortage.shelves import MissingLine, Shelves, are_cases, by_transfer
from agents.world import World
from cases.claims import MAX_NAME, RecordRef, ShortageClaim
from cases.kind import Kind
from cases.scans import Finding

AT_ONCE = 100
MOST_PLACES = 6


class PickingShortages:
    """Looks at every transfer to a customer that is planned for today or before and not wholly reserved.

    What the book never had in the house is left to the kinds that own supply: late receipts, promises at risk.
    """

    kind: ClassVar = Kind.PICKING_SHORTAGE
    cron: ClassVar = "40 5 * * 1-5"
    retells: ClassVar = True

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding a transfer. Two calls and one a page of what waits; two more for each hundred products."""
        reader = world.reader
        warehouses = await reader.warehouses()
        zones = {one.zone or world.habits.zone for one in warehouses} | {world.habits.zone}
        looked = await reader.waiting_products(*_until(world.now, zones))
        lines = list[MissingLine]()
        for ids in (looked[first : first + AT_ONCE] for first in range(0, len(looked), AT_ONCE)):
            moves, sales = await reader.promised_moves(ids)
            shelves = Shelves(
                read_at=world.now,
                habits=world.habits,
                warehouses=tuple(warehouses),
                moves=tuple(moves),
                sales=tuple(sales),
                places=tuple(await reader.stock_places(ids)),
            )
            lines += are_cases(shelves.missing)
        return [finding(of_one) for of_one in by_transfer(lines)]

    def over(self) -> str:
        """It is reserved, left, or comes in time; or it is a matter of supply."""
        return "All of it is reserved or has left, or what is missing comes in time."


def finding(lines: Sequence[MissingLine]) -> Finding:
    """What a scan says of one transfer. Pure."""
    first = lines[0].move
    if first.picking is None:
        raise ValueError("a missing line belongs to a transfer")
    about = RecordRef(model="stock.picking", id=first.picking.id, label=first.picking.name)
    whose = first.partner
    claims = tuple(claim(one, about) for one in lines)
    return Finding(
        about=about,
        owner=RecordRef(model="res.partner", id=whose.id, label=whose.name) if whose else None,
        claims=claims,
        seen="; ".join(one.label() for one in claims) + ".",
    )


def claim(line: MissingLine, about: RecordRef) -> ShortageClaim:
    """What is missing of one product. Pure."""
    product = line.move.product
    places = [one.words for one in (*line.bins, *line.elsewhere)][:MOST_PLACES]
    return ShortageClaim(
        picking_text=about.label[:MAX_NAME],
        product_text=product.name[:MAX_NAME],
        missing=line.missing,
        unit=line.unit,
        promised=line.promised,
        places=tuple(one[:MAX_NAME] for one in places),
        refers_to=(about, RecordRef(model="product.product", id=product.id, label=product.name)),
        read_by="scan",
    )


def _until(now: datetime, zones: set[str]) -> tuple[datetime, date]:
    """The end of today where today ends last, and the day that it is there."""
    days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in zones}
    ends = {zone: datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) for zone, day in days.items()}
    return max(ends.values()), max(days.values())

"""Odoo's open moves and stock levels in, supplies and demands out. Each need is counted once. Pure.

What is not supply: goods in quarantine or input, returns on their way back, receipts that should have come already
(Odoo's own forecast counts those as here).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal

from agents.analysis.allocation import Demand, Supply
from tools.odoo.models import Location, StockLevel, StockMove, Warehouse
from tools.odoo.values import Ref

# Nobody has confirmed it: neither promise nor supply.
DRAFT = "draft"


def on_hand(levels: Iterable[StockLevel], now: datetime) -> Iterator[Supply]:
    """What lies free under the stock locations."""
    for level in levels:
        if level.free > 0:
            yield Supply(
                id=f"stock-{level.product_id}-{level.warehouse_id}",
                product_id=level.product_id,
                warehouse_id=level.warehouse_id,
                quantity=level.free,
                at=now,
            )


def incoming(moves: Sequence[StockMove], warehouses: Sequence[Warehouse], now: datetime) -> Iterator[Supply]:
    """What is to come: receipts, transfers between warehouses, finished goods. Overdue ones are supply for nobody."""
    by_id = {move.id: move for move in moves}
    for move in moves:
        warehouse = _fills(move, warehouses) if move.state != DRAFT else None
        if warehouse is None or move.source.usage == "customer" or _is_later_leg(move, by_id, warehouses):
            continue
        yield Supply(
            id=supply_id(move),
            product_id=move.product.id,
            warehouse_id=warehouse.id,
            quantity=move.demand,
            at=move.date if move.date is not None and move.date >= now else None,
            for_moves=made_to_order_for(move, moves),
        )


def demands(moves: Sequence[StockMove], warehouses: Sequence[Warehouse], now: datetime) -> Iterator[Demand]:
    """What takes from stock. Of a chain (pick, then delivery) the first leg speaks for all."""
    for move in moves:
        warehouse = _empties(move, warehouses) if move.state != DRAFT else None
        if warehouse is None or _under(move.final or move.destination, warehouses) is warehouse:
            continue
        yield Demand(
            id=move.id,
            product_id=move.product.id,
            warehouse_id=warehouse.id,
            quantity=move.demand,
            reserved=min(move.reserved, move.demand),
            priority=int(move.priority or 0),
            date=move.date or now,
            kind=_purpose(move),
            order=move.sale_order.id if move.sale_order and move.ends_at_customer else None,
        )


def supply_id(move: StockMove) -> str:
    """The supply that a receipt is."""
    return f"move-{move.id}"


def made_to_order_for(move: StockMove, moves: Sequence[StockMove]) -> tuple[int, ...]:
    """The moves that wait for this one's goods and nobody else's."""
    return tuple(other.id for other in moves if move.id in other.waits_for and other.made_to_order)


def _purpose(move: StockMove) -> Literal["customer", "manufacturing", "transfer", "other"]:
    if move.feeds is not None:
        return "manufacturing"
    if move.ends_at_customer:
        return "customer"
    return "transfer" if move.destination.usage in {"transit", "internal"} else "other"


def _fills(move: StockMove, warehouses: Sequence[Warehouse]) -> Warehouse | None:
    """The warehouse into whose stock the move's goods end up, if they come from outside that stock."""
    end = move.final if move.final is not None and move.final.usage == "internal" else move.destination
    warehouse = _under(end, warehouses)
    if warehouse is None and move.comes_from_vendor and end.usage == "internal":
        # A receipt in several steps names only its first place: the rest of the way follows by itself.
        warehouse = next((one for one in warehouses if one.id == end.warehouse_id), None)
    return warehouse if warehouse is not None and _under(move.source, warehouses) is not warehouse else None


def _empties(move: StockMove, warehouses: Sequence[Warehouse]) -> Warehouse | None:
    return _under(move.source, warehouses) if move.starts_in_stock else None


def _under(place: Location, warehouses: Sequence[Warehouse]) -> Warehouse | None:
    """The warehouse under whose stock location a place lies: not input, output or quarantine."""
    for warehouse in warehouses:
        if lies_under(place, warehouse.stock):
            return warehouse
    return None


def _is_later_leg(move: StockMove, by_id: dict[int, StockMove], warehouses: Sequence[Warehouse]) -> bool:
    """Whether an earlier leg of the same way is still open and counted already."""
    return any(
        (earlier := by_id.get(before)) is not None and _fills(earlier, warehouses) is not None
        for before in move.waits_for
    )


def total(quantities: Iterable[Decimal]) -> Decimal:
    """Their sum."""
    return sum(quantities, Decimal(0))


def own_need(moves: Sequence[StockMove], product_id: int, stock: Ref) -> Decimal:
    """What open moves out of a place still want of a product, but for those that wait for goods of their own.

    Args:
        moves: every open move of the product.
        product_id: the product.
        stock: the warehouse's stock location.
    """
    open_ids = {move.id for move in moves}
    return total(
        max(move.demand - move.reserved, Decimal(0))
        for move in moves
        if move.product.id == product_id
        and move.state != DRAFT
        and lies_under(move.source, stock)
        and not lies_under(move.destination, stock)
        and not open_ids & set(move.waits_for)
    )


def lies_under(place: Location, stock: Ref) -> bool:
    """Whether a place is that location, or lies below it."""
    return place.id == stock.id or place.name.startswith(f"{stock.name}/")

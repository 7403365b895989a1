"""What transfers lack, and where the book has it: in bins, elsewhere in the house, held for others. Pure.

Of a shortage that several kinds could own the most upstream one does. Goods that the book never had in the house are a
matter of supply: an overdue receipt's (`inbound_delay`) or a promise's (`commitment_risk`). Ours are those that it has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from agents.analysis import stock
from agents.analysis.allocation import allocate
from agents.analysis.backlog import start_of_day
from agents.analysis.habits import Habits
from cases.actions.base import Moment, day_of
from cases.claims import Frozen
from cases.workdays import WorkCalendar
from tools.odoo.models import SaleOrder, StockMove, Warehouse
from tools.odoo.places import StockPlace
from tools.odoo.values import Ref

OVER = frozenset({"draft", "done", "cancel"})
STARRED = "1"
FINEST = Decimal("0.0001")


class Holder(Frozen):
    """Another transfer that goods of the product are held for, not picked yet.

    Attributes:
        promised: the day its customer counts on; absent: it goes to no customer, or none was promised.
        may_wait: it is promised for later, nobody has put it first, and nobody is picking it.
    """

    move_id: int
    picking: Ref
    order: Ref | None = None
    customer: str | None = None
    quantity: Decimal
    promised: date | None = None
    may_wait: bool


class MissingLine(Frozen):
    """One line of a transfer that is not wholly reserved.

    Attributes:
        missing: what is not reserved for it, in the product's unit.
        promised: the day that the customer counts on; without one, the day it is planned for.
        bins: where it could have been reserved: the book has some of it free there, or contradicts itself.
        shelved: every place from which it may be picked, whatever lies there by the book.
        elsewhere: other places of the warehouse where the book has some of it that is held for nobody.
        holders: for whom the rest is held.
        leaves: the day on which it could leave by what is to come; absent: nobody knows one.
        overdue: orders to vendors that should have brought it already.
    """

    move: StockMove
    warehouse: Warehouse
    missing: Decimal
    promised: date | None = None
    bins: tuple[StockPlace, ...] = ()
    shelved: tuple[StockPlace, ...] = ()
    elsewhere: tuple[StockPlace, ...] = ()
    holders: tuple[Holder, ...] = ()
    leaves: date | None = None
    overdue: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The product's unit, where it was sold in that; a quantity in another one is told without."""
        return self.move.unit.name if self.move.unit and self.move.each == 1 else ""

    @property
    def waiting(self) -> tuple[Holder, ...]:
        """Those that could wait."""
        return tuple(one for one in self.holders if one.may_wait)

    @property
    def is_here(self) -> bool:
        """Whether the book has some of what is missing in the house."""
        return bool(self.bins or self.elsewhere or self.waiting)

    @property
    def in_time(self) -> bool:
        """Whether what is to come still keeps the promise."""
        return self.leaves is not None and self.promised is not None and self.leaves <= self.promised


class Shelves(BaseModel):
    """What was read of some products, everywhere.

    Attributes:
        moves: every open movement of the products.
        sales: the customers' orders behind them.
        places: what lies where by the book.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_at: Moment
    habits: Habits
    warehouses: tuple[Warehouse, ...] = ()
    moves: tuple[StockMove, ...] = ()
    sales: tuple[SaleOrder, ...] = ()
    places: tuple[StockPlace, ...] = ()

    def zone_of(self, warehouse: Warehouse) -> str:
        """The zone in which a warehouse's days begin."""
        return warehouse.zone or self.habits.zone

    def work_at(self, warehouse: Warehouse) -> WorkCalendar:
        """On which days there is work there."""
        return self.habits.work.at(warehouse.id)

    def sale_of(self, move: StockMove) -> SaleOrder | None:
        """The customer's order behind a move."""
        order = move.sale_order.id if move.sale_order else None
        return next((one for one in self.sales if one.id == order), None)

    def promised(self, move: StockMove, zone: str) -> date | None:
        """What the customer counts on: the order's promise, else the first deadline of what is open."""
        sale = self.sale_of(move)
        at = (sale.commitment or sale.due if sale else None) or move.deadline
        return day_of(at, zone)

    @cached_property
    def lacking(self) -> tuple[MissingLine, ...]:
        """Every line of a transfer to a customer that is not wholly reserved, whenever it is planned, by promise."""
        found = [self.line(move) for move in self.moves if lacks(move) and self._is_first(move)]
        lines = [one for one in found if one is not None]
        return tuple(sorted(lines, key=lambda one: (one.promised or date.max, one.move.id)))

    @cached_property
    def missing(self) -> tuple[MissingLine, ...]:
        """Those of them that are planned for today or before."""
        return tuple(one for one in self.lacking if self._is_due(one))

    def line(self, move: StockMove) -> MissingLine | None:
        """A line with where its goods are by the book; none: it takes from no warehouse of ours."""
        warehouse = next((one for one in self.warehouses if one.id == move.source.warehouse_id), None)
        if warehouse is None:
            return None
        zone = self.zone_of(warehouse)
        promised = self.promised(move, zone) or day_of(move.date, zone)
        source = Ref(move.source.id, move.source.name)
        mine = [one for one in self.places if one.product_id == move.product.id and one.owner is None]
        shelved = tuple(one for one in mine if stock.lies_under(one.location, source))
        bins = tuple(one for one in shelved if one.free > 0 or one.contradicts)
        if stock.total(one.free for one in bins) < move.each and not any(one.contradicts for one in bins):
            # Less than one of the unit that was sold is never reserved: a box is not made up of six loose ones.
            bins = ()
        return MissingLine(
            move=move,
            warehouse=warehouse,
            missing=lacking(move),
            promised=promised,
            bins=bins,
            shelved=shelved,
            elsewhere=tuple(
                one for one in mine if one not in shelved and one.location.warehouse_id == warehouse.id and one.free > 0
            ),
            holders=tuple(self._holders(move, warehouse, promised)),
            leaves=self._leaves(move, warehouse),
            overdue=self._overdue(move, warehouse),
        )

    def _is_first(self, move: StockMove) -> bool:
        """Whether it is the first step of its way: what waits for an earlier one lacks nothing yet."""
        return not move.made_to_order and not {one.id for one in self.moves} & set(move.waits_for)

    def _is_due(self, line: MissingLine) -> bool:
        zone = self.zone_of(line.warehouse)
        planned = line.move.picking.scheduled if line.move.picking else None
        day, today = day_of(planned or line.move.date, zone), day_of(self.read_at, zone)
        return day is not None and today is not None and day <= today

    def _holders(self, move: StockMove, warehouse: Warehouse, promised: date | None) -> list[Holder]:
        mine = move.picking.id if move.picking else 0
        zone, found = self.zone_of(warehouse), []
        for one in self.moves:
            held = one.product.id == move.product.id and one.reserved > 0 and one.state not in OVER and not one.picked
            if not held or one.picking is None or one.picking.id == mine or not one.starts_in_stock:
                continue
            if not stock.lies_under(one.source, warehouse.stock):
                continue
            sale = self.sale_of(one)
            until = self.promised(one, zone) if one.ends_at_customer else None
            is_later = promised is not None and (until > promised if until else one.feeds is None)
            found.append(
                Holder(
                    move_id=one.id,
                    picking=Ref(one.picking.id, one.picking.name),
                    order=one.sale_order,
                    customer=sale.customer.name if sale else one.partner.name if one.partner else None,
                    quantity=one.reserved,
                    promised=until,
                    may_wait=is_later and one.priority != STARRED and not one.picking.printed,
                )
            )
        return sorted(found, key=lambda one: (not one.may_wait, -(one.promised or date.max).toordinal(), one.move_id))

    def _leaves(self, move: StockMove, warehouse: Warehouse) -> date | None:
        """When it could leave by what is to come, once those have theirs who come first."""
        zone = self.zone_of(warehouse)
        today = start_of_day(self.read_at, zone)
        coming = [
            one
            for one in stock.incoming(self.moves, self.warehouses, today)
            if (one.product_id, one.warehouse_id) == (move.product.id, warehouse.id)
        ]
        wants = [
            one
            for one in stock.demands(self.moves, self.warehouses, self.read_at)
            if (one.product_id, one.warehouse_id) == (move.product.id, warehouse.id)
        ]
        ready = allocate(coming, wants, self.read_at).ready.get(move.id)
        day = day_of(_not_before(ready, self.read_at), zone)
        return self.work_at(warehouse).next(day) if day else None

    def _overdue(self, move: StockMove, warehouse: Warehouse) -> tuple[str, ...]:
        today = start_of_day(self.read_at, self.zone_of(warehouse))
        late = [
            one.purchase_order.name
            for one in self.moves
            if one.product.id == move.product.id
            and one.comes_from_vendor
            and one.purchase_order is not None
            and one.state not in OVER
            and one.destination.warehouse_id == warehouse.id
            and one.date is not None
            and one.date < today
        ]
        return tuple(dict.fromkeys(late))


def lacks(move: StockMove) -> bool:
    """Whether a move to a customer takes from stock, belongs to a transfer, and is not wholly reserved."""
    return (
        move.state not in OVER
        and move.picking is not None
        and move.starts_in_stock
        and move.ends_at_customer
        and lacking(move) > 0
    )


def lacking(move: StockMove) -> Decimal:
    """What is not reserved for a move, as exactly as a claim can say it."""
    left = max(move.demand - move.reserved, Decimal(0)).quantize(FINEST)
    return left.to_integral_value() if left == left.to_integral_value() else left.normalize()


def are_cases(lines: Collection[MissingLine]) -> list[MissingLine]:
    """Those that are ours: the book has some of it in the house, and nothing comes in time."""
    return [one for one in lines if one.is_here and not one.in_time]


def by_transfer(lines: Sequence[MissingLine]) -> list[list[MissingLine]]:
    """The lines of each transfer, in the order of their promises."""
    found: dict[int, list[MissingLine]] = {}
    for one in lines:
        found.setdefault(one.move.picking.id if one.move.picking else 0, []).append(one)
    return list(found.values())


def _not_before(at: datetime | None, now: datetime) -> datetime | None:
    """A receipt of this morning that is not booked yet comes later today."""
    return max(at, now) if at else None

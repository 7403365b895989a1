"""Who is really hurt by a lateness: the same demand met by the supply with and without it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from agents.analysis import stock
from agents.analysis.allocation import AllocationPlan, Demand, Supply, allocate
from agents.analysis.ranking import importance
from agents.inbound.late_parts import LatePart
from agents.inbound.snapshot import InboundSnapshot, StockView
from cases.actions.base import day_of, moment_on
from cases.claims import Frozen
from tools.odoo.models import SaleOrder, StockMove
from tools.odoo.values import Ref


class Promise(Frozen):
    """What a customer counts on.

    Attributes:
        commitment: the order's own promise; absent where only the deliveries' deadline promises.
        at: the promised moment, whichever field holds it.
        day: its day in `zone`.
    """

    commitment: datetime | None
    at: datetime | None
    day: date | None
    zone: str


class Touched(Frozen):
    """A customer's order that waits for the late goods' product.

    Attributes:
        before: the day it could leave without the lateness; absent: never, with what is known.
        after: the same with it.
        needs: how much of each late product it still wants, by product.
        weight: importance times value still to be delivered.
    """

    sale: SaleOrder
    promise: Promise
    before: date | None
    after: date | None
    needs: dict[int, Decimal]
    products: tuple[Ref, ...]
    moves: tuple[StockMove, ...]
    importance: Decimal
    value: Decimal

    @property
    def weight(self) -> Decimal:
        """For ranking."""
        return self.importance * self.value

    @property
    def hurt(self) -> bool:
        """Whether the lateness breaks its promise, or breaks it further."""
        if self.keeps:
            return False
        if self.after is None:
            return self.before is not None
        return self.before is None or self.after > self.before

    @property
    def keeps(self) -> bool:
        """Whether it can still leave by the promised day."""
        return self.promise.day is None or (self.after is not None and self.after <= self.promise.day)

    @property
    def late_days(self) -> int | None:
        """Days after the promise; absent: nobody knows how many."""
        return (self.after - self.promise.day).days if self.after and self.promise.day else None


class Effect(Frozen):
    """What a lateness does.

    Attributes:
        touched: customers' orders that wait for the products, the weightiest first.
        made_to_order: moves that wait for exactly these goods.
        manufacturing: manufacturing orders that consume the products and get them later, with what they make.
    """

    touched: tuple[Touched, ...] = ()
    made_to_order: tuple[int, ...] = ()
    manufacturing: tuple[Ref, ...] = ()

    @property
    def hurt(self) -> tuple[Touched, ...]:
        """Those whose promise breaks."""
        return tuple(one for one in self.touched if one.hurt)

    @property
    def safe(self) -> tuple[Touched, ...]:
        """Those whose promise holds, or who were promised nothing."""
        return tuple(one for one in self.touched if not one.hurt and one.keeps)

    @property
    def late_anyway(self) -> tuple[Touched, ...]:
        """Those whose promise breaks with or without this."""
        return tuple(one for one in self.touched if not one.hurt and not one.keeps)


def effect(snapshot: InboundSnapshot, parts: Sequence[LatePart], extra: Iterable[Supply] = ()) -> Effect:
    """What these late parts do, when `extra` goods come beside.

    Args:
        snapshot: what was read.
        parts: what is late.
        extra: goods that an alternative would bring.
    """
    before, after, wants = plans(snapshot, parts, extra)
    late_products = {product for part in parts for product in part.product_ids}
    by_id = {move.id: move for move in snapshot.moves}
    groups: dict[int, list[Demand]] = {}
    for demand in wants:
        if demand.kind == "customer" and demand.order is not None and demand.product_id in late_products:
            groups.setdefault(demand.order, []).append(demand)
    sales = {sale.id: sale for sale in snapshot.sales}
    straight: dict[int, list[StockMove]] = {}
    for move in snapshot.moves:
        if move.goes_straight and move.sale_order is not None and move.product.id in late_products:
            straight.setdefault(move.sale_order.id, []).append(move)
    later = days_by_move(parts)
    touched = [
        _touched(snapshot, sales[order], groups.get(order, []), straight.get(order, []), by_id, before, after, later)
        for order in dict.fromkeys((*groups, *straight))
        if order in sales
    ]
    touched.sort(key=lambda one: (-one.weight, one.promise.day or date.max, one.sale.id))
    late_moves = {move for part in parts for move, _ in part.taken}
    return Effect(
        touched=tuple(touched),
        made_to_order=tuple(
            sorted(move.id for move in snapshot.moves if move.made_to_order and late_moves & set(move.waits_for))
        ),
        manufacturing=_manufacturing(wants, by_id, late_products, before, after),
    )


def days_by_move(parts: Sequence[LatePart]) -> dict[int, date | None]:
    """The day on which the last of each late receipt comes, by its id; an absent day: nobody knows."""
    found: dict[int, date | None] = {}
    for part in parts:
        for move, _ in part.taken:
            known = found.get(move, part.new_day)
            found[move] = max(known, part.new_day) if known and part.new_day else None
    return found


def plans(
    snapshot: InboundSnapshot, parts: Sequence[LatePart], extra: Iterable[Supply] = ()
) -> tuple[AllocationPlan, AllocationPlan, list[Demand]]:
    """Who gets what without and with the lateness, and the demand both meet."""
    now = snapshot.read_at
    held = list(stock.on_hand(snapshot.levels, now))
    coming = list(stock.incoming(snapshot.moves, snapshot.warehouses, now))
    wants = list(stock.demands(snapshot.moves, snapshot.warehouses, now))
    late: dict[str, list[tuple[LatePart, Decimal]]] = {}
    for part in parts:
        taken = dict(part.taken)
        for move in part.moves:
            if move.id in taken:
                late.setdefault(stock.supply_id(move), []).append((part, taken[move.id]))
    # Without the report Odoo's own date counts for the late order, be it past: that is what promises were made on.
    dates = {stock.supply_id(move): max(move.date or now, now) for part in parts for move in part.moves}
    as_planned = [
        supply.model_copy(update={"at": dates[supply.id]}) if supply.id in dates else supply for supply in coming
    ]
    as_claimed = [piece for supply in as_planned for piece in _moved(snapshot, supply, late.get(supply.id, ()))]
    before = allocate([*held, *as_planned], wants, now)
    after = allocate([*held, *as_claimed, *extra], wants, now)
    return before, after, wants


def _moved(snapshot: InboundSnapshot, supply: Supply, later: Sequence[tuple[LatePart, Decimal]]) -> list[Supply]:
    """A receipt as the report leaves it: what comes as it was to come, and each part that comes later."""
    left, pieces = supply.quantity, []
    for number, (part, quantity) in enumerate(later):
        share = min(left, quantity)
        left -= share
        at = arrival_of(snapshot, part, supply.warehouse_id)
        pieces.append(supply.model_copy(update={"id": f"{supply.id}-late-{number}", "quantity": share, "at": at}))
    on_time = [supply.model_copy(update={"quantity": left})] if left > 0 or not pieces else []
    return [*on_time, *pieces]


def arrival_of(snapshot: InboundSnapshot, part: LatePart, warehouse_id: int) -> datetime | None:
    """When a late part can be taken; absent: nobody can count on it."""
    if part.new_day is None:
        return None
    return moment_on(part.new_day, snapshot.habits.arrival_hour, snapshot.zone_of(warehouse_id))


def leaves_on(snapshot: StockView, ready: datetime | None, warehouse_id: int) -> date | None:
    """The day goods that are ready then can leave: goods on hand today, goods received the next working day."""
    if ready is None:
        return None
    zone = snapshot.zone_of(warehouse_id)
    day = day_of(ready, zone)
    if day is None:
        return None
    work = snapshot.habits.work.at(warehouse_id)
    return work.on_or_after(day) if ready <= snapshot.read_at else work.next(day)


def _touched(
    snapshot: InboundSnapshot,
    sale: SaleOrder,
    group: Sequence[Demand],
    straight: Sequence[StockMove],
    by_id: Mapping[int, StockMove],
    before: AllocationPlan,
    after: AllocationPlan,
    later: Mapping[int, date | None],
) -> Touched:
    """An order met from stock, by the vendor's own shipment to the customer, or by both."""
    warehouse = group[0].warehouse_id if group else sale.warehouse.id if sale.warehouse else None
    promise = promise_of(snapshot, sale, warehouse)
    shipped = {move.id: day_of(max(move.date or snapshot.read_at, snapshot.read_at), promise.zone) for move in straight}
    moves = tuple(by_id[demand.id] for demand in group) + tuple(straight)
    needs: dict[int, Decimal] = {}
    for demand in group:
        needs[demand.product_id] = needs.get(demand.product_id, Decimal(0)) + demand.quantity
    return Touched(
        sale=sale,
        promise=promise,
        before=_last(_days(snapshot, group, before.ready), shipped.values()),
        after=_last(_days(snapshot, group, after.ready), (later.get(move, day) for move, day in shipped.items())),
        needs=needs,
        products=ordered_goods(sale, moves),
        moves=moves,
        importance=importance(sale.customer.tags, snapshot.habits.weights),
        value=open_value(sale),
    )


def ordered_goods(sale: SaleOrder, moves: Sequence[StockMove]) -> tuple[Ref, ...]:
    """What the customer calls the goods: of a kit the kit, not its parts."""
    lines = {line.id: line.product for line in sale.lines}
    found = (lines.get(move.sale_line_id or 0) or move.product for move in moves)
    return tuple({product.id: product for product in found}.values())


def _days(
    snapshot: InboundSnapshot, group: Sequence[Demand], ready: Mapping[int, datetime | None]
) -> list[date | None]:
    return [leaves_on(snapshot, ready[demand.id], demand.warehouse_id) for demand in group]


def _last(leaving: Sequence[date | None], shipped: Iterable[date | None]) -> date | None:
    """The day on which all of it has left: the promise is for the order, not for its first piece."""
    days = [*leaving, *shipped]
    found = [day for day in days if day is not None]
    return max(found) if found and len(found) == len(days) else None


def promise_of(snapshot: StockView, sale: SaleOrder, warehouse_id: int | None) -> Promise:
    """What the customer counts on: the order's promise, else the earliest deadline of what is still open."""
    zone = snapshot.zone_of(warehouse_id)
    open_moves = {move.id: move for move in snapshot.promising_moves if _is_of(move, sale)}
    deadlines = [at for at in (sale.due, *(move.deadline for move in open_moves.values())) if at is not None]
    at = sale.commitment or min(deadlines, default=None)
    return Promise(commitment=sale.commitment, at=at, day=day_of(at, zone), zone=zone)


def _is_of(move: StockMove, sale: SaleOrder) -> bool:
    return move.sale_order is not None and move.sale_order.id == sale.id and move.state not in {"done", "cancel"}


def open_value(sale: SaleOrder) -> Decimal:
    """Untaxed value of what the customer still waits for."""
    return sum((line.subtotal * line.open / line.ordered for line in sale.lines if line.ordered), Decimal(0)).quantize(
        Decimal("0.01")
    )


def _manufacturing(
    wants: Sequence[Demand],
    by_id: Mapping[int, StockMove],
    products: set[int],
    before: AllocationPlan,
    after: AllocationPlan,
) -> tuple[Ref, ...]:
    """Manufacturing orders whose components come later, or no longer come."""
    late: dict[int, Ref] = {}
    for demand in wants:
        order = by_id[demand.id].feeds
        was, now = before.ready.get(demand.id), after.ready.get(demand.id)
        if order is None or demand.product_id not in products or was is None:
            continue
        if now is None or now > was + timedelta(minutes=1):
            made = by_id[demand.id].makes
            late[order.id] = Ref(order.id, f"{order.name}, which makes {made.name}") if made else order
    return tuple(late.values())

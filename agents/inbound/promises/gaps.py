"""Whether customers' orders can have their goods by their promise, and what of them comes too late. Pure.

Odoo's own order decides who gets what: priority, then date. What should have come on an earlier day is no supply; what
is due today may still come. What is bought or made for one order comes by its own chain and by nothing else. What lies
there already is never missing, however late it leaves: that is a matter of the warehouse. A quotation stands behind
everything that is ordered, and each is looked at as if it alone were taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from agents.analysis import stock
from agents.analysis.allocation import Demand, Supply, allocate
from agents.inbound.hurt import Promise, leaves_on, ordered_goods, promise_of
from agents.inbound.snapshot import StockView
from cases.actions.base import day_of, moment_on
from cases.claims import Frozen
from tools.odoo.models import SaleOrder, StockMove
from tools.odoo.promised import OfferedLine
from tools.odoo.values import Ref

# The earliest that something still due today can be taken, where its hour is past.
SOON = timedelta(minutes=1)


class Piece(Frozen):
    """Some goods of an order, and when they are there.

    Attributes:
        id: of the move, or of the quotation's line below zero.
        item: what the customer calls it: of a kit the kit.
        warehouse_id: where it is taken from; absent: a vendor ships it straight to the customer.
        at: when it can be taken, or arrives at the customer; absent: nobody knows.
        by: the supply that brings it; empty: it lies there, or nothing does.
        own: it comes by a chain of its own, which nothing from stock replaces.
    """

    id: int
    product: Ref
    item: Ref
    warehouse_id: int | None
    quantity: Decimal
    at: datetime | None
    by: str = ""
    own: bool = False


class Gap(Frozen):
    """What comes too late, or not at all, of one product from one place.

    Attributes:
        short: how much, in the product's unit.
        can_on: the day on which the last of it can leave; absent: nobody knows.
        late: the pieces that come too late.
    """

    product: Ref
    item: Ref
    warehouse_id: int | None
    own: bool
    short: Decimal
    can_on: date | None
    late: tuple[Piece, ...]

    @property
    def demands(self) -> tuple[int, ...]:
        """The demands that lack it."""
        return tuple(dict.fromkeys(one.id for one in self.late))


class PromiseStanding(Frozen):
    """How an order stands against its promise.

    Attributes:
        leaves: the day on which all of it can have left; absent: nobody knows.
        overdue: purchase orders that should have brought some of what is missing.
        owned: nothing would be missing had they come: the gap is theirs.
    """

    order: Ref
    promise: Promise
    gaps: tuple[Gap, ...] = ()
    leaves: date | None = None
    overdue: tuple[Ref, ...] = ()
    owned: bool = False

    @property
    def at_risk(self) -> bool:
        """Whether its promise cannot be kept, for a reason that no late purchase order owns."""
        return bool(self.gaps) and not self.owned


class Reckoning:
    """Who gets what and when, of all the goods in view.

    Args:
        view: what was read.
        extra: goods that a remedy would bring.
        arrived: as if every purchase order that is overdue had come by now.
    """

    def __init__(self, view: StockView, extra: Iterable[Supply] = (), *, arrived: bool = False) -> None:
        self.view, self.arrived = view, arrived
        self.today = day_of(view.read_at, view.habits.zone) or view.read_at.date()
        self.by_id = {move.id: move for move in view.moves}
        self.brings = {stock.supply_id(move): move for move in view.moves}
        self.leaving: dict[int, list[StockMove]] = {}
        for move in view.moves:
            if move.sale_order is not None and move.ends_at_customer and move.state != stock.DRAFT:
                self.leaving.setdefault(move.sale_order.id, []).append(move)
        self.unkept = {product.id for product in view.products if not product.storable}
        wants = list(stock.demands(view.moves, view.warehouses, view.read_at))
        self.wants = {demand.id: demand for demand in wants}
        supplies = [*stock.on_hand(view.levels, view.read_at), *self._coming(), *extra]
        self.supplies = {supply.id: supply for supply in supplies}
        own = {demand.id for demand in wants if self.own(self.by_id[demand.id])}
        given = [
            *allocate(
                [one for one in supplies if not own & set(one.for_moves)],
                [one for one in wants if one.id not in own],
                view.read_at,
            ).shares,
            *allocate(
                [one for one in supplies if own & set(one.for_moves)],
                [one for one in wants if one.id in own],
                view.read_at,
            ).shares,
        ]
        self.given: dict[int, list[tuple[Decimal, datetime | None, str]]] = {}
        self.left = {supply.id: supply.quantity for supply in supplies}
        for share in given:
            self.given.setdefault(share.demand, []).append((share.quantity, share.at, share.supply))
            self.left[share.supply] -= share.quantity

    def own(self, move: StockMove) -> bool:
        """Whether it waits for goods that are bought or made for it alone."""
        return move.made_to_order and any(before in self.by_id for before in move.waits_for)

    def overdue(self, move: StockMove) -> bool:
        """Whether it should have happened on an earlier day."""
        day = day_of(move.date, self.view.habits.zone)
        return day is not None and day < self.today

    def _coming(self) -> Iterator[Supply]:
        for supply in stock.incoming(self.view.moves, self.view.warehouses, self.view.read_at):
            yield supply.model_copy(update={"at": self._at(self.brings[supply.id])})

    def _at(self, move: StockMove) -> datetime | None:
        """When a move's goods are there; absent: it is overdue, or was never planned."""
        now, zone = self.view.read_at, self.view.habits.zone
        if move.date is None:
            return None
        if self.overdue(move):
            return now if self.arrived and is_bought(move) else None
        return (
            move.date
            if move.date >= now
            else max(moment_on(self.today, self.view.habits.arrival_hour, zone), now + SOON)
        )

    def of_order(self, sale: SaleOrder) -> list[Piece]:
        """All that is still to leave for a customer's order."""
        return [
            Piece(
                id=move.id,
                product=move.product,
                item=ordered_goods(sale, [move])[0],
                warehouse_id=None if move.goes_straight else move.source.warehouse_id,
                quantity=quantity,
                at=at,
                by=by,
                own=self.own(move) or move.goes_straight or move.id not in self.wants,
            )
            for move in self.leaving.get(sale.id, ())
            for quantity, at, by in self._parts(move)
            if quantity > 0
        ]

    def _parts(self, move: StockMove) -> list[tuple[Decimal, datetime | None, str]]:
        now = self.view.read_at
        if move.goes_straight:
            return [(move.demand, self._at(move), stock.supply_id(move))]
        if move.product.id in self.unkept:
            # Nobody counts it, so it is always there.
            return [(move.demand, now, "")]
        if (demand := self.wants.get(move.id)) is not None:
            return self._met(demand)
        before = self._before(move)
        if any(one.id in self.wants for one in before):
            return []  # an earlier leg of the same way speaks for it
        ends = [one for one in before if not set(one.waits_for) & set(self.by_id)]
        days = [self._at(one) for one in ends]
        known = [day for day in days if day is not None]
        at = max(known, default=now) if len(known) == len(days) else None
        return [(move.demand, at, stock.supply_id(ends[0]) if ends else "")]

    def _met(self, demand: Demand) -> list[tuple[Decimal, datetime | None, str]]:
        given = self.given.get(demand.id, [])
        missing = demand.open - sum((quantity for quantity, _, _ in given), Decimal(0))
        return [(demand.reserved, self.view.read_at, ""), *given, (missing, None, "")]

    def _before(self, move: StockMove) -> list[StockMove]:
        """Every open move on the way to this one."""
        found: dict[int, StockMove] = {}
        looked = list(move.waits_for)
        while looked:
            one = self.by_id.get(looked.pop())
            if one is not None and one.id not in found:
                found[one.id] = one
                looked += one.waits_for
        return list(found.values())

    def of_offer(self, lines: Sequence[OfferedLine], extra: Iterable[Supply] = ()) -> list[Piece]:
        """All that a quotation would want, of what is left when every order has its goods."""
        now = self.view.read_at
        free = [
            one.model_copy(update={"quantity": self.left[one.id]})
            for one in self.supplies.values()
            if not one.for_moves
        ]
        wanted = {
            -line.id: (
                line,
                Demand(
                    id=-line.id,
                    product_id=line.product.id,
                    warehouse_id=line.warehouse_id or 0,
                    quantity=line.quantity,
                    date=line.promised or now,
                    order=line.order.id,
                ),
            )
            for line in lines
            if not line.to_order and not line.kit
        }
        shares = allocate([*free, *extra], [demand for _, demand in wanted.values()], now).shares
        self.given |= {
            number: [(one.quantity, one.at, one.supply) for one in shares if one.demand == number] for number in wanted
        }
        return [
            Piece(
                id=number,
                product=line.product,
                item=line.product,
                warehouse_id=line.warehouse_id,
                quantity=quantity,
                at=at,
                by=by,
            )
            for number, (line, demand) in wanted.items()
            for quantity, at, by in self._met(demand)
            if quantity > 0
        ]


def is_bought(move: StockMove) -> bool:
    """Whether it is a receipt of a purchase order: whoever looks for late ones finds it there."""
    return move.comes_from_vendor and move.purchase_order is not None


def standings(view: StockView, extra: Sequence[Supply] = ()) -> dict[int, PromiseStanding]:
    """How every confirmed order in view stands, by its id."""
    now, arrived = Reckoning(view, extra), Reckoning(view, extra, arrived=True)
    return {
        sale.id: _standing(
            now,
            Ref(sale.id, sale.name),
            promise_of(view, sale, sale.warehouse.id if sale.warehouse else None),
            now.of_order(sale),
            arrived.of_order(sale),
        )
        for sale in view.sales
        if sale.state == "sale"
    }


def offered(view: StockView, lines: Iterable[OfferedLine], extra: Sequence[Supply] = ()) -> dict[int, PromiseStanding]:
    """How every quotation stands, by its id: as if it were taken now, and no other."""
    now, arrived = Reckoning(view), Reckoning(view, arrived=True)
    by_order: dict[int, list[OfferedLine]] = {}
    for line in lines:
        by_order.setdefault(line.order.id, []).append(line)
    return {
        order: _standing(
            now,
            own[0].order,
            _offered_for(view, own[0]),
            now.of_offer(own, extra),
            arrived.of_offer(own, extra),
        )
        for order, own in by_order.items()
    }


def _offered_for(view: StockView, line: OfferedLine) -> Promise:
    zone = view.zone_of(line.warehouse_id)
    return Promise(commitment=line.promised, at=line.promised, day=day_of(line.promised, zone), zone=zone)


def _standing(
    now: Reckoning, order: Ref, promise: Promise, pieces: Sequence[Piece], then: Sequence[Piece]
) -> PromiseStanding:
    gaps = _gaps(now.view, promise, pieces)
    lacking = {gap.product.id for gap in gaps}
    overdue = {
        move.purchase_order.id: move.purchase_order
        for move in now.view.moves
        if move.product.id in lacking and move.purchase_order and is_bought(move) and now.overdue(move)
    }
    return PromiseStanding(
        order=order,
        promise=promise,
        gaps=gaps,
        leaves=_last(now.view, promise, pieces),
        overdue=tuple(overdue.values()),
        owned=bool(gaps) and not _gaps(now.view, promise, then),
    )


def _gaps(view: StockView, promise: Promise, pieces: Iterable[Piece]) -> tuple[Gap, ...]:
    late: dict[tuple[int, int | None, bool], list[Piece]] = {}
    for piece in pieces:
        if not _in_time(view, promise, piece):
            late.setdefault((piece.product.id, piece.warehouse_id, piece.own), []).append(piece)
    return tuple(
        Gap(
            product=some[0].product,
            item=some[0].item,
            warehouse_id=some[0].warehouse_id,
            own=some[0].own,
            short=sum((one.quantity for one in some), Decimal(0)),
            can_on=_last(view, promise, some),
            late=tuple(some),
        )
        for some in late.values()
    )


def _in_time(view: StockView, promise: Promise, piece: Piece) -> bool:
    lies_there = piece.warehouse_id is not None and piece.at is not None and piece.at <= view.read_at
    if promise.day is None or lies_there:
        return True
    day = _leaves(view, promise, piece)
    return day is not None and day <= promise.day


def _leaves(view: StockView, promise: Promise, piece: Piece) -> date | None:
    """The day on which it can leave, or is at the customer's; a person's word stands for what comes late by Odoo's."""
    straight = piece.warehouse_id is None
    day = day_of(piece.at, promise.zone) if straight else leaves_on(view, piece.at, piece.warehouse_id or 0)
    late = day is None or promise.day is None or day > promise.day
    return view.said_days.get(piece.product.id, day) if late else day


def _last(view: StockView, promise: Promise, pieces: Iterable[Piece]) -> date | None:
    """The day on which the last of them has left; absent: nobody knows, or there are none."""
    days = [_leaves(view, promise, one) for one in pieces]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def together(one: PromiseStanding, other: PromiseStanding) -> PromiseStanding:
    """One order whose goods were looked at in two parts."""
    days = [day for day in (one.leaves, other.leaves) if day is not None]
    return one.model_copy(
        update={
            "gaps": (*one.gaps, *other.gaps),
            "leaves": max(days) if len(days) == 2 else None,
            "overdue": tuple(dict.fromkeys((*one.overdue, *other.overdue))),
            "owned": all(part.owned for part in (one, other) if part.gaps),
        }
    )

"""What brings the goods that a transfer lacks, and until when: other warehouses, receipts, vendors. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from agents.analysis import stock
from agents.analysis.buying import Offer, offers, unconfirmed
from agents.warehouse.shortage.shelves import MissingLine
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from cases.actions.base import day_of
from cases.claims import Frozen
from tools.odoo.models import Product, Warehouse


class SpareStock(Frozen):
    """What one warehouse can give of a product.

    Attributes:
        free: under its stock location, the company's and held for nobody.
        own_need: what its own open needs still want from that.
        keeps: the least that its reorder rule lets it run to.
    """

    warehouse: Warehouse
    free: Decimal
    own_need: Decimal
    keeps: Decimal

    @property
    def quantity(self) -> int:
        """Whole units that it can give."""
        left = self.free - self.own_need - self.keeps
        return max(int(left.to_integral_value(ROUND_FLOOR)), 0)


class SentGoods(Frozen):
    """Goods that another warehouse sends.

    Attributes:
        leaves, arrives: packed the next working day, and one working day on the road.
    """

    product: Product
    quantity: int
    spare: SpareStock
    to: Warehouse
    leaves: date
    arrives: date


class OrderedGoods(Frozen):
    """Goods that are ordered for it."""

    product: Product
    quantity: int
    offer: Offer
    to: Warehouse


class LackingProduct(Frozen):
    """All that a transfer lacks of one product, in whole units."""

    product: Product
    warehouse: Warehouse
    quantity: int


def wanted(snapshot: ShortageSnapshot, lines: Sequence[MissingLine]) -> list[LackingProduct]:
    """What is to be brought, product by product; what Odoo does not say enough of is left out."""
    found: dict[int, Decimal] = {}
    for one in lines:
        found[one.move.product.id] = found.get(one.move.product.id, Decimal(0)) + one.missing
    return [
        LackingProduct(
            product=product, warehouse=lines[0].warehouse, quantity=int(quantity.to_integral_value(ROUND_CEILING))
        )
        for number, quantity in found.items()
        if (product := snapshot.product(number)) is not None
    ]


def brought(snapshot: ShortageSnapshot, needs: Iterable[LackingProduct]) -> list[SentGoods]:
    """From one warehouse each, the one that can spare most; part of it where none can spare all."""
    found = []
    for need in needs:
        givers = [
            one for one in spares(snapshot, need) if one.quantity > 0 and _can_send(one.warehouse, need.warehouse)
        ]
        giver = max(givers, key=lambda one: (min(one.quantity, need.quantity), -one.warehouse.id), default=None)
        if giver is None:
            continue
        today = day_of(snapshot.read_at, snapshot.zone_of(giver.warehouse)) or snapshot.read_at.date()
        leaves = snapshot.work_at(giver.warehouse).next(today)
        found.append(
            SentGoods(
                product=need.product,
                quantity=min(giver.quantity, need.quantity),
                spare=giver,
                to=need.warehouse,
                leaves=leaves,
                arrives=snapshot.work_at(need.warehouse).next(leaves),
            )
        )
    return found


def spares(snapshot: ShortageSnapshot, need: LackingProduct) -> list[SpareStock]:
    """What each other warehouse has of a product beyond its own needs."""
    return [
        SpareStock(
            warehouse=one,
            free=free_at(snapshot, need.product.id, one),
            own_need=stock.own_need(snapshot.moves, need.product.id, one.stock),
            keeps=max(
                (
                    rule.minimum
                    for rule in snapshot.rules
                    if (rule.product_id, rule.warehouse_id) == (need.product.id, one.id)
                ),
                default=Decimal(0),
            ),
        )
        for one in snapshot.warehouses
        if one.id != need.warehouse.id
    ]


def free_at(snapshot: ShortageSnapshot, product_id: int, warehouse: Warehouse) -> Decimal:
    """What can be reserved of a product there, and is not; never below zero."""
    there = [
        one
        for one in snapshot.places
        if one.product_id == product_id and one.owner is None and stock.lies_under(one.location, warehouse.stock)
    ]
    return max(stock.total(one.quantity - one.reserved for one in there), Decimal(0))


def _can_send(giver: Warehouse, taker: Warehouse) -> bool:
    """Whether Odoo is set up for it: both internal operations and the company's transit location."""
    return bool(giver.internal_type and taker.internal_type and giver.transit and giver.company.id == taker.company.id)


def bought(snapshot: ShortageSnapshot, needs: Iterable[LackingProduct]) -> list[OrderedGoods]:
    """From whoever is soonest; nothing of which a draft waits already, to be confirmed by somebody."""
    today = day_of(snapshot.read_at, snapshot.habits.zone) or snapshot.read_at.date()
    found = []
    for need in needs:
        if unconfirmed(snapshot.on_order, need.product.id, need.warehouse.id):
            continue
        there = offers(
            need.product,
            need.warehouse,
            today=today,
            habits=snapshot.habits,
            currency=snapshot.currency,
            rates=snapshot.rates,
        )
        best = min(there, key=lambda one: (one.arrives, one.cost(one.quantity_for(need.quantity))), default=None)
        if best is not None:
            quantity = best.quantity_for(need.quantity)
            found.append(OrderedGoods(product=need.product, quantity=quantity, offer=best, to=need.warehouse))
    return found

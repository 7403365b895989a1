"""What another vendor could deliver in time, where a late receipt breaks a promise. Pure.

The late goods come all the same: whoever buys elsewhere has them twice, and is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from agents.analysis.allocation import Supply
from agents.analysis.buying import Offer, buy, offers, unconfirmed
from agents.inbound.actions import InboundActions
from agents.inbound.hurt import Effect, Touched, effect
from agents.inbound.late_parts import LatePart
from agents.inbound.snapshot import InboundSnapshot, StockView
from agents.inbound.transfers import in_time, missing_in_time
from cases.actions.base import day_of, moment_on, words_of
from cases.claims import Frozen
from tools.odoo.models import Product, PurchaseOrder


class PlannedPurchase(Frozen):
    """An order of one product at another vendor."""

    product: Product
    warehouse_id: int
    quantity: int
    offer: Offer

    @property
    def name(self) -> str:
        """The product as people call it."""
        return f"[{self.product.code}] {self.product.name}" if self.product.code else self.product.name


class Elsewhere(Frozen):
    """Purchases together, and what they leave of the harm.

    Attributes:
        saved: orders whose promise holds with them.
        left: orders that stay hurt, as they are then.
    """

    purchases: tuple[PlannedPurchase, ...]
    saved: tuple[Touched, ...]
    left: tuple[Touched, ...]

    @property
    def cost(self) -> Decimal:
        """What they cost without tax, in company currency."""
        return sum((one.offer.cost(one.quantity) for one in self.purchases), Decimal(0))


def sold_by_others(product: Product, order: PurchaseOrder) -> bool:
    """Whether somebody else than the order's vendor sells it too."""
    return any(one.vendor.id not in _owners(order) for one in product.vendors)


def elsewhere(
    snapshot: InboundSnapshot, order: PurchaseOrder, parts: Sequence[LatePart], harm: Effect
) -> Elsewhere | None:
    """The purchases that save at least one promise; none: nobody else could deliver in time."""
    found = []
    for product_id, warehouse_id, missing in missing_in_time(snapshot, parts, harm):
        product = next((one for one in snapshot.products if one.id == product_id), None)
        # A draft that somebody made for it already is theirs to confirm.
        if product is None or unconfirmed(snapshot.on_order, product_id, warehouse_id):
            continue
        if (one := _cheapest(snapshot, order, product, warehouse_id, missing, harm)) is not None:
            found.append(one)
    if not found:
        return None
    then = effect(snapshot, parts, [bought(snapshot, one) for one in found])
    now = {one.sale.id: one for one in then.touched}
    saved = tuple(one for one in harm.hurt if now[one.sale.id].keeps)
    if not saved:
        return None
    left = tuple(now[one.sale.id] for one in harm.hurt if not now[one.sale.id].keeps)
    return Elsewhere(purchases=tuple(found), saved=saved, left=left)


def _cheapest(
    snapshot: InboundSnapshot,
    order: PurchaseOrder,
    product: Product,
    warehouse_id: int,
    missing: Decimal,
    harm: Effect,
) -> PlannedPurchase | None:
    """Of what arrives in time for somebody, what costs least."""
    days = [one.promise.day for one in harm.hurt if any(move.product.id == product.id for move in one.moves)]
    return cheapest(
        snapshot,
        product,
        warehouse_id,
        missing,
        lambda offer: (
            offer.listed.vendor.id not in _owners(order)
            and any(in_time(snapshot, comes(snapshot, offer, warehouse_id), day, warehouse_id) for day in days)
        ),
    )


def cheapest(
    snapshot: StockView, product: Product, warehouse_id: int, missing: Decimal, helps: Callable[[Offer], bool]
) -> PlannedPurchase | None:
    """Of the offers that help, what costs least; none: nobody's does."""
    whole = int(missing.to_integral_value("ROUND_CEILING"))
    found = [
        (one.cost(one.quantity_for(whole)), one.arrives, place, one)
        for place, one in enumerate(offers_for(snapshot, product, warehouse_id))
        if helps(one)
    ]
    if not found:
        return None
    best = min(found, key=lambda each: each[:3])[3]
    return PlannedPurchase(product=product, warehouse_id=warehouse_id, quantity=best.quantity_for(whole), offer=best)


def offers_for(snapshot: StockView, product: Product, warehouse_id: int) -> list[Offer]:
    """What can be bought of a product for a warehouse today, in the order Odoo prefers the vendors."""
    return offers(
        product,
        snapshot.warehouse(warehouse_id),
        today=day_of(snapshot.read_at, snapshot.habits.zone) or snapshot.read_at.date(),
        habits=snapshot.habits,
        currency=snapshot.currency,
        rates=snapshot.rates,
    )


def comes(snapshot: StockView, offer: Offer, warehouse_id: int) -> datetime:
    """When what is bought by an offer can be taken there."""
    return moment_on(offer.arrives, snapshot.habits.arrival_hour, snapshot.zone_of(warehouse_id))


def _owners(order: PurchaseOrder) -> set[int]:
    vendor = order.vendor
    return {
        order.partner.id,
        *([vendor.id] if vendor else []),
        *([vendor.company.id] if vendor and vendor.company else []),
    }


def bought(snapshot: StockView, one: PlannedPurchase) -> Supply:
    """What a purchase brings, and when it can be taken."""
    return Supply(
        id=f"purchase-{one.product.id}-{one.warehouse_id}",
        product_id=one.product.id,
        warehouse_id=one.warehouse_id,
        quantity=Decimal(one.quantity),
        at=comes(snapshot, one.offer, one.warehouse_id),
    )


def draft_purchase(
    actions: InboundActions, one: PlannedPurchase, parts: Sequence[LatePart], saved: Sequence[Touched]
) -> str | None:
    """The order as an action; none: nobody is known who would confirm it."""
    who, snapshot = actions.buyer(), actions.snapshot
    if who is None:
        return None
    late = [part for part in parts if one.product.id in part.product_ids]
    come = "; ".join(
        f"{part.words} of {actions.order.name}, {words_of(part.new_day) or 'nobody knows when'}" for part in late
    )
    return buy(
        actions.drafting,
        one.offer,
        one.quantity,
        product=one.product,
        name=one.name,
        warehouse=snapshot.warehouse(one.warehouse_id),
        who=who,
        currency=snapshot.currency,
        zone=snapshot.zone_of(one.warehouse_id),
        arrival_hour=snapshot.habits.arrival_hour,
        on_order=snapshot.on_order,
        # That a vendor keeps to the days of its price list is a hope.
        sure=actions.sure * 0.8,
        rationale=f"{one.offer.vendor} could deliver in time for {', '.join(each.sale.name for each in saved)}.",
        facts=[*(actions.part_fact(part) for part in late), *(actions.sale_fact(each) for each in saved)],
        still_comes=come[:300],
        for_orders=[each.sale.name for each in saved],
    )

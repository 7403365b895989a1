"""What closes the gap of one order: goods from another warehouse, or from another vendor. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from agents.analysis.allocation import Supply
from agents.analysis.buying import Offer, unconfirmed
from agents.inbound.promises.gaps import Gap, PromiseStanding
from agents.inbound.promises.snapshot import PromiseSnapshot
from agents.inbound.purchases import PlannedPurchase, bought, cheapest, comes, offers_for
from agents.inbound.transfers import PlannedTransfer, brought, in_time, transfers_of
from cases.claims import Frozen
from tools.odoo.models import Product
from tools.odoo.ordered import OnOrder


class Closing(Frozen):
    """Transfers or purchases together, and how the order stands with them.

    Attributes:
        then: how it stands when they have come, each for this order alone.
    """

    transfers: tuple[PlannedTransfer, ...] = ()
    purchases: tuple[PlannedPurchase, ...] = ()
    then: PromiseStanding

    @property
    def keeps(self) -> bool:
        """Whether the promise holds with them."""
        return not self.then.gaps

    def helps(self, now: PromiseStanding) -> bool:
        """Whether the order can leave earlier than it can without, or at least on a day that is known."""
        if self.keeps:
            return True
        return self.then.leaves is not None and (now.leaves is None or self.then.leaves < now.leaves)

    @property
    def cost(self) -> Decimal:
        """What is bought costs without tax, in company currency; of a transfer what its goods are worth."""
        moved = sum((one.quantity * one.unit_cost for one in self.transfers), Decimal(0))
        spent = sum((one.offer.cost(one.quantity) for one in self.purchases), Decimal(0))
        return (moved + spent).quantize(Decimal("0.01"))


def replaceable(standing: PromiseStanding) -> list[tuple[Gap, int]]:
    """The gaps that other goods can fill, each with its warehouse: not what comes for this order alone."""
    return [(gap, gap.warehouse_id) for gap in standing.gaps if gap.warehouse_id is not None and not gap.own]


def by_transfer(snapshot: PromiseSnapshot, standing: PromiseStanding) -> Closing | None:
    """Goods of other warehouses, after their own needs; none: nobody can spare what would help."""
    planned = [
        (one, gap)
        for gap, warehouse in replaceable(standing)
        for one in transfers_of(snapshot, gap.product.id, warehouse, gap.short)
    ]
    then = _with(snapshot, [(brought(snapshot, one), gap) for one, gap in planned])
    if then is None:
        return None
    found = Closing(transfers=tuple(one for one, _ in planned), then=then)
    return found if found.helps(standing) else None


def by_purchase(snapshot: PromiseSnapshot, standing: PromiseStanding) -> Closing | None:
    """Orders at other vendors than those it waits for; none: nobody's would help, or somebody has drafted one."""
    planned: list[tuple[PlannedPurchase, Gap]] = []
    for gap, warehouse in replaceable(standing):
        product = next((one for one in snapshot.products if one.id == gap.product.id), None)
        if product is None or unconfirmed(snapshot.on_order, product.id, warehouse):
            continue
        if (one := _bought(snapshot, standing, gap, product, warehouse)) is not None:
            planned.append((one, gap))
    then = _with(snapshot, [(bought(snapshot, one), gap) for one, gap in planned])
    if then is None:
        return None
    found = Closing(purchases=tuple(one for one, _ in planned), then=then)
    # A day that rests on an order nobody has confirmed is promised to nobody: it must be worth more than that.
    return found if found.keeps or (standing.leaves is None and then.leaves is not None) else None


def drafted(snapshot: PromiseSnapshot, standing: PromiseStanding) -> list[OnOrder]:
    """Orders of what is missing that nobody has confirmed."""
    return [
        one
        for gap, warehouse in replaceable(standing)
        for one in unconfirmed(snapshot.on_order, gap.product.id, warehouse)
    ]


def on_its_way(snapshot: PromiseSnapshot, gap: Gap, warehouse: int) -> list[OnOrder]:
    """Confirmed orders that bring the product there, in time or not."""
    return [
        one
        for one in snapshot.on_order
        if one.confirmed and (one.product_id, one.warehouse_id) == (gap.product.id, warehouse)
    ]


def orders_itself(snapshot: PromiseSnapshot, gap: Gap, warehouse: int) -> bool:
    """Whether a reorder rule of the warehouse orders the product without being asked."""
    return any(
        one.automatic and (one.product_id, one.warehouse_id) == (gap.product.id, warehouse) for one in snapshot.rules
    )


def _bought(
    snapshot: PromiseSnapshot, standing: PromiseStanding, gap: Gap, product: Product, warehouse: int
) -> PlannedPurchase | None:
    """What arrives in time for least; where nobody knows when it comes otherwise, whatever arrives first."""
    awaited = {one.vendor.id for one in on_its_way(snapshot, gap, warehouse) if one.vendor is not None}
    allowed = [one for one in offers_for(snapshot, product, warehouse) if one.listed.vendor.id not in awaited]

    def early(offer: Offer) -> bool:
        return in_time(snapshot, comes(snapshot, offer, warehouse), standing.promise.day, warehouse)

    good = [one for one in allowed if early(one)]
    if not good and gap.can_on is None:
        first = min((one.arrives for one in allowed), default=None)
        good = [one for one in allowed if one.arrives == first]
    return cheapest(snapshot, product, warehouse, gap.short, lambda offer: offer in good)


def _with(snapshot: PromiseSnapshot, planned: Iterable[tuple[Supply, Gap]]) -> PromiseStanding | None:
    """How the order stands with these goods, each for the demands of its gap alone; none: there are none."""
    # Other orders that lack the same have cases, and goods, of their own: what comes for this one is not theirs.
    extra = [one.model_copy(update={"for_moves": gap.demands}) for one, gap in planned]
    return snapshot.standing(extra) if extra else None

"""What can be done about a product that runs out somewhere: transfers over all pairs, buying, a better rule. Pure.

The plan is made for all warehouses that run out at once, and each case proposes its own share of it: two cases of one
product never give away the same goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from agents.analysis.buying import Offer, offers, unconfirmed
from agents.replenishment.cover import UNKNOWN_LEAD, Dated, StockStanding, vendors
from agents.replenishment.snapshot import ReplenishmentSnapshot
from agents.replenishment.transit import Trip, trips
from agents.replenishment.transport import Giver, PurchaseOffer, Shortage, TransferRoute, cheapest
from cases.claims import Frozen
from tools.odoo.models import ReorderRule
from tools.odoo.ordered import OnOrder

MAX_VENDORS = 5
# A rule that fills to more than a quarter's demand keeps goods from where they are wanted.
HOARDS_WEEKS = 13
# So much above what the lead time wants, a minimum keeps goods that nobody waits for.
EARLY = Decimal("1.25")


class Moved(Frozen):
    """A transfer into the warehouse of the case."""

    giver: StockStanding
    quantity: int
    trip: Trip
    leaves: date
    arrives: date

    @property
    def comes(self) -> Dated:
        """As supply."""
        return Dated(day=self.arrives, quantity=Decimal(self.quantity))


class Bought(Frozen):
    """A purchase for the warehouse of the case."""

    offer: Offer
    quantity: int

    @property
    def comes(self) -> Dated:
        """As supply."""
        return Dated(day=self.offer.arrives, quantity=Decimal(self.quantity))


class Remedy(Frozen):
    """The case's share of the cheapest plan.

    Attributes:
        bought: from whoever is faster than usual, or what is missing beside that from whoever is cheapest.
        drafted: orders that nobody has confirmed; what stands on them is not bought once more.
    """

    moved: tuple[Moved, ...] = ()
    bought: tuple[Bought, ...] = ()
    drafted: tuple[OnOrder, ...] = ()

    @property
    def comes(self) -> tuple[Dated, ...]:
        """What it brings."""
        return (*(one.comes for one in self.moved), *(one.comes for one in self.bought))


class Flaw(Frozen):
    """What is wrong with a reorder rule, and the values that would do.

    Attributes:
        why: in one sentence.
    """

    rule: ReorderRule
    standing: StockStanding
    why: str
    minimum: Decimal
    maximum: Decimal


def remedy(snapshot: ReplenishmentSnapshot, found: Sequence[StockStanding], short: StockStanding) -> Remedy:
    """The share of one warehouse in the cheapest plan for all that run out.

    Raises:
        NoPlanError: the solver fails.
    """
    known = trips(snapshot.habits.transit)
    needs = [one for one in found if one.missing > 0]
    givers = {one.warehouse.id: one for one in found if one.missing == 0 and one.spare > 0}
    there = {need.warehouse.id: need for need in needs}
    ways = []
    for giver in givers.values():
        for need in needs:
            trip = _trip(known, giver, need)
            _, arrives = _dates(snapshot, trip, giver, need)
            if _can_send(giver, need) and arrives <= snapshot.today + timedelta(days=need.lead_days):
                cost = trip.cost or Decimal(0)
                ways.append(TransferRoute(start=giver.warehouse.id, end=need.warehouse.id, cost=cost, days=trip.days))
    offered = {need.warehouse.id: _offers(snapshot, need) for need in needs}
    purchases = [
        PurchaseOffer(vendor=place, end=need.warehouse.id, price=one.each, least=one.least, days=one.listed.delay)
        for need in needs
        for place, one in enumerate(offered[need.warehouse.id])
        if one.listed.delay < need.lead_days
    ]
    hauls = cheapest(
        [
            Shortage(at=one.warehouse.id, quantity=one.missing, promised=min(one.missing_promised, one.missing))
            for one in needs
        ],
        [Giver(at=one.warehouse.id, quantity=one.spare) for one in givers.values()],
        ways,
        purchases,
    )
    moved, bought = [], []
    for haul in hauls:
        if haul.way is not None and haul.way.end == short.warehouse.id:
            giver = givers[haul.way.start]
            trip = _trip(known, giver, there[haul.way.end])
            leaves, arrives = _dates(snapshot, trip, giver, there[haul.way.end])
            moved.append(Moved(giver=giver, quantity=haul.quantity, trip=trip, leaves=leaves, arrives=arrives))
        if haul.purchase is not None and haul.purchase.end == short.warehouse.id:
            offer = offered[short.warehouse.id][haul.purchase.vendor]
            bought.append(Bought(offer=offer, quantity=haul.quantity))
    left = short.missing - sum(one.quantity for one in moved) - sum(one.quantity for one in bought)
    if left > 0 and (rest := _rest(snapshot, short, left)):
        bought.append(rest)
    drafted = _drafted(snapshot, short)
    return Remedy(moved=tuple(moved), bought=tuple(bought), drafted=tuple(drafted))


def _trip(known: dict[tuple[str, str], Trip], giver: StockStanding, need: StockStanding) -> Trip:
    return known.get((giver.warehouse.code.upper(), need.warehouse.code.upper()), Trip())


def _dates(snapshot: ReplenishmentSnapshot, trip: Trip, giver: StockStanding, need: StockStanding) -> tuple[date, date]:
    work = snapshot.habits.work
    return trip.dates(snapshot.today, work.at(giver.warehouse.id), work.at(need.warehouse.id))


def _can_send(giver: StockStanding, need: StockStanding) -> bool:
    """Whether Odoo is set up for it: both internal operations and the company's transit location."""
    one, other = giver.warehouse, need.warehouse
    return bool(one.internal_type and other.internal_type and one.transit and one.company.id == other.company.id)


def _offers(snapshot: ReplenishmentSnapshot, need: StockStanding) -> list[Offer]:
    """What can be bought for a warehouse: nothing while an order for it waits to be confirmed."""
    if _drafted(snapshot, need):
        return []
    return offers(
        snapshot.product,
        need.warehouse,
        today=snapshot.today,
        habits=snapshot.habits,
        currency=snapshot.currency,
        rates=snapshot.rates,
    )[:MAX_VENDORS]


def _drafted(snapshot: ReplenishmentSnapshot, need: StockStanding) -> list[OnOrder]:
    product = snapshot.product.id if snapshot.product else 0
    return unconfirmed(snapshot.on_order, product, need.warehouse.id)


def _rest(snapshot: ReplenishmentSnapshot, short: StockStanding, left: int) -> Bought | None:
    """What is still missing, from whoever is cheapest, be it late; nobody: Odoo orders by its rule on its own."""
    if short.rule is not None and short.rule.automatic:
        return None
    found = [
        (one.cost(one.quantity_for(left)), one.arrives, place, one)
        for place, one in enumerate(_offers(snapshot, short))
    ]
    if not found:
        return None
    cheapest_ = min(found, key=lambda each: each[:3])[3]
    return Bought(offer=cheapest_, quantity=cheapest_.quantity_for(left))


def flaws(found: Sequence[StockStanding], short: StockStanding) -> list[Flaw]:
    """The reorder rules behind it: one that orders too late here, those that fill up elsewhere what is wanted here."""
    here = too_low(short)
    hoards = [flaw for one in found if one is not short and (flaw := _too_high(one)) is not None]
    return [*([here] if here else []), *hoards]


def wanted_levels(one: StockStanding) -> tuple[Decimal, Decimal]:
    """The least that lasts until an order comes, with a cushion; and up to where one order of usual size fills it."""
    minimum = _whole(one.rate.over(one.lead_days) + one.rate.cushion(one.lead_days))
    usual = one.rule.maximum - one.rule.minimum if one.rule else Decimal(0)
    return minimum, minimum + max(_whole(usual), _whole(one.rate.weekly))


def too_low(one: StockStanding) -> Flaw | None:
    """Whether the rule of a warehouse orders again only when an order would come too late; None: it does not."""
    rule = one.rule
    if rule is None or not one.rate.comes_again or one.rate.weekly <= 0:
        return None
    taken = one.rate.over(one.lead_days)
    if rule.minimum >= taken:
        return None
    minimum, maximum = wanted_levels(one)
    why = (
        f"{one.warehouse.name} orders again only below {rule.minimum:f}, but while an order is on its way "
        f"({one.lead_days} days) about {_whole(taken):f} leave"
    )
    return Flaw(rule=rule, standing=one, why=why, minimum=minimum, maximum=maximum)


def too_early(one: StockStanding) -> Flaw | None:
    """Whether the rule of a warehouse orders sooner than its lead time wants; what one order brings stays the same.

    None: it does not, or its demand is not known well enough to keep less. Some minimum above what is reckoned is kept
    on purpose: it counts only from a quarter more on.
    """
    rule = one.rule
    if rule is None or not one.rate.comes_again or one.rate.weekly <= 0:
        return None
    minimum, _ = wanted_levels(one)
    if rule.minimum <= max(minimum * EARLY, minimum + 1):
        return None
    maximum = minimum + max(rule.maximum - rule.minimum, Decimal(0))
    why = (
        f"{one.warehouse.name} orders again already below {rule.minimum:f}, but while an order is on its way "
        f"({one.lead_days} days) only about {_whole(one.rate.over(one.lead_days)):f} leave"
    )
    return Flaw(rule=rule, standing=one, why=why, minimum=minimum, maximum=maximum)


def _too_high(one: StockStanding) -> Flaw | None:
    """Only where its own demand is known: a place that sells none may be kept full on purpose."""
    rule = one.rule
    if rule is None or not one.rate.known or one.rate.weekly <= 0:
        return None
    enough = _whole(one.rate.over(one.lead_days) + one.rate.weekly * HOARDS_WEEKS)
    if rule.maximum <= enough:
        return None
    minimum = min(rule.minimum, wanted_levels(one)[0])
    weeks = _whole(rule.maximum / one.rate.weekly)
    why = f"{one.warehouse.name} is filled up to {rule.maximum:f}, which lasts it about {weeks:f} weeks"
    return Flaw(rule=rule, standing=one, why=why, minimum=minimum, maximum=max(enough, minimum))


def _whole(quantity: Decimal) -> Decimal:
    return quantity.to_integral_value(ROUND_CEILING)


def says_its_lead_time(snapshot: ReplenishmentSnapshot) -> str:
    """Where the lead time is from, in words."""
    first = next(iter(vendors(snapshot)), None)
    if first is None:
        return f"No vendor says how long a delivery takes; {UNKNOWN_LEAD} days are assumed"
    return f"{first.vendor.name} says {first.delay} days from order to receipt"

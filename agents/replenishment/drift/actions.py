"""What is proposed where a lead time has moved, each traced to what was read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from agents.analysis.drafting import Drafting, record_of
from agents.analysis.lead_times import LeadTimes, LeadTimeShift
from agents.analysis.todo import assignee, to_do
from agents.replenishment.cover import StockStanding, standings, vendors
from agents.replenishment.drift.snapshot import DriftSnapshot
from agents.replenishment.goods_actions import GoodsActions
from agents.replenishment.remedies import Flaw, too_early, too_low
from cases.actions import MessageSupplier
from cases.actions.base import amount_words, day_of, words_of
from cases.actions.message_supplier import SeenSupplier
from cases.claims import Frozen, RecordRef
from cases.roles import Role
from tools.odoo.models import Product, PurchaseLine, PurchaseOrder


class ExposedOrder(Frozen):
    """An open line that is counted on for a day which the lead time of now does not keep, or keeps sooner.

    Attributes:
        planned: the day it is counted on for.
        likely: the day on which it comes, if it takes what orders take now.
    """

    order: PurchaseOrder
    line: PurchaseLine
    planned: date
    likely: date

    @property
    def words(self) -> str:
        """As people read it."""
        unit = self.line.unit.name if self.line.unit else "pieces"
        return (
            f"{self.order.name} ({amount_words(self.line.open, unit)}) is counted on for {words_of(self.planned)}; "
            f"it comes about {words_of(self.likely)}"
        )


class MovedProduct:
    """One product whose lead time has moved: what follows for its orders, its stock and its rules.

    Attributes:
        days: to plan with from now on.
        listed: what Odoo has of the vendor; None: nothing.
        exposed: its open orders that were planned with another lead time, the first planned first.
        standings: what lies where, planned with those days.
        flaws: its reorder rules that do not fit them; none where Odoo orders it from another vendor first.
    """

    def __init__(self, snapshot: DriftSnapshot, product: Product, drafting: Drafting, said: Sequence[str]) -> None:
        self.snapshot, self.product = snapshot, product
        self.shift: LeadTimeShift = snapshot.shifts[product.id]
        self.days = snapshot.plan_days(product.id)
        price = snapshot.listed(product)
        self.listed: int | None = max(price.delay, 0) if price is not None else None
        goods = snapshot.goods(product, self.days)
        self.exposed = _exposed(snapshot, product, self.days, longer=self.shift.longer)
        self.standings: list[StockStanding] = standings(goods)
        first = next(iter(vendors(goods)), None)
        self.first_vendor: str | None = first.vendor.name if first else None
        self.is_first = first is None or first.vendor.id in snapshot.vendor_ids
        found = (too_low(one) if self.shift.longer else too_early(one) for one in self.standings)
        self.flaws: list[Flaw] = [flaw for flaw in found if flaw is not None] if self.is_first else []
        self.make = GoodsActions(drafting, goods, product, said)
        self.name = self.make.name

    @property
    def is_listed(self) -> bool:
        """Whether Odoo plans with those days already."""
        return self.listed == self.days

    def facts(self) -> list[str]:
        """All that what is proposed for it stands on."""
        held = [self.make.stock_fact(one) for one in self.standings if one.rule or one.missing]
        return [self._took_fact(), self._listed_fact(), *self._exposed_facts(), *held]

    def took_words(self) -> str:
        """What its orders take, in short."""
        before, now = self.shift.before, self.shift.now
        return f"{self.name}: {now.median:f} days now, {before.median:f} before"

    def _took_fact(self) -> str:
        """What its orders took, now and before; with the figures that actions name."""
        ledger, before, now = self.make.ledger, self.shift.before, self.shift.now
        label = f"{self.name}: now {now.words}; in the half year before {before.words}"
        return ledger.reckoned(label, before.median, now.median, before.whole, now.whole, self.days)

    def _listed_fact(self) -> str:
        """What Odoo plans with."""
        price = self.snapshot.listed(self.product)
        if price is None:
            return self.make.ledger.reckoned(f"Odoo has no lead time of this vendor for {self.name}")
        record = record_of("product.supplierinfo", price.id, f"Price of {price.vendor.name} for {self.name}")
        return self.make.ledger.odoo(record, "delay", f"Odoo plans with {price.delay} days for it", price.delay)

    def _exposed_facts(self) -> list[str]:
        """Its open orders that were planned otherwise."""
        return [
            self.make.ledger.odoo(
                record_of("purchase.order", one.order.id, one.order.name), "date_planned", one.words, one.planned
            )
            for one in self.exposed
        ]

    def cover_words(self) -> list[str]:
        """Where it runs out before an order of today would come."""
        today = self.snapshot.today
        arrives = words_of(today + timedelta(days=self.days))
        found = []
        for one in self.standings:
            out = one.runs_out()
            if one.missing and out is not None and out <= self.days:
                day = words_of(today + timedelta(days=out))
                found.append(
                    f"{one.warehouse.name} runs out of it on {day}; ordered today it comes about {arrives}: "
                    f"{self.make.words(one.missing)} are missing by then"
                )
        return found

    @property
    def bound(self) -> Decimal:
        """What its rules keep more once they are set, at cost; negative: less."""
        cost = self.product.list_price if self.product.cost is None else self.product.cost
        return sum(((flaw.minimum - flaw.rule.minimum) * cost for flaw in self.flaws), Decimal(0))

    def rules_words(self) -> str:
        """What becomes of its reorder rules."""
        if not self.is_first:
            return f"Odoo orders it from {self.first_vendor} first; no rule of it is changed"
        ruled = [one for one in self.standings if one.rule is not None]
        if not ruled:
            return "No warehouse has a reorder rule for it"
        if self.flaws:
            return "; ".join(flaw.why for flaw in self.flaws)
        unknown = [one.warehouse.name for one in ruled if not one.rate.comes_again]
        if unknown:
            return f"What {' and '.join(unknown)} needs cannot be said: too few orders; no rule there is changed"
        return "Its reorder rules fit that as well"

    def to_enter(self) -> str | None:
        """What is to be put right in Odoo; None: it plans with those days already."""
        if self.is_listed:
            return None
        was = "has none yet" if self.listed is None else f"has {self.listed}"
        return f"{self.name}: {self.days} days (Odoo {was})"


def _exposed(snapshot: DriftSnapshot, product: Product, days: int, *, longer: bool) -> list[ExposedOrder]:
    """Open lines that are counted on for another day than the lead time of now keeps; what is overdue is another's."""
    found = []
    for order in snapshot.orders:
        zone = order.zone or snapshot.habits.zone
        ordered = day_of(order.confirmed_at, zone)
        if order.state != "purchase" or ordered is None:
            continue
        likely = ordered + timedelta(days=days)
        for line in order.lines:
            planned = day_of(line.planned, zone)
            if line.product is None or line.product.id != product.id or line.open <= 0 or planned is None:
                continue
            if likely >= snapshot.today and (planned < likely if longer else planned > likely):
                found.append(ExposedOrder(order=order, line=line, planned=planned, likely=likely))
    return sorted(found, key=lambda one: (one.planned, one.order.id, one.line.id))


class DriftActions:
    """Makes what is proposed to one vendor's lead times, over all of its products that moved."""

    def __init__(
        self, snapshot: DriftSnapshot, drafting: Drafting, moved: Sequence[MovedProduct], said: list[str]
    ) -> None:
        self.snapshot, self.drafting, self.ledger = snapshot, drafting, drafting.ledger
        self.moved, self.said = moved, said
        self.sure = min((one.shift.sure for one in moved), default=1.0)

    @property
    def longer(self) -> bool:
        """In which direction: that of what moved furthest, which comes first."""
        return self.moved[0].shift.longer

    @property
    def alike(self) -> list[MovedProduct]:
        """The products that moved in that direction."""
        return [one for one in self.moved if one.shift.longer == self.longer]

    def write(self, facts: Sequence[str]) -> str | None:
        """Ask the vendor why, and what to plan with; None: no order to write on, or no address on file."""
        order = self._order()
        vendor = order.vendor if order else None
        if order is None or vendor is None or not vendor.email:
            return None
        before = LeadTimes(orders=tuple(one for each in self.alike for one in each.shift.before.orders)).whole
        now = LeadTimes(orders=tuple(one for each in self.alike for one in each.shift.now.orders)).whole
        record = record_of("purchase.order", order.id, order.name)
        language = vendor.lang or "en_US"
        return self.drafting.action(
            MessageSupplier(
                order_id=order.id,
                order=order.name,
                partner_id=vendor.id,
                partner=vendor.name,
                language=language,
                ask="lead_time",
                products=tuple(one.name for one in self.alike),
                days_before=before,
                days_now=now,
            ),
            SeenSupplier(currency=self.currency, email=vendor.email, order=order.name),
            sure=self.sure,
            rationale="Only the supplier knows why, and whether it stays so.",
            evidence=[
                *self.said,
                *facts,
                self.ledger.odoo(record, "partner_id", f"{order.name} is with {vendor.name}", vendor.name, vendor.id),
                self.ledger.odoo(record, "partner_id.lang", f"{vendor.name} writes {language}", language),
                self.ledger.reckoned(
                    f"Over all of them its orders took {before} days before, and {now} now", before, now
                ),
                *(self.ledger.odoo(one.make.record, "display_name", one.name, one.name) for one in self.alike),
            ],
        )

    def _order(self) -> PurchaseOrder | None:
        """The order that the letter goes on: one that is exposed, else the latest of them."""
        exposed = [one.order for each in self.alike for one in each.exposed]
        products = {one.product.id for one in self.alike}
        ordered = [
            one
            for one in self.snapshot.orders
            if one.state != "cancel" and any(line.product and line.product.id in products for line in one.lines)
        ]
        return next(iter(exposed), None) or max(ordered, key=lambda one: one.id, default=None)

    def ask(self, record: RecordRef, summary: str, note: str, facts: Sequence[str], *, sure: float) -> str | None:
        """A to-do for procurement; None: nobody there is known."""
        who = assignee(self.snapshot.people, Role.PROCUREMENT)
        if who is None:
            return None
        return to_do(
            self.drafting,
            who,
            record,
            summary=summary,
            note=note,
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=[*self.said, *facts],
            sure=sure,
            currency=self.currency,
        )

    @property
    def currency(self) -> str:
        """The company's."""
        return next((one.currency for one in self.snapshot.warehouses if one.currency), "") or "EUR"

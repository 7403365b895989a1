"""The actions of the replenishment specialist, each traced to what was read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis.buying import buy
from agents.analysis.drafting import Drafting, record_of
from agents.analysis.todo import assignee, to_do
from agents.replenishment.cover import StockStanding
from agents.replenishment.remedies import Bought, Flaw, Moved
from agents.replenishment.snapshot import ReplenishmentSnapshot
from cases.actions import AdjustReorderRule, TransferStock
from cases.actions.adjust_reorder_rule import MODEL as RULE
from cases.actions.adjust_reorder_rule import SeenRule
from cases.actions.base import amount_words, words_of
from cases.actions.transfer_stock import SeenStock
from cases.claims import RecordRef
from cases.roles import Role
from tools.odoo.models import Product

# What a forecast is worth, by how it came about: none of them is a promise.
SURE = {"steady": 0.85, "intermittent": 0.65, "none": 0.8}


class ReplenishmentActions:
    """Makes the actions of one case and notes their evidence."""

    def __init__(
        self,
        drafting: Drafting,
        snapshot: ReplenishmentSnapshot,
        product: Product,
        short: StockStanding,
        said: Sequence[str],
    ) -> None:
        self.drafting, self.ledger = drafting, drafting.ledger
        self.snapshot, self.product, self.short, self.said = snapshot, product, short, said
        self.name = f"[{product.code}] {product.name}" if product.code else product.name
        self.sure = SURE[short.rate.method]

    @property
    def record(self) -> RecordRef:
        """The product."""
        return record_of("product.product", self.product.id, self.name)

    def words(self, quantity: Decimal | int) -> str:
        """A quantity as people read it."""
        return amount_words(Decimal(quantity).quantize(Decimal("0.1")).normalize(), self.product.unit.name)

    def demand_fact(self, one: StockStanding) -> str:
        """What leaves a warehouse, how it was reckoned, and what was left out."""
        return self.ledger.reckoned(
            demand_words(one, self.product.unit.name), one.rate.weekly.quantize(Decimal("0.01"))
        )

    def stock_fact(self, one: StockStanding) -> str:
        """What lies there, what of it is promised, what is to come."""
        coming = Decimal(0) + sum((part.quantity for part in one.incoming), Decimal(0))
        late = f"; {self.words(one.overdue)} are overdue and count for nobody" if one.overdue else ""
        label = (
            f"{one.warehouse.name} has {self.words(one.on_hand)}, {self.words(one.all_promised)} of it promised; "
            f"{self.words(coming)} are on the way{late}"
        )
        return self.ledger.odoo(
            self.record, "qty_available", label, one.warehouse.name, one.warehouse.id, one.on_hand, coming
        )

    def transfer(self, one: Moved) -> str:
        """Bring goods from a warehouse that can spare them."""
        giver, taker = one.giver.warehouse, self.short.warehouse
        unit = self.product.unit
        cost = "nobody said what it costs" if one.trip.cost is None else f"a trip costs {self.money(one.trip.cost)}"
        kept = one.giver
        facts = [
            *self.said,
            self.stock_fact(kept),
            self.demand_fact(kept),
            self.stock_fact(self.short),
            self.demand_fact(self.short),
            self.ledger.odoo(self.record, "uom_id", f"{self.name} is counted in {unit.name}", unit.name, unit.id),
            self.ledger.reckoned(
                f"{giver.name} keeps {self.words(kept.keeps)}: what it promised, its demand of {kept.lead_days} days "
                f"and the minimum of its rule ({self.words(kept.minimum)}); {self.words(one.quantity)} are moved",
                one.quantity,
            ),
            self.ledger.setting(
                f"{giver.name} to {taker.name}: leaves {words_of(one.leaves)}, arrives {words_of(one.arrives)}; {cost}",
                one.leaves,
                one.arrives,
            ),
        ]
        level = self.snapshot.level(giver.id)
        return self.drafting.action(
            TransferStock(
                product_id=self.product.id,
                product=self.name,
                quantity=Decimal(one.quantity),
                unit=unit.name,
                unit_id=unit.id,
                from_warehouse_id=giver.id,
                from_warehouse=giver.name,
                to_warehouse_id=taker.id,
                to_warehouse=taker.name,
                leaves=one.leaves,
                arrives=one.arrives,
            ),
            SeenStock(
                currency=self.snapshot.currency,
                free=level.free,
                own_need=max(kept.all_promised - level.reserved, Decimal(0)),
                at_receiver=self.snapshot.level(taker.id).free,
                unit_cost=self._unit_cost,
                from_location_id=giver.stock.id,
                to_location_id=taker.stock.id,
                transit_location_id=giver.transit.id if giver.transit else 0,
                from_type_id=giver.internal_type.id if giver.internal_type else 0,
                to_type_id=taker.internal_type.id if taker.internal_type else 0,
                from_zone=self.snapshot.zone_of(giver.id),
                to_zone=self.snapshot.zone_of(taker.id),
                dispatch_hour=self.snapshot.habits.dispatch_hour,
                arrival_hour=self.snapshot.habits.arrival_hour,
            ),
            sure=self.sure,
            rationale=f"{giver.name} can spare it after its own needs; ordered goods would come only in "
            f"{self.short.lead_days} days.",
            evidence=facts,
        )

    def mend(self, flaw: Flaw) -> str:
        """Set both values of a rule that does not fit."""
        rule, one = flaw.rule, flaw.standing
        label = rule.name or f"Reorder rule {rule.id}"
        unit = self.product.unit
        facts = [
            *self.said,
            self.demand_fact(one),
            self.ledger.odoo(self.record, "uom_id", f"{self.name} is counted in {unit.name}", unit.name, unit.id),
            self.ledger.odoo(
                record_of(RULE, rule.id, label),
                "product_min_qty",
                f"{label} of {one.warehouse.name}: below {self.words(rule.minimum)}, up to {self.words(rule.maximum)}",
                one.warehouse.name,
                one.warehouse.id,
                self.product.id,
                self.name,
            ),
            self.ledger.reckoned(
                f"{flaw.why}; {flaw.minimum:f} to {flaw.maximum:f} would do", f"{flaw.minimum:f}", f"{flaw.maximum:f}"
            ),
        ]
        return self.drafting.action(
            AdjustReorderRule(
                rule_id=rule.id,
                rule=label,
                product_id=self.product.id,
                product=self.name,
                warehouse_id=one.warehouse.id,
                warehouse=one.warehouse.name,
                unit=unit.name,
                unit_id=unit.id,
                minimum=flaw.minimum,
                maximum=flaw.maximum,
            ),
            SeenRule(
                currency=self.snapshot.currency,
                minimum=rule.minimum,
                maximum=rule.maximum,
                automatic=rule.automatic,
                unit_cost=self._unit_cost,
            ),
            sure=SURE[one.rate.method] * 0.9,
            rationale=f"{flaw.why}.",
            evidence=[*facts, self.ledger.odoo(self.record, "display_name", self.name, self.name)],
        )

    def buy(self, one: Bought, facts: Sequence[str]) -> str | None:
        """An order drafted at a vendor; none: nobody in procurement is known who would confirm it."""
        who = assignee(self.snapshot.people, Role.PROCUREMENT)
        if who is None:
            return None
        taker = self.short.warehouse
        faster = one.offer.listed.delay < self.short.lead_days
        why = f"{one.offer.vendor} delivers sooner than usual" if faster else f"{one.offer.vendor} asks least"
        return buy(
            self.drafting,
            one.offer,
            one.quantity,
            product=self.product,
            name=self.name,
            warehouse=taker,
            who=who,
            currency=self.snapshot.currency,
            zone=self.snapshot.zone_of(taker.id),
            arrival_hour=self.snapshot.habits.arrival_hour,
            on_order=self.snapshot.on_order,
            sure=self.sure,
            rationale=f"{why}, and no warehouse can spare so much for less.",
            facts=[*self.said, *facts],
        )

    def ask(self, summary: str, note: str, facts: Sequence[str]) -> str | None:
        """A to-do on the product for procurement; none: nobody there is known."""
        who = assignee(self.snapshot.people, Role.PROCUREMENT)
        if who is None:
            return None
        return to_do(
            self.drafting,
            who,
            self.record,
            summary=summary,
            note=note,
            read_at=self.snapshot.read_at,
            zone=self.snapshot.habits.zone,
            work=self.snapshot.habits.work.company,
            facts=[*self.said, *facts],
            sure=self.sure,
            currency=self.snapshot.currency,
        )

    def money(self, amount: Decimal) -> str:
        """An amount with its cents and currency."""
        return f"{amount:.2f} {self.snapshot.currency}"

    @property
    def _unit_cost(self) -> Decimal:
        # Where the cost cannot be read the sales price stands for it: rather too much at stake than too little.
        return self.product.list_price if self.product.cost is None else self.product.cost


def demand_words(one: StockStanding, unit: str) -> str:
    """What a week takes from a warehouse, in words."""
    rate = one.rate
    if not rate.weeks:
        return f"{one.warehouse.name} sold none of it within thirteen weeks"
    left_out = (
        f"; left out as one-off: {', '.join(f'{quantity:f}' for quantity in rate.one_offs)}" if rate.one_offs else ""
    )
    if not rate.known:
        weeks = "week" if rate.weeks == 1 else "weeks"
        return f"{one.warehouse.name} has only {rate.weeks} {weeks} of sales: too little to say what it needs{left_out}"
    times = "one order" if rate.orders == 1 else f"{rate.orders} orders"
    few = "" if rate.comes_again else f"; {times} of it are too few to count on more"
    how = " (it skips weeks, and is reckoned as such)" if rate.method == "intermittent" else ""
    return (
        f"{one.warehouse.name} sells about {rate.weekly:.1f} {unit} a week, give or take {rate.spread:.1f}, "
        f"over {rate.weeks} weeks{how}{few}{left_out}"
    )

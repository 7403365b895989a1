"""What every case of a product tells and does: its facts, and a reorder rule set right, traced to what was read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis.drafting import Drafting, record_of
from agents.replenishment.cover import StockStanding
from agents.replenishment.remedies import Flaw
from agents.replenishment.snapshot import Goods
from cases.actions import AdjustReorderRule
from cases.actions.adjust_reorder_rule import MODEL as RULE
from cases.actions.adjust_reorder_rule import SeenRule
from cases.actions.base import amount_words
from cases.claims import RecordRef
from tools.odoo.models import Product

# What a forecast is worth, by how it came about: none of them is a promise.
SURE = {"steady": 0.85, "intermittent": 0.65, "none": 0.8}


class GoodsActions:
    """Makes the actions about one product and notes their evidence."""

    def __init__(self, drafting: Drafting, goods: Goods, product: Product, said: Sequence[str]) -> None:
        self.drafting, self.ledger = drafting, drafting.ledger
        self.goods, self.product, self.said = goods, product, said
        self.name = f"[{product.code}] {product.name}" if product.code else product.name

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

    def mend(self, flaw: Flaw, *, sure: float = 1.0, facts: Sequence[str] = ()) -> str:
        """Set both values of a rule that does not fit.

        Args:
            flaw: the rule and what would do.
            sure: how far goes what it rests on beside demand.
            facts: what that is.
        """
        rule, one = flaw.rule, flaw.standing
        label = rule.name or f"Reorder rule {rule.id}"
        unit = self.product.unit
        evidence = [
            *self.said,
            *facts,
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
                currency=self.goods.currency,
                minimum=rule.minimum,
                maximum=rule.maximum,
                automatic=rule.automatic,
                unit_cost=self._unit_cost,
            ),
            sure=SURE[one.rate.method] * 0.9 * sure,
            rationale=f"{flaw.why}.",
            evidence=[*evidence, self.ledger.odoo(self.record, "display_name", self.name, self.name)],
        )

    def money(self, amount: Decimal) -> str:
        """An amount with its cents and currency."""
        return f"{amount:.2f} {self.goods.currency}"

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

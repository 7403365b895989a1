"""Set how low a reorder rule lets stock run and up to where it fills it: always both, the one never past the other."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from cases.actions.base import (
    ActionName,
    Amount,
    Arguments,
    Change,
    Facts,
    Grant,
    Money,
    Premise,
    Reversibility,
    ShortText,
    amount_words,
)
from cases.claims import RecordRef

MODEL = "stock.warehouse.orderpoint"
Level = Annotated[Amount, Field(ge=0, decimal_places=4)]


class SeenRule(Premise):
    """The rule as it was read.

    Attributes:
        automatic: Odoo orders by it on its own; else somebody is asked first.
        unit_cost: cost of one unit, in company currency.
    """

    minimum: Level
    maximum: Level
    automatic: bool = True
    unit_cost: Decimal = Decimal(0)


class AdjustReorderRule(Arguments[SeenRule]):
    """Arguments of adjust_reorder_rule.

    Attributes:
        minimum: below it the product is ordered again.
        maximum: what is ordered fills up to it; Odoo itself would raise it silently to a higher minimum.
    """

    name: ClassVar = ActionName.ADJUST_REORDER_RULE
    title: ClassVar = "Adjust reorder rule"
    means: ClassVar = "Sets how low a reorder rule lets stock run and up to where it fills it; Odoo orders by it next."
    # Both values come back exactly; what Odoo ordered by them meanwhile does not go away by that.
    reversibility: ClassVar = Reversibility.COMPENSABLE
    prior: ClassVar = 0.6
    rights: ClassVar = {MODEL: Grant(write=True)}
    editable: ClassVar = frozenset({"minimum", "maximum"})
    Seen: ClassVar = SeenRule

    rule_id: int
    rule: ShortText
    product_id: int
    product: ShortText
    warehouse_id: int
    warehouse: ShortText
    unit: ShortText = "Units"
    unit_id: int
    minimum: Level
    maximum: Level

    @model_validator(mode="after")
    def _fills_up_to_more(self) -> AdjustReorderRule:
        if self.minimum > self.maximum:
            raise ValueError("the minimum cannot be above the maximum")
        return self

    def sentence(self) -> str:
        """What will be done."""
        return (
            f"Reorder {self.product} at {self.warehouse} below {amount_words(self.minimum, self.unit)}, "
            f"up to {amount_words(self.maximum, self.unit)}"
        )

    def target(self) -> RecordRef:
        """The rule."""
        return RecordRef(model=MODEL, id=self.rule_id, label=self.rule)

    def diff(self, premise: SeenRule) -> tuple[Change, ...]:
        """Both values, also where one of them stays; and what Odoo makes of it."""
        label = f"{self.rule} · {self.product} · {self.warehouse}"
        rows = (
            ("Minimum", premise.minimum, self.minimum),
            ("Maximum", premise.maximum, self.maximum),
        )
        return tuple(
            Change(
                model=MODEL,
                id=self.rule_id,
                label=label,
                field=field,
                before=amount_words(before, self.unit),
                after=amount_words(after, self.unit),
            )
            for field, before, after in rows
        )

    def facts(self, premise: SeenRule) -> Facts:
        """What Odoo may buy more because of it, at cost."""
        more = max(self.maximum - premise.maximum, self.minimum - premise.minimum, Decimal(0))
        value = (more * premise.unit_cost).quantize(Decimal("0.01"))
        return Facts(exposure=Money(amount=value, currency=premise.currency), warehouse=self.warehouse)

"""Put what the carriage of a receipt cost into the cost of its goods: a draft in Odoo that finance validates.

Only what came in has it, and only where goods are valued at average or first-in-first-out cost: a draft for goods at
standard cost is made happily by Odoo and can never be validated.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from cases.actions.base import ActionName, Amount, Change, Facts, Money, Reversibility, ShortText, amount_words
from cases.actions.bill import Code, Note, OnBill, SeenBill
from cases.claims import Frozen
from cases.freight_bill import money_words

METHODS = frozenset({"average", "fifo"})
SPLITS = {"by_weight": "by weight", "by_current_cost_price": "by value"}


def _something(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("must be more than nothing")
    return value


class LandedGoods(Frozen):
    """What a receipt brought of one product.

    Attributes:
        method: how its stock is valued: `standard`, `average`, `fifo`.
        weight: of all of it, in kilograms; zero: not kept in Odoo.
    """

    product_id: int
    product: str
    quantity: Amount
    unit: str = "Units"
    method: str
    weight: Amount = Decimal(0)


class SeenReceived(SeenBill):
    """The bill and the receipt as they were read."""

    goods: tuple[LandedGoods, ...]


class RecordLandedCost(OnBill):
    """Arguments of record_landed_cost; the amount is in company currency, without tax.

    Attributes:
        picking_id: the receipt that was carried.
        service_id: the product that stands for such costs, which names their account.
        split: how the amount is spread over the goods.
        text: what its line says.
    """

    name: ClassVar = ActionName.RECORD_LANDED_COST
    title: ClassVar = "Record landed cost"
    means: ClassVar = "Drafts what the carriage of a receipt cost as a part of its goods' cost; finance validates it."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.6
    Seen: ClassVar[type[SeenBill]] = SeenReceived

    amount: Annotated[Amount, AfterValidator(_something)]
    currency: Code
    picking_id: int
    picking: ShortText
    service_id: int
    service: ShortText
    split: Literal["by_weight", "by_current_cost_price"]
    text: Annotated[Note, Field(max_length=200)]

    def sentence(self) -> str:
        """What will be done."""
        return (
            f"Draft {money_words(self.amount, self.currency)} of {self.bill} as landed cost of {self.picking}, "
            f"spread {SPLITS[self.split]}"
        )

    def diff(self, premise: SeenBill) -> tuple[Change, ...]:
        """The draft, and the goods that cost more by it once it is validated."""
        goods = premise.goods if isinstance(premise, SeenReceived) else ()
        what = ", ".join(f"{amount_words(one.quantity, one.unit)} of {one.product}" for one in goods)
        return (
            Change(
                model="stock.picking",
                id=self.picking_id,
                label=self.picking,
                field="Draft landed cost",
                before=None,
                after=f"{money_words(self.amount, self.currency)}, {SPLITS[self.split]}",
            ),
            Change(
                model="stock.picking",
                id=self.picking_id,
                label=self.picking,
                field="Costs more, once finance validates it",
                before=None,
                after=what or None,
                who="loses",
            ),
        )

    def facts(self, premise: SeenBill) -> Facts:
        """What goes into the stock's value."""
        return Facts(exposure=Money(amount=self.amount.quantize(Decimal("0.01")), currency=self.currency))

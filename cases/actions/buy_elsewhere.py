"""Buy from another vendor what comes too late or not at all: a draft order at their own price, for a buyer to confirm.

Odoo counts a draft nowhere as goods to come, and yet no longer proposes to buy what stands on it. So it is never made
without somebody who confirms it, and the day by which.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from cases.actions.base import (
    ActionName,
    Amount,
    Arguments,
    Change,
    Facts,
    Grant,
    Moment,
    Money,
    Premise,
    Quantity,
    Reversibility,
    ShortText,
    Trait,
    amount_words,
    moment_on,
    words_of,
)
from cases.claims import RecordRef

CENT = Decimal("0.01")


def _something(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("must be more than nothing")
    return value


def price_words(price: Decimal, currency: str) -> str:
    """A price as people read it: with its cents, and finer where it is."""
    cents = price.quantize(CENT)
    return f"{cents if cents == price else price.normalize():f} {currency}"


class SeenOffer(Premise):
    """The vendor's offer and what was on order, as read.

    Attributes:
        offer_id: the entry of the vendor's price list that the price is from.
        picking_type_id: the receipts of the warehouse that the goods are for.
        rate: what one unit of the vendor's currency is worth in the company's.
        on_order: what orders and drafts of it for that warehouse still bring, in the product's unit.
        still_comes: what comes late and is not called off by this, in words.
        zone: the zone in which a day is a day.
        arrival_hour: the local hour by which a day's receipts are in.
    """

    offer_id: int
    picking_type_id: int
    rate: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=9)] = Decimal(1)
    on_order: Amount = Decimal(0)
    still_comes: str = Field(default="", max_length=300)
    zone: str
    arrival_hour: int = Field(ge=0, le=23)


class BuyElsewhere(Arguments[SeenOffer]):
    """Arguments of buy_elsewhere.

    Attributes:
        price: of one unit, as the vendor's price list has it, without tax.
        least: the vendor takes no order for less.
        buyer_id: who confirms the draft, or does not.
        confirm_by: the day by which, for the goods to be there on the day of arrival.
        for_orders: the customers' orders that wait for it.
    """

    name: ClassVar = ActionName.BUY_ELSEWHERE
    title: ClassVar = "Buy elsewhere"
    means: ClassVar = "Makes a draft order at another vendor's own price, with a to-do for whoever confirms it."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.6
    supplies: ClassVar = frozenset({Trait.PARTNER})
    # No right to make or change orders: the draft is made by the action of provisioning, and by nothing else.
    rights: ClassVar[Mapping[str, Grant]] = {}
    editable: ClassVar = frozenset({"quantity", "arrives", "confirm_by"})
    Seen: ClassVar = SeenOffer

    product_id: int
    product: ShortText
    quantity: Quantity
    unit: ShortText = "Units"
    unit_id: int
    vendor_id: int
    vendor: ShortText
    price: Annotated[Amount, AfterValidator(_something)]
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    least: Annotated[Amount, Field(ge=0)] = Decimal(0)
    warehouse_id: int
    warehouse: ShortText
    arrives: date
    buyer_id: int
    buyer: ShortText
    confirm_by: date
    for_orders: tuple[ShortText, ...] = ()

    @model_validator(mode="after")
    def _as_the_vendor_sells(self) -> BuyElsewhere:
        if self.quantity < self.least:
            raise ValueError(f"{self.vendor} takes no order for less than {amount_words(self.least, self.unit)}")
        if self.arrives < self.confirm_by:
            raise ValueError("cannot arrive before it is confirmed")
        return self

    @property
    def total(self) -> Decimal:
        """What it costs without tax, in the vendor's currency."""
        return (self.price * self.quantity).quantize(CENT)

    @property
    def total_words(self) -> str:
        """The same as people read it."""
        return f"{self.total:.2f} {self.currency}"

    def sentence(self) -> str:
        """What will be done."""
        return (
            f"Draft an order for {amount_words(self.quantity, self.unit)} of {self.product} at {self.vendor} for "
            f"{self.warehouse}, {self.total_words} without tax; {self.buyer} confirms it by "
            f"{words_of(self.confirm_by)}, and it arrives {words_of(self.arrives)}"
        )

    def target(self) -> RecordRef:
        """The product."""
        return RecordRef(model="product.product", id=self.product_id, label=self.product)

    def arrival_moment(self, premise: SeenOffer) -> Moment:
        """When it arrives, in UTC."""
        return moment_on(self.arrives, premise.arrival_hour, premise.zone)

    def diff(self, premise: SeenOffer) -> tuple[Change, ...]:
        """The draft, who confirms it, what is on order then; and what comes twice."""
        label = f"{self.warehouse} · {self.product}"
        on_order = amount_words(premise.on_order, self.unit)
        each = price_words(self.price, self.currency)
        changes = [
            Change(
                model="purchase.order",
                id=None,
                label=f"{self.vendor} · {self.product}",
                field="Draft order, without tax",
                before=None,
                after=f"{amount_words(self.quantity, self.unit)} at {each}, {self.total_words}",
            ),
            Change(
                model="res.users",
                id=self.buyer_id,
                label=self.buyer,
                field="Confirms it",
                before=None,
                after=f"by {words_of(self.confirm_by)}; until then nothing is bought",
            ),
            Change(
                model="stock.warehouse",
                id=self.warehouse_id,
                label=label,
                field="On order, once it is confirmed",
                before=on_order,
                after=amount_words(premise.on_order + self.quantity, self.unit),
            ),
        ]
        if premise.still_comes:
            changes.append(
                Change(
                    model="stock.warehouse",
                    id=self.warehouse_id,
                    label=label,
                    field="Comes all the same, and is stock then",
                    before=premise.still_comes,
                    after=premise.still_comes,
                    who="loses",
                )
            )
        return tuple(changes)

    def facts(self, premise: SeenOffer) -> Facts:
        """What is spent without tax, in company currency, with which vendor."""
        return Facts(
            exposure=Money(
                amount=(self.price * self.quantity * premise.rate).quantize(CENT), currency=premise.currency
            ),
            partner=RecordRef(model="res.partner", id=self.vendor_id, label=self.vendor),
            warehouse=self.warehouse,
        )

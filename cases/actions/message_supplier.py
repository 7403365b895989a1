"""Write to one supplier, at the address in Odoo and nobody else, about an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from cases.actions.base import ActionName, Amount, Change, Grant, Premise, Reversibility, ShortText
from cases.actions.bill import Code
from cases.actions.message import Message
from cases.claims import RecordRef
from cases.letters import Price


class SeenSupplier(Premise):
    """The supplier as read: the address on file, or none."""

    email: str | None
    order: str


class MessageSupplier(Message[SeenSupplier]):
    """Arguments of message_supplier.

    Attributes:
        ask: acknowledge the new day; ask for a day where none was given; ask for an earlier or part delivery; ask to
            confirm as ordered what was confirmed otherwise; ask to confirm at all; ask to check a bill; of what
            arrived, ask for what is missing, what becomes of what is too much, or both; ask why orders take longer or
            shorter than they did, and which lead time to plan with; tell that goods arrived broken.
        needed_by: the day by which it would still help, where asked for earlier or for what is missing.
        differences: what was confirmed otherwise, a line each, as ordered and as confirmed.
        bill: the vendor's number of the bill that is to be checked.
        amount: what it is too high by, without tax.
        currency: that it is in.
        lacking, excess: how much of which goods, as they are told.
        days_before, days_now: what orders took from confirmation to receipt, where that is asked about.
    """

    name: ClassVar = ActionName.MESSAGE_SUPPLIER
    title: ClassVar = "Write to supplier"
    means: ClassVar = "Posts one message on the purchase order, to the supplier alone."
    reversibility: ClassVar = Reversibility.IRREVERSIBLE
    prior: ClassVar = 0.75
    rights: ClassVar = {"mail.message": Grant(create=True)}
    editable: ClassVar = frozenset({"new_date", "needed_by", "wording"})
    Seen: ClassVar = SeenSupplier

    order_id: int
    order: ShortText
    partner_id: int
    partner: ShortText
    ask: Literal[
        "acknowledge",
        "give_date",
        "earlier",
        "as_ordered",
        "confirm",
        "check_bill",
        "missing",
        "excess",
        "missing_and_excess",
        "lead_time",
        "damaged",
    ]
    products: tuple[ShortText, ...] = ()
    new_date: date | None = None
    needed_by: date | None = None
    differences: tuple[ShortText, ...] = ()
    bill: ShortText | None = None
    amount: Amount | None = None
    currency: Code | None = None
    lacking: tuple[ShortText, ...] = ()
    excess: tuple[ShortText, ...] = ()
    days_before: Annotated[int, Field(ge=0, lt=10_000)] | None = None
    days_now: Annotated[int, Field(ge=0, lt=10_000)] | None = None

    @model_validator(mode="after")
    def _names_its_bill(self) -> MessageSupplier:
        about = (self.bill, self.amount, self.currency)
        if any((one is not None) is not (self.ask == "check_bill") for one in about):
            raise ValueError("a bill, its amount and currency are given where it is to be checked, and only there")
        return self

    def sentence(self) -> str:
        """What will be done."""
        what = {
            "acknowledge": "acknowledge the new day",
            "give_date": "ask for a firm day",
            "earlier": "ask for an earlier or part delivery",
            "as_ordered": "ask to confirm as ordered",
            "confirm": "ask for a confirmation",
            "check_bill": f"ask to check bill {self.bill}",
            "missing": f"ask for what is missing ({', '.join(self.lacking)})",
            "excess": f"ask what becomes of what was not ordered ({', '.join(self.excess)})",
            "missing_and_excess": f"what is missing ({', '.join(self.lacking)}) "
            f"and what was not ordered ({', '.join(self.excess)})",
            "lead_time": "ask which lead time to plan with",
            "damaged": "goods arrived broken, ask how it is made good",
        }[self.ask]
        return f"Write to {self.partner} about {self.order}: {what}"

    def target(self) -> RecordRef:
        """The purchase order."""
        return RecordRef(model="purchase.order", id=self.order_id, label=self.order)

    def occasion_of_letter(self) -> str:
        """What is asked for."""
        return f"supplier_{self.ask}"

    def values(self) -> Mapping[str, object]:
        """The order and its days."""
        return {
            "partner": self.partner,
            "order": self.order,
            "products": self.products or self.order,
            "new_date": self.new_date,
            "needed_by": self.needed_by,
            "differences": "\n".join(self.differences),
            "bill": self.bill,
            "amount": Price(self.amount, self.currency) if self.amount is not None and self.currency else None,
            "lacking": self.lacking,
            "excess": self.excess,
            "days_before": self.days_before,
            "days_now": self.days_now,
        }

    def diff(self, premise: SeenSupplier) -> tuple[Change, ...]:
        """The message itself."""
        return (
            Change(
                model="purchase.order",
                id=self.order_id,
                label=f"{self.order} · {self.partner} ({premise.email or 'no address on file'})",
                field="Message",
                before=None,
                after=self.letter().text,
            ),
        )

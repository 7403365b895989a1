"""Tell one customer, at the address in Odoo and nobody else, what becomes of their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from cases.actions.base import ActionName, Change, Grant, Premise, Reversibility, ShortText
from cases.actions.message import Message
from cases.claims import RecordRef


class SeenCustomer(Premise):
    """The customer as read.

    Attributes:
        email: the address on file, or none.
        zone: the zone in which the order's promise is a day.
    """

    email: str | None
    order: str
    zone: str = "UTC"


class MessageCustomer(Message[SeenCustomer]):
    """Arguments of message_customer.

    Attributes:
        new_date: the new promised day; absent where none can be given yet. Taken from the revised promise.
    """

    name: ClassVar = ActionName.MESSAGE_CUSTOMER
    title: ClassVar = "Tell customer"
    means: ClassVar = "Posts one message on the order, to the named customer alone."
    reversibility: ClassVar = Reversibility.IRREVERSIBLE
    reaches_customer: ClassVar = True
    prior: ClassVar = 0.7
    rights: ClassVar = {"mail.message": Grant(create=True)}
    editable: ClassVar = frozenset({"new_date", "wording"})
    Seen: ClassVar = SeenCustomer

    order_id: int
    order: ShortText
    partner_id: int
    partner: ShortText
    products: tuple[ShortText, ...] = ()
    old_date: date | None = None
    new_date: date | None = None

    def sentence(self) -> str:
        """What will be done."""
        return f"Write to {self.partner} about {self.order}"

    def target(self) -> RecordRef:
        """The sales order."""
        return RecordRef(model="sale.order", id=self.order_id, label=self.order)

    def occasion_of_letter(self) -> str:
        """With the new day, or without one."""
        return "late_new_date" if self.new_date else "late_no_date"

    def values(self) -> Mapping[str, object]:
        """The order and its days."""
        return {
            "partner": self.partner,
            "order": self.order,
            "products": self.products or self.order,
            "old_date": self.old_date,
            "new_date": self.new_date,
        }

    def diff(self, premise: SeenCustomer) -> tuple[Change, ...]:
        """The message itself."""
        return (
            Change(
                model="sale.order",
                id=self.order_id,
                label=f"{self.order} · {self.partner} ({premise.email or 'no address on file'})",
                field="Message",
                before=None,
                after=self.letter().text,
            ),
        )

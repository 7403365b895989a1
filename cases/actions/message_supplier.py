"""Write to one supplier, at the address in Odoo and nobody else, about an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from cases.actions.base import ActionName, Change, Grant, Premise, Reversibility, ShortText
from cases.actions.message import Message
from cases.claims import RecordRef


class SeenSupplier(Premise):
    """The supplier as read: the address on file, or none."""

    email: str | None
    order: str


class MessageSupplier(Message[SeenSupplier]):
    """Arguments of message_supplier.

    Attributes:
        ask: acknowledge the new day; ask for a day where none was given; ask for an earlier or part delivery; ask to
            confirm as ordered what was confirmed otherwise; ask to confirm at all; tell that goods arrived broken.
        needed_by: the day by which it would still help, where asked for earlier.
        differences: what was confirmed otherwise, a line each, as ordered and as confirmed.
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
    ask: Literal["acknowledge", "give_date", "earlier", "as_ordered", "confirm", "damaged"]
    products: tuple[ShortText, ...] = ()
    new_date: date | None = None
    needed_by: date | None = None
    differences: tuple[ShortText, ...] = ()

    def sentence(self) -> str:
        """What will be done."""
        what = {
            "acknowledge": "acknowledge the new day",
            "give_date": "ask for a firm day",
            "earlier": "ask for an earlier or part delivery",
            "as_ordered": "ask to confirm as ordered",
            "confirm": "ask for a confirmation",
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

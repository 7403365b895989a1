"""Tell one customer, at the address in Odoo and nobody else, what becomes of their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from cases.actions.base import ActionName, Amount, Change, Grant, Premise, Reversibility, ShortText
from cases.actions.bill import Code
from cases.actions.message import Message
from cases.claims import RecordRef
from cases.letters import Price


class Occasion(StrEnum):
    """What there is to tell."""

    LATE = "late"
    ATTEMPT_FAILED = "attempt_failed"
    CHECK_ADDRESS = "check_address"
    REFUSED = "refused"
    REPLACEMENT = "replacement"
    LOST = "lost"
    DAMAGED = "damaged"
    HELD = "held"
    CREDIT = "credit"
    WAITS = "waits"
    RETURN = "return"
    RETURN_LATE = "return_late"
    RETURN_CREDIT = "return_credit"
    WHICH_RETURN = "which_return"
    WHICH_DAMAGE = "which_damage"


@dataclass(frozen=True)
class _Needs:
    """What a letter about a delivery cannot be without, what it may say beside that, and its words in a sentence."""

    words: str
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


_DELIVERIES = {
    Occasion.ATTEMPT_FAILED: _Needs("it could not be delivered", may=frozenset({"new_date"})),
    Occasion.CHECK_ADDRESS: _Needs("ask whether the address is right", needs=frozenset({"address", "reply_by"})),
    Occasion.REFUSED: _Needs("ask why it was not accepted", may=frozenset({"reply_by"})),
    Occasion.REPLACEMENT: _Needs("a replacement leaves", needs=frozenset({"new_date"})),
    Occasion.LOST: _Needs("it was lost"),
    Occasion.DAMAGED: _Needs("it was damaged"),
    Occasion.HELD: _Needs("it is held up on its way", may=frozenset({"new_date"})),
    Occasion.CREDIT: _Needs("a credit note follows", may=frozenset({"amount", "currency"})),
    Occasion.WAITS: _Needs("it leaves later than promised", needs=frozenset({"old_date", "new_date"})),
    Occasion.RETURN: _Needs("goods are expected back", needs=frozenset({"new_date"})),
    Occasion.RETURN_CREDIT: _Needs("what came back is credited", may=frozenset({"amount", "currency"})),
    Occasion.RETURN_LATE: _Needs("the days for a return are over", needs=frozenset({"old_date"})),
    Occasion.WHICH_DAMAGE: _Needs("ask what arrived broken", may=frozenset({"reply_by"})),
    Occasion.WHICH_RETURN: _Needs("ask what shall come back", may=frozenset({"reply_by"})),
}
_DATED = frozenset({Occasion.ATTEMPT_FAILED, Occasion.HELD})


class SeenCustomer(Premise):
    """The customer as read.

    Attributes:
        email: the address on file, or none.
        zone: the zone in which the order's promise is a day.
        address_id: the partner whose address is quoted; none: the delivery address of the order.
    """

    email: str | None
    order: str
    zone: str = "UTC"
    address_id: int | None = None


class MessageCustomer(Message[SeenCustomer]):
    """Arguments of message_customer.

    Attributes:
        occasion: what there is to tell.
        old_date: the day that was promised, or the last day on which goods could come back.
        new_date: the new promised day, that of the next attempt, that on which it or a replacement leaves, or by which
            goods are expected back; absent where none can be given yet. Taken from the action that makes it so.
        address: the delivery address as it is in Odoo, in lines; asked about, never taken from a message.
        reply_by: the day by which an answer is wanted.
        amount: what is credited, without tax; taken from the action that plans the credit.
        currency: that it is in.
    """

    name: ClassVar = ActionName.MESSAGE_CUSTOMER
    title: ClassVar = "Tell customer"
    means: ClassVar = "Posts one message on the order, to the named customer alone."
    reversibility: ClassVar = Reversibility.IRREVERSIBLE
    reaches_customer: ClassVar = True
    prior: ClassVar = 0.7
    rights: ClassVar = {"mail.message": Grant(create=True)}
    editable: ClassVar = frozenset({"new_date", "reply_by", "wording"})
    Seen: ClassVar = SeenCustomer

    occasion: Occasion = Occasion.LATE
    order_id: int
    order: ShortText
    partner_id: int
    partner: ShortText
    products: tuple[ShortText, ...] = ()
    old_date: date | None = None
    new_date: date | None = None
    tracking: ShortText | None = None
    carrier: ShortText | None = None
    address: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    reply_by: date | None = None
    amount: Amount | None = None
    currency: Code | None = None

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> MessageCustomer:
        about = _DELIVERIES.get(self.occasion, _Needs("", may=frozenset({"new_date"})))
        for field in sorted(about.needs):
            if getattr(self, field) is None:
                raise ValueError(f"{field} is what this message is about and must be given")
        for field in ("new_date", "address", "reply_by", "amount", "currency"):
            if getattr(self, field) is not None and field not in about.needs | about.may:
                raise ValueError(f"{field} is not a part of this message")
        if (self.amount is None) != (self.currency is None):
            raise ValueError("an amount is of a currency, and both are given or neither")
        return self

    def sentence(self) -> str:
        """What will be done."""
        about = _DELIVERIES.get(self.occasion)
        return f"Write to {self.partner} about {self.order}" + (f": {about.words}" if about else "")

    def target(self) -> RecordRef:
        """The sales order."""
        return RecordRef(model="sale.order", id=self.order_id, label=self.order)

    def occasion_of_letter(self) -> str:
        """With the new day, or without one; a late order that was promised for no day is not said to have been."""
        dated = "new_date" if self.new_date else "no_date"
        if self.occasion is Occasion.LATE:
            return f"late_{dated}" if self.old_date else f"late_{dated}_unpromised"
        return f"delivery_{self.occasion}" + (f"_{dated}" if self.occasion in _DATED else "")

    def values(self) -> Mapping[str, object]:
        """The order, its shipment and its days."""
        return {
            "partner": self.partner,
            "order": self.order,
            "products": self.products or (self.order if self.occasion is Occasion.LATE else None),
            "old_date": self.old_date,
            "new_date": self.new_date,
            "tracking": self.tracking,
            "carrier": self.carrier,
            "address": self.address,
            "reply_by": self.reply_by,
            "amount": Price(self.amount, self.currency) if self.amount is not None and self.currency else None,
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

"""Shipments as read: a transfer with a carrier's number, with the order, the bills and the people behind it.

Made by `reads.shipments`. Quantities of moves are in the product's own unit, those of an order's lines in the unit they
were ordered in. Nothing here decides what is wrong; it only answers what can be told from one moment's records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from cases.carrier_events import number_key
from cases.claims import RecordRef
from tools.odoo.models import Location, Partner, Read, SaleLine
from tools.odoo.values import DayValue, Ids, MomentValue, Number, Pointer, Ref, Text, Words

# What stands between blanks and is shorter than this is a part of a number that was typed with blanks.
_SHORTEST_BETWEEN_BLANKS = 5


def numbers_in(field: str | None) -> tuple[str, ...]:
    """The tracking numbers that one field holds: joined by comma, semicolon, line or blank.

    Carriers print their numbers with blanks, too: `3SNL 4400 01773` is one number, `VM20551 VM20552` are two.
    """
    numbers: list[str] = []
    for text in re.split(r"[,;\n]+", field or ""):
        parts = text.split()
        if any(len(part) < _SHORTEST_BETWEEN_BLANKS for part in parts):
            parts = [" ".join(parts)]
        numbers += parts
    return tuple(dict.fromkeys(numbers))


def numbers_named(field: str | None, numbers: Iterable[str]) -> tuple[str, ...]:
    """Those of the numbers that a field holds as a whole, never as part of another, whatever blanks and dashes say."""
    whole = re.split(r"[,;\n]+", field or "")
    held = {number_key(text) for text in (*numbers_in(field), *whole)} - {""}
    return tuple(number for number in numbers if number_key(number) in held)


class Contact(Partner):
    """A partner with its address and who looks after it.

    Attributes:
        kind: Odoo's: contact, invoice, delivery, other.
        country: two letters.
        manager: the account manager.
    """

    kind: Words = ""
    street: Text = None
    street2: Text = None
    zip: Text = None
    city: Text = None
    country: Text = None
    manager: Pointer = None


class Invoice(Read):
    """A customer's invoice or credit note.

    Attributes:
        kind: `out_invoice` or `out_refund`.
        state: draft, posted, cancel.
        payment: not_paid, in_payment, paid, partial, reversed, blocked; says nothing on a draft.
        untaxed_here: without tax, in company currency; nothing where it was not read.
        due: what is still to be paid.
        reference: whatever it says it is about; a credit of ours: the delivery.
        reverses: the invoice that a credit note is for.
        credits: credit notes for it, drafts too, also those that no order line knows of.
    """

    name: Words
    kind: Words
    state: Words
    payment: Words = ""
    day: DayValue = None
    total: Number
    untaxed: Number
    untaxed_here: Number = Decimal(0)
    due: Number
    currency: Words = ""
    reference: Text = None
    reverses: Pointer = None
    credits: tuple[Invoice, ...] = ()


class BilledPart(BaseModel):
    """How much of an order's line stands on one invoice or credit note."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invoice: Ref
    quantity: Number
    untaxed: Number
    total: Number
    taxes: Ids = ()


class OrderedLine(SaleLine):
    """A line of the order behind a shipment.

    Attributes:
        policy: what is billed: `delivery` (what was delivered) or `order` (what was ordered).
        freight: the line is the delivery charge, no goods.
        to_bill: what Odoo would bill now.
        billed: where it stands on invoices and credit notes.
    """

    policy: Words = ""
    freight: bool = False
    to_bill: Number = Decimal(0)
    billed: tuple[BilledPart, ...] = ()


class Transfer(Read):
    """A transfer in few words: of the same order, or of the same customer before.

    Attributes:
        source, destination: usage says where it goes; `customer` on either side is what counts here.
        return_of: the transfer whose goods it moves back.
        expected, delivered, signed_by: what was recorded of it by us.
    """

    name: Words
    state: Words
    code: Words = ""
    source: Location
    destination: Location
    partner: Pointer = None
    carrier: Pointer = None
    tracking: Text = None
    scheduled: MomentValue = None
    deadline: MomentValue = None
    done_at: MomentValue = None
    origin: Text = None
    sale_order: Pointer = None
    backorder_of: Pointer = None
    return_of: Pointer = None
    expected: MomentValue = None
    delivered: MomentValue = None
    signed_by: Text = None

    @property
    def record(self) -> RecordRef:
        """The transfer, as people and programs know it."""
        return RecordRef(model="stock.picking", id=self.id, label=self.name)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Its tracking numbers, one a parcel."""
        return numbers_in(self.tracking)

    def names(self, name: str) -> bool:
        """Whether its source document names a record as a whole, never as part of another name."""
        return bool(name) and name in re.findall(r"[^\s,;]+", self.origin or "")

    @property
    def goes_to_customer(self) -> bool:
        """Whether it brings goods to a customer."""
        return self.destination.usage == "customer"

    @property
    def comes_from_customer(self) -> bool:
        """Whether it brings goods back."""
        return self.source.usage == "customer"

    @property
    def comes_from_vendor(self) -> bool:
        """Whether it is a receipt."""
        return self.source.usage == "supplier"

    @property
    def over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.state in {"done", "cancel"}


class ShippedOrder(Read):
    """The customer's order behind a shipment.

    Attributes:
        customer: who ordered; may be a person.
        company: the company of the customer; its tags say how important it is.
        ship_to, bill_to: the addresses of the order.
        total, untaxed: of the order.
        transfers: every transfer of it: earlier and later deliveries, backorders, returns, picks.
        invoices: its invoices and credit notes.
    """

    name: str
    state: Words
    customer: Contact
    company: Contact
    ship_to: Contact | None = None
    bill_to: Contact | None = None
    salesperson: Pointer = None
    ordered_at: MomentValue = None
    commitment: MomentValue = None
    ship_policy: Words = ""
    customer_reference: Text = None
    total: Number
    untaxed: Number
    currency: Words = ""
    warehouse: Pointer = None
    lines: tuple[OrderedLine, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    invoices: tuple[Invoice, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """Of the customer and its company."""
        return tuple(dict.fromkeys((*self.customer.tags, *self.company.tags)))

    def line_of(self, move: ShippedMove) -> OrderedLine | None:
        """The line that a move is of."""
        return next((line for line in self.lines if line.id == move.sale_line_id), None)

    def price_of(self, move: ShippedMove) -> Decimal:
        """What one of it was sold for, discounts taken off, untaxed, in the order's currency and the line's unit."""
        line = self.line_of(move)
        if line is None:
            return Decimal(0)
        return line.subtotal / line.ordered if line.ordered and line.subtotal else line.price_unit


class ReturnedPart(Read):
    """What of a move was, or is to be, moved back."""

    transfer: Pointer = None
    state: Words
    quantity: Number
    destination: Location
    to_refund: bool = False


class ShippedMove(Read):
    """What a shipment holds of one product.

    Attributes:
        demand: wanted.
        quantity: moved when done, else reserved.
        kept_in: the product's own unit.
        unit_cost: cost of one in that unit, in company currency; None where it cannot be read.
        returns: what of it came or comes back; cancelled ones are left out.
        reverses: the move whose goods this one moves back; where goods go out once more, their way back.
    """

    product: Ref
    product_code: Text = None
    state: Words
    unit: Pointer = None
    demand: Number
    quantity: Number
    kept_in: Pointer = None
    unit_cost: Number | None = None
    sale_line_id: int | None = None
    purchase_line_id: int | None = None
    returns: tuple[ReturnedPart, ...] = ()
    reverses: Pointer = None

    @property
    def in_own_unit(self) -> bool:
        """Whether it left in the unit that the product is kept in."""
        return self.unit is None or self.kept_in is None or self.unit.id == self.kept_in.id

    @property
    def left_to_return(self) -> Decimal:
        """Moved, less what came back and what is to come back."""
        moved = self.quantity if self.state == "done" else Decimal(0)
        return max(moved - sum((part.quantity for part in self.returns), Decimal(0)), Decimal(0))

    @property
    def not_credited(self) -> Decimal:
        """Moved, less what comes back for a credit: the customer pays for it, wherever it is now."""
        moved = self.quantity if self.state == "done" else Decimal(0)
        back = sum((part.quantity for part in self.returns if part.to_refund), Decimal(0))
        return max(moved - back, Decimal(0))


class Shipment(Transfer):
    """A transfer with all that one has to know when something happens to it on the road.

    Attributes:
        currency: the company's.
        goodwill: its account for credits to customers; None: it names none.
        warehouse: that it leaves from or comes into.
        stock: the place under which that warehouse's goods can be reserved.
        address: where it goes (or comes from), with mail and phone.
        moves: what is in it; cancelled ones are left out.
        order: the customer's order; None for a receipt and a free transfer.
        purchase: the purchase order of a receipt.
    """

    company: Ref
    currency: Words = ""
    goodwill: Pointer = None
    warehouse: Pointer = None
    stock: Pointer = None
    address: Contact | None = None
    responsible: Pointer = None
    weight: Number = Decimal(0)
    moves: tuple[ShippedMove, ...] = ()
    order: ShippedOrder | None = None
    purchase: Pointer = None

    @property
    def product_ids(self) -> tuple[int, ...]:
        """The products in it."""
        return tuple(dict.fromkeys(move.product.id for move in self.moves))


class FoundShipment(Transfer):
    """A transfer that tracking numbers name.

    Attributes:
        asked: those of the numbers asked for that it bears, as they were asked.
    """

    asked: tuple[str, ...]


class Carrier(Read):
    """A carrier as customers' orders know it; what it charges us stands in its contract, not here.

    Attributes:
        countries: where it goes, two letters; none: everywhere.
        tracking_page: address with `<shipmenttrackingnumber>` in it.
    """

    name: Words
    countries: tuple[str, ...] = ()
    tracking_page: Text = None

"""What a carrier's bill is checked against, as read: shipments with weights, vendors' bills, rates of a day.

Weights in kilograms, lengths of packages in millimetres, volumes in cubic metres: as Odoo keeps them in a metric
company.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cases.claims import RecordRef
from tools.odoo.models import Read
from tools.odoo.shipments import numbers_in
from tools.odoo.values import DayValue, Ids, MomentValue, Number, Pointer, Ref, Text, Words


class Package(Read):
    """A package that goes with a shipment.

    Attributes:
        weight: as weighed; zero: nobody did.
        length, width, height: of its type, in millimetres; zero: not known.
    """

    weight: Number = Decimal(0)
    length: Number = Decimal(0)
    width: Number = Decimal(0)
    height: Number = Decimal(0)

    @property
    def volume(self) -> Decimal | None:
        """In cubic metres; none: its type has no measures."""
        cubic = self.length * self.width * self.height
        return cubic / 1_000_000_000 if cubic else None


class Content(Read):
    """What a shipment holds of one product, in the product's own unit.

    Attributes:
        weight, volume: of one; zero: not kept in Odoo.
        method: how its stock is valued: `standard`, `average`, `fifo`; empty: Odoo values none.
    """

    product: Ref
    quantity: Number
    weight: Number = Decimal(0)
    volume: Number = Decimal(0)
    method: Words = ""


class Consignment(Read):
    """A shipment as a carrier prices it.

    Attributes:
        country: two letters: of the destination outbound, of the origin inbound.
        loose: something of it is in no package.
        inbound: it came from a vendor.
    """

    name: Words
    state: Words
    tracking: Text = None
    done_at: MomentValue = None
    country: Text = None
    contents: tuple[Content, ...] = ()
    packages: tuple[Package, ...] = ()
    loose: bool = False
    inbound: bool = False

    @property
    def record(self) -> RecordRef:
        """The transfer."""
        return RecordRef(model="stock.picking", id=self.id, label=self.name)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Its tracking numbers."""
        return numbers_in(self.tracking)


class VendorBill(Read):
    """A vendor's bill or credit note.

    Attributes:
        name: Odoo's number; empty on a draft.
        reference: the vendor's own.
        company: which of ours is billed.
    """

    name: Words
    reference: Text = None
    company: Pointer = None
    kind: Words
    state: Words
    payment: Words = ""
    day: DayValue = None
    total: Number
    untaxed: Number
    currency: Words = ""
    vendor: Ref

    @property
    def label(self) -> str:
        """As people call it."""
        return self.name or self.reference or f"draft bill {self.id}"

    @property
    def record(self) -> RecordRef:
        """The bill."""
        return RecordRef(model="account.move", id=self.id, label=self.label)


class BillLine(Read):
    """A line of a vendor's bill."""

    bill: Ref
    reference: Text = None
    text: Words
    untaxed: Number


class EnteredBill(VendorBill):
    """A vendor's bill with what stands on it.

    Attributes:
        tax: all of it.
        lines: what is billed, without headings.
    """

    tax: Number = Decimal(0)
    lines: tuple[BillLine, ...] = ()


class BillPaper(Read):
    """A file that is attached to a bill, without its content.

    Attributes:
        size: in bytes.
    """

    bill_id: int
    name: Words
    media_type: Words
    size: int


class LandedCost(Read):
    """A landed cost that was not cancelled."""

    name: Words
    bill_id: int | None = None
    picking_ids: Ids = ()


class CurrencyRate(Read):
    """How much of a currency one unit of the company's currency was worth, from a day on."""

    currency: Words
    day: DayValue = None
    rate: Number


def rate_on(rates: list[CurrencyRate], of: str, into: str, company: str, day: date) -> Decimal | None:
    """How much of `into` one unit of `of` was worth on a day; none: Odoo has no rate by then."""

    def of_company(code: str) -> Decimal | None:
        known = [one for one in rates if one.currency == code and one.day is not None and one.day <= day]
        if known:
            return max(known, key=lambda one: (one.day or date.min, one.id)).rate
        return Decimal(1) if code == company else None

    one, other = of_company(of), of_company(into)
    return other / one if one and other else None

"""What a vendor's bill is matched with, as read: its lines, the order's lines, what came and what was billed before.

Quantities are in the unit of their own line; prices are of one such unit, without tax, their discount taken off, in
the currency of their own document.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from cases.claims import RecordRef
from tools.odoo.freight import VendorBill
from tools.odoo.models import Partner, Read
from tools.odoo.values import MomentValue, Number, Pointer, Ref, Text, Words

# Odoo keeps what units contain with unlimited places: a gramme of a tonne is more than six.
Factor = Annotated[Decimal, BeforeValidator(lambda value: Decimal(str(value or 0)))]


class MeasureUnit(Read):
    """A unit of measure.

    Attributes:
        factor: how many of its root unit one of it holds.
        root: what it is reckoned from, by id; units of other roots cannot be compared.
    """

    name: Words
    factor: Factor = Decimal(1)
    root: int = 0

    def holds(self, other: MeasureUnit) -> Decimal | None:
        """How many of the other unit one of this holds; none: they measure different things."""
        if self.id == other.id:
            return Decimal(1)
        if not self.root or self.root != other.root or not other.factor:
            return None
        return self.factor / other.factor


class LineTax(Read):
    """A tax on a line.

    Attributes:
        percent: of the amount without tax; none: it is reckoned in another way.
        included: prices hold it.
    """

    name: Words
    percent: Number | None = None
    included: bool = False


class InvoiceLine(Read):
    """A line of a bill that is to be matched.

    Attributes:
        untaxed: its amount without tax.
        order_line_id: the line of the order that it bills; none: nobody tied it to one.
        advance: a down payment, or one that is taken off again.
    """

    text: Words
    product: Pointer = None
    quantity: Number
    unit: MeasureUnit | None = None
    untaxed: Number
    taxes: tuple[LineTax, ...] = ()
    order_line_id: int | None = None
    advance: bool = False


class BillToMatch(VendorBill):
    """A vendor's bill with what stands on it.

    Attributes:
        origin: the documents that it names, as Odoo or people wrote them.
        company_currency: of the company that is billed.
        cent: the smallest coin of the bill's currency.
        credited: without tax, by credit notes that are tied to it, drafts too.
        lines: what is billed, without headings.
    """

    origin: Text = None
    company_currency: Words = ""
    cent: Number = Decimal("0.01")
    credited: Number = Decimal(0)
    lines: tuple[InvoiceLine, ...] = ()


class BilledBefore(Read):
    """A line of any bill or credit note that an order's line stands on.

    Attributes:
        kind: in_invoice, in_refund.
        reverses: the bill that a credit note is tied to.
    """

    bill: Ref
    kind: Words
    state: Words
    reverses: int | None = None
    quantity: Number
    unit: MeasureUnit | None = None


class OpenReceipt(Read):
    """What has not come of an order's line, as Odoo plans it."""

    transfer: Words
    quantity: Number
    unit: Words = ""
    planned: MomentValue = None


class BoughtLine(Read):
    """A line of a purchase order, with what came of it and who billed it.

    Attributes:
        vendor_reference: the vendor's own number of the order.
        state: of the order: draft, sent, to approve, purchase, cancel.
        vendor: the partner in full.
        company_id: which of ours ordered.
        by_receipt: it is billed by what came, not by what was ordered.
        service: nothing of it is ever received; somebody notes that it was done.
        price: of one unit; zero: nobody entered one.
        zone: time zone of the warehouse it is ordered to.
    """

    order: Ref
    vendor_reference: Text = None
    state: Words
    vendor: Partner
    company_id: int | None = None
    currency: Words = ""
    zone: Text = None
    buyer: Pointer = None
    product: Pointer = None
    text: Words
    by_receipt: bool = True
    service: bool = False
    advance: bool = False
    ordered: Number
    received: Number
    unit: MeasureUnit | None = None
    price: Number
    taxes: tuple[LineTax, ...] = ()
    billed: tuple[BilledBefore, ...] = ()
    coming: tuple[OpenReceipt, ...] = ()

    @property
    def order_record(self) -> RecordRef:
        """The order."""
        return RecordRef(model="purchase.order", id=self.order.id, label=self.order.name)

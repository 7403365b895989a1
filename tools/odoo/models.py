"""Odoo records as read: frozen, typed, with the record's version. Made by `reads`, used by agents and pages.

Quantities of moves and stock are in the product's own unit; a purchase or sales line keeps the unit it was ordered in.
Moments are aware UTC. `version` is Odoo's `write_date`: it moves even when nothing changed; compare premises, not it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from tools.odoo.values import DayValue, Ids, MomentValue, Number, Pointer, Ref, Text, Words


class Read(BaseModel):
    """One record, frozen at the moment it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    version: MomentValue = None


class Location(Read):
    """A place. `usage` is Odoo's: supplier, internal, transit, customer, inventory, production, view."""

    name: Words
    usage: Words
    warehouse_id: int | None = None


class Warehouse(Read):
    """A warehouse.

    Attributes:
        zone: time zone of its address, if it names one; else of the company's address.
        stock: the location under which goods can be reserved; quarantine and input lie elsewhere.
        transit: the company's inter-warehouse transit location.
        currency: the company's currency code.
    """

    name: str
    code: str
    company: Ref
    zone: Text = None
    view: Ref
    stock: Ref
    transit: Pointer = None
    receipt_type: Pointer = None
    delivery_type: Pointer = None
    internal_type: Pointer = None
    pick_type: Pointer = None
    reception_steps: Words = ""
    delivery_steps: Words = ""
    currency: Words = ""


class Partner(Read):
    """A company or a person.

    Attributes:
        company: the commercial partner: the company a contact belongs to, or itself.
        tags: names of its tags; importance is read from them.
    """

    name: Words
    email: Text = None
    phone: Text = None
    lang: Words = ""
    zone: Text = None
    tags: tuple[str, ...] = ()
    company: Pointer = None
    reference: Text = None


class PartnerMatch(BaseModel):
    """A partner found for a mail address, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: Partner
    by: Literal["address", "domain"]


class VendorPrice(Read):
    """What a vendor asks for a product, and how fast they say they deliver.

    Attributes:
        product_id: absent: every variant.
        price: for one unit of `unit`, in `currency`, the vendor's own discount taken off.
        delay: days from order to receipt, as the list says.
        min_quantity: Odoo takes this price below it too; the vendor may not.
    """

    vendor: Ref
    template_id: int
    product_id: int | None = None
    price: Number
    currency: Words = ""
    unit: Pointer = None
    min_quantity: Number
    delay: int
    vendor_code: Text = None
    vendor_name: Text = None
    starts: DayValue = None
    ends: DayValue = None


class Product(Read):
    """A product variant.

    Attributes:
        cost: cost of one unit in company currency; None where it cannot be read.
        vendors: vendor prices that apply to this variant, in the order Odoo prefers them.
    """

    name: Words
    code: Text = None
    barcode: Text = None
    template_id: int
    unit: Ref
    cost: Number | None = None
    list_price: Number = Decimal(0)
    storable: bool = True
    tracking: Words = "none"
    routes: Ids = ()
    vendors: tuple[VendorPrice, ...] = ()


class PurchaseLine(Read):
    """A line of a purchase order, in the unit it was ordered in.

    Attributes:
        service: freight, work and the like: nothing of it is ever received.
        receives: the products that its open receipts bring, by id: of a kit its parts. Only where they were read.
    """

    order: Ref
    product: Pointer = None
    product_code: Text = None
    service: bool = False
    name: Words
    ordered: Number
    received: Number
    unit: Pointer = None
    price_unit: Number
    subtotal: Number
    planned: MomentValue = None
    move_ids: Ids = ()
    receives: Ids = ()

    @property
    def open(self) -> Decimal:
        """What has not come yet."""
        return max(self.ordered - self.received, Decimal(0))


class PurchaseOrder(Read):
    """A purchase order with its lines. States: draft, sent, to approve, purchase, cancel; `locked` beside it.

    Attributes:
        vendor: the partner in full: address, language, company.
        company: which of our companies ordered.
        zone: time zone of the warehouse it is ordered to, as its address or its company's names one.
    """

    name: str
    partner: Ref
    vendor: Partner | None = None
    vendor_reference: Text = None
    state: str
    locked: bool = False
    ordered_at: MomentValue = None
    confirmed_at: MomentValue = None
    planned: MomentValue = None
    currency: Words = ""
    amount_untaxed: Number
    origin: Text = None
    buyer: Pointer = None
    company: Pointer = None
    warehouse_id: int | None = None
    zone: Text = None
    lines: tuple[PurchaseLine, ...] = ()


class Picking(Read):
    """A transfer: a receipt, a delivery, a pick."""

    name: Words
    state: Words
    code: Words = ""
    scheduled: MomentValue = None
    deadline: MomentValue = None
    priority: Words = "0"
    ship_policy: Words = ""
    partner: Pointer = None
    responsible: Pointer = None
    batch: Pointer = None
    origin: Text = None
    printed: bool = False


class StockMove(Read):
    """One movement of one product, planned or under way.

    Attributes:
        demand: wanted, in the product's unit.
        reserved: of that, held in stock (or, on a receipt, announced), in the product's unit.
        each: how many of the product's unit one of the unit it was ordered in is; less is never reserved.
        date: the day it is planned for; what Odoo's forecast uses.
        deadline: the promise behind it.
        final: where the chain ends; the customer's location on a pick of a two-step delivery.
        waits_for, then: the moves before and after it in a chain.
        made_to_order: its goods come from the move before it, not from stock.
        feeds: the manufacturing order that consumes it.
        makes: what that order makes.
        made_by: the manufacturing order that produces it.
        expected: when Odoo's own forecast has the goods; overdue receipts count as here.
        available: how much of it Odoo's own forecast covers.
        price: what was agreed for one unit, without tax.
    """

    product: Ref
    state: str
    date: MomentValue
    deadline: MomentValue = None
    priority: Words = "0"
    demand: Number
    reserved: Number
    each: Number = Decimal(1)
    picked: bool = False
    unit: Pointer = None
    source: Location
    destination: Location
    final: Location | None = None
    picking: Picking | None = None
    warehouse_id: int | None = None
    partner: Pointer = None
    purchase_line_id: int | None = None
    purchase_order: Pointer = None
    sale_line_id: int | None = None
    sale_order: Pointer = None
    feeds: Pointer = None
    makes: Pointer = None
    made_by: Pointer = None
    waits_for: Ids = ()
    then: Ids = ()
    made_to_order: bool = False
    origin: Text = None
    reference: Text = None
    expected: MomentValue = None
    available: Number = Decimal(0)

    @property
    def comes_from_vendor(self) -> bool:
        """Whether it is a receipt from a vendor; a subcontractor's goods come from a place of ours in no warehouse."""
        bought = self.purchase_line_id is not None and self.destination.usage != "supplier"
        return self.source.usage == "supplier" or (bought and self.source.warehouse_id is None)

    @property
    def comes_from_subcontractor(self) -> bool:
        """Whether it is made for us elsewhere: its day is tied to the manufacturing order that makes it."""
        return self.comes_from_vendor and self.source.usage == "internal"

    @property
    def goes_straight(self) -> bool:
        """Whether the vendor ships it to the customer, so that no stock of ours ever has it."""
        return self.comes_from_vendor and self.destination.usage == "customer"

    @property
    def ends_at_customer(self) -> bool:
        """Whether its goods are for a customer, now or after further steps."""
        return (self.final or self.destination).usage == "customer"

    @property
    def starts_in_stock(self) -> bool:
        """Whether it takes goods that lie (or will lie) in a warehouse."""
        return self.source.usage == "internal"


class SaleLine(Read):
    """A line of a sales order, in the unit it was ordered in."""

    order: Ref
    product: Pointer = None
    product_code: Text = None
    name: Words
    ordered: Number
    delivered: Number
    invoiced: Number
    unit: Pointer = None
    price_unit: Number
    subtotal: Number
    move_ids: Ids = ()

    @property
    def open(self) -> Decimal:
        """What the customer still waits for."""
        return max(self.ordered - self.delivered, Decimal(0))


class SaleOrder(Read):
    """A customer's order with its lines. States: draft, sent, sale, cancel; `locked` beside it.

    Attributes:
        commitment: the promised moment; often empty, then the promise is the deliveries' deadline.
        due: the first deadline of its deliveries that are open; only where they were read with it.
        ship_policy: `direct` as soon as possible, `one` when all is there.
    """

    name: str
    customer: Partner
    ship_to: Pointer = None
    state: str
    locked: bool = False
    ordered_at: MomentValue = None
    commitment: MomentValue = None
    due: MomentValue = None
    expected: MomentValue = None
    ship_policy: Words = ""
    amount_untaxed: Number
    currency: Words = ""
    salesperson: Pointer = None
    warehouse: Pointer = None
    customer_reference: Text = None
    origin: Text = None
    lines: tuple[SaleLine, ...] = ()
    picking_ids: Ids = ()


class StockLevel(BaseModel):
    """What can be reserved of a product in a warehouse: under its stock location, never quarantine or input."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_id: int
    warehouse_id: int
    quantity: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """On hand and not reserved; never below zero."""
        return max(self.quantity - self.reserved, Decimal(0))

    def plus(self, quantity: Decimal, reserved: Decimal) -> Self:
        """With another quant of the same product and warehouse."""
        return self.model_copy(update={"quantity": self.quantity + quantity, "reserved": self.reserved + reserved})


class ReorderRule(Read):
    """How low a warehouse lets a product run before it is bought again, and up to where it is filled.

    Attributes:
        automatic: Odoo orders by it on its own; else it proposes.
    """

    name: Words = ""
    product_id: int
    warehouse_id: int
    minimum: Number
    maximum: Number
    automatic: bool = True


class Receipt(Read):
    """One finished receipt of a vendor's line: what was promised, when it came.

    Attributes:
        ordered_at: when the order was confirmed.
        promised: the line's date as Odoo has it now. Rescheduling moves it, so a late vendor may look punctual.
        promised_first: the first promise, where our own record knows it.
        arrived: when the goods were booked in.
    """

    line_id: int
    order: Ref
    product: Ref
    quantity: Number
    ordered_at: MomentValue = None
    promised: MomentValue = None
    promised_first: MomentValue = None
    arrived: MomentValue = None

    @property
    def basis(self) -> Literal["first promise", "present date in Odoo"]:
        """What its lateness is measured against."""
        return "first promise" if self.promised_first else "present date in Odoo"

    @property
    def days_late(self) -> int | None:
        """Days after the promise (negative: before); None where either moment is unknown."""
        promise = self.promised_first or self.promised
        return (self.arrived.date() - promise.date()).days if self.arrived and promise else None

    @property
    def lead_days(self) -> int | None:
        """Days from order to arrival: rescheduling cannot whiten this."""
        return (self.arrived.date() - self.ordered_at.date()).days if self.arrived and self.ordered_at else None


class FoundOrder(BaseModel):
    """An order that a text names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    model: Literal["purchase.order", "sale.order"]
    id: int
    name: str
    partner: Ref
    state: str
    by: Literal["name", "partner's reference"]

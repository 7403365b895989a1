"""What a scenario changes in the sandbox company before anything is reported: one step, one of Odoo's own flows.

A step makes one thing and gives it a key; later steps, reports and expectations name it by that key. Days are written
relative to today (`today+5wd`); goods are keys of own products or codes of the seeded company.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
DAY_PATTERN = r"(today([+-]\d{1,3}(wd|d|w))?|(monday|tuesday|wednesday|thursday|friday)([+-]\d{1,2}w)?)"
DayText = Annotated[str, Field(pattern=f"^{DAY_PATTERN}$", examples=["today", "today+5wd", "today-2d", "friday+1w"])]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Amount = Annotated[Decimal, Field(gt=0)]
Warehouse = Literal["ANT", "GDN", "OPO"]
# YAML reads an unquoted number of digits as a number.
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class Part(BaseModel):
    """Anything that a scenario is made of: a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GivenProduct(Part):
    """Goods of the scenario's own, so that nobody else wants them.

    Attributes:
        code: as on documents; the key in capitals when absent.
        lead: days that the supplier needs.
        stock: how many lie where.
    """

    key: Key
    name: str
    code: Code | None = None
    cost: Decimal = Decimal(4)
    price: Decimal = Decimal(10)
    weight: Decimal = Decimal(1)
    volume: Decimal = Decimal(0)
    supplier: Key = "nordvik"
    lead: int = 14
    stock: dict[Warehouse, Decimal] = Field(default_factory=dict)


class GivenStock(Part):
    """A count: so many lie there now.

    Attributes:
        bin: a bin below the stock location, made where there is none of that name; absent: the stock location itself.
    """

    product: Code
    warehouse: Warehouse
    quantity: Decimal
    bin: Code | None = None


class GivenPartner(Part):
    """A company that writes or is written to."""

    key: Key
    name: str
    email: str
    role: Literal["supplier", "customer"]
    lang: str = "en_US"
    country: Annotated[str, Field(min_length=2, max_length=2)] = "be"


class GivenPurchase(Part):
    """A purchase order, confirmed unless it is said otherwise.

    Attributes:
        planned: the day its lines should arrive; `planned_lines` says otherwise for some.
        received: what of it has come already, be it more than was ordered.
        beside: what else came, which is not on the order.
        rest: what becomes of what has not come: it stays open, or was called off when the receipt was booked.
        sent_back: what of it went back to the supplier.
        reference: the supplier's own number.
    """

    key: Key
    supplier: Key
    warehouse: Warehouse = "ANT"
    planned: DayText
    lines: dict[Code, Amount] = Field(min_length=1)
    planned_lines: dict[Code, DayText] = Field(default_factory=dict)
    received: dict[Code, Amount] = Field(default_factory=dict)
    beside: dict[Code, Amount] = Field(default_factory=dict)
    rest: Literal["open", "called_off"] = "open"
    sent_back: dict[Code, Amount] = Field(default_factory=dict)
    reference: Text | None = None
    state: Literal["confirmed", "sent", "cancelled"] = "confirmed"


class GivenSale(Part):
    """A customer's order; confirmed, it takes what is free in the order in which orders are made.

    Attributes:
        complete: it leaves in one piece.
        reference: the customer's own number.
        times: so many alike; the key is that of the first.
        carrier: who takes it, by name.
        state: `sent` is a quotation that nobody has ordered.
    """

    key: Key
    customer: Key
    warehouse: Warehouse = "ANT"
    promised: DayText
    lines: dict[Code, Amount] = Field(min_length=1)
    reference: Text | None = None
    complete: bool = False
    times: Annotated[int, Field(ge=1, le=60)] = 1
    carrier: str | None = None
    state: Literal["confirmed", "sent", "cancelled"] = "confirmed"


class GivenWork(Part):
    """What the warehouse did about a sale's delivery, and those of the sales alike.

    Attributes:
        done: starred, its list printed, put in a batch that runs or in one that is planned, planned for today, or let
            go of what was reserved for it.
    """

    sale: Key
    done: Literal["starred", "printed", "running", "planned", "today", "let_go"]


class GivenShipment(Part):
    """A delivery of a sale that has left, all of it or the parts that are named.

    Attributes:
        key: of the delivery.
        shipped: the day it left.
    """

    key: Key
    sale: Key
    carrier: str
    tracking: Text
    shipped: DayText = "today-2wd"
    parts: dict[Code, Amount] = Field(default_factory=dict)


class GivenInvoice(Part):
    """What was delivered of a sale is billed, and the bill posted."""

    key: Key
    sale: Key


class GivenBill(Part):
    """A vendor's bill as accounts payable entered it.

    Attributes:
        vendor: a partner's key or a carrier's name; of a purchase its own.
        purchase: whose lines it bills, tied to them as Odoo ties them.
        billed: how much of which goods of it.
        prices: of one, where another than ordered.
        lines: what else for, and how much without tax; tied to no order.
    """

    key: Key
    vendor: str | None = None
    number: Text
    date: DayText = "today-1wd"
    purchase: Key | None = None
    billed: dict[Code, Amount] = Field(default_factory=dict)
    prices: dict[Code, Amount] = Field(default_factory=dict)
    lines: dict[str, Amount] = Field(default_factory=dict)
    state: Literal["posted", "draft"] = "posted"

    @model_validator(mode="after")
    def _bills_something(self) -> GivenBill:
        if (self.vendor is None) == (self.purchase is None) or (self.purchase is None) != (not self.billed):
            raise ValueError("a bill is of a `vendor`, or of a `purchase` with what of it is `billed`")
        if not self.billed and not self.lines:
            raise ValueError("a bill has `lines`, or bills a `purchase`")
        return self


class GivenRule(Part):
    """A reorder rule that people look at."""

    key: Key
    product: Code
    warehouse: Warehouse
    minimum: Decimal
    maximum: Decimal


class GivenDemand(Part):
    """What customers took in past weeks: an order a week, delivered on its day.

    Attributes:
        weeks: how much each week, the latest first.
    """

    product: Code
    warehouse: Warehouse
    customer: Key = "meridian"
    weeks: tuple[Amount, ...] = Field(min_length=1, max_length=13)


class GivenReceipts(Part):
    """What orders at a supplier took in the past: each came in full, so many days after it was confirmed.

    Attributes:
        before, lately: days of each order; those of the half year before the last six weeks, and those of these weeks,
            evenly spread, the latest last.
    """

    product: Code
    supplier: Key = "nordvik"
    warehouse: Warehouse = "ANT"
    quantity: Amount = Decimal(10)
    before: tuple[Annotated[int, Field(ge=0, le=400)], ...] = Field(default=(), max_length=40)
    lately: tuple[Annotated[int, Field(ge=0, le=400)], ...] = Field(default=(), max_length=40)


class GivenContract(Part):
    """What a carrier may charge, put on file: one of the seeded company's, or the text of another.

    Attributes:
        seeded: the name of the file of the seeded company, e.g. `northline-parcel`.
        terms: the head of a contract as `expediter knowledge add` takes it.
    """

    seeded: str | None = None
    terms: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> GivenContract:
        if (self.seeded is None) == (self.terms is None):
            raise ValueError("a contract is either `seeded` or has `terms`")
        return self


STEPS: Mapping[str, type[Part]] = {
    "product": GivenProduct,
    "stock": GivenStock,
    "partner": GivenPartner,
    "purchase": GivenPurchase,
    "sale": GivenSale,
    "work": GivenWork,
    "shipment": GivenShipment,
    "invoice": GivenInvoice,
    "bill": GivenBill,
    "rule": GivenRule,
    "demand": GivenDemand,
    "receipts": GivenReceipts,
    "contract": GivenContract,
}


class GivenStep(Part):
    """One step: exactly one of these."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    product: GivenProduct | None = None
    stock: GivenStock | None = None
    partner: GivenPartner | None = None
    purchase: GivenPurchase | None = None
    sale: GivenSale | None = None
    work: GivenWork | None = None
    shipment: GivenShipment | None = None
    invoice: GivenInvoice | None = None
    bill: GivenBill | None = None
    rule: GivenRule | None = None
    demand: GivenDemand | None = None
    receipts: GivenReceipts | None = None
    contract: GivenContract | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> GivenStep:
        if len(self.model_fields_set) != 1 or self.what is None:
            raise ValueError(f"a step is exactly one of {', '.join(STEPS)}")
        return self

    @property
    def what(self) -> Part:
        """The step itself."""
        found: Part = getattr(self, next(iter(self.model_fields_set)))
        return found

    @property
    def key(self) -> str | None:
        """What it is called afterwards."""
        return getattr(self.what, "key", None)

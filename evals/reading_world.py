"""The world of a reading set: what Odoo would answer to reading, from `world.json`. Pure, no Odoo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError

from cases.carrier_events import number_key
from cases.kinds import Sender
from runtime.errors import PlainError
from tools.odoo.bank import AccountsOnFile, bare_number
from tools.odoo.freight import VendorBill
from tools.odoo.models import Location, Partner, PartnerMatch, PurchaseLine, PurchaseOrder
from tools.odoo.shipments import Carrier, Contact, FoundShipment, OrderedLine, Shipment, ShippedOrder
from tools.odoo.values import Ref

_STOCK = Location(id=8, name="WH/Stock", usage="internal", warehouse_id=1)
_CUSTOMERS = Location(id=5, name="Partners/Customers", usage="customer")


class ReadingSetError(PlainError):
    """A reading set cannot be used; says which file and why."""


class WorldPartner(BaseModel):
    """A company, its mail domain, and the bank accounts on file."""

    domain: str
    name: str
    role: Literal["vendor", "customer", "carrier"]
    accounts: tuple[str, ...] = ()


class WorldLine(BaseModel):
    """A line of an order; `due` is a day in the world's zone."""

    code: str
    name: str
    quantity: Decimal
    unit: str = "Units"
    due: date | None = None
    price: Decimal = Decimal(0)


class WorldPurchase(BaseModel):
    """A purchase order; `ref` is the vendor's number."""

    name: str
    ref: str | None = None
    domain: str
    lines: tuple[WorldLine, ...]


class WorldSale(BaseModel):
    """A customer's order."""

    name: str
    domain: str
    promise: date | None = None
    lines: tuple[WorldLine, ...] = ()


class WorldDelivery(BaseModel):
    """A delivery that left."""

    name: str
    sale_order: str | None = None
    tracking: str | None = None
    carrier: str | None = None


class ReadingWorld(BaseModel):
    """All that is known when the mails of a set come in."""

    now: datetime
    zone: str
    own_domains: tuple[str, ...] = ()
    partners: tuple[WorldPartner, ...] = ()
    purchase_orders: tuple[WorldPurchase, ...] = ()
    sale_orders: tuple[WorldSale, ...] = ()
    deliveries: tuple[WorldDelivery, ...] = ()

    @property
    def moment(self) -> datetime:
        """`now`, in the world's zone."""
        return self.now if self.now.tzinfo else self.now.replace(tzinfo=ZoneInfo(self.zone))


def load_world(folder: Path) -> ReadingWorld:
    """The world of a set.

    Raises:
        ReadingSetError: there is none, or it is malformed.
    """
    path = folder / "world.json"
    try:
        return ReadingWorld.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ReadingSetError(f"{path} cannot be read: {error}") from None


class WorldRecords:
    """Answers what reading asks of Odoo, as `OdooReader` would."""

    def __init__(self, world: ReadingWorld) -> None:
        self._partners = {
            one.domain: Partner(
                id=number,
                name=one.name,
                email=f"office@{one.domain}",
                company=Ref(number, one.name),
            )
            for number, one in enumerate(world.partners, start=101)
        }
        self._roles = {
            self._partners[one.domain].id: Sender(one.role) for one in world.partners if one.domain in self._partners
        }
        self._accounts = {
            self._partners[one.domain].id: frozenset(bare_number(number) for number in one.accounts)
            for one in world.partners
        }
        self._carriers = [self._partners[one.domain] for one in world.partners if one.role == "carrier"]
        numbers = iter(range(1001, 10_000_000))
        zone = ZoneInfo(world.zone)
        self._orders = [
            self._order(number, one, zone, numbers) for number, one in enumerate(world.purchase_orders, start=501)
        ]
        sold = {one.name: one for one in world.sale_orders}
        self._deliveries = [self._delivery(number, one, sold) for number, one in enumerate(world.deliveries, start=701)]
        self._sold = {
            one.id: self._sale(one.sale_order, sale, numbers)
            for one in self._deliveries
            if one.sale_order is not None and (sale := sold.get(one.sale_order.name)) is not None
        }

    def _order(self, number: int, one: WorldPurchase, zone: ZoneInfo, numbers: Iterable[int]) -> PurchaseOrder:
        vendor = self._partners.get(one.domain)
        taken = iter(numbers)
        return PurchaseOrder(
            id=number,
            name=one.name,
            partner=Ref(vendor.id, vendor.name) if vendor else Ref(0, ""),
            vendor=vendor,
            vendor_reference=one.ref,
            state="purchase",
            amount_untaxed=sum((line.quantity * line.price for line in one.lines), Decimal(0)),
            lines=tuple(self._line(next(taken), line, Ref(number, one.name), zone) for line in one.lines),
        )

    def _line(self, number: int, line: WorldLine, order: Ref, zone: ZoneInfo) -> PurchaseLine:
        label = f"[{line.code}] {line.name}"
        return PurchaseLine(
            id=number,
            order=order,
            product=Ref(number, label),
            product_code=line.code,
            name=label,
            ordered=line.quantity,
            received=Decimal(0),
            unit=Ref(1, line.unit),
            price_unit=line.price,
            subtotal=line.quantity * line.price,
            planned=datetime.combine(line.due, time(12), zone) if line.due else None,
        )

    def _delivery(self, number: int, one: WorldDelivery, sold: dict[str, WorldSale]) -> FoundShipment:
        sale = sold.get(one.sale_order or "")
        partner = self._partners.get(sale.domain) if sale else None
        return FoundShipment(
            id=number,
            name=one.name,
            state="done",
            source=_STOCK,
            destination=_CUSTOMERS,
            partner=Ref(partner.id, partner.name) if partner else None,
            carrier=Ref(1, one.carrier) if one.carrier else None,
            tracking=one.tracking,
            sale_order=Ref(number, one.sale_order) if one.sale_order else None,
            asked=(),
        )

    def _sale(self, order: Ref, one: WorldSale, numbers: Iterable[int]) -> ShippedOrder:
        customer = self._partners.get(one.domain)
        whose = Contact(id=customer.id, name=customer.name) if customer else Contact(id=0, name="")
        taken = iter(numbers)
        return ShippedOrder(
            id=order.id,
            name=order.name,
            state="sale",
            customer=whose,
            company=whose,
            total=Decimal(0),
            untaxed=Decimal(0),
            lines=tuple(self._sale_line(next(taken), line, order) for line in one.lines),
        )

    def _sale_line(self, number: int, line: WorldLine, order: Ref) -> OrderedLine:
        label = f"[{line.code}] {line.name}"
        return OrderedLine(
            id=number,
            order=order,
            product=Ref(number, label),
            product_code=line.code,
            name=label,
            ordered=line.quantity,
            delivered=line.quantity,
            invoiced=Decimal(0),
            unit=Ref(1, line.unit),
            price_unit=line.price,
            subtotal=line.quantity * line.price,
        )

    async def find_partner(self, email: str) -> list[PartnerMatch]:
        """The company of the address's domain."""
        found = self._partners.get(email.strip().casefold().rpartition("@")[2])
        return [PartnerMatch(partner=found, by="domain")] if found else []

    async def trades(self, partner_id: int, name: str) -> frozenset[Sender]:
        """What the world says the company is to us."""
        return frozenset({self._roles[partner_id]}) if partner_id in self._roles else frozenset()

    async def company_named(self, name: str) -> Partner | None:
        """The company of exactly that name."""
        return next((one for one in self._partners.values() if one.name.casefold() == name.strip().casefold()), None)

    async def carriers(self) -> list[Carrier]:
        """The companies that carry, each under its own name."""
        return [Carrier(id=one.id, name=one.name) for one in self._carriers]

    async def accounts_of(self, company_id: int) -> AccountsOnFile:
        """The accounts that the world has of the company."""
        return AccountsOnFile(theirs=self._accounts.get(company_id, frozenset()))

    async def vendor_bills(self, references: Iterable[str], partner_id: int | None = None) -> list[VendorBill]:
        """None: a set's world has no bills."""
        return []

    async def vendors_awaited(self) -> list[Ref]:
        """The vendors of the world's orders, all of which are open."""
        return list(dict.fromkeys(one.partner for one in self._orders if one.vendor is not None))

    async def partners(self, ids: Iterable[int]) -> list[Partner]:
        """Partners by id."""
        wanted = set(ids)
        return [one for one in self._partners.values() if one.id in wanted]

    async def orders_to_read(self, partner_id: int | None, names: Sequence[str]) -> list[PurchaseOrder]:
        """The partner's orders, all of which are open, and those of these numbers, ours or the vendor's."""
        return [
            one
            for one in self._orders
            if one.partner.id == partner_id or one.name in names or one.vendor_reference in names
        ]

    async def find_shipments(self, numbers: Iterable[str]) -> list[FoundShipment]:
        """The deliveries that these numbers name."""
        wanted = {number_key(one): one for one in numbers}
        return [
            one.model_copy(update={"asked": (wanted[number_key(one.tracking)],)})
            for one in self._deliveries
            if one.tracking and number_key(one.tracking) in wanted
        ]

    async def deliveries_named(self, names: Iterable[str]) -> list[FoundShipment]:
        """The deliveries of these names, and of the orders of these names."""
        wanted = list(dict.fromkeys(names))
        found: list[FoundShipment] = []
        for one in self._deliveries:
            bears = {one.name, one.sale_order.name if one.sale_order else ""}
            if asked := tuple(name for name in wanted if name in bears):
                found.append(one.model_copy(update={"asked": asked}))
        return found

    async def shipments(self, ids: Iterable[int]) -> list[Shipment]:
        """The deliveries of these ids, each with the order that it is of."""
        wanted = set(ids)
        return [
            Shipment(**one.model_dump(exclude={"asked"}), company=Ref(1, ""), order=self._sold.get(one.id))
            for one in self._deliveries
            if one.id in wanted
        ]


class LateTruth(BaseModel):
    """A late shipment, as the truth has it: which, how much, until when."""

    order: str
    item: str | None = None
    quantity: Decimal | None = None
    new_date: date | tuple[date, date] | None = None
    unknown_date: bool = False
    unknown_ok: bool = False

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that will do."""
        if self.new_date is None:
            return None
        return self.new_date if isinstance(self.new_date, tuple) else (self.new_date, self.new_date)


class Truth(BaseModel):
    """What must come of one mail; the README of the set says what each field means."""

    lang: str = ""
    kinds: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    claims: tuple[LateTruth, ...] = ()
    also_true: tuple[LateTruth, ...] = ()
    sensitive: bool | None = None
    ambiguous: bool = False
    must_not: tuple[str, ...] = Field(default=())


def load_truth(path: Path) -> Truth:
    """The truth of one mail.

    Raises:
        ReadingSetError: it is missing or malformed.
    """
    try:
        return Truth.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ReadingSetError(f"{path} cannot be read: {error}") from None

"""Odoo, as far as reading a report looks at it. `OdooReader` is one; a reading set's world is another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from cases.kinds import Sender
from tools.odoo.bank import AccountsOnFile
from tools.odoo.freight import VendorBill
from tools.odoo.models import Partner, PartnerMatch, PurchaseOrder
from tools.odoo.shipments import Carrier, FoundShipment, Shipment
from tools.odoo.values import Ref


class Records(Protocol):
    """What reading asks for. Each raises `OdooError` where Odoo cannot be read now."""

    async def find_partner(self, email: str) -> list[PartnerMatch]:
        """The partners of a mail address, else of its domain."""
        ...

    async def trades(self, partner_id: int, name: str) -> frozenset[Sender]:
        """What a company is to us: vendor, customer, carrier; several, or none."""
        ...

    async def vendors_awaited(self) -> list[Ref]:
        """The vendors of open purchase orders."""
        ...

    async def partners(self, ids: Iterable[int]) -> list[Partner]:
        """Partners by id."""
        ...

    async def orders_to_read(self, partner_id: int | None, names: Sequence[str]) -> list[PurchaseOrder]:
        """A vendor's open purchase orders, and those of these numbers."""
        ...

    async def find_shipments(self, numbers: Iterable[str]) -> list[FoundShipment]:
        """The transfers that tracking numbers name."""
        ...

    async def deliveries_named(self, names: Iterable[str]) -> list[FoundShipment]:
        """The transfers of these names, and those of the customers' orders of these names."""
        ...

    async def shipments(self, ids: Iterable[int]) -> list[Shipment]:
        """Transfers by id, each with its order and the order's lines."""
        ...

    async def company_named(self, name: str) -> Partner | None:
        """The company of exactly that name."""
        ...

    async def carriers(self) -> list[Carrier]:
        """The carriers that orders may go by."""
        ...

    async def accounts_of(self, company_id: int) -> AccountsOnFile:
        """The bank accounts of a company, and our own."""
        ...

    async def vendor_bills(self, references: Iterable[str], partner_id: int | None = None) -> list[VendorBill]:
        """The bills of vendors of these numbers."""
        ...

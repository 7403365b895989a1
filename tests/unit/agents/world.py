"""A small stock world for tests of the pure reckoning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tools.odoo.models import Location, StockMove, Warehouse
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BEARING = Ref(6, "[BRG] Bearing")
UNITS = Ref(1, "Units")

VENDORS = Location(id=4, name="Partners/Vendors", usage="supplier")
CUSTOMERS = Location(id=5, name="Partners/Customers", usage="customer")
PRODUCTION = Location(id=7, name="Virtual/Production", usage="production")
TRANSIT = Location(id=10, name="Inter-warehouse transit", usage="transit")


def place(number: int, name: str, warehouse: int) -> Location:
    return Location(id=number, name=name, usage="internal", warehouse_id=warehouse)


ANT_STOCK, ANT_SHELF = place(8, "ANT/Stock", 1), place(18, "ANT/Stock/Shelf", 1)
ANT_INPUT, ANT_OUTPUT, ANT_QUARANTINE = (
    place(28, "ANT/Input", 1),
    place(38, "ANT/Output", 1),
    place(48, "ANT/Quarantine", 1),
)
GDN_STOCK, GDN_OUTPUT = place(9, "GDN/Stock", 2), place(39, "GDN/Output", 2)


def warehouse(number: int, name: str, stock: Location) -> Warehouse:
    return Warehouse(
        id=number,
        name=name,
        code=name[:3].upper(),
        company=Ref(1, "Halden"),
        zone="Europe/Brussels",
        view=Ref(100 + number, name),
        stock=Ref(stock.id, stock.name),
        transit=Ref(10, "Inter-warehouse transit"),
        internal_type=Ref(200 + number, "Internal"),
        receipt_type=Ref(300 + number, "Receipts"),
        currency="EUR",
    )


WAREHOUSES = (warehouse(1, "Antwerp", ANT_STOCK), warehouse(2, "Gdańsk", GDN_STOCK))


def move(number: int, source: Location, destination: Location, quantity: int, day: int = 3, **more: Any) -> StockMove:
    values: dict[str, Any] = {
        "product": BEARING,
        "state": "confirmed",
        "date": NOW + timedelta(days=day),
        "demand": Decimal(quantity),
        "reserved": Decimal(0),
        "unit": UNITS,
        "warehouse_id": source.warehouse_id or destination.warehouse_id,
    }
    return StockMove(id=number, source=source, destination=destination, **{**values, **more})

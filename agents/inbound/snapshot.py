"""Everything the inbound specialist knows when it thinks: frozen, storable, replayable."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.people import Person
from tools.odoo.models import (
    Product,
    PurchaseOrder,
    Receipt,
    ReorderRule,
    SaleOrder,
    StockLevel,
    StockMove,
    Warehouse,
)


class InboundSnapshot(Snapshot):
    """What was read for a late purchase order.

    Attributes:
        orders: the orders that the case may be about; usually one.
        warehouses: all of the company.
        moves: every open movement of the products concerned, in every warehouse.
        levels: what can be reserved of each product in each warehouse.
        sales: the customers' orders that wait for these products.
        sale_moves: open moves of those orders that promise nothing themselves. Only in snapshots of earlier versions;
            an order now says itself when it is due.
        products: those of the orders, with cost.
        rules: how low each warehouse lets them run.
        history: the supplier's finished receipts.
        people: who may be asked in procurement; read only where the order has no buyer.
    """

    kind: Literal["inbound_delay"] = "inbound_delay"
    orders: tuple[PurchaseOrder, ...] = ()
    warehouses: tuple[Warehouse, ...] = ()
    moves: tuple[StockMove, ...] = ()
    levels: tuple[StockLevel, ...] = ()
    sales: tuple[SaleOrder, ...] = ()
    sale_moves: tuple[StockMove, ...] = ()
    products: tuple[Product, ...] = ()
    rules: tuple[ReorderRule, ...] = ()
    history: tuple[Receipt, ...] = ()
    people: tuple[Person, ...] = ()
    habits: Habits

    def zone_of(self, warehouse_id: int | None) -> str:
        """The zone in which a warehouse's days begin."""
        found = next((one.zone for one in self.warehouses if one.id == warehouse_id), None)
        return found or self.habits.zone

    def warehouse(self, warehouse_id: int) -> Warehouse:
        """One warehouse."""
        return next(one for one in self.warehouses if one.id == warehouse_id)

    def level(self, product_id: int, warehouse_id: int) -> StockLevel:
        """What can be reserved there."""
        zero = StockLevel(product_id=product_id, warehouse_id=warehouse_id, quantity=Decimal(0), reserved=Decimal(0))
        found = (one for one in self.levels if (one.product_id, one.warehouse_id) == (product_id, warehouse_id))
        return next(found, zero)

    @property
    def currency(self) -> str:
        """The company's currency."""
        return next((one.currency for one in self.warehouses if one.currency), "") or "EUR"

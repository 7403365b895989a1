"""Everything the inbound specialist knows when it thinks: frozen, storable, replayable."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.claims import DelayClaim, RecordRef, only
from cases.models import Concerned
from cases.people import Person
from tools.odoo.freight import CurrencyRate
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
from tools.odoo.ordered import OnOrder


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
        on_order: what orders and drafts of the products still bring; read only where another vendor sells one of them.
        rates: Odoo's, where one of these asks another currency than the company's.
    """

    kind: Literal["inbound_delay", "receipt_discrepancy"] = "inbound_delay"
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
    on_order: tuple[OnOrder, ...] = ()
    rates: tuple[CurrencyRate, ...] = ()
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

    @property
    def concerned(self) -> Concerned | None:
        """The order, and whose it is."""
        order = order_of(self)
        if order is None:
            return None
        owner = (order.vendor.company if order.vendor else None) or order.partner
        return Concerned(
            record=RecordRef(model="purchase.order", id=order.id, label=order.name),
            partner=RecordRef(model="res.partner", id=owner.id, label=owner.name),
        )


def order_of(snapshot: InboundSnapshot) -> PurchaseOrder | None:
    """The order the case is about: as a person corrected it, else as it was resolved."""
    claims = only(DelayClaim, snapshot.file.claims)
    for claim in reversed(claims):
        if claim.read_by == "person" and claim.order_text:
            called = [one for one in snapshot.orders if is_called(one, claim.order_text)]
            return called[0] if len(called) == 1 else None
    ids = [ref.id for claim in claims for ref in claim.refers_to if ref.model == "purchase.order"]
    ids += [ref.id for ref in snapshot.file.records if ref.model == "purchase.order"]
    by_id = {one.id: one for one in snapshot.orders}
    return next((by_id[one] for one in ids if one in by_id), None)


def is_called(order: PurchaseOrder, text: str) -> bool:
    """Whether a text is the order's number, ours or the supplier's."""
    return text.strip().casefold() in {order.name.casefold(), (order.vendor_reference or "").casefold()}

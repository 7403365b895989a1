"""What the inbound specialist knows of goods and of a late order when it thinks: frozen, storable, replayable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.actions.base import Moment
from cases.claims import ConfirmationClaim, DelayClaim, RecordRef, only
from cases.models import CaseFile, Concerned
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


class StockView(BaseModel):
    """Some products everywhere: what lies there, what comes, who wants it.

    Attributes:
        warehouses: all of the company.
        moves: every open movement of the products, in every warehouse.
        levels: what can be reserved of each product in each warehouse.
        sales: the customers' orders that wait for these products.
        products: with cost and vendors.
        rules: how low each warehouse lets them run.
        on_order: what orders and drafts of the products still bring.
        rates: Odoo's, where somebody counts in another currency than the company's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_at: Moment
    habits: Habits
    warehouses: tuple[Warehouse, ...] = ()
    moves: tuple[StockMove, ...] = ()
    levels: tuple[StockLevel, ...] = ()
    sales: tuple[SaleOrder, ...] = ()
    products: tuple[Product, ...] = ()
    rules: tuple[ReorderRule, ...] = ()
    on_order: tuple[OnOrder, ...] = ()
    rates: tuple[CurrencyRate, ...] = ()

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
    def said_days(self) -> Mapping[int, date]:
        """On which day late goods can leave, by product, where a person says so."""
        return {}

    @property
    def promising_moves(self) -> tuple[StockMove, ...]:
        """The moves whose deadline may be a promise."""
        return self.moves

    @property
    def currency(self) -> str:
        """The company's currency."""
        return next((one.currency for one in self.warehouses if one.currency), "") or "EUR"


class InboundSnapshot(StockView, Snapshot):
    """What was read for a late purchase order.

    Attributes:
        orders: the orders that the case may be about; usually one.
        sale_moves: open moves of customers' orders that promise nothing themselves. Only in snapshots of earlier
            versions; an order now says itself when it is due.
        history: the supplier's finished receipts.
        people: who may be asked in procurement; read only where the order has no buyer.
        on_order: read only where another vendor sells one of the products.
    """

    kind: Literal["inbound_delay", "receipt_discrepancy"] = "inbound_delay"
    orders: tuple[PurchaseOrder, ...] = ()
    sale_moves: tuple[StockMove, ...] = ()
    history: tuple[Receipt, ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def promising_moves(self) -> tuple[StockMove, ...]:
        """With those that earlier versions kept apart."""
        return (*self.moves, *self.sale_moves)

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


def about_orders(file: CaseFile) -> list[DelayClaim | ConfirmationClaim]:
    """What is said of a purchase order by its number or record."""
    return [*only(DelayClaim, file.claims), *only(ConfirmationClaim, file.claims)]


def order_of(snapshot: InboundSnapshot) -> PurchaseOrder | None:
    """The order the case is about: as a person corrected it, else as it was resolved."""
    claims = about_orders(snapshot.file)
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

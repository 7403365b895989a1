"""Everything the replenishment specialist knows of one product when it thinks: frozen, storable, replayable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.actions.base import Moment, day_of
from cases.claims import ImbalanceClaim, only
from cases.people import Person
from tools.odoo.freight import CurrencyRate
from tools.odoo.models import Product, ReorderRule, StockLevel, StockMove, Warehouse
from tools.odoo.ordered import OnOrder
from tools.odoo.reads.outflows import CustomerMove


class Goods(BaseModel):
    """What was read of one product, everywhere.

    Attributes:
        product: with its vendors; None: nobody named one that Odoo knows.
        warehouses: all of the company.
        moves: every open movement of the product, in every warehouse.
        levels: what can be reserved of it in each warehouse; quarantine does not count.
        rules: how low each warehouse lets it run, and up to where it is filled.
        outflows: what went to customers within thirteen weeks, and came back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_at: Moment
    habits: Habits
    product: Product | None = None
    warehouses: tuple[Warehouse, ...] = ()
    moves: tuple[StockMove, ...] = ()
    levels: tuple[StockLevel, ...] = ()
    rules: tuple[ReorderRule, ...] = ()
    outflows: tuple[CustomerMove, ...] = ()

    @property
    def said_lead_days(self) -> int | None:
        """Days from ordering to receipt, where a person says so."""
        return None

    def zone_of(self, warehouse_id: int | None) -> str:
        """The zone in which a warehouse's days begin."""
        found = next((one.zone for one in self.warehouses if one.id == warehouse_id), None)
        return found or self.habits.zone

    def warehouse(self, warehouse_id: int) -> Warehouse:
        """One warehouse."""
        return next(one for one in self.warehouses if one.id == warehouse_id)

    def level(self, warehouse_id: int) -> StockLevel:
        """What can be reserved there."""
        product = self.product.id if self.product else 0
        zero = StockLevel(product_id=product, warehouse_id=warehouse_id, quantity=Decimal(0), reserved=Decimal(0))
        return next((one for one in self.levels if one.warehouse_id == warehouse_id), zero)

    def rule(self, warehouse_id: int) -> ReorderRule | None:
        """The rule of a warehouse; of several the one that keeps most."""
        there = [one for one in self.rules if one.warehouse_id == warehouse_id]
        return max(there, key=lambda one: (one.minimum, one.id), default=None)

    @property
    def today(self) -> date:
        """The day on which it was read, where the company is."""
        return day_of(self.read_at, self.habits.zone) or self.read_at.date()

    @property
    def currency(self) -> str:
        """The company's currency."""
        return next((one.currency for one in self.warehouses if one.currency), "") or "EUR"


class ReplenishmentSnapshot(Goods, Snapshot):
    """What was read of a product that runs out somewhere.

    Attributes:
        people: who may be asked in procurement.
        on_order: what orders and drafts of it still bring, in every warehouse.
        rates: Odoo's, where a vendor asks another currency than the company's.
    """

    kind: Literal["replenishment_imbalance"] = "replenishment_imbalance"
    on_order: tuple[OnOrder, ...] = ()
    rates: tuple[CurrencyRate, ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def said_lead_days(self) -> int | None:
        """Days from ordering to receipt, where a person says so in the case."""
        people = [one.lead_days for one in only(ImbalanceClaim, self.file.claims) if one.read_by == "person"]
        return people[-1] if people else None

    @property
    def short_at(self) -> int | None:
        """The warehouse that the case says runs out."""
        said = only(ImbalanceClaim, self.file.claims)
        refs = [*(ref for claim in said for ref in claim.refers_to), *self.file.records]
        return next((ref.id for ref in refs if ref.model == "stock.warehouse"), None)

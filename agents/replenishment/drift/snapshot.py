"""Everything that is known of a vendor's lead times when it is thought about: frozen, storable, replayable."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from agents.analysis.habits import Habits
from agents.analysis.lead_times import LeadTimeShift, by_vendor_and_product, listed, shift
from agents.replenishment.snapshot import Goods
from agents.specialist import Snapshot
from cases.actions.base import day_of
from cases.claims import LeadTimeClaim, MentionClaim, only
from cases.people import Person
from tools.odoo.booked import BookedReceipt
from tools.odoo.models import (
    Partner,
    Product,
    PurchaseOrder,
    ReorderRule,
    StockLevel,
    StockMove,
    VendorPrice,
    Warehouse,
)
from tools.odoo.reads.outflows import CustomerMove
from tools.odoo.values import Ref


class GoodsAtLeadTime(Goods):
    """The same goods, planned with so many days from ordering to receipt."""

    lead: int

    @property
    def said_lead_days(self) -> int | None:
        """Those days."""
        return self.lead


class DriftSnapshot(Snapshot):
    """What was read of a vendor whose lead times have moved, or are said to.

    Attributes:
        vendor: the company; None: nobody says which, or Odoo does not know it.
        receipts: what was booked in of its orders within the weeks that are compared; of the product of the case, where
            it is about one.
        products: those whose lead time has moved, and the one that the case is about, with their vendors.
        orders: the vendor's open ones, and the latest that came of each of those products.
        warehouses, levels, moves, rules, outflows: of those products, as of a product that runs out.
        people: who may be asked in procurement.
    """

    kind: Literal["lead_time_drift"] = "lead_time_drift"
    habits: Habits
    vendor: Partner | None = None
    receipts: tuple[BookedReceipt, ...] = ()
    products: tuple[Product, ...] = ()
    orders: tuple[PurchaseOrder, ...] = ()
    warehouses: tuple[Warehouse, ...] = ()
    levels: tuple[StockLevel, ...] = ()
    moves: tuple[StockMove, ...] = ()
    rules: tuple[ReorderRule, ...] = ()
    outflows: tuple[CustomerMove, ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def today(self) -> date:
        """The day on which it was read, where the company is."""
        return day_of(self.read_at, self.habits.zone) or self.read_at.date()

    @property
    def is_told(self) -> bool:
        """Whether somebody wrote of it, not only a scan."""
        return bool(only(MentionClaim, self.file.claims))

    @property
    def said_days(self) -> int | None:
        """Days to plan with, where a person says so in the case."""
        said = [one.plan_days for one in only(LeadTimeClaim, self.file.claims) if one.read_by == "person"]
        return next((days for days in reversed(said) if days is not None), None)

    @cached_property
    def ordered(self) -> dict[int, Ref]:
        """What was ordered, by id, as Odoo names it."""
        return {one.product.id: one.product for one in self.receipts}

    @cached_property
    def shifts(self) -> dict[int, LeadTimeShift]:
        """How the lead time of each product has moved, by product."""
        found = by_vendor_and_product(self.receipts)
        return {product: shift(some, self.today, self.habits.zone) for (_, product), some in found.items()}

    @property
    def drifted(self) -> list[Product]:
        """The products whose lead time has moved, those that moved furthest first."""
        moved = [one for one in self.products if one.id in self.shifts and self.shifts[one.id].drifted]
        return sorted(moved, key=lambda one: (-abs(self.shifts[one.id].by), one.id))

    @property
    def vendor_ids(self) -> frozenset[int]:
        """The vendor's company, and the contacts that were ordered from."""
        found = {one.partner.id for one in self.receipts} | {one.partner.id for one in self.orders}
        return frozenset(found | ({self.vendor.id} if self.vendor else set()))

    def listed(self, product: Product) -> VendorPrice | None:
        """What Odoo has of this vendor for a product; None: nothing."""
        return listed(product, self.vendor_ids, self.today)

    def plan_days(self, product: int) -> int:
        """Days to plan with: as a person says, else what the middle order takes now."""
        if self.said_days is not None:
            return self.said_days
        return self.shifts[product].now.whole or 0

    def goods(self, product: Product, lead: int) -> GoodsAtLeadTime:
        """What was read of one product, planned with a lead time."""
        return GoodsAtLeadTime(
            read_at=self.read_at,
            habits=self.habits,
            product=product,
            warehouses=self.warehouses,
            levels=tuple(one for one in self.levels if one.product_id == product.id),
            moves=tuple(one for one in self.moves if one.product.id == product.id),
            rules=tuple(one for one in self.rules if one.product_id == product.id),
            outflows=tuple(one for one in self.outflows if one.product_id == product.id),
            lead=max(lead, 1),
        )

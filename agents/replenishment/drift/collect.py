"""Reads of a vendor whose lead times have moved: at most twelve calls, and one a further page of receipts or sales."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from agents.analysis.lead_times import looked_back
from agents.replenishment.demand import WEEK, WEEKS
from agents.replenishment.drift.snapshot import DriftSnapshot
from agents.world import World
from cases.claims import LeadTimeClaim, RecordRef, only
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.models import PurchaseOrder

PRODUCT, PARTNER, ORDER = "product.product", "res.partner", "purchase.order"
# Of what a whole vendor sells us, those that moved furthest; the others are counted.
MOST = 10


async def collect(file: CaseFile, world: World) -> DriftSnapshot:
    """Read what a lead time that moved needs.

    A finding of a scan is about one product of a vendor. Who only writes that lead times have changed names none: then
    every product of that vendor is looked at.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = DriftSnapshot(
        file=file,
        read_at=world.now,
        habits=world.habits,
        people=tuple(await reader.users_with_role(Role.PROCUREMENT)),
    )
    said = [ref for claim in file.claims for ref in claim.refers_to]
    found = await _vendor(file, said, world)
    if found is None:
        return snapshot
    vendor = next(iter(await reader.partners([found])), None)
    if vendor is not None and vendor.company is not None and vendor.company.id != vendor.id:
        # Who wrote is a contact; orders go to whichever contact of the company.
        vendor = next(iter(await reader.partners([vendor.company.id])), None)
    if vendor is None:
        return snapshot
    company = vendor.id
    named = [ref.id for claim in only(LeadTimeClaim, file.claims) for ref in claim.refers_to if ref.model == PRODUCT]
    receipts = await reader.booked_receipts(world.now - looked_back(), product_ids=named or None, vendor_id=company)
    snapshot = snapshot.model_copy(update={"vendor": vendor, "receipts": tuple(receipts)})
    moved = {product: one for product, one in snapshot.shifts.items() if one.drifted}
    furthest = sorted(moved, key=lambda product: (-abs(moved[product].by), product))[:MOST]
    ids = sorted({*named[:1], *furthest})
    if not ids:
        return snapshot
    warehouses = await reader.warehouses()
    latest = {one.product.id: one.order.name for one in sorted(receipts, key=lambda one: (str(one.arrived), one.id))}
    # A day more: weeks are counted in the warehouse's own days.
    since = world.now - timedelta(days=WEEKS * WEEK + 1)
    orders = await reader.orders_to_read(company, sorted({latest[one] for one in ids if one in latest}))
    return snapshot.model_copy(
        update={
            "products": tuple(await reader.products(ids)),
            "orders": tuple(one for one in orders if _company_of(one) == company),
            "warehouses": tuple(warehouses),
            "levels": tuple((await reader.stock_levels(ids, warehouses)).values()),
            "moves": tuple(await reader.open_moves(ids)),
            "rules": tuple(await reader.reorder_rules(ids)),
            "outflows": tuple(await reader.outflows(ids, since)),
        }
    )


async def _vendor(file: CaseFile, said: Sequence[RecordRef], world: World) -> int | None:
    """The company whose lead times are meant: as a claim names it, else whose orders are named, else who wrote."""
    partner = next((ref.id for ref in said if ref.model == PARTNER), None)
    if partner is not None:
        return partner
    ordered = [ref.id for ref in (*said, *file.records) if ref.model == ORDER]
    orders = await world.reader.purchase_orders(ids=ordered[:1]) if ordered else []
    owner = next((_company_of(one) for one in orders), None)
    if owner is not None:
        return owner
    return file.partner.id if file.partner else None


def _company_of(order: PurchaseOrder) -> int | None:
    """The company that an order was given to."""
    company = order.vendor.company if order.vendor else None
    return company.id if company else order.partner.id or None

"""Products of which a vendor's orders lately took longer, or shorter, than in the half year before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from agents.analysis.lead_times import (
    LEAST_NOW,
    LeadTimeShift,
    by_vendor_and_product,
    lately,
    listed,
    looked_back,
    shift,
)
from agents.world import World
from cases.actions.base import day_of
from cases.claims import MAX_NAME, LeadTimeClaim, RecordRef
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.booked import BookedReceipt
from tools.odoo.models import Product, VendorPrice
from tools.odoo.values import Ref

AT_ONCE = 100


class LeadTimeDrifts:
    """Looks at whatever was booked in within six weeks, often enough to say anything."""

    kind: ClassVar = Kind.LEAD_TIME_DRIFT
    # A middle of weeks moves slowly: once a week is soon enough.
    cron: ClassVar = "45 4 * * 1"
    retells: ClassVar = True

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding for each product and vendor whose lead time has moved, either way.

        A call a page of what was booked in within six weeks; for each hundred products that came often enough one more,
        and one a page of what was booked in of them within the half year before. A lead time that became shorter opens
        a case as well: what is kept for the longer one is money that lies there.
        """
        reader, zone = world.reader, world.habits.zone
        today = day_of(world.now, zone) or world.now.date()
        latest = by_vendor_and_product(await reader.booked_receipts(world.now - lately()))
        often = sorted({product for (_, product), some in latest.items() if _orders(some) >= LEAST_NOW})
        found: list[Finding] = []
        for ids in (often[first : first + AT_ONCE] for first in range(0, len(often), AT_ONCE)):
            receipts = await reader.booked_receipts(world.now - looked_back(), product_ids=ids)
            products = {one.id: one for one in await reader.products(ids)}
            for (_, product), some in by_vendor_and_product(receipts).items():
                moved = shift(some, today, zone)
                if product in products and moved.drifted:
                    partners = {one.partner.id for one in some}
                    price = listed(products[product], {some[0].vendor.id, *partners}, today)
                    found.append(finding(products[product], some[0].vendor, moved, price))
        return found

    def over(self) -> str:
        """The orders of now and of before are alike again, or there are too few to say."""
        return "Its orders of the last six weeks take no longer and no shorter than those before, or there are too few."


def finding(product: Product, vendor: Ref, moved: LeadTimeShift, price: VendorPrice | None) -> Finding:
    """What a scan says of one product of one vendor. Pure."""
    name = f"[{product.code}] {product.name}" if product.code else product.name
    about = RecordRef(model="product.product", id=product.id, label=name)
    owner = RecordRef(model="res.partner", id=vendor.id, label=vendor.name)
    now, before = moved.now, moved.before
    from_now, to_now = now.middle or (0, 0)
    from_before, to_before = before.middle or (0, 0)
    claim = LeadTimeClaim(
        vendor_text=vendor.name[:MAX_NAME],
        product_text=name[:MAX_NAME],
        days_before=before.median or 0,
        from_before=from_before,
        to_before=to_before,
        orders_before=before.count,
        days_now=now.median or 0,
        from_now=from_now,
        to_now=to_now,
        orders_now=now.count,
        listed_days=max(price.delay, 0) if price is not None else None,
        refers_to=(about, owner),
        read_by="scan",
    )
    return Finding(about=about, owner=owner, claims=(claim,), seen=f"{claim.label()}.")


def _orders(receipts: Sequence[BookedReceipt]) -> int:
    return len({one.order.id for one in receipts})

"""Products that run out at one warehouse before an order could come, while another can spare them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar, TypeVar

from agents.replenishment.cover import StockStanding, standings
from agents.replenishment.demand import WEEK, WEEKS
from agents.replenishment.snapshot import Goods
from agents.world import World
from cases.claims import MAX_NAME, ImbalanceClaim, RecordRef
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.models import Product

AT_ONCE = 100
T = TypeVar("T")


class Imbalances:
    """Looks at whatever customers took within thirteen weeks, or is promised or on its way."""

    kind: ClassVar = Kind.REPLENISHMENT_IMBALANCE
    cron: ClassVar = "30 4 * * 1-5"
    retells: ClassVar = True

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding for each product and warehouse that runs out.

        Three calls; for each hundred products four more, and one a further page of what customers took of them. What is
        held in memory at once is of a hundred products.
        """
        reader = world.reader
        warehouses = await reader.warehouses()
        # A day more: weeks are counted in the warehouse's own days.
        since = world.now - timedelta(days=WEEKS * WEEK + 1)
        looked = await reader.moving_products(since)
        found: list[Finding] = []
        for ids in (looked[first : first + AT_ONCE] for first in range(0, len(looked), AT_ONCE)):
            outflows = _by_product((one.product_id, one) for one in await reader.outflows(ids, since))
            moves = _by_product((one.product.id, one) for one in await reader.open_moves(ids))
            levels = await reader.stock_levels(ids, warehouses)
            rules = _by_product((one.product_id, one) for one in await reader.reorder_rules(ids))
            products = [one for one in await reader.products(ids) if one.storable]
            for product in sorted(products, key=lambda one: one.id):
                goods = Goods(
                    read_at=world.now,
                    habits=world.habits,
                    product=product,
                    warehouses=tuple(warehouses),
                    levels=tuple(levels[product.id, one.id] for one in warehouses),
                    moves=tuple(moves.get(product.id, ())),
                    rules=tuple(rules.get(product.id, ())),
                    outflows=tuple(outflows.get(product.id, ())),
                )
                found += [finding(product, one) for one in imbalanced(standings(goods))]
        return found

    def over(self) -> str:
        """It lasts again, or it is a matter of buying."""
        return "It lasts there until an order could come, or no other warehouse can spare any more."


def imbalanced(found: Sequence[StockStanding]) -> list[StockStanding]:
    """Those that run out, where another can spare something: else it is to be bought, and Odoo says so. Pure."""
    if not any(one.missing == 0 and one.spare > 0 for one in found):
        return []
    return [one for one in found if one.missing > 0]


def finding(product: Product, short: StockStanding) -> Finding:
    """What a scan says of one product at one warehouse. Pure."""
    name = f"[{product.code}] {product.name}" if product.code else product.name
    about = RecordRef(model="product.product", id=product.id, label=name)
    place = RecordRef(model="stock.warehouse", id=short.warehouse.id, label=short.warehouse.name)
    out = short.runs_out()
    claim = ImbalanceClaim(
        product_text=name[:MAX_NAME],
        warehouse_text=short.warehouse.name,
        missing=Decimal(short.missing),
        out_on=None if out is None else short.today + timedelta(days=out),
        lead_days=short.lead_days,
        refers_to=(about, place),
        read_by="scan",
    )
    return Finding(about=about, claims=(claim,), seen=f"{claim.label()}.")


def _by_product(pairs: Iterable[tuple[int, T]]) -> Mapping[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for product, one in pairs:
        found[product].append(one)
    return found

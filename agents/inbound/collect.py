"""The inbound specialist's reads: a handful of batched calls, the same number whatever the number of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from agents.inbound.hurt import effect
from agents.inbound.lateness import lateness, order_of
from agents.inbound.snapshot import InboundSnapshot
from agents.world import World
from cases.claims import DelayClaim, only
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.reads import OdooReader

HISTORY = timedelta(days=365)


async def collect(file: CaseFile, world: World) -> InboundSnapshot:
    """Read what a late order needs.

    The order, the warehouses, every open move of its products, what can be reserved, the customers' orders behind the
    moves, the supplier's history; what other warehouses could give is read only when somebody is hurt and one of them
    holds something.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    # Every supplier's first promises come with the file; what matters of them is kept with the receipts below.
    kept = file.model_copy(update={"first_promises": {}})
    snapshot = InboundSnapshot(file=kept, read_at=world.now, habits=world.habits)
    ids, names = _wanted(file)
    if ids or names:
        snapshot = snapshot.model_copy(update={"orders": tuple(await reader.purchase_orders(ids=ids, names=names))})
    order = order_of(snapshot)
    if order is None or order.state != "purchase":
        return snapshot.model_copy(update={"people": await _people(reader)})
    products = sorted({line.product.id for line in order.lines if line.product and line.open > 0})
    warehouses = await reader.warehouses()
    moves = await reader.open_moves(products)
    levels = await reader.stock_levels(products, warehouses)
    sales = sorted({move.sale_order.id for move in moves if move.sale_order and move.ends_at_customer})
    vendor = order.vendor.company.id if order.vendor and order.vendor.company else order.partner.id
    history = await reader.vendor_history(vendor, world.now - HISTORY, first_promises=file.first_promises)
    snapshot = snapshot.model_copy(
        update={
            "warehouses": tuple(warehouses),
            "moves": tuple(moves),
            "levels": tuple(levels.values()),
            "sales": tuple(await reader.sale_orders(ids=sales)) if sales else (),
            "history": tuple(history),
            "people": () if order.buyer else await _people(reader),
        }
    )
    silent = [line.move_ids for sale in snapshot.sales if sale.commitment is None for line in sale.lines]
    if silent:
        others = [move for move_ids in silent for move in move_ids]
        snapshot = snapshot.model_copy(update={"sale_moves": tuple(await reader.moves(others))})
    if givers := _could_help(snapshot):
        snapshot = snapshot.model_copy(
            update={
                "products": tuple(await reader.products(givers)),
                "rules": tuple(await reader.reorder_rules(givers)),
            }
        )
    return snapshot


def _wanted(file: CaseFile) -> tuple[list[int], list[str]]:
    """The orders the case may be about, by id as resolved and by name as people corrected it."""
    delays = only(DelayClaim, file.claims)
    ids = {ref.id for ref in file.records if ref.model == "purchase.order"}
    ids |= {ref.id for claim in delays for ref in claim.refers_to if ref.model == "purchase.order"}
    resolved = {ref.label.casefold() for claim in delays for ref in claim.refers_to}
    named = {claim.order_text.strip().upper() for claim in delays if claim.order_text}
    return sorted(ids), sorted(name for name in named if name.casefold() not in resolved)


async def _people(reader: OdooReader) -> tuple[object, ...]:
    return tuple(await reader.users_with_role(Role.PROCUREMENT))


def _could_help(snapshot: InboundSnapshot) -> Sequence[int]:
    """The products of which somebody is short while another warehouse has some free; none: nothing to read."""
    found = lateness(snapshot)
    hurt = effect(snapshot, found.parts).hurt if found.parts else ()
    short = {move.product.id: move.warehouse_id for one in hurt for move in one.moves}
    return sorted(
        {
            level.product_id
            for level in snapshot.levels
            if level.free > 0 and level.product_id in short and level.warehouse_id != short[level.product_id]
        }
    )

"""The inbound specialist's reads: at most eight batched calls, the same number whatever the number of records."""

from __future__ import annotations

from datetime import timedelta

from agents.analysis.buying import foreign
from agents.inbound.purchases import sold_by_others
from agents.inbound.snapshot import InboundSnapshot, about_orders, order_of
from agents.world import World
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.reads import OdooReader

HISTORY = timedelta(days=365)


async def collect(file: CaseFile, world: World) -> InboundSnapshot:
    """Read what a late order needs.

    The order with its products and how low they may run, the warehouses, every open move of the products with the
    customers' orders behind them, what can be reserved, the supplier's history.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    # Every supplier's first promises come with the file; what matters of them is kept with the receipts below.
    kept = file.model_copy(update={"first_promises": {}})
    snapshot = InboundSnapshot(file=kept, read_at=world.now, habits=world.habits)
    ids, names = _wanted(file)
    if ids or names:
        orders, products, rules = await reader.stocked_orders(ids=ids, names=names)
        found = {"orders": tuple(orders), "products": tuple(products), "rules": tuple(rules)}
        snapshot = snapshot.model_copy(update=found)
    order = order_of(snapshot)
    if order is None or order.state != "purchase":
        return snapshot.model_copy(update={"people": await _people(reader)})
    goods = [line for line in order.lines if line.product and not line.service and line.open > 0]
    # Of a kit its parts are received, promised and counted, never the kit itself.
    wanted = sorted({one for line in goods if line.product for one in (line.product.id, *line.receives)})
    warehouses = await reader.warehouses(needed=[order.warehouse_id])
    moves, sales = await reader.promised_moves(wanted)
    levels = await reader.stock_levels(wanted, warehouses)
    waiting = {move.sale_order.id for move in moves if move.sale_order and move.ends_at_customer}
    vendor = order.vendor.company.id if order.vendor and order.vendor.company else order.partner.id
    history = await reader.vendor_history(vendor, world.now - HISTORY, first_promises=file.first_promises)
    others = [one for one in snapshot.products if one.id in wanted and sold_by_others(one, order)]
    company = next((one.currency for one in warehouses if one.currency), "") or "EUR"
    codes = foreign(others, company)
    return snapshot.model_copy(
        update={
            "warehouses": tuple(warehouses),
            "moves": tuple(moves),
            "levels": tuple(levels.values()),
            "sales": tuple(sale for sale in sales if sale.id in waiting),
            "history": tuple(history),
            "on_order": tuple(await reader.on_order(one.id for one in others)) if others else (),
            "rates": tuple(await reader.currency_rates(codes, world.now.date())) if codes else (),
            "people": () if order.buyer else await _people(reader),
        }
    )


def _wanted(file: CaseFile) -> tuple[list[int], list[str]]:
    """The orders the case may be about, by id as resolved and by name as people corrected it."""
    said = about_orders(file)
    ids = {ref.id for ref in file.records if ref.model == "purchase.order"}
    ids |= {ref.id for claim in said for ref in claim.refers_to if ref.model == "purchase.order"}
    resolved = {ref.label.casefold() for claim in said for ref in claim.refers_to}
    named = {claim.order_text.strip().upper() for claim in said if claim.order_text}
    return sorted(ids), sorted(name for name in named if name.casefold() not in resolved)


async def _people(reader: OdooReader) -> tuple[object, ...]:
    return tuple(await reader.users_with_role(Role.PROCUREMENT))

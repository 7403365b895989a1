"""What is read for a promise: at most twelve batched calls, the same number whatever the number of records."""

from __future__ import annotations

from agents.analysis.buying import foreign
from agents.inbound.promises.snapshot import PromiseSnapshot, named_orders
from agents.world import World
from cases.models import CaseFile
from cases.people import Person
from cases.roles import Role
from tools.odoo.models import SaleOrder
from tools.odoo.reads import OdooReader


async def collect_promise(file: CaseFile, world: World) -> PromiseSnapshot:
    """Read what a customer's order needs.

    The order, every open move of what it lacks and the orders behind these, what can be reserved and what lies
    elsewhere, the vendors, what is on order, whom to ask.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = PromiseSnapshot(
        # The suppliers' first promises are not looked at here.
        file=file.model_copy(update={"first_promises": {}}),
        read_at=world.now,
        habits=world.habits,
        people=await _people(reader),
    )
    named = named_orders(file)
    orders = await reader.sale_orders(ids=[named[0].id]) if named else []
    if not orders:
        return snapshot
    order = orders[0]
    warehouses = await reader.warehouses(needed=[order.warehouse.id] if order.warehouse else [])
    snapshot = snapshot.model_copy(update={"order": order, "warehouses": tuple(warehouses)})
    lines = await reader.offered_lines(orders=[order.id]) if order.state in {"draft", "sent"} else []
    ids = sorted({line.product.id for line in lines} or await _wanted(reader, order))
    if not ids:
        return snapshot
    moves, sales = await reader.promised_moves(ids)
    products = await reader.products(ids)
    company = next((one.currency for one in warehouses if one.currency), "") or "EUR"
    codes = set(foreign(products, company))
    if order.currency and order.currency != company:
        codes |= {order.currency, company}
    return snapshot.model_copy(
        update={
            "offered": tuple(lines),
            "moves": tuple(moves),
            "sales": tuple(sales),
            "levels": tuple((await reader.stock_levels(ids, warehouses)).values()),
            "stray": tuple(await reader.stray_goods(ids, warehouses)),
            "products": tuple(products),
            "rules": tuple(await reader.reorder_rules(ids)),
            "on_order": tuple(await reader.on_order(ids)),
            "rates": tuple(await reader.currency_rates(sorted(codes), world.now.date())) if codes else (),
        }
    )


async def _wanted(reader: OdooReader, order: SaleOrder) -> set[int]:
    """The products that its open deliveries bring: of a kit its parts."""
    if order.state != "sale":
        return set()
    moves = await reader.moves_behind(orders=[order.id])
    return {move.product.id for move in moves if move.state not in {"done", "cancel"} and move.ends_at_customer}


async def _people(reader: OdooReader) -> tuple[Person, ...]:
    holders = [*await reader.users_with_role(Role.SALES), *await reader.users_with_role(Role.PROCUREMENT)]
    return tuple({one.uid: one for one in holders}.values())

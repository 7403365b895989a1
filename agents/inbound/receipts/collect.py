"""What is read of an order's receipts: at most a dozen batched calls, the same number whatever the records."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agents.inbound.receipts.snapshot import ReceiptSnapshot, named_orders
from agents.world import World
from cases.claims import ReceiptClaim, only
from cases.models import CaseFile
from cases.people import Person
from cases.roles import Role
from tools.odoo.reads import OdooReader

# `WH/IN/00012`: as Odoo numbers transfers.
_RECEIPT = re.compile(r"(?<![\w/])[A-Z0-9]{1,8}/[A-Z]{1,6}/\d{3,9}(?!\w)", re.IGNORECASE)
_PICKING = "stock.picking"


async def collect(file: CaseFile, world: World) -> ReceiptSnapshot:
    """Read what the receipts of an order need.

    The order, its lines with all that came and went back, the bills of those that differ, every open move of the goods
    that are missing with the customers' orders behind them, and what lies free of them.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    kept = file.model_copy(update={"first_promises": {}})
    snapshot = ReceiptSnapshot(file=kept, read_at=world.now, habits=world.habits)
    texts, ids = _receipts(file)
    if texts or ids:
        found = await reader.orders_of_receipts(names=texts, ids=ids)
        snapshot = snapshot.model_copy(update={"of_receipts": tuple(found)})
    names = {claim.order_text.strip().upper() for claim in only(ReceiptClaim, file.claims) if claim.order_text}
    if snapshot.order_ids or names:
        orders = await reader.purchase_orders(ids=snapshot.order_ids, names=sorted(names))
        snapshot = snapshot.model_copy(update={"orders": tuple(orders)})
    order = snapshot.order
    if order is None or order.state != "purchase":
        return snapshot.model_copy(update={"people": await _people(reader, _asked(snapshot))})
    snapshot = snapshot.model_copy(update={"lines": tuple(await reader.received_lines([order.id]))})
    wrong = snapshot.differences
    roles = [Role.WAREHOUSE, *([] if order.buyer else [Role.PROCUREMENT])]
    if not wrong:
        return snapshot.model_copy(update={"people": await _people(reader, roles)})
    more: dict[str, object] = {"billed": ()}
    if any(one.standing.line.billed for one in wrong):
        more["billed"] = tuple(await reader.billed_goods(line for one in wrong for line in one.standing.line.ids))
        roles.append(Role.FINANCE)
    more["warehouses"] = warehouses = tuple(await reader.warehouses(needed=[order.warehouse_id]))
    missing = [one.standing.line for one in wrong if one.standing.missing]
    goods = sorted({move.product.id for line in missing for move in line.moves})
    if goods:
        moves, sales = await reader.promised_moves(goods)
        waiting = {move.sale_order.id for move in moves if move.sale_order and move.ends_at_customer}
        more["moves"] = tuple(moves)
        more["sales"] = tuple(sale for sale in sales if sale.id in waiting)
        more["behind"] = tuple(await reader.moves_behind(lines=[number for line in missing for number in line.ids]))
        more["levels"] = tuple((await reader.stock_levels(goods, warehouses)).values())
        roles += [Role.SALES] if waiting else []
    return snapshot.model_copy(update={**more, "people": await _people(reader, roles)})


def _receipts(file: CaseFile) -> tuple[list[str], list[int]]:
    """Transfers that the report names: by what stands in it, by id as resolved."""
    ids = {ref.id for ref in file.records if ref.model == _PICKING}
    texts = [file.title, *(claim.span.quote for claim in file.claims if claim.span)]
    texts += [claim.receipt_text for claim in only(ReceiptClaim, file.claims) if claim.receipt_text]
    return sorted({found.upper() for text in texts for found in _RECEIPT.findall(text)}), sorted(ids)


def _asked(snapshot: ReceiptSnapshot) -> list[Role]:
    """Who can find out what is meant: a customer's goods are service's matter."""
    outbound = any(ref.model == "sale.order" for claim in snapshot.file.claims for ref in claim.refers_to)
    if outbound and not named_orders(snapshot):
        return [Role.SERVICE, Role.SALES]
    return [Role.PROCUREMENT]


async def _people(reader: OdooReader, roles: Iterable[Role]) -> tuple[Person, ...]:
    found = {person.uid: person for role in roles for person in await reader.users_with_role(role)}
    return tuple(found.values())

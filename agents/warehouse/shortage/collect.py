"""The reads for a shortage: at most a dozen calls, the same number whatever lies where and whoever waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from agents.analysis.buying import foreign
from agents.correspondence.names import ORDER, TRANSFER, names_in
from agents.warehouse.shortage.shelves import OVER
from agents.warehouse.shortage.snapshot import ShortageSnapshot
from agents.world import World
from cases.claims import MentionClaim, only
from cases.models import CaseFile
from cases.roles import Role

PICKING, PRODUCT, SALE = "stock.picking", "product.product", "sale.order"


async def collect_shortage(file: CaseFile, world: World) -> ShortageSnapshot:
    """Read where the goods are that a transfer lacks, who holds them, what is to come and who can spare some.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = ShortageSnapshot(
        file=file, read_at=world.now, habits=world.habits, staff=tuple(await reader.users_with_role(Role.WAREHOUSE))
    )
    transfers, items = await _named(file, world)
    moves = await reader.moves_behind(transfers=transfers) if transfers else []
    open_ones = [one for one in moves if one.state not in OVER]
    wanted = sorted({*(one.product.id for one in open_ones), *items})
    if not wanted:
        return snapshot.model_copy(update={"transfers": transfers})
    products = await reader.products(wanted)
    goods = [one for one in products if one.storable]
    ids = [one.id for one in goods]
    warehouses = await reader.warehouses()
    planned, sales = await reader.promised_moves(ids)
    company = next((one.currency for one in warehouses if one.currency), "") or "EUR"
    codes = foreign(goods, company)
    return snapshot.model_copy(
        update={
            "transfers": transfers,
            "items": tuple(one for one in items if one in ids),
            "products": tuple(goods),
            "warehouses": tuple(warehouses),
            "moves": tuple(planned),
            "sales": tuple(sales),
            "places": tuple(await reader.stock_places(ids)),
            "rules": tuple(await reader.reorder_rules(ids)),
            "on_order": tuple(await reader.on_order(ids)),
            "rates": tuple(await reader.currency_rates(codes, world.now.date())) if codes else (),
            "sellers": tuple(await reader.users_with_role(Role.SALES)),
            "buyers": tuple(await reader.users_with_role(Role.PROCUREMENT)),
        }
    )


async def _named(file: CaseFile, world: World) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The transfers and products that the case names: as they were resolved, else by the words of a report."""
    refs = [*(ref for claim in file.claims for ref in claim.refers_to), *file.records]
    transfers = {ref.id for ref in refs if ref.model == PICKING}
    items = {ref.id for ref in refs if ref.model == PRODUCT}
    said = only(MentionClaim, file.claims)
    if said:
        text = " ".join([file.title, *(claim.text for claim in said)])
        names = list(dict.fromkeys([*(name for claim in said for name in claim.names), *names_in(text)]))
        names += [ref.label for ref in refs if ref.model == SALE]
        transfers = transfers or await _transfers(names, world)
        items = items or await _items(names, world)
    return tuple(sorted(transfers)), tuple(sorted(items))


async def _transfers(names: Sequence[str], world: World) -> set[int]:
    """The open transfers of these names, and those of the customers' orders of these names."""
    numbers = [one for one in names if TRANSFER.fullmatch(one) or ORDER.fullmatch(one)]
    short = [one for one in numbers if one.count("/") == 1]
    # `OUT/00031` is a transfer of whichever warehouse has one of that number; of several nobody knows which.
    whole = [f"{of.code}/{one}" for one in short for of in await world.reader.warehouses()] if short else []
    wanted = [*numbers, *whole]
    found = await world.reader.deliveries_named(wanted) if wanted else []
    still = [one for one in found if one.state not in OVER and not one.comes_from_customer]
    exact = [one for one in still if one.name not in whole]
    return {one.id for one in exact} or ({still[0].id} if len(still) == 1 else set())


async def _items(names: Sequence[str], world: World) -> set[int]:
    """The products of these codes; a code of several tells none of them."""
    codes = [one for one in names if "/" not in one and not ORDER.fullmatch(one)]
    meant = await world.reader.product_by_code(codes) if codes else {}
    return {of[0].id for of in meant.values() if len(of) == 1}

"""The replenishment specialist's reads: at most nine calls, whatever the number of warehouses and moves."""

from __future__ import annotations

from datetime import timedelta

from agents.analysis.buying import foreign
from agents.replenishment.demand import WEEK, WEEKS
from agents.replenishment.snapshot import ReplenishmentSnapshot
from agents.world import World
from cases.claims import ImbalanceClaim, only
from cases.models import CaseFile
from cases.roles import Role

PRODUCT = "product.product"


async def collect(file: CaseFile, world: World) -> ReplenishmentSnapshot:
    """Read what a product that runs out needs: every warehouse, for a transfer takes from one of them.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = ReplenishmentSnapshot(
        file=file,
        read_at=world.now,
        habits=world.habits,
        people=tuple(await reader.users_with_role(Role.PROCUREMENT)),
    )
    said = [ref for claim in only(ImbalanceClaim, file.claims) for ref in claim.refers_to]
    product = next((ref.id for ref in (*said, *file.records) if ref.model == PRODUCT), None)
    found = await reader.products([product]) if product is not None else []
    if not found:
        return snapshot
    ids = [found[0].id]
    warehouses = await reader.warehouses()
    levels = await reader.stock_levels(ids, warehouses)
    company = next((one.currency for one in warehouses if one.currency), "") or "EUR"
    codes = foreign(found, company)
    # A day more: weeks are counted in the warehouse's own days.
    since = world.now - timedelta(days=WEEKS * WEEK + 1)
    return snapshot.model_copy(
        update={
            "product": found[0],
            "warehouses": tuple(warehouses),
            "levels": tuple(levels.values()),
            "moves": tuple(await reader.open_moves(ids)),
            "rules": tuple(await reader.reorder_rules(ids)),
            "outflows": tuple(await reader.outflows(ids, since)),
            "on_order": tuple(await reader.on_order(ids)),
            "rates": tuple(await reader.currency_rates(codes, world.now.date())) if codes else (),
        }
    )

"""How long a product lasts at each warehouse, as bars for people: now, and after what is proposed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agents.analysis import stock
from agents.replenishment.cover import HORIZON, StockStanding
from agents.replenishment.remedies import Flaw, Remedy
from agents.replenishment.snapshot import ReplenishmentSnapshot
from cases.claims import RecordRef
from cases.exhibits import CoverBars, WarehouseCover
from tools.odoo.models import Product


def cover_bars(
    snapshot: ReplenishmentSnapshot,
    product: Product,
    found: Sequence[StockStanding],
    short: StockStanding,
    plan: Remedy,
    wrong: Sequence[Flaw],
) -> CoverBars:
    """The product at each warehouse, before and after the transfers that are proposed."""
    label = f"[{product.code}] {product.name}" if product.code else product.name
    return CoverBars(
        product=RecordRef(model="product.product", id=product.id, label=label),
        unit=product.unit.name,
        today=short.today,
        lead_days=short.lead_days,
        horizon=HORIZON,
        warehouses=tuple(_cover(one, short, plan, wrong) for one in found),
    )


def _cover(one: StockStanding, short: StockStanding, plan: Remedy, wrong: Sequence[Flaw]) -> WarehouseCover:
    gives = Decimal(sum(move.quantity for move in plan.moved if move.giver.warehouse.id == one.warehouse.id))
    comes = [move.comes for move in plan.moved] if one is short else []
    left = one.model_copy(update={"on_hand": one.on_hand - gives})
    flaw = next((flaw for flaw in wrong if flaw.standing is one), None)
    return WarehouseCover(
        warehouse=one.warehouse.name,
        is_short=one is short,
        on_hand=one.on_hand,
        after=left.on_hand + stock.total(each.quantity for each in comes),
        weekly=one.rate.weekly if one.rate.known else None,
        promised=one.all_promised,
        incoming=stock.total(each.quantity for each in one.incoming),
        lasts=one.runs_out(),
        lasts_after=left.runs_out(comes),
        minimum=one.rule.minimum if one.rule else None,
        maximum=one.rule.maximum if one.rule else None,
        fills_to=(flaw.minimum, flaw.maximum) if flaw else None,
    )

"""What other warehouses could give in time, after their own needs and their safety stock. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from agents.analysis import stock
from agents.analysis.allocation import Supply
from agents.inbound.hurt import Effect, Touched, effect, leaves_on, plans
from agents.inbound.late_parts import LatePart
from agents.inbound.snapshot import InboundSnapshot, StockView
from cases.actions.base import day_of, moment_on
from cases.claims import Frozen
from tools.odoo.models import StockMove
from tools.odoo.values import Ref

MAX_GIVERS = 2


class Spare(Frozen):
    """What one warehouse can spare of a product.

    Attributes:
        free: on hand under its stock location and not reserved.
        own_need: what its own open needs still want from that.
        safety: the least its reorder rule lets it run to.
    """

    product_id: int
    warehouse_id: int
    free: Decimal
    own_need: Decimal
    safety: Decimal

    @property
    def quantity(self) -> Decimal:
        """What it can give without hurting itself."""
        return max(self.free - self.own_need - self.safety, Decimal(0))


class PlannedTransfer(Frozen):
    """Goods from one warehouse to another."""

    product: Ref
    quantity: Decimal
    unit: Ref
    from_warehouse: int
    to_warehouse: int
    leaves: date
    arrives: date
    spare: Spare
    unit_cost: Decimal


class Rescue(Frozen):
    """Transfers together, and what they leave of the harm.

    Attributes:
        saved: orders whose promise holds with them.
        left: orders that stay hurt, as they are then.
    """

    transfers: tuple[PlannedTransfer, ...]
    saved: tuple[Touched, ...]
    left: tuple[Touched, ...]

    @property
    def cost(self) -> Decimal:
        """What the goods that move are worth."""
        return sum((one.quantity * one.unit_cost for one in self.transfers), Decimal(0)).quantize(Decimal("0.01"))


def spares(snapshot: StockView, product_id: int) -> list[Spare]:
    """What each warehouse can spare of a product, the most first."""
    found = [
        Spare(
            product_id=product_id,
            warehouse_id=one.id,
            free=snapshot.level(product_id, one.id).free,
            own_need=own_need(snapshot, product_id, one.id),
            safety=max(
                (
                    rule.minimum
                    for rule in snapshot.rules
                    if (rule.product_id, rule.warehouse_id) == (product_id, one.id)
                ),
                default=Decimal(0),
            ),
        )
        for one in snapshot.warehouses
    ]
    return sorted((one for one in found if one.quantity > 0), key=lambda one: (-one.quantity, one.warehouse_id))


def own_need(snapshot: StockView, product_id: int, warehouse_id: int) -> Decimal:
    """What open moves out of a warehouse still want of a product: all of them, whenever they are planned."""
    open_ids = {move.id for move in snapshot.moves}
    by_id = {move.id: move for move in snapshot.moves}
    wants = stock.demands(snapshot.moves, snapshot.warehouses, snapshot.read_at)
    return stock.total(
        demand.open
        for demand in wants
        if (demand.product_id, demand.warehouse_id) == (product_id, warehouse_id)
        and not _brings_its_own(by_id[demand.id], open_ids)
    )


def _brings_its_own(move: StockMove, open_ids: set[int]) -> bool:
    return any(before in open_ids for before in move.waits_for)


def rescue(snapshot: InboundSnapshot, parts: Sequence[LatePart], harm: Effect) -> Rescue | None:
    """The transfers that save at least one promise; none: nobody can spare what would."""
    transfers: list[PlannedTransfer] = []
    for product_id, warehouse_id, missing in missing_in_time(snapshot, parts, harm):
        transfers += transfers_of(snapshot, product_id, warehouse_id, missing)
    if not transfers:
        return None
    then = effect(snapshot, parts, [brought(snapshot, one) for one in transfers])
    now = {one.sale.id: one for one in then.touched}
    saved = tuple(one for one in harm.hurt if now[one.sale.id].keeps)
    if not saved:
        return None
    left = tuple(now[one.sale.id] for one in harm.hurt if not now[one.sale.id].keeps)
    return Rescue(transfers=tuple(transfers), saved=saved, left=left)


def missing_in_time(
    snapshot: InboundSnapshot, parts: Sequence[LatePart], harm: Effect
) -> list[tuple[int, int, Decimal]]:
    """How much of each product the hurt orders get too late, by product and warehouse."""
    _, after, wants = plans(snapshot, parts)
    hurt = {one.sale.id: one for one in harm.hurt}
    late: dict[tuple[int, int], Decimal] = {}
    for demand in wants:
        sale = hurt.get(demand.order or 0)
        if sale is None or sale.promise.at is None:
            continue
        comes = sum(
            (
                share.quantity
                for share in after.shares
                if share.demand == demand.id and in_time(snapshot, share.at, sale.promise.day, demand.warehouse_id)
            ),
            Decimal(0),
        )
        missing = demand.open - comes
        if missing > 0:
            key = (demand.product_id, demand.warehouse_id)
            late[key] = late.get(key, Decimal(0)) + missing
    return [(product, warehouse, quantity) for (product, warehouse), quantity in sorted(late.items())]


def in_time(snapshot: StockView, at: datetime, promised: date | None, warehouse_id: int) -> bool:
    """Whether goods that are there then can still leave by the promised day."""
    leaves = leaves_on(snapshot, at, warehouse_id)
    return leaves is not None and promised is not None and leaves <= promised


def transfers_of(snapshot: StockView, product_id: int, warehouse_id: int, missing: Decimal) -> list[PlannedTransfer]:
    """Transfers of one product into one warehouse, from as few givers as will do."""
    product = next((one for one in snapshot.products if one.id == product_id), None)
    if product is None:
        return []
    left = missing.quantize(Decimal(1), rounding=ROUND_CEILING)
    found: list[PlannedTransfer] = []
    for spare in spares(snapshot, product_id):
        if spare.warehouse_id == warehouse_id or left <= 0 or len(found) == MAX_GIVERS:
            continue
        quantity = min(left, spare.quantity.quantize(Decimal(1), rounding="ROUND_FLOOR"))
        if quantity <= 0 or not _can_send(snapshot, spare.warehouse_id, warehouse_id):
            continue
        leaves, arrives = transfer_days(snapshot, spare.warehouse_id, warehouse_id)
        found.append(
            PlannedTransfer(
                product=Ref(product.id, f"[{product.code}] {product.name}" if product.code else product.name),
                quantity=quantity,
                unit=product.unit,
                from_warehouse=spare.warehouse_id,
                to_warehouse=warehouse_id,
                leaves=leaves,
                arrives=arrives,
                spare=spare,
                # Where the cost cannot be read the sales price stands for it: rather too much at stake than too little.
                unit_cost=product.list_price if product.cost is None else product.cost,
            )
        )
        left -= quantity
    return found


def _can_send(snapshot: StockView, giver: int, taker: int) -> bool:
    """Whether Odoo is set up for it: both internal operations and the company's transit location."""
    one, other = snapshot.warehouse(giver), snapshot.warehouse(taker)
    return bool(one.internal_type and other.internal_type and one.transit and one.company.id == other.company.id)


def transfer_days(snapshot: StockView, giver: int, taker: int) -> tuple[date, date]:
    """When a transfer decided now leaves and arrives: packed the next working day, one working day on the road."""
    today = day_of(snapshot.read_at, snapshot.zone_of(giver)) or snapshot.read_at.date()
    work = snapshot.habits.work
    leaves = work.at(giver).next(today)
    return leaves, work.at(taker).next(leaves)


def brought(snapshot: StockView, one: PlannedTransfer) -> Supply:
    """What a transfer brings, and when it can be taken."""
    return Supply(
        id=f"transfer-{one.product.id}-{one.from_warehouse}",
        product_id=one.product.id,
        warehouse_id=one.to_warehouse,
        quantity=one.quantity,
        at=moment_on(one.arrives, snapshot.habits.arrival_hour, snapshot.zone_of(one.to_warehouse)),
    )

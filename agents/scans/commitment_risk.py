"""Customers' orders, and quotations that promise a day, whose goods will not be there by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from agents.inbound.promises.gaps import Gap, PromiseStanding, offered, standings, together
from agents.inbound.snapshot import StockView
from agents.world import World
from cases.actions.base import day_of, moment_on
from cases.claims import MAX_NAME, CommitmentClaim, RecordRef, sensible_quantity
from cases.kind import Kind
from cases.scans import Finding
from tools.odoo.promised import OfferedLine

AT_ONCE = 100
# As finely as a claim can say it.
STEP = Decimal("0.0001")


class Commitments:
    """Looks at what is promised within the horizon, and at what is promised already and has not left."""

    kind: ClassVar = Kind.COMMITMENT_RISK
    cron: ClassVar = "30 5 * * *"
    retells: ClassVar = True

    async def find(self, world: World) -> Sequence[Finding]:
        """One finding an order, the first promised first.

        Two calls, and one a page of quotations; for each hundred products two more, and one where something is missing.
        """
        reader, zone = world.reader, world.habits.zone
        today = day_of(world.now, zone) or world.now.date()
        last = today + timedelta(days=world.habits.promise_days)
        begin, end = moment_on(today, 0, zone), moment_on(last + timedelta(days=1), 0, zone)
        warehouses = await reader.warehouses()
        lines = [one for one in await reader.offered_lines(between=(begin, end)) if is_open(one, today)]
        wanted = sorted({*await reader.promised_products(end), *(line.product.id for line in lines)})
        found: dict[int, PromiseStanding] = {}
        owners: dict[int, RecordRef] = {
            line.order.id: RecordRef(model="res.partner", id=line.owner.id, label=line.owner.name)
            for line in lines
            if line.owner is not None
        }
        units: dict[int, str] = {}
        for ids in (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE)):
            moves, sales = await reader.promised_moves(ids)
            view = StockView(
                read_at=world.now,
                habits=world.habits,
                warehouses=tuple(warehouses),
                moves=tuple(moves),
                levels=tuple((await reader.stock_levels(ids, warehouses)).values()),
                sales=tuple(sales),
            )
            here = [line for line in lines if line.product.id in set(ids)]
            late = {number: one for number, one in _all(view, here).items() if one.gaps}
            for sale in sales:
                of = sale.customer.company
                owners[sale.id] = RecordRef(
                    model="res.partner",
                    id=of.id if of else sale.customer.id,
                    label=of.name if of else sale.customer.name,
                )
            for number, one in late.items():
                found[number] = together(found[number], one) if number in found else one
            lacking = {gap.product.id for one in late.values() for gap in one.gaps}
            units |= {one.id: one.unit.name for one in (await reader.products(lacking) if lacking else ())}
        quotations = {line.order.id for line in lines}
        risks = [one for one in found.values() if one.at_risk and _within(one, last)]
        risks.sort(key=lambda one: (one.promise.day or last, one.order.id))
        return [finding(one, owners.get(one.order.id), units, one.order.id in quotations) for one in risks]

    def over(self) -> str:
        """The goods are there, they come in time, or another day was promised."""
        return "Nothing is missing for this promise any more, or what is missing is a late order's own case."


def is_open(line: OfferedLine, today: date) -> bool:
    """Whether the customer can still take it."""
    return line.valid_until is None or line.valid_until >= today


def _all(view: StockView, lines: Iterable[OfferedLine]) -> dict[int, PromiseStanding]:
    return {**standings(view), **offered(view, lines)}


def _within(one: PromiseStanding, last: date) -> bool:
    return one.promise.day is not None and one.promise.day <= last


def finding(
    standing: PromiseStanding, owner: RecordRef | None, units: Mapping[int, str], quotation: bool = False
) -> Finding:
    """What a scan says of one order. Pure."""
    about = RecordRef(model="sale.order", id=standing.order.id, label=standing.order.name)
    items: dict[int, list[Gap]] = {}
    for gap in standing.gaps:
        items.setdefault(gap.product.id, []).append(gap)
    claims = tuple(_claim(about, standing, gaps, units, quotation) for gaps in items.values())
    return Finding(about=about, owner=owner, claims=claims, seen=". ".join(claim.label() for claim in claims) + ".")


def _claim(
    about: RecordRef, standing: PromiseStanding, gaps: Sequence[Gap], units: Mapping[int, str], quotation: bool
) -> CommitmentClaim:
    first = gaps[0]
    days = [gap.can_on for gap in gaps if gap.can_on is not None]
    kit = "" if first.item.id == first.product.id else f", a part of {first.item.name}"
    short = sum((gap.short for gap in gaps), Decimal(0))
    return CommitmentClaim(
        order_text=standing.order.name,
        product_text=f"{first.product.name}{kit}"[:MAX_NAME],
        short=sensible_quantity(short.quantize(STEP) if short % 1 else short.quantize(Decimal(1))),
        unit_text=units.get(first.product.id, ""),
        promised=standing.promise.day or date.min,
        possible_on=max(days) if len(days) == len(gaps) else None,
        quotation=quotation,
        refers_to=(about, RecordRef(model="product.product", id=first.product.id, label=first.product.name)),
        read_by="scan",
    )

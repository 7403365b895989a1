"""The customers' orders that a letter names, with their lines: for what goes back or is broken. At most three calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from agents.correspondence.deliveries import numbers, ours
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.letter import Letter
from agents.correspondence.records import Records
from agents.correspondence.told_goods import speaks_of_goods
from agents.correspondence.writer import Writer
from cases.claims import MAX_WORDS, DamageClaim, GoodsClaim, RecordRef
from tools.odoo.shipments import FoundShipment, OrderedLine, Shipment

MAX_ORDERS = 5
SALE = "sale.order"
G = TypeVar("G", bound=GoodsClaim)


@dataclass(frozen=True)
class Sold:
    """A customer's order, and the delivery of it that is meant: the one that is named, else the latest that left."""

    order: KnownOrder
    delivery: RecordRef


async def find_sold(letter: Letter, reader: Records) -> tuple[Sold, ...]:
    """The orders, where anything goes back, or is broken, in a letter that names one or a delivery of one.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    if not speaks_of_goods(letter.news):
        return ()
    said = "\n".join([letter.mail.subject or "", letter.news])
    found = await _named(said, reader)
    if not found:
        # An answer is about what it answers, where that is one order.
        found = await _named("\n".join(letter.parts.values()), reader)
        found = found if len({one.sale_order.id for one in found if one.sale_order}) == 1 else []
    left_first = sorted(found, key=lambda one: one.state != "done")
    meant: dict[int, int] = {}
    for one in left_first:
        if one.sale_order is not None:
            meant.setdefault(one.sale_order.id, one.id)
    shipments = await reader.shipments(list(meant.values())[:MAX_ORDERS]) if meant else []
    return tuple(order for one in shipments if (order := _sold(one, found)) is not None)


async def _named(text: str, reader: Records) -> list[FoundShipment]:
    names, tracking = ours(text), numbers(text)
    found = await reader.deliveries_named(names) if names else []
    if not found and tracking:
        found = await reader.find_shipments(tracking)
    return [one for one in found if one.goes_to_customer]


def _sold(shipment: Shipment, found: Sequence[FoundShipment]) -> Sold | None:
    order = shipment.order
    if order is None:
        return None
    of = [one for one in found if one.sale_order is not None and one.sale_order.id == order.id]
    names = dict.fromkeys([order.name, *(name for one in of for name in one.asked)])
    known = KnownOrder(
        id=order.id,
        name=order.name,
        references=tuple(names),
        partner=RecordRef(model="res.partner", id=order.company.id, label=order.company.name[:MAX_WORDS]),
        lines=tuple(_line(line) for line in order.lines if line.product is not None and not line.freight),
    )
    return Sold(known, shipment.record)


def _line(line: OrderedLine) -> KnownLine:
    label = (line.product.name if line.product else line.name).strip()
    coded = re.match(r"\[([^\]\n]{2,30})\]\s*", label)
    codes = dict.fromkeys(code for code in (line.product_code, coded[1] if coded else None) if code and len(code) >= 3)
    return KnownLine(
        id=line.id,
        label=label[:MAX_WORDS],
        codes=tuple(codes),
        name=(label[coded.end() :] if coded else label)[:MAX_WORDS],
        planned=None,
        unit=line.unit.name if line.unit else None,
        quantity=line.ordered,
    )


def delivered(claims: Sequence[DamageClaim], sold: Sequence[Sold]) -> list[DamageClaim]:
    """What arrived broken, with the delivery that it came by: one shipment is one case."""
    by = {one.order.ref.id: one.delivery for one in sold}
    return [
        one.model_copy(update={"refers_to": (by[one.refers_to[0].id], *one.refers_to)})
        if one.refers_to and one.refers_to[0].model == SALE and one.refers_to[0].id in by
        else one
        for one in claims
    ]


def records_of(sold: Sold) -> tuple[tuple[str, int], ...]:
    """The order and its delivery, as records are looked up."""
    return (SALE, sold.order.id), (sold.delivery.model, sold.delivery.id)


def believed(claim: G, orders: Sequence[KnownOrder], writer: Writer) -> G:
    """The claim, as far as its writer's word about that order goes."""
    about = {(ref.id, ref.label) for ref in claim.refers_to if ref.model.endswith(".order")}
    owner = next((one.partner for one in orders if (one.id, one.name) in about), None)
    return claim.model_copy(update={"trust": writer.trust(owner.id if owner else None)})

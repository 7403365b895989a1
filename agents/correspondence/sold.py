"""The customers' orders that a letter names, with their lines: for what shall go back of them. At most three calls."""

from __future__ import annotations

import re

from agents.correspondence.deliveries import numbers, ours
from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.letter import Letter
from agents.correspondence.records import Records
from agents.correspondence.returns import speaks_of_returns
from agents.correspondence.writer import Writer
from cases.claims import MAX_WORDS, RecordRef, ReturnClaim
from tools.odoo.shipments import FoundShipment, OrderedLine, Shipment

MAX_ORDERS = 5


async def find_sold(letter: Letter, reader: Records) -> tuple[KnownOrder, ...]:
    """The orders, where anything goes back in the letter and it names one, by its own number or that of a delivery.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    if not speaks_of_returns(letter.news):
        return ()
    said = "\n".join([letter.mail.subject or "", letter.news])
    found = await _named(said, reader)
    if not found:
        # An answer is about what it answers, where that is one order.
        found = await _named("\n".join(letter.parts.values()), reader)
        found = found if len({one.sale_order.id for one in found if one.sale_order}) == 1 else []
    ids = list({one.sale_order.id: one.id for one in found if one.sale_order}.values())[:MAX_ORDERS]
    shipments = await reader.shipments(ids) if ids else []
    return tuple(order for one in shipments if (order := _known(one, found)) is not None)


async def _named(text: str, reader: Records) -> list[FoundShipment]:
    names, tracking = ours(text), numbers(text)
    found = await reader.deliveries_named(names) if names else []
    if not found and tracking:
        found = await reader.find_shipments(tracking)
    return [one for one in found if one.goes_to_customer]


def _known(shipment: Shipment, found: list[FoundShipment]) -> KnownOrder | None:
    order = shipment.order
    if order is None:
        return None
    of = [one for one in found if one.sale_order is not None and one.sale_order.id == order.id]
    names = dict.fromkeys([order.name, *(name for one in of for name in one.asked)])
    return KnownOrder(
        id=order.id,
        name=order.name,
        references=tuple(names),
        partner=RecordRef(model="res.partner", id=order.company.id, label=order.company.name[:MAX_WORDS]),
        lines=tuple(_line(line) for line in order.lines if line.product is not None and not line.freight),
    )


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


def believed(claim: ReturnClaim, sold: tuple[KnownOrder, ...], writer: Writer) -> ReturnClaim:
    """The claim, as far as its writer's word about that order goes."""
    owner = owner_of(claim, sold)
    return claim.model_copy(update={"trust": writer.trust(owner.id if owner else None)})


def owner_of(claim: ReturnClaim, sold: tuple[KnownOrder, ...]) -> RecordRef | None:
    """Whose order it is about."""
    ids = {ref.id for ref in claim.refers_to if ref.model == "sale.order"}
    return next((order.partner for order in sold if order.id in ids), None)

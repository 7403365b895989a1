"""What is said of goods against what was delivered: which of which delivery surely, what has to be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.actions.base import amount_words
from cases.carrier_events import number_key
from cases.claims import GoodsClaim
from tools.odoo.shipments import OrderedLine, Shipment, ShippedMove, ShippedOrder


@dataclass(frozen=True)
class ToldPart:
    """Goods of one move that are meant, in the product's own unit."""

    delivery: Shipment
    move: ShippedMove
    quantity: Decimal


@dataclass(frozen=True)
class OpenQuestion:
    """Why something cannot be planned as it was told.

    Attributes:
        words: in one sentence.
        of_customer: the customer can answer it; else it is for us to look at.
    """

    words: str
    of_customer: bool = True


@dataclass(frozen=True)
class ToldGoods:
    """Which goods are meant.

    Attributes:
        parts: those that surely are, by move.
        questions: what cannot be told.
    """

    parts: tuple[ToldPart, ...]
    questions: tuple[OpenQuestion, ...]

    @property
    def deliveries(self) -> tuple[Shipment, ...]:
        """The deliveries that it left by, once each."""
        return tuple({part.delivery.id: part.delivery for part in self.parts}.values())

    def of(self, delivery: Shipment) -> list[tuple[ShippedMove, Decimal]]:
        """What of one delivery is meant."""
        return [(part.move, part.quantity) for part in self.parts if part.delivery.id == delivery.id]


def told_of(order: ShippedOrder, deliveries: Sequence[Shipment], asked: Sequence[GoodsClaim], what: str) -> ToldGoods:
    """Which goods of an order's deliveries are meant: of the latest first, unless one is named.

    Args:
        order: the order.
        deliveries: all of it, the latest first.
        asked: what is said.
        what: that, as people say it: `shall go back`, `arrived broken`.
    """
    if order.state == "cancel":
        return ToldGoods((), (OpenQuestion(f"{order.name} is cancelled", of_customer=False),))
    if not asked:
        return ToldGoods((), (_which(order, what),))
    parts: dict[int, ToldPart] = {}
    questions: list[OpenQuestion] = []
    # What names an item goes before what means all that is left.
    for claim in sorted(asked, key=lambda one: one.product_text is None):
        lines = _lines(claim, order, what)
        if isinstance(lines, OpenQuestion):
            questions.append(lines)
            continue
        for line in lines:
            found = _of_line(claim, line, _named(claim, deliveries), parts, what, many=len(lines) > 1)
            if isinstance(found, OpenQuestion):
                questions.append(found)
            else:
                parts |= {part.move.id: part for part in found}
    return ToldGoods(tuple(parts.values()), tuple(dict.fromkeys(questions)))


def _which(order: ShippedOrder, what: str) -> OpenQuestion:
    return OpenQuestion(f"Which goods of {order.name} {what} is not told")


def _lines(claim: GoodsClaim, order: ShippedOrder, what: str) -> tuple[OrderedLine, ...] | OpenQuestion:
    """The lines that are meant."""
    goods = tuple(line for line in order.lines if line.product is not None and not line.freight and line.ordered > 0)
    ids = {ref.id for ref in claim.refers_to if ref.model == "sale.order.line"}
    if ids:
        found = tuple(line for line in goods if line.id in ids)
        return found or OpenQuestion(f"{claim.product_text or 'The item'} is not on {order.name} any more")
    if claim.product_text is not None:
        found = tuple(line for line in goods if _is_called(line, claim.product_text))
        return (
            found
            if len(found) == 1
            else OpenQuestion(f"Which goods of {order.name} “{claim.product_text}” means cannot be told")
        )
    if claim.extent == "all":
        delivered = tuple(line for line in goods if line.delivered > 0)
        return delivered or goods
    return goods if len(goods) == 1 else _which(order, what)


def _is_called(line: OrderedLine, text: str) -> bool:
    name = (line.product.name if line.product else "").casefold()
    said = text.strip().casefold()
    bare = name.partition("] ")[2] if name.startswith("[") else name
    return said in {name, bare, (line.product_code or "").casefold()} - {""}


def _named(claim: GoodsClaim, deliveries: Sequence[Shipment]) -> Sequence[Shipment]:
    """The delivery that is named by its own name or number, else all."""
    said = number_key(claim.order_text or "")
    named = [
        one for one in deliveries if said and said in {number_key(one.name), *(number_key(no) for no in one.numbers)}
    ]
    return named or deliveries


def _of_line(
    claim: GoodsClaim,
    line: OrderedLine,
    deliveries: Sequence[Shipment],
    parts: Mapping[int, ToldPart],
    what: str,
    *,
    many: bool,
) -> list[ToldPart] | OpenQuestion:
    """What of a line is meant; nothing: all of it is back already, or expected."""
    name = line.product.name if line.product else line.name
    sent = [(one, move) for one in deliveries for move in one.moves if _went(one, move, line)]
    if not sent:
        return OpenQuestion(f"{name} was not delivered yet", of_customer=False)
    if any(not _alike(line, move) for _, move in sent):
        return OpenQuestion(
            f"{name} left in another unit than it is kept in, or as a part of a kit: how much of what {what}",
            of_customer=False,
        )
    told = {move.id: parts[move.id].quantity if move.id in parts else Decimal(0) for _, move in sent}
    left = {move.id: move.left_to_return - told[move.id] for _, move in sent}
    here = sum(left.values(), Decimal(0))
    unit = line.unit.name if line.unit else "Units"
    if here <= 0:
        return []
    asked = here if claim.extent == "all" or many else claim.quantity
    if asked is None and sum((move.quantity for _, move in sent), Decimal(0)) == 1:
        # There is only one.
        asked = here
    if asked is None:
        return OpenQuestion(f"How many of {name} {what} is not told; {amount_words(here, unit)} are with the customer")
    if asked > here:
        return OpenQuestion(
            f"{amount_words(asked, unit)} of {name} {what}; of what was delivered {amount_words(here, unit)} "
            "neither came back nor are expected back"
        )
    return list(_taken(sent, left, told, asked))


def _taken(
    sent: Iterable[tuple[Shipment, ShippedMove]],
    left: Mapping[int, Decimal],
    told: Mapping[int, Decimal],
    asked: Decimal,
) -> Iterator[ToldPart]:
    """So much of the moves, one after the other, beside what was told of them before."""
    for delivery, move in sent:
        some = min(asked, left[move.id])
        if some > 0:
            asked -= some
            yield ToldPart(delivery, move, told[move.id] + some)


def _went(delivery: Shipment, move: ShippedMove, line: OrderedLine) -> bool:
    return delivery.state == "done" and move.state == "done" and move.sale_line_id == line.id and move.quantity > 0


def _alike(line: OrderedLine, move: ShippedMove) -> bool:
    same_product = line.product is not None and line.product.id == move.product.id
    same_unit = line.unit is None or move.kept_in is None or line.unit.id == move.kept_in.id
    return same_product and same_unit and move.in_own_unit


def came_back(delivery: Shipment) -> list[tuple[ShippedMove, Decimal]]:
    """What of a delivery is back and was taken in for no credit; nothing, where anything of it is to be credited."""
    if any(part.to_refund for move in delivery.moves for part in move.returns):
        return []
    back = [
        (move, sum((part.quantity for part in move.returns if part.state == "done"), Decimal(0)))
        for move in delivery.moves
    ]
    return [(move, much) for move, much in back if much > 0]

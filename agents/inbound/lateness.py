"""Claims and the order as read in; which lines come how late out, with what does not add up in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from agents.inbound.snapshot import InboundSnapshot
from cases.actions.base import amount_words, day_of, words_of
from cases.claims import DelayClaim, Frozen, Precision
from tools.odoo.models import PurchaseLine, PurchaseOrder, StockMove
from tools.odoo.values import Ref

FARTHEST = timedelta(days=366)


class LatePart(Frozen):
    """A line of the order, or a part of it, that comes later.

    Attributes:
        late: how much, in the product's own unit.
        open: how much of the line is still to come, in the same unit.
        planned: the day Odoo expects it now.
        new_day: the day it will be here; absent: nobody knows.
        leaves: the day it leaves there, where only that is known.
        moves: the line's open receipts.
        claim: where in the case file the claim stands, from 0.
    """

    line: PurchaseLine
    product: Ref
    unit: Ref
    late: Decimal
    open: Decimal
    planned: date | None
    new_day: date | None = None
    leaves: date | None = None
    precision: Precision = Precision.DAY
    sure: float = 1.0
    moves: tuple[StockMove, ...]
    claim: int

    @property
    def whole(self) -> bool:
        """Whether all that is still open comes late."""
        return self.late >= self.open

    @property
    def words(self) -> str:
        """What is late, as people read it."""
        part = "" if self.whole else f"{amount_words(self.late, self.unit.name)} of "
        return f"{part}{self.product.name}"


class Lateness(Frozen):
    """What the claims come to.

    Attributes:
        order: the order they are about; absent: it could not be found.
        remarks: what does not add up or need not be done, in plain words.
        settled: Odoo already has what the claims say; nothing is left to do.
        puzzled: something that only a person can sort out.
    """

    order: PurchaseOrder | None = None
    parts: tuple[LatePart, ...] = ()
    remarks: tuple[str, ...] = ()
    settled: bool = False
    puzzled: bool = False


def lateness(snapshot: InboundSnapshot) -> Lateness:
    """What the claims of a case come to on the order as it was read."""
    claims = [(index, claim) for index, claim in enumerate(snapshot.file.claims) if isinstance(claim, DelayClaim)]
    order = order_of(snapshot)
    if order is None:
        return Lateness(remarks=(_lost(claim for _, claim in claims),), puzzled=True)
    if order.state != "purchase":
        return Lateness(order=order, remarks=(f"{order.name} is {_state(order.state)}.",), puzzled=True)
    if not any(line.open > 0 for line in order.lines):
        # Whoever announces what is here already may have written the wrong number.
        return Lateness(order=order, remarks=(f"All of {order.name} has arrived already.",), puzzled=True)
    judge = _Judge(snapshot, order)
    # The latest word on a line stands: reports come in order, and people's corrections after them.
    parts: dict[int, LatePart] = {}
    for index, claim in _in_order(claims):
        for part in judge.parts(index, claim):
            parts[part.line.id] = part
    return Lateness(
        order=order,
        parts=tuple(parts.values()),
        remarks=tuple(dict.fromkeys(judge.remarks)),
        settled=not parts and not judge.puzzled,
        puzzled=judge.puzzled,
    )


def order_of(snapshot: InboundSnapshot) -> PurchaseOrder | None:
    """The order the case is about: as a person corrected it, else as it was resolved."""
    claims = [claim for claim in snapshot.file.claims if isinstance(claim, DelayClaim)]
    for claim in reversed(claims):
        if claim.read_by == "person" and claim.order_text:
            return next((one for one in snapshot.orders if _is_called(one, claim.order_text)), None)
    ids = [ref.id for claim in claims for ref in claim.refers_to if ref.model == "purchase.order"]
    ids += [ref.id for ref in snapshot.file.records if ref.model == "purchase.order"]
    by_id = {one.id: one for one in snapshot.orders}
    return next((by_id[one] for one in ids if one in by_id), None)


def _is_called(order: PurchaseOrder, text: str) -> bool:
    return text.strip().casefold() in {order.name.casefold(), (order.vendor_reference or "").casefold()}


class _Judge:
    """Holds each claim against the order."""

    def __init__(self, snapshot: InboundSnapshot, order: PurchaseOrder) -> None:
        self.order = order
        self.zone = snapshot.zone_of(order.warehouse_id)
        self.today = snapshot.read_at.astimezone().date() if not self.zone else day_of(snapshot.read_at, self.zone)
        self.moves = [move for move in snapshot.moves if move.comes_from_vendor]
        self.remarks: list[str] = []
        self.puzzled = False

    def parts(self, index: int, claim: DelayClaim) -> Iterator[LatePart]:
        """The late parts that one claim comes to."""
        if not self._sensible(claim):
            return
        lines = self._lines(claim)
        for line in lines:
            part = self._part(index, claim, line, alone=len(lines) == 1)
            if part is not None:
                yield part

    def _sensible(self, claim: DelayClaim) -> bool:
        day = claim.new_date
        if day is None or self.today is None:
            return True
        if day < self.today:
            self._puzzle(f"The report says {words_of(day)}, which is past.")
            return False
        if day > self.today + FARTHEST:
            self._puzzle(f"The report says {words_of(day)}, more than a year away; that needs a person to check.")
            return False
        return True

    def _lines(self, claim: DelayClaim) -> list[PurchaseLine]:
        goods = [line for line in self.order.lines if line.product is not None]
        named = {ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"}
        if claim.read_by == "person" and claim.product_text:
            named = {line.id for line in goods if _names(line, claim.product_text)}
        found = [line for line in goods if line.id in named]
        if not found and claim.product_text:
            found = [line for line in goods if _names(line, claim.product_text)]
            if len(found) != 1:
                self._puzzle(f"The report names {claim.product_text}, which cannot be told on {self.order.name}.")
                return []
        if not found and (claim.quantity is not None or claim.on_time_quantity is not None):
            found = self._by_quantity(claim, [line for line in goods if line.open > 0])
            if not found:
                return []
        found = found or goods
        open_lines = [line for line in found if line.open > 0]
        for line in found:
            if line.open <= 0 and len(found) < len(goods):
                self.remarks.append(f"{_label(line)} has arrived already.")
        return open_lines

    def _by_quantity(self, claim: DelayClaim, lines: list[PurchaseLine]) -> list[PurchaseLine]:
        """The line that a bare quantity can only mean; none, and a person's matter, where it may be several."""
        told = (claim.quantity or Decimal(0)) + (claim.on_time_quantity or Decimal(0))
        fitting = [line for line in lines if line.open == told]
        if len(lines) == 1 or len(fitting) == 1:
            return fitting if len(fitting) == 1 else lines
        self._puzzle(f"The report speaks of {told:f} pieces and does not say of which line of {self.order.name}.")
        return []

    def _part(self, index: int, claim: DelayClaim, line: PurchaseLine, *, alone: bool) -> LatePart | None:
        moves = tuple(move for move in self.moves if move.purchase_line_id == line.id)
        if line.product is None or not moves:
            self._puzzle(f"{_label(line)} has no open receipt in Odoo.")
            return None
        total = sum((move.demand for move in moves), Decimal(0))
        factor = total / line.open
        late = self._late(claim, line, alone=alone) * factor
        planned = day_of(line.planned, self.zone)
        part = LatePart(
            line=line,
            product=line.product,
            unit=moves[0].unit or line.unit or Ref(0, "Units"),
            late=_tidy(min(late, total)),
            open=_tidy(total),
            planned=planned,
            new_day=claim.new_date if claim.date_means == "arrival" else None,
            leaves=claim.new_date if claim.date_means == "departure" else None,
            precision=claim.precision if claim.date_means == "arrival" else Precision.UNKNOWN,
            sure=claim.sure,
            moves=moves,
            claim=index,
        )
        return None if self._stands_already(part) or self._comes_earlier(part) else part

    def _late(self, claim: DelayClaim, line: PurchaseLine, *, alone: bool) -> Decimal:
        if not alone:
            return line.open
        late, on_time = claim.quantity, claim.on_time_quantity
        if late is not None and on_time is not None and late + on_time != line.open:
            self.remarks.append(
                f"{on_time:f} on time and {late:f} late do not make the {line.open:f} that are open of {_label(line)}."
            )
        if late is None and on_time is not None:
            late = line.open - on_time
        if late is not None and late > line.open:
            self.remarks.append(f"The report speaks of {late:f} of {_label(line)}; only {line.open:f} are open.")
        return late if late is not None and 0 < late <= line.open else line.open

    def _stands_already(self, part: LatePart) -> bool:
        if part.new_day is None:
            return False
        there = sum((move.demand for move in part.moves if day_of(move.date, self.zone) == part.new_day), Decimal(0))
        if there < part.late or (part.whole and part.planned != part.new_day):
            return False
        self.remarks.append(f"Odoo already expects {part.words} on {words_of(part.new_day)}.")
        return True

    def _comes_earlier(self, part: LatePart) -> bool:
        if part.new_day is None or part.planned is None or part.new_day >= part.planned:
            return False
        self._puzzle(
            f"The report says {words_of(part.new_day)} for {part.words}, earlier than Odoo expects it "
            f"({words_of(part.planned)}): nobody is hurt by that. Move the receipt only when it is sure."
        )
        return True

    def _puzzle(self, remark: str) -> None:
        self.puzzled = True
        self.remarks.append(remark)


def _in_order(claims: list[tuple[int, DelayClaim]]) -> list[tuple[int, DelayClaim]]:
    """Oldest first; people after reports; within that, what names the whole order before what names an item."""
    return sorted(
        claims, key=lambda one: (one[1].read_by == "person", one[0] if one[1].read_by == "person" else 0, one[0])
    )


def _names(line: PurchaseLine, text: str) -> bool:
    wanted = text.strip().casefold().strip("[]")
    code = (line.product_code or "").casefold()
    return wanted == code or wanted in _label(line).casefold() or wanted in line.name.casefold()


def _label(line: PurchaseLine) -> str:
    return line.product.name if line.product else line.name.split("\n")[0]


def _state(state: str) -> str:
    return {
        "draft": "only a request for quotation",
        "sent": "only a request for quotation",
        "to approve": "not approved yet",
        "cancel": "cancelled",
    }.get(state, state)


def _lost(claims: Iterable[DelayClaim]) -> str:
    named = next((claim.order_text for claim in claims if claim.order_text), None)
    if named:
        return f"No order {named} was found in Odoo."
    return "The report does not say which order it is about."


def _tidy(quantity: Decimal) -> Decimal:
    whole = quantity.to_integral_value()
    return whole if abs(quantity - whole) < Decimal("0.0001") else quantity.quantize(Decimal("0.0001")).normalize()

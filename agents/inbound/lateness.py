"""Claims and the order as read in; which lines come how late out, with what does not add up in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from agents.inbound.snapshot import InboundSnapshot
from cases.actions.base import amount_words, day_of, words_of
from cases.claims import DelayClaim, Frozen, Precision
from tools.odoo.models import PurchaseLine, PurchaseOrder, StockMove
from tools.odoo.values import Ref

FARTHEST = timedelta(days=366)
# How mails count what Odoo calls units.
PIECES = frozenset(
    {"pc", "pcs", "piece", "pieces", "unit", "units", "ea", "each", "st", "stk", "stück", "stueck", "stuks"}
)


class LatePart(Frozen):
    """A line of the order, or a part of it, that comes later.

    Attributes:
        late: how much, in the product's own unit.
        open: how much of the line is still to come, in the same unit.
        planned: the day Odoo expects the goods that come later; the earliest, where they come in several receipts.
        line_day: the day on the order's line.
        new_day: the day it will be here; absent: nobody knows.
        leaves: the day it leaves there, where only that is known.
        moves: the line's open receipts.
        taken: how much of each receipt comes later, by its id: the goods that come last are the ones that come later,
            as when it is written.
        claim: where in the case file the claim stands, from 0.
    """

    line: PurchaseLine
    product: Ref
    unit: Ref
    late: Decimal
    open: Decimal
    planned: date | None
    line_day: date | None
    new_day: date | None = None
    leaves: date | None = None
    precision: Precision = Precision.DAY
    sure: float = 1.0
    moves: tuple[StockMove, ...]
    taken: tuple[tuple[int, Decimal], ...]
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
    # The latest word on a line stands, whoever's it is; what one report says of several parts of it stands together.
    parts: dict[int, list[tuple[DelayClaim, LatePart | None]]] = {}
    for index, claim in claims:
        if _is_of_another(claim, order):
            judge.remarks.append(f"What was said of {_order_label(claim)} is left out here.")
            continue
        for line_id, part in judge.parts(index, claim):
            known = parts.get(line_id, [])
            together = bool(known) and all(_tell_of_parts(claim, earlier) for earlier, _ in known)
            parts[line_id] = [*(known if together else []), (claim, part)]
    late = [[part for _, part in said if part is not None] for said in parts.values()]
    found = tuple(judge.merged(said) for said in late if said)
    return Lateness(
        order=order,
        parts=found,
        remarks=tuple(dict.fromkeys(judge.remarks)),
        settled=not found and not judge.puzzled,
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


def _is_of_another(claim: DelayClaim, order: PurchaseOrder) -> bool:
    """Whether a claim was resolved to another order than the one that a person says it is."""
    ids = {ref.id for ref in claim.refers_to if ref.model == "purchase.order"}
    return bool(ids) and order.id not in ids


def _order_label(claim: DelayClaim) -> str:
    return next((ref.label for ref in claim.refers_to if ref.model == "purchase.order"), "another order")


def _tell_of_parts(claim: DelayClaim, earlier: DelayClaim) -> bool:
    """Whether two claims tell of two parts of one line: of the same report, or the later had put the earlier away."""
    same = {(ref.model, ref.id) for ref in claim.refers_to} == {(ref.model, ref.id) for ref in earlier.refers_to}
    parts = all(one.quantity is not None or one.on_time_quantity is not None for one in (claim, earlier))
    return same and parts and claim.new_date != earlier.new_date and claim.read_by == earlier.read_by


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

    def parts(self, index: int, claim: DelayClaim) -> Iterator[tuple[int, LatePart | None]]:
        """What one claim comes to for each line it speaks of; no part: nothing is late there by its word."""
        if not self._sensible(claim):
            return
        lines = self._lines(claim)
        for line in lines:
            yield line.id, self._part(index, claim, line, alone=len(lines) == 1)

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
        late = min(self._late(claim, line, total, alone=alone), total)
        new_day = claim.new_date if claim.date_means == "arrival" else None
        taken = self._taken(moves, late, new_day)
        line_day = day_of(line.planned, self.zone)
        days = [day for move in moves if move.id in taken and (day := day_of(move.date, self.zone))]
        part = LatePart(
            line=line,
            product=line.product,
            unit=moves[0].unit or line.unit or Ref(0, "Units"),
            late=_tidy(late),
            open=_tidy(total),
            planned=min(days, default=line_day),
            line_day=line_day,
            new_day=new_day,
            leaves=claim.new_date if claim.date_means == "departure" else None,
            precision=claim.precision if claim.date_means == "arrival" else Precision.UNKNOWN,
            sure=claim.sure,
            moves=moves,
            taken=tuple(taken.items()),
            claim=index,
        )
        return None if self._stands_already(part) or self._comes_earlier(part) else part

    def _taken(self, moves: Sequence[StockMove], late: Decimal, new_day: date | None) -> dict[int, Decimal]:
        """Of which receipts the late goods are, the last ones first; those of the new day stand there already."""
        there = [move for move in moves if new_day is not None and day_of(move.date, self.zone) == new_day]
        left = late - sum((move.demand for move in there), Decimal(0))
        found: dict[int, Decimal] = {}
        last_first = sorted(moves, key=lambda move: (move.date is not None, move.date, move.id), reverse=True)
        for move in last_first:
            if move in there or left <= 0:
                continue
            found[move.id] = min(move.demand, left)
            left -= move.demand
        return found

    def merged(self, parts: Sequence[LatePart]) -> LatePart:
        """Several late parts of one line as one: all of them on the last day, so that nothing is promised too early."""
        last = max(parts, key=lambda part: (part.new_day is None, part.new_day or date.max))
        if len(parts) == 1:
            return last
        told = ", ".join(
            f"{amount_words(part.late, part.unit.name)} on {words_of(part.new_day) or 'no day'}" for part in parts
        )
        self.remarks.append(
            f"Of {last.product.name} the report says {told}. All of it is planned for the last day here; "
            "correct what was read if the first part is to count before."
        )
        late = min(sum((part.late for part in parts), Decimal(0)), last.open)
        taken = self._taken(last.moves, late, last.new_day)
        days = [day for move in last.moves if move.id in taken and (day := day_of(move.date, self.zone))]
        return last.model_copy(
            update={
                "late": late,
                "taken": tuple(taken.items()),
                "planned": min(days, default=last.line_day),
                "sure": min(part.sure for part in parts) * 0.8,
            }
        )

    def _late(self, claim: DelayClaim, line: PurchaseLine, total: Decimal, *, alone: bool) -> Decimal:
        """How much of a line a claim says is late, in the product's own unit; `total` is what is open of it."""
        if not alone:
            return total
        factor = total / line.open
        if factor != 1 and claim.quantity is not None and self._in_pieces(claim, line):
            return claim.quantity if 0 < claim.quantity <= total else total
        return self._in_units_of_the_line(claim, line) * factor

    def _in_pieces(self, claim: DelayClaim, line: PurchaseLine) -> bool:
        """Whether a quantity counts in the product's own unit, where the order counts in another."""
        unit = (claim.unit_text or "").strip().casefold().rstrip(".")
        own = (line.unit.name if line.unit else "").casefold()
        if unit and own and (unit in own or own in unit):
            return False
        if unit in PIECES or (claim.quantity or Decimal(0)) > line.open:
            return True
        self._puzzle(
            f"The report says {claim.quantity:f}{f' {claim.unit_text}' if claim.unit_text else ''} of {_label(line)}, "
            f"which is ordered in {line.unit.name if line.unit else 'another unit'}: check what is meant."
        )
        return False

    def _in_units_of_the_line(self, claim: DelayClaim, line: PurchaseLine) -> Decimal:
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
        if part.taken or (part.whole and part.line_day != part.new_day):
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

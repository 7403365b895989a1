"""Claims and the order as read in; which lines come how late out, with what does not add up in plain words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from agents.inbound.amounts import Notes, label_of
from agents.inbound.late_parts import LatePart, LineParts, SaidOfLine
from agents.inbound.snapshot import InboundSnapshot, is_called, order_of
from cases.actions.base import day_of, words_of
from cases.claims import DelayClaim, Frozen, numbered
from tools.odoo.models import PurchaseLine, PurchaseOrder

FARTHEST = timedelta(days=366)


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
    claims = numbered(DelayClaim, snapshot.file.claims)
    order = order_of(snapshot)
    if order is None:
        return Lateness(remarks=(_lost([claim for _, claim in claims], snapshot.orders),), puzzled=True)
    if order.state != "purchase":
        return Lateness(order=order, remarks=(f"{order.name} is {_state(order.state)}.",), puzzled=True)
    if all(line.service for line in order.lines if line.product):
        remark = f"{order.name} orders services alone; no goods come by it that could be late."
        return Lateness(order=order, remarks=(remark,), puzzled=True)
    if not any(line.open > 0 for line in order.lines if not line.service):
        # Whoever announces what is here already may have written the wrong number.
        return Lateness(order=order, remarks=(f"All of {order.name} has arrived already.",), puzzled=True)
    judge = _Judge(snapshot, order)
    # The latest word on a line stands, whoever's it is; what one report says of several parts of it stands together.
    said: dict[int, list[SaidOfLine]] = {}
    for index, claim in claims:
        if _is_of_another(claim, order):
            judge.notes.remarks.append(f"What was said of {_order_label(claim)} is left out here.")
            continue
        lines = judge.lines(claim)
        for line in lines:
            known = said.get(line.id, [])
            together = bool(known) and all(_tell_of_parts(claim, earlier.claim) for earlier in known)
            said[line.id] = [*(known if together else []), SaidOfLine(index, claim, alone=len(lines) == 1)]
    found = tuple(part for line in order.lines if line.id in said for part in judge.parts(line, said[line.id]))
    return Lateness(
        order=order,
        parts=found,
        remarks=tuple(dict.fromkeys(judge.notes.remarks)),
        settled=not found and not judge.notes.puzzled,
        puzzled=judge.notes.puzzled,
    )


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


class _Judge:
    """Holds each claim against the order."""

    def __init__(self, snapshot: InboundSnapshot, order: PurchaseOrder) -> None:
        self.order = order
        self.zone = snapshot.zone_of(order.warehouse_id)
        self.today = snapshot.read_at.astimezone().date() if not self.zone else day_of(snapshot.read_at, self.zone)
        self.moves = [move for move in snapshot.moves if move.comes_from_vendor]
        self.notes = Notes()

    def lines(self, claim: DelayClaim) -> list[PurchaseLine]:
        """The open lines that a claim speaks of; none, where what it says cannot be."""
        return self._lines(claim) if self._sensible(claim) else []

    def parts(self, line: PurchaseLine, said: Sequence[SaidOfLine]) -> list[LatePart]:
        """What the standing claims about a line come to."""
        moves = [move for move in self.moves if move.purchase_line_id == line.id]
        if line.product is None or not moves:
            self.notes.puzzle(f"{label_of(line)} has no open receipt in Odoo.")
            return []
        return LineParts(line, line.product, moves, self.zone, self.notes).of(said)

    def _sensible(self, claim: DelayClaim) -> bool:
        day = claim.new_date
        if day is None or self.today is None:
            return True
        if day < self.today:
            self.notes.puzzle(f"The report says {words_of(day)}, which is past.")
            return False
        if day > self.today + FARTHEST:
            self.notes.puzzle(f"The report says {words_of(day)}, more than a year away; that needs a person to check.")
            return False
        return True

    def _lines(self, claim: DelayClaim) -> list[PurchaseLine]:
        bought = [line for line in self.order.lines if line.product is not None]
        goods = [line for line in bought if not line.service]
        named = {ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"}
        if claim.read_by == "person" and claim.product_text:
            named = {line.id for line in bought if _names(line, claim.product_text)}
        if services := [line for line in bought if line.service and line.id in named]:
            self.notes.puzzle(f"{label_of(services[0])} is a service: no goods come by it, and no receipt is moved.")
            return []
        found = [line for line in goods if line.id in named]
        if not found and claim.product_text:
            found = [line for line in goods if _names(line, claim.product_text)]
            if len(found) != 1:
                self.notes.puzzle(f"The report names {claim.product_text}, which cannot be told on {self.order.name}.")
                return []
        if not found and (claim.quantity is not None or claim.on_time_quantity is not None):
            found = self._by_quantity(claim, [line for line in goods if line.open > 0])
            if not found:
                return []
        found = found or goods
        open_lines = [line for line in found if line.open > 0]
        for line in found:
            if line.open <= 0 and len(found) < len(goods):
                self.notes.remarks.append(f"{label_of(line)} has arrived already.")
        return open_lines

    def _by_quantity(self, claim: DelayClaim, lines: list[PurchaseLine]) -> list[PurchaseLine]:
        """The line that a bare quantity can only mean; none, and a person's matter, where it may be several."""
        told = (claim.quantity or Decimal(0)) + (claim.on_time_quantity or Decimal(0))
        fitting = [line for line in lines if line.open == told]
        if len(lines) == 1 or len(fitting) == 1:
            return fitting if len(fitting) == 1 else lines
        self.notes.puzzle(f"The report speaks of {told:f} pieces and does not say of which line of {self.order.name}.")
        return []


def _names(line: PurchaseLine, text: str) -> bool:
    wanted = text.strip().casefold().strip("[]")
    code = (line.product_code or "").casefold()
    return wanted == code or wanted in label_of(line).casefold() or wanted in line.name.casefold()


def _whose(order: PurchaseOrder) -> str:
    company = f" of {order.company.name}" if order.company else ""
    return f"{order.name}{company}, to {order.vendor.name if order.vendor else order.partner.name}"


def _state(state: str) -> str:
    return {
        "draft": "only a request for quotation",
        "sent": "only a request for quotation",
        "to approve": "not approved yet",
        "cancel": "cancelled",
    }.get(state, state)


def _lost(claims: Sequence[DelayClaim], orders: Sequence[PurchaseOrder]) -> str:
    named = next((claim.order_text for claim in reversed(claims) if claim.order_text), None)
    called = [one for one in orders if named and is_called(one, named)]
    if len(called) > 1:
        # Two companies of ours may count alike.
        told = "; ".join(_whose(one) for one in called)
        return f"{len(called)} orders in Odoo are called {named}: {told}. The report does not say which is meant."
    if named:
        return f"No order {named} was found in Odoo."
    return "The report does not say which order it is about."

"""What should be done about the receipts of an order: a snapshot in, one proposal with options out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.finding_out import find_out
from agents.analysis.received import standing_of
from agents.analysis.todo import Assignee, assignee
from agents.inbound.receipts.plan import ReceiptOptions
from agents.inbound.receipts.snapshot import ReceiptSnapshot, named_orders
from cases.actions.base import ActionName, amount_words
from cases.claims import ReceiptClaim, RecordRef, only
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import PurchaseOrder

NO_ANSWER = "The report stays unanswered, and nothing in Odoo changes."
FEW = 5


def think(snapshot: ReceiptSnapshot, counts: Mapping[ActionName, tuple[int, int]]) -> ProposalDraft:
    """What follows from what arrived and what was ordered, as options side by side with effect and cost."""
    drafting = Drafting(snapshot.read_at, counts)
    claims = note_claims(drafting.ledger, snapshot.file)
    order = snapshot.order
    if order is None:
        return _unknown(snapshot, drafting, list(claims.values()))
    others = [ref for claim in snapshot.file.claims for ref in claim.refers_to if ref.model == "purchase.order"]
    for label in dict.fromkeys(ref.label for ref in others if ref.id != order.id):
        drafting.ledger.reckoned(f"The report also names {label}, which is not looked at here")
    if order.state != "purchase":
        state = {"cancel": "was cancelled"}.get(order.state, "was never confirmed")
        what = f"{order.name} {state}; nothing should have arrived for it."
        record = record_of("res.partner", order.partner.id, order.partner.name)
        return _ask(snapshot, drafting, list(claims.values()), what, record, _buyer(snapshot, order))
    if snapshot.differences:
        return ReceiptOptions(snapshot, order, snapshot.differences, drafting, claims).proposal()
    return _agrees(snapshot, order, drafting, claims)


def _agrees(
    snapshot: ReceiptSnapshot, order: PurchaseOrder, drafting: Drafting, claims: Mapping[int, str]
) -> ProposalDraft:
    """Odoo shows nothing wrong: a scan's case is over, and what people write is looked at in the warehouse."""
    what = f"{_as_booked(snapshot, order)}"
    drafting.ledger.reckoned(what)
    said = only(ReceiptClaim, snapshot.file.claims)
    if said and len(said) == len(snapshot.file.claims) and all(claim.read_by == "scan" for claim in said):
        return drafting.proposal(summary=f"{what} Nothing is left to do.", if_nobody_acts="")
    note = (
        f"{what} The report says that something else arrived. "
        "Count it against the delivery note, and book in Odoo what was really received."
    )
    facts = list(claims.values())
    who = assignee(snapshot.people, Role.WAREHOUSE) or _buyer(snapshot, order)
    record = _receipt(snapshot) or record_of("purchase.order", order.id, order.name)
    return _ask(snapshot, drafting, facts, what, record, who, note=note, summary=f"Count what arrived for {order.name}")


def _as_booked(snapshot: ReceiptSnapshot, order: PurchaseOrder) -> str:
    """How the order stands where nothing of it differs."""
    standings = [standing_of(line) for line in snapshot.lines if not line.service]
    if not any(one.incoming for one in standings):
        return f"Nothing of {order.name} has been booked in Odoo yet."
    waiting = [one for one in standings if one.missing]
    if not waiting:
        return f"Odoo shows all of {order.name} received as ordered."
    told = ", ".join(f"{amount_words(one.missing, one.line.unit.name)} of {one.line.label}" for one in waiting[:FEW])
    more = f" and {len(waiting) - FEW} more lines" if len(waiting) > FEW else ""
    return f"What of {order.name} was due is booked as ordered; {told}{more} are planned for later."


def _receipt(snapshot: ReceiptSnapshot) -> RecordRef | None:
    """The receipt that was booked last."""
    booked = [move for line in snapshot.lines for move in standing_of(line).incoming if move.picking and move.date]
    last = max(booked, key=lambda move: (move.date, move.id), default=None)
    if last is None or last.picking is None:
        return None
    return record_of("stock.picking", last.picking.id, last.picking.name)


def _unknown(snapshot: ReceiptSnapshot, drafting: Drafting, facts: Sequence[str]) -> ProposalDraft:
    """No purchase order is told: somebody finds out which is meant, in service where a customer's order is named."""
    file = snapshot.file
    refs = [ref for claim in file.claims for ref in claim.refers_to] + list(file.records)
    sold = next((ref for ref in refs if ref.model == "sale.order"), None)
    named = next((claim.order_text for claim in reversed(only(ReceiptClaim, file.claims)) if claim.order_text), None)
    if sold is not None and not named_orders(snapshot):
        what = f"The report is about {sold.label}, which we sold: nothing of it came to us from a vendor."
        who = assignee(snapshot.people, Role.SERVICE) or assignee(snapshot.people, Role.SALES)
        return _ask(snapshot, drafting, facts, what, sold, who)
    if len(snapshot.orders) > 1:
        what = f"{len(snapshot.orders)} orders in Odoo are called {named or 'so'}; the report does not say which."
    elif named:
        what = f"No order {named} was found in Odoo."
    else:
        what = "The report does not say of which order something else arrived."
    record = file.partner or next(iter(file.records), None)
    return _ask(snapshot, drafting, facts, what, record, assignee(snapshot.people, Role.PROCUREMENT))


def _ask(
    snapshot: ReceiptSnapshot,
    drafting: Drafting,
    facts: Sequence[str],
    what: str,
    record: RecordRef | None,
    who: Assignee | None,
    *,
    note: str = "",
    summary: str = "",
) -> ProposalDraft:
    """A to-do for somebody who can find out; none where there is nobody, or nowhere to put it."""
    if record is None or who is None:
        what = f"{what} A person must say what is meant."
    said = "\n".join(f"“{claim.span.quote}”" for claim in snapshot.file.claims if claim.span)
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary=summary or f"Find out what arrived: {snapshot.file.title}",
        note=f"{note or what}\n\nThe report says:\n{said}" if said else note or what,
        label="Have somebody look",
        effect="They find out; nothing is changed and nobody outside is written to.",
        if_nobody_acts=NO_ANSWER,
        facts=facts,
        currency=snapshot.currency,
    )


def _buyer(snapshot: ReceiptSnapshot, order: PurchaseOrder) -> Assignee | None:
    if order.buyer is not None:
        return Assignee(uid=order.buyer.id, name=order.buyer.name, role=Role.PROCUREMENT)
    return assignee(snapshot.people, Role.PROCUREMENT)

"""The playbook of promises: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from agents.analysis.drafting import Drafting, note_claims, record_of
from agents.analysis.finding_out import find_out
from agents.analysis.todo import Assignee, assignee
from agents.inbound.promises.gaps import PromiseStanding
from agents.inbound.promises.plan import PromisePlan
from agents.inbound.promises.snapshot import SALE, PromiseSnapshot, named_orders
from agents.specialist import Counts
from cases.actions.base import words_of
from cases.claims import RecordRef
from cases.models import ProposalDraft
from cases.roles import Role
from tools.odoo.models import SaleOrder

NO_ANSWER = "Whoever fears for the promise stays without an answer."


def think_of_promise(snapshot: PromiseSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about a promise in doubt, as options side by side with effect and cost."""
    drafting = Drafting(snapshot.read_at, counts)
    said = list(note_claims(drafting.ledger, snapshot.file).values())
    said += [
        drafting.ledger.reckoned(f"{other.label} is named, too, and was not looked at here")
        for other in named_orders(snapshot.file)
        if snapshot.order is not None and other.id != snapshot.order.id
    ]
    sale, standing = snapshot.sale, snapshot.standing()
    if sale is None:
        return _somebody(snapshot, drafting, said, "Which order is meant is not said, or Odoo does not know it.")
    if standing is not None and standing.at_risk:
        return PromisePlan(snapshot, sale, standing, drafting, said).proposal()
    what = _owned(sale, standing) if standing is not None and standing.owned else _holds(snapshot, sale, standing)
    if snapshot.feared:
        return _somebody(snapshot, drafting, said, what)
    return drafting.proposal(summary=what, if_nobody_acts="")


def _owned(sale: SaleOrder, standing: PromiseStanding) -> str:
    """The gap is a late order's: its case asks the vendor, and gives the promises that break another day."""
    late = ", ".join(one.name for one in standing.overdue)
    return (
        f"What {sale.name} lacks for {words_of(standing.promise.day)} is on {late}, which is overdue: that lateness "
        "is a case of its own (late inbound), and promises are answered there once somebody says when it comes."
    )


def _holds(snapshot: PromiseSnapshot, sale: SaleOrder, standing: PromiseStanding | None) -> str:
    """Nothing is missing, or there is nothing that could be."""
    if sale.state == "cancel":
        return f"{sale.name} is cancelled; nothing is promised by it."
    left = [line.product.name for line in snapshot.offered if line.to_order or line.kit]
    beside = f" {', '.join(left)} could not be held against stock." if left else ""
    if not snapshot.is_quotation and (bare := _unplanned(snapshot, sale)):
        beside = f" For {', '.join(bare)} Odoo plans no delivery: it is work, or its purchase is not confirmed yet."
    if standing is None:
        return f"Of {sale.name} Odoo plans no delivery that something could be missing for.{beside}"
    day = words_of(standing.promise.day)
    if day is None:
        return f"{sale.name} promises no day.{beside}"
    can = f", and can leave on {words_of(standing.leaves)}" if standing.leaves else ""
    return f"By what Odoo knows nothing is missing for {sale.name}: it is promised for {day}{can}.{beside}"


def _unplanned(snapshot: PromiseSnapshot, sale: SaleOrder) -> list[str]:
    """What the customer still waits for and nothing in Odoo would bring."""
    planned = {move.sale_line_id for move in snapshot.moves}
    open_lines = [line for line in sale.lines if line.product is not None and line.open > 0]
    return [line.product.name for line in open_lines if line.product is not None and line.id not in planned]


def _somebody(snapshot: PromiseSnapshot, drafting: Drafting, said: list[str], what: str) -> ProposalDraft:
    """Whoever sells is told what Odoo shows, and answers."""
    file, sale = snapshot.file, snapshot.sale
    record: RecordRef | None = record_of(SALE, sale.id, sale.name) if sale else None
    record = record or file.partner or next(iter(file.records), None)
    own = sale.salesperson if sale else None
    who = Assignee(uid=own.id, name=own.name, role=Role.SALES) if own else assignee(snapshot.people, Role.SALES)
    told = "\n".join(claim.label() for claim in file.claims)
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary=f"Is this promise in danger? {file.title}",
        note=f"{what}\n\n{told}",
        label="Let sales look and answer",
        effect="A person who knows the customer compares what is feared with what Odoo shows.",
        if_nobody_acts=NO_ANSWER,
        facts=said,
        currency=snapshot.currency,
    )

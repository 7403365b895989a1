"""The returns playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from agents.analysis.drafting import Drafting, note_claims
from agents.delivery.nobodys import ask_about_customer
from agents.delivery.returns.plan import ReturnPlan
from agents.delivery.returns.snapshot import ReturnSnapshot
from agents.specialist import Counts
from cases.actions.base import words_of
from cases.models import ProposalDraft

NO_ANSWER = "The request stays unanswered, or goods come back that nobody expects."
MOST_NAMED = 10


def think_return(snapshot: ReturnSnapshot, counts: Counts) -> ProposalDraft:
    """What should be done about a wish to send goods back, as options side by side with effect and cost."""
    drafting = Drafting(snapshot.read_at, counts)
    facts = note_claims(drafting.ledger, snapshot.file)
    order = snapshot.shipment.order if snapshot.shipment else None
    if snapshot.shipment is None or order is None:
        return _which_order(snapshot, drafting, list(facts.values()))
    return ReturnPlan(snapshot, snapshot.shipment, order, drafting, facts).proposal()


def _which_order(snapshot: ReturnSnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    """Odoo has no such order with deliveries, or none is named: somebody finds out which is meant."""
    what = "No order that Odoo knows deliveries of is named; somebody must ask which goods are meant."
    lately = [f"{name}, {words_of(day)}" for name, day in snapshot.delivered_lately.items()][:MOST_NAMED]
    if lately:
        drafting.ledger.reckoned(f"Delivered within the last {snapshot.terms.days} days: {'; '.join(lately)}")
    return ask_about_customer(
        snapshot,
        drafting,
        facts,
        what=what,
        summary="Which goods shall come back?",
        if_nobody_acts=NO_ANSWER,
        more=[f"Delivered: {one}" for one in lately],
    )

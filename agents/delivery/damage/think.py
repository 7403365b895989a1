"""The damage playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from agents.analysis.drafting import Drafting, note_claims
from agents.delivery.damage.dock import DockPlan
from agents.delivery.damage.plan import DamagePlan
from agents.delivery.damage.snapshot import DamageSnapshot
from agents.delivery.nobodys import ask_about_customer
from agents.specialist import Counts, Handover
from cases.carrier_events import Trouble
from cases.claims import DeliveryClaim, only
from cases.kind import Kind
from cases.models import ProposalDraft

NO_ANSWER = "The report stays unanswered, and the days to claim damage go by."


def think_damage(snapshot: DamageSnapshot, counts: Counts) -> ProposalDraft | Handover:
    """What should be done about goods that arrived broken, as options side by side with effect and cost."""
    more = [one for one in only(DeliveryClaim, snapshot.file.claims) if not one.is_over]
    on_its_way = [one for one in more if one.case_kind is Kind.FAILED_DELIVERY and one.reason is not Trouble.DAMAGED]
    if on_its_way:
        return Handover(to=Kind.FAILED_DELIVERY, why=f"It did not reach the customer: {on_its_way[-1].label()}.")
    drafting = Drafting(snapshot.read_at, counts)
    facts = note_claims(drafting.ledger, snapshot.file)
    if snapshot.purchase is not None:
        return DockPlan(snapshot, snapshot.purchase, drafting, facts).proposal()
    order = snapshot.shipment.order if snapshot.shipment else None
    if snapshot.shipment is not None and order is not None:
        return DamagePlan(snapshot, snapshot.shipment, order, drafting, facts).proposal()
    return ask_about_customer(
        snapshot,
        drafting,
        list(facts.values()),
        what="No order or delivery that Odoo knows is named; somebody must find out which goods are broken.",
        summary="Which goods are broken?",
        if_nobody_acts=NO_ANSWER,
    )

"""The delivery playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.finding_out import find_out
from agents.analysis.todo import assignee
from agents.delivery.plan import DeliveryPlan
from agents.delivery.snapshot import DeliverySnapshot
from agents.specialist import Counts, Handover
from cases.actions.base import day_of, words_of
from cases.kind import Kind
from cases.models import ProposalDraft
from cases.roles import Role

NO_ANSWER = "The report stays unanswered, and the customer goes on waiting."


def think(snapshot: DeliverySnapshot, counts: Counts) -> ProposalDraft | Handover:
    """What should be done about a shipment in trouble, as options side by side with effect and cost."""
    trouble = snapshot.trouble
    if trouble is not None and trouble.case_kind is Kind.FAILED_DELIVERY and snapshot.kind == "transit_delay":
        return Handover(to=Kind.FAILED_DELIVERY, why=f"It is not only late any more: {trouble.label()}.")
    drafting = Drafting(snapshot.read_at, counts)
    facts = note_claims(drafting.ledger, snapshot.file)
    if snapshot.shipment is None:
        return _nobodys(snapshot, drafting, list(facts.values()))
    if trouble is None or _arrived_after(snapshot):
        return drafting.proposal(summary=_delivered(snapshot), if_nobody_acts="")
    heard = _heard_again(snapshot)
    if heard is not None:
        return drafting.proposal(summary=f"{snapshot.shipment.name} was heard of again: {heard}.", if_nobody_acts="")
    return DeliveryPlan(snapshot, snapshot.shipment, trouble, drafting, facts).proposal()


def _arrived_after(snapshot: DeliverySnapshot) -> bool:
    """Whether what is in trouble was delivered later, as Odoo has it."""
    shipment, trouble = snapshot.shipment, snapshot.trouble
    if shipment is None or trouble is None or trouble.occurred_at is None or shipment.delivered is None:
        return False
    return shipment.delivered >= trouble.occurred_at


def _heard_again(snapshot: DeliverySnapshot) -> str | None:
    """What the carrier said of a silent parcel since; None: it is silent still, or never was."""
    since = snapshot.trouble.silent_since if snapshot.trouble else None
    if since is None:
        return None
    later = [one for one in snapshot.events if one.occurred_at > since]
    return later[-1].words if later else None


def _delivered(snapshot: DeliverySnapshot) -> str:
    name = snapshot.shipment.name if snapshot.shipment else "It"
    arrived = snapshot.arrived
    if arrived is None:
        return f"{name}: nothing is wrong any more."
    when = words_of(day_of(arrived.occurred_at, snapshot.habits.zone))
    by = f", signed by {arrived.signed_by}" if arrived.signed_by else ""
    return f"{name} was delivered on {when}{by}. Nothing is left to do."


def _nobodys(snapshot: DeliverySnapshot, drafting: Drafting, facts: list[str]) -> ProposalDraft:
    """Odoo knows no such shipment: somebody finds out which is meant."""
    what = "Odoo knows no shipment with this number; somebody must say which is meant."
    file = snapshot.file
    record = file.partner or next(iter(file.records), None)
    who = assignee(snapshot.people, Role.SERVICE) or assignee(snapshot.people, Role.SALES)
    said = "\n".join(claim.label() for claim in file.claims)
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary=f"Which shipment is meant? {file.title}",
        note=f"{what}\n\n{said}",
        label="Let somebody find out which shipment is meant",
        effect="A person who knows the customer looks for it.",
        if_nobody_acts=NO_ANSWER,
        facts=facts,
    )

"""The inbound playbook: a snapshot in, one proposal with options out. Pure, and needs no model."""

from __future__ import annotations

from collections.abc import Mapping

from agents.analysis.drafting import Drafting, note_claims
from agents.analysis.todo import assignee, to_do
from agents.inbound.actions import InboundActions
from agents.inbound.lateness import Lateness, lateness
from agents.inbound.plan import InboundPlan
from agents.inbound.snapshot import InboundSnapshot
from cases.actions.base import ActionName
from cases.models import ProposalDraft
from cases.roles import Role

NO_ANSWER = "The report stays unanswered, and Odoo goes on expecting what it expects now."


def think(snapshot: InboundSnapshot, counts: Mapping[ActionName, tuple[int, int]]) -> ProposalDraft:
    """What should be done about a late order, as options side by side with effect and cost."""
    found = lateness(snapshot)
    drafting = Drafting(snapshot.read_at, counts)
    claims = note_claims(drafting.ledger, snapshot.file)
    for remark in found.remarks:
        drafting.ledger.reckoned(remark)
    if found.order is not None and found.parts:
        return InboundPlan(snapshot, found, found.order, drafting, claims).proposal()
    what = " ".join(found.remarks) or "The report claims nothing that could be planned with."
    if found.settled:
        return drafting.proposal(summary=what, if_nobody_acts="")
    action = _somebody(snapshot, found, drafting, claims, what)
    if action is None:
        return drafting.proposal(summary=f"{what} A person must say what is meant.", if_nobody_acts=NO_ANSWER)
    drafting.option(
        "ask",
        label="Let procurement sort it out",
        effect="Somebody who knows the supplier finds out what is meant.",
        cost="A few minutes of their time.",
        actions=[action],
        recommended=True,
    )
    return drafting.proposal(summary=what, if_nobody_acts=NO_ANSWER)


def _somebody(
    snapshot: InboundSnapshot, found: Lateness, drafting: Drafting, claims: Mapping[int, str], what: str
) -> str | None:
    """A to-do for procurement: on the order, else on the supplier's record; none: there is nowhere to put it."""
    said = "\n".join(f"“{claim.span.quote}”" for claim in snapshot.file.claims if claim.span)
    note = f"{what}\n\nThe report says:\n{said}"
    if found.order is not None:
        actions = InboundActions(drafting, snapshot, found.order, claims, sure=1.0)
        return actions.ask_person(f"Find out what is meant about {found.order.name}", note, list(claims.values()))
    record = snapshot.file.partner or next(iter(snapshot.file.records), None)
    who = assignee(snapshot.people, Role.PROCUREMENT)
    if record is None or who is None:
        return None
    return to_do(
        drafting,
        who,
        record,
        summary=f"Which order does {record.label} mean?",
        note=note,
        read_at=snapshot.read_at,
        zone=snapshot.habits.zone,
        work=snapshot.habits.work.company,
        facts=list(claims.values()),
        sure=1.0,
    )

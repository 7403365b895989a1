"""Where Odoo has nothing that is meant: somebody who knows the customer finds out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agents.analysis.drafting import Drafting
from agents.analysis.todo import assignee, to_do
from agents.delivery.snapshot import ShipmentSnapshot
from cases.models import ProposalDraft
from cases.roles import Role


def find_out(
    snapshot: ShipmentSnapshot,
    drafting: Drafting,
    facts: Sequence[str],
    *,
    what: str,
    summary: str,
    if_nobody_acts: str,
    more: Sequence[str] = (),
) -> ProposalDraft:
    """One to-do, for whoever looks after customers; a proposal of nothing where nobody does, or nobody is known.

    Args:
        snapshot: what was read.
        drafting: the proposal in the making.
        facts: evidence of what was said.
        what: what is not known, in one sentence.
        summary: the question to answer.
        if_nobody_acts: what then happens.
        more: what may help, in lines.
    """
    file = snapshot.file
    record = next((one for one in file.records if one.model == "sale.order"), None) or file.partner
    record = record or next(iter(file.records), None)
    who = assignee(snapshot.people, Role.SERVICE) or assignee(snapshot.people, Role.SALES)
    if record is None or who is None:
        return drafting.proposal(summary=what, if_nobody_acts=if_nobody_acts)
    said = "\n".join([*(claim.label() for claim in file.claims), *more])
    action = to_do(
        drafting,
        who,
        record,
        summary=f"{summary} {file.title}",
        note=f"{what}\n\n{said}",
        read_at=snapshot.read_at,
        zone=snapshot.habits.zone,
        work=snapshot.habits.work.company,
        facts=facts,
        sure=1.0,
    )
    drafting.option(
        "ask",
        label="Let somebody find it out",
        effect="A person who knows the customer looks for it; nothing is planned before.",
        cost="A few minutes of their time.",
        actions=[action],
        recommended=True,
    )
    return drafting.proposal(summary=what, if_nobody_acts=if_nobody_acts)

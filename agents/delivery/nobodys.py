"""Where Odoo has nothing that is meant: somebody who knows the customer finds out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agents.analysis.drafting import Drafting
from agents.analysis.finding_out import find_out
from agents.analysis.todo import assignee
from agents.delivery.snapshot import ShipmentSnapshot
from cases.models import ProposalDraft
from cases.roles import Role


def ask_about_customer(
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
    said = "\n".join([*(claim.label() for claim in file.claims), *more])
    return find_out(
        snapshot,
        drafting,
        who,
        record,
        what=what,
        summary=f"{summary} {file.title}",
        note=f"{what}\n\n{said}",
        label="Let somebody find it out",
        effect="A person who knows the customer looks for it; nothing is planned before.",
        if_nobody_acts=if_nobody_acts,
        facts=facts,
    )

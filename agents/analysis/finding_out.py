"""A proposal of nothing but a to-do: the desk cannot tell what is meant, and somebody finds out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agents.analysis.drafting import Drafting
from agents.analysis.habits import Habits
from agents.analysis.todo import Assignee, to_do
from cases.actions.base import Moment
from cases.claims import RecordRef
from cases.exhibits import Exhibit
from cases.models import ProposalDraft

MINUTES = "A few minutes of their time."


class ReadAt(Protocol):
    """A snapshot, as far as a to-do needs it."""

    @property
    def read_at(self) -> Moment:
        """When it was read."""

    @property
    def habits(self) -> Habits:
        """What Odoo has no field for."""


def find_out(
    snapshot: ReadAt,
    drafting: Drafting,
    who: Assignee | None,
    record: RecordRef | None,
    *,
    what: str,
    summary: str,
    note: str,
    label: str,
    effect: str,
    if_nobody_acts: str,
    facts: Sequence[str],
    currency: str = "EUR",
    exhibit: Exhibit | None = None,
) -> ProposalDraft:
    """One to-do; a proposal of nothing where nobody is known to ask, or Odoo has nothing that it could lie on.

    Args:
        snapshot: what was read.
        drafting: the proposal in the making.
        who: whom to ask.
        record: what the to-do lies on.
        what: what is not known, or what Odoo shows, in a sentence or two.
        summary: the question to answer.
        note: the to-do's text.
        label: the option's name.
        effect: what comes of it.
        if_nobody_acts: what then happens.
        facts: evidence of what was said.
        currency: the company's.
        exhibit: what the page shows beside it.
    """
    if record is not None and who is not None:
        action = to_do(
            drafting,
            who,
            record,
            summary=summary,
            note=note,
            read_at=snapshot.read_at,
            zone=snapshot.habits.zone,
            work=snapshot.habits.work.company,
            facts=facts,
            sure=1.0,
            currency=currency,
        )
        drafting.option("ask", label=label, effect=effect, cost=MINUTES, actions=[action], recommended=True)
    return drafting.proposal(summary=what, if_nobody_acts=if_nobody_acts, exhibit=exhibit)

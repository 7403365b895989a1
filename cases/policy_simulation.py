"""What another policy would have said about what was proposed: recorded actions in, differences out. Pure.

An action is asked about as it was first shown, before anybody edited it, with the money it was worth then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from cases.actions import ActionName, ArgumentsError, parse, parse_premise
from cases.claims import Frozen
from cases.kind import Kind
from cases.models import Need
from cases.policy import Policy

Change = Literal["now_forbidden", "now_allowed", "other_people", "other_time"]
MEANS: Mapping[Change, str] = {
    "now_forbidden": "would have been forbidden",
    "now_allowed": "would have been allowed",
    "other_people": "other people would have had to approve",
    "other_time": "the same people, in another time",
}


class Recorded(Frozen):
    """One action as it was first put before people.

    Attributes:
        needs: the approvals that it asked for; none: it was forbidden.
        at: when it was put before people.
        needed_by: when the decision had to be there to be of use.
        decided: whether a person said something about it.
        stop: the hard stop of its case, under which most of what can be done is forbidden whatever the policy says.
    """

    id: str
    case_id: str
    case_number: str
    kind: Kind
    name: ActionName
    args: dict[str, Any]
    premise: dict[str, Any]
    needs: tuple[Need, ...]
    policy_version: str
    at: datetime
    needed_by: datetime | None
    stop: str | None
    decided: bool


class Difference(Frozen):
    """One action that the two policies treat differently."""

    action_id: str
    case_id: str
    case_number: str
    kind: Kind
    action: ActionName
    change: Change
    before: str
    after: str
    exposure: str
    decided: bool


class Simulation(Frozen):
    """What came of it.

    Attributes:
        policy: the version that was tried.
        replayed: how many actions it was asked about.
        unreadable: how many are of a shape that this release does not know any more; they are told, not guessed at.
        changes: how many of each difference.
    """

    policy: str
    since: datetime
    replayed: int
    unreadable: int
    changes: dict[Change, int]
    differences: tuple[Difference, ...]


def simulate(rows: Sequence[Recorded], tried: Policy, present: Policy, *, since: datetime) -> Simulation:
    """Ask a policy about what was proposed.

    Args:
        rows: what was proposed.
        tried: the policy to try.
        present: the policy of today; its times are compared, since a recorded deadline may follow from an earlier one.
        since: from when the rows are.
    """
    found, unreadable = [], 0
    for row in rows:
        try:
            difference = _difference(row, tried, present)
        except ArgumentsError:
            unreadable += 1
            continue
        if difference is not None:
            found.append(difference)
    return Simulation(
        policy=tried.version,
        since=since,
        replayed=len(rows) - unreadable,
        unreadable=unreadable,
        changes=dict(Counter(one.change for one in found)),
        differences=tuple(found),
    )


def _difference(row: Recorded, tried: Policy, present: Policy) -> Difference | None:
    args = parse(row.name, row.args)
    if row.stop and not row.needs and not args.under_stop:
        return None
    facts = args.facts(parse_premise(row.name, row.premise))
    after = tried.ruling(row.name, facts, now=row.at, needed_by=row.needed_by)
    now = present.ruling(row.name, facts, now=row.at, needed_by=row.needed_by)
    change = _change(row.needs, after.needs, timed=after.expires_at != now.expires_at)
    if change is None:
        return None
    hours = (now.expires_at - row.at).total_seconds() / 3600, (after.expires_at - row.at).total_seconds() / 3600
    timed = change == "other_time"
    return Difference(
        action_id=row.id,
        case_id=row.case_id,
        case_number=row.case_number,
        kind=row.kind,
        action=row.name,
        change=change,
        before=f"{hours[0]:g} h" if timed else people(row.needs),
        after=f"{hours[1]:g} h" if timed else people(after.needs),
        exposure=f"{facts.exposure.amount:f} {facts.exposure.currency}",
        decided=row.decided,
    )


def _change(before: Sequence[Need], after: Sequence[Need], *, timed: bool) -> Change | None:
    asked, would = Counter(frozenset(need.any_of) for need in before), Counter(frozenset(need.any_of) for need in after)
    if asked != would:
        return "now_forbidden" if not after else "other_people" if before else "now_allowed"
    return "other_time" if timed and before else None


def people(needs: Sequence[Need]) -> str:
    """Who is asked, as people say it."""
    return ", and ".join(need.words for need in needs) or "nobody: forbidden"

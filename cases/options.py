"""Options that stand beside each other: once people took one, what belongs only to the others is not needed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from cases.status import AGREED, ActionStatus

ANOTHER_WAY = "Another option was chosen."
# The reason code of whoever rejects something because of what they do instead.
BETTER_WAY = "better_way"


def passed_over(options: Iterable[Collection[str]], status: Mapping[str, ActionStatus]) -> frozenset[str]:
    """The actions that belong only to options which people did not take, where they took another.

    An option is taken once every action of it was agreed to. It says nothing about a larger option that holds all of
    it and more: whoever agreed to the first half of that one may still want the rest.

    Args:
        options: the actions of each option.
        status: where each action stands.
    """
    whole = [frozenset(option) for option in options]
    taken = [option for option in whole if option and all(status.get(one) in AGREED for one in option)]
    wanted = frozenset().union(*taken, *(option for option in whole if any(one <= option for one in taken)))
    return frozenset().union(*whole) - wanted if taken else frozenset()


def not_needed(
    rejected: Mapping[str, str | None],
    options: Iterable[Collection[str]],
    status: Mapping[str, ActionStatus],
    excludes: Mapping[str, Collection[str]],
    depends_on: Mapping[str, Collection[str]],
) -> frozenset[str]:
    """Which rejected actions nobody turned down for what they are: something else was done instead.

    Args:
        rejected: the rejected actions that the policy allows; the reason that a person gave, `BETTER_WAY` for one that
            says no more than that, None where no person rejected it.
        options: the actions of each option.
        status: where each action stands.
        excludes: what each action rules out.
        depends_on: what each action needs.
    """
    over = passed_over(options, status)
    found: set[str] = set()
    for action, reason in rejected.items():
        instead = reason is None and any(status[other] in AGREED for other in excludes[action])
        if instead or (reason in (None, BETTER_WAY) and action in over):
            found.add(action)
    while more := {
        action
        for action, reason in rejected.items()
        if action not in found and reason is None and found & set(depends_on[action])
    }:
        found |= more
    return frozenset(found)

"""Who may work a case by hand. Whoever holds none of the desk's roles may look, and changes nothing.

Closing a case, or correcting what was read, puts away what is undecided or approved, and putting it aside hides that;
so it is for those who are asked about that, or for a manager.
"""

from __future__ import annotations

from collections.abc import Iterable

from cases.approvals import may_fill
from cases.models import Need
from cases.people import Person
from cases.roles import Role

LOOKS_ONLY = "You hold no role at this desk, so you may look but not change anything. Roles come from Odoo groups."


def may_work(roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles may take a case on or give it back."""
    return bool(frozenset(roles))


def may_put_away(roles: Iterable[Role], asked: Iterable[Need]) -> bool:
    """Whether somebody with these roles may close a case by hand, correct what was read, or put it aside.

    Args:
        roles: what they hold now.
        asked: the approvals that its undecided and approved actions ask for; it puts those away, or hides them.
    """
    held, needs = frozenset(roles), tuple(asked)
    if not needs:
        return may_work(held)
    return any(role is role.manager for role in held) or any(may_fill(need, held) for need in needs)


def may_hand_over(person: Person, on_it: int | None) -> bool:
    """Whether somebody may put another person on a case: whoever is on it, a manager, or anybody while nobody is."""
    return may_work(person.roles) and (on_it in {None, person.uid} or person.is_manager)


def may_be_given(roles: Iterable[Role], asked: Iterable[Need]) -> bool:
    """Whether a case may be handed to somebody with these roles: they can do something about what it asks."""
    return may_put_away(roles, asked)


def asked_words(asked: Iterable[Need], *others: str) -> str:
    """Who is asked, as people say it: `procurement, sales or any manager`."""
    roles = dict.fromkeys(role.words for need in asked for role in need.any_of)
    if len(roles) == len(Role):
        return "anyone at the desk"
    *first, last = [*roles, *others] or ["nobody"]
    return f"{', '.join(first)} or {last}" if first else last


def putting_away_is_for(doing: str, asked: Iterable[Need]) -> str:
    """Whose it is to close a case or correct it (`doing`: `Closing`, `Correcting`), and why."""
    return (
        f"{doing} puts away changes that are undecided or approved, so it is for {asked_words(asked, 'any manager')}."
    )


def putting_aside_is_for(asked: Iterable[Need]) -> str:
    """Whose it is to put a case aside, and why."""
    return f"Putting aside hides it from those who are asked, so it is for {asked_words(asked, 'any manager')}."

"""What each day in a statement is: the new arrival, a departure, the old promise, or something else. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from agents.correspondence import signals
from agents.correspondence.dates import Day

Role = Literal["new", "departure", "old", "other"]


def roles_of(text: str, days: Sequence[Day], sent: date) -> list[tuple[Day, Role]]:
    """What each day in a statement is: the word nearest before it decides."""
    roles: list[tuple[Day, Role]] = []
    at = 0
    for day in days:
        role = _role(text[at : day.start], text[day.end : day.end + 40])
        if role == "new" and day.day < sent:
            # Days gone by tell of calls and letters; goods do not come in the past.
            role = "other"
        roles.append((day, role))
        at = day.end
    return roles


def _role(before: str, after: str) -> Role:
    """One day's role by the words before it since the last day, else by those after it."""
    tail = before[-90:]
    if signals.DOCUMENT.search(tail[-45:]) or (signals.PAYMENT.search(tail[-40:]) and not signals.ARRIVAL.search(tail)):
        return "other"
    if signals.FROM.search(tail):
        return "old"
    old, new = _last(signals.OLD, tail), _last(signals.NEW, tail)
    if old >= 0 and old > new:
        return "old"
    departure, arrival = _last(signals.DEPARTURE, tail), _last(signals.ARRIVAL, tail)
    if departure > arrival or (departure < 0 and arrival < 0 and signals.DEPARTURE.match(after.lstrip())):
        return "departure"
    return "new"


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where a pattern is last said; -1 where it is not."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)

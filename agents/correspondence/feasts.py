"""Days told from a feast: `the Wednesday after Easter`, `mardi d'après Pâques`, `na Pinksteren`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.easter import easter

from agents.correspondence.day_names import WEEKDAYS, any_of

AFTER = r"(?:after|following|nach|d['’]après|après|suivant|qui suit|na)"
EASTER = r"(?:easter(?: monday| weekend)?|ostern|ostermontag|dem osterwochenende|pâques|paques|pasen|paasmaandag)"
WHITSUN = r"(?:whitsun|whit monday|pentecost|pfingsten|pfingstmontag|(?:la )?pentecôte|pinksteren|pinkstermaandag)"
WEEKDAY_AFTER = re.compile(
    rf"\b(?P<weekday>{any_of(WEEKDAYS)})\s+(?:(?:directly|gleich|direkt|meteen|juste)\s+)?{AFTER}\s+"
    rf"(?:(?P<easter>{EASTER})|(?P<whitsun>{WHITSUN}))\b",
    re.IGNORECASE,
)
WEEK_AFTER = re.compile(
    rf"\b(?:week|woche|semaine)\s+{AFTER}\s+(?:(?P<easter>{EASTER})|(?P<whitsun>{WHITSUN}))\b", re.IGNORECASE
)
# Both feasts end with a Monday off.
MONDAYS = {"easter": 1, "whitsun": 50}


def weekday_after(match: re.Match[str], sent: date) -> date:
    """The first such weekday after the feast's Monday, the next feast from the day of writing."""
    monday = _monday(match, sent)
    ahead = (WEEKDAYS[match["weekday"].lower()] - monday.weekday()) % 7
    return monday + timedelta(days=ahead or 7)


def week_after(match: re.Match[str], sent: date) -> date:
    """The Friday of the week that the feast's Monday begins, since that week follows the Sunday."""
    return _monday(match, sent) + timedelta(days=4)


def _monday(match: re.Match[str], sent: date) -> date:
    feast = "easter" if match["easter"] else "whitsun"
    days: Iterator[date] = (easter(sent.year + step) + timedelta(days=MONDAYS[feast]) for step in (0, 1))
    # Who writes on Easter Monday of the days after it means this one.
    return next(day for day in days if day + timedelta(days=7) >= sent)

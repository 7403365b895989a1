"""Days told from the next such weekday: `Friday week`, `Thursday fortnight`, `vendredi en huit`. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from agents.correspondence.day_names import WEEKDAYS, any_of

_WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAYS)})"
_WEEK = (
    r"(?P<week>week(?! ?\d)|in (?:a week|einer woche|acht tagen|8 tagen)|über eine woche|en huit|"
    r"over (?:een|1) week|over acht dagen)"
)
_FORTNIGHT = (
    r"(?P<fortnight>fortnight|in (?:two weeks|zwei wochen|vierzehn tagen|14 tagen)|en quinze|"
    r"over (?:twee|2) weken|over (?:veertien|14) dagen)"
)
# `Friday week`; and `a week on Friday`.
WEEKDAY_AHEAD = re.compile(rf"\b{_WEEKDAY},?\s+(?:{_WEEK}|{_FORTNIGHT})\b(?!\s+\d)", re.IGNORECASE)
AHEAD_OF_WEEKDAY = re.compile(
    rf"\ba\s+(?:(?P<week>week)|(?P<fortnight>fortnight))\s+(?:on\s+|from\s+|this\s+|coming\s+|next\s+){{0,2}}{_WEEKDAY}\b",
    re.IGNORECASE,
)
WEEK_AFTER_NEXT = re.compile(
    r"\b(?:(?:the )?week after next|(?:in (?:der )?)?übernächste[rn]? woche|(?:de )?week na volgende week|"
    r"dans deux semaines)\b",
    re.IGNORECASE,
)


def day_ahead(match: re.Match[str], sent: date) -> date:
    """One week, or two, after the next such weekday from the day of writing."""
    ahead = (WEEKDAYS[match["weekday"].lower()] - sent.weekday()) % 7 or 7
    return sent + timedelta(days=ahead + (7 if match["week"] else 14))


def friday_after_next(sent: date) -> date:
    """The last working day of the week after the next."""
    return sent + timedelta(days=14 + 4 - sent.weekday())

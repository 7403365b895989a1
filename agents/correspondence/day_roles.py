"""What each day in a statement is: the new arrival, a departure, the old promise, or something else. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from agents.correspondence import signals
from agents.correspondence.answer_days import WINDOW, is_answer_day
from agents.correspondence.dates import Day

Role = Literal["new", "departure", "old", "answer", "other"]
JOINED = re.compile(
    r"\s{0,3}(?:,|or|and|to|-|–|oder|und|bis|ou|et|à|of|en|tot)?\s{1,3}(?:by|on|am|zum|le|op)?\s{0,3}", re.I
)


NOT_THIS = re.compile(
    r"\b(?:not|nicht|pas|niet|non|no)\s+(?:(?:on|by|am|zum|bis|le|au|op|il|el|the|den|dem)\s+){0,2}$", re.IGNORECASE
)
# What would be so is not announced: `with tinted glass it would be 12 November`.
WOULD = signals.words(
    r"\b(?:would|could|might)(?: then| only| still| probably| also)? (?:be|become|arrive|come|move|mean|take|slip)\b",
    r"\bwürden?\b.{0,60}\b(?:werden|kommen|sein|eintreffen|liefern|bedeuten)\b|\bwären?\b",
    r"\b(?:serai(?:t|ent)|arriverai(?:t|ent)|passerai(?:t|ent)|viendrai(?:t|ent)|livrerions|pourrions livrer)\b",
    r"\bzou(?:den)?\b.{0,60}\b(?:worden|komen|zijn|leveren|aankomen)\b|\bzou(?:den)? (?:het|dat|dit|ze) (?:\w+ )?\d",
)
TAKES_BACK = re.compile(
    r",\s(?:and\s|und\s|et\s|en\s)?(?:not|nicht|pas|niet)\s(?:(?:on|by|am|zum|le|au|op|the|den|dem|de)\s?){0,2}$", re.I
)
BUT_THAT = re.compile(r"\s*,?\s*(?:but|sondern|mais|maar|sino|ma)\b", re.IGNORECASE)
# 'As planned' that ends its clause tells of what went before, not of the day that follows.
# Right before a day it confirms that day: `as planned on 4 December`.
SETTLED = re.compile(
    rf"(?:{signals.ON_TIME.pattern})"
    r"(?=\s?\)?(?:,|\s(?:and|und|et|en|but|aber|mais|maar)\s)|"
    r"\s(?:on|by|for|am|zum|für den|le|pour le|op|tegen)?(?:\s(?:the|de))?\s?$)",
    re.I,
)
# The day that does not hold, by its number alone: 'in plaats van de 21e worden ze op 30 juni geleverd'.
OLD_NUMBER = re.compile(
    rf"(?:{signals.OLD.pattern})\s(?:(?:the|den|dem|le|de|am|zum|op|on)\s)?\d{{1,2}}(?:st|nd|rd|th|er|ème|e|\.)?(?![\d.,])",
    re.IGNORECASE,
)


def roles_of(text: str, days: Sequence[Day], sent: date) -> list[tuple[Day, Role]]:
    """What each day in a statement is: the word nearest before it decides."""
    roles: list[tuple[Day, Role]] = []
    at = 0
    conditions = list(conditions_of(text))
    for day in days:
        before = text[at : day.start]
        role = _role(before, text[day.end : day.end + WINDOW])
        if _is_set_against(before, text[day.end : day.end + 40]) or (roles and _takes_back(before)):
            role = "old"
        if any(start <= day.start < end for start, end in conditions):
            # By which something must happen first.
            role = "other"
        if role == "new" and roles and roles[-1][1] == "answer" and JOINED.fullmatch(before):
            role = "answer"
        if _is_closed(text, roles, before, day) or _is_bygone(text, before, day):
            role = "other"
        if role == "new" and day.day < sent:
            # Days gone by tell of calls and letters; goods do not come in the past.
            role = "other"
        roles.append((day, role))
        at = day.end
    return roles


def _is_closed(text: str, earlier: Sequence[tuple[Day, Role]], before: str, day: Day) -> bool:
    """Whether a day is the first or the last of some on which nobody works: `closed from 2 to 20 August`."""
    if earlier and earlier[-1][1] == "other" and signals.RANGE.fullmatch(before):
        first = earlier[-1][0]
        return _is_closed(text, (), text[: first.start], first)
    if not signals.FROM.search(before[-20:]) and not signals.RANGE.match(text, day.end):
        return False
    around = text[max(0, day.start - WINDOW) : day.end + WINDOW]
    return signals.CLOSED.search(around) is not None and not signals.ARRIVAL.search(around)


def _is_bygone(text: str, before: str, day: Day) -> bool:
    """Whether a weekday is that of something that happened: `the furnace was shut down on Saturday`."""
    if not text[day.start : day.end].isalpha() or signals.TOWARDS.search(before[-20:]):
        return False
    clause = re.split(r"[.;!?]", before)[-1][-80:] + " " + re.split(r"[.,;!?]", text[day.end :])[0][:40]
    return bool(signals.HAPPENED.search(clause)) and not (signals.ARRIVAL.search(clause) or signals.OLD.search(clause))


def is_open(text: str) -> bool:
    """Whether it asks, offers, or says what is so only where something else is."""
    return text.rstrip().endswith("?") or next(conditions_of(text), None) is not None or bool(WOULD.search(text))


def conditions_of(text: str) -> Iterator[tuple[int, int]]:
    """The clauses that say what must be so first: places in a statement."""
    for found in signals.CONDITION.finditer(text):
        if not signals.NO_CONDITION.search(text[max(0, found.start() - 60) : found.start()]):
            comma = text.find(",", found.end())
            yield found.start(), comma if comma >= 0 else len(text)


def _is_set_against(before: str, after: str) -> bool:
    """Whether a day is the one of two that does not hold: `not 15 but 10 December`."""
    return bool(NOT_THIS.search(before[-40:]) and BUT_THAT.match(after))


def _takes_back(before: str) -> bool:
    """Whether a day after another is the one that does not hold: `the 24th, not the 25th`."""
    return len(before) < 40 and TAKES_BACK.search(before) is not None


def _role(before: str, after: str) -> Role:
    """One day's role by the words before it since the last day, else by those after it."""
    tail = before[-90:]
    if signals.DOCUMENT.search(tail[-45:]) or (signals.PAYMENT.search(tail[-40:]) and not signals.ARRIVAL.search(tail)):
        return "other"
    if is_answer_day(before, after):
        return "answer"
    if signals.FROM.search(tail) or signals.OLD_AFTER.search(after):
        return "old"
    if signals.KEEPS.search(tail[-45:]) and signals.NOT_KEPT.search(after):
        return "old"
    if signals.NOT_FOR.search(tail[-45:]):
        return "old"
    tail = OLD_NUMBER.sub(" ", SETTLED.sub(" ", tail))
    old, new = _last(signals.OLD, tail), _last(signals.NEW, tail)
    if old >= 0 and old > new:
        return "old"
    departure, arrival = _last(signals.DEPARTURE, tail), _last(signals.ARRIVAL, tail)
    if departure > arrival or (departure < 0 and arrival < 0 and signals.DEPARTURE.match(after[:40].lstrip())):
        return "departure"
    return "new"


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where a pattern is last said; -1 where it is not."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)

"""Words for so much later in, so many days out: English, German, French and Dutch. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from agents.correspondence.day_names import NUMBERS, any_of
from agents.correspondence.text import TakenPlaces
from cases.workdays import MONDAY_TO_FRIDAY

COUNT = rf"(?:(?P<low>\d{{1,2}})\s*(?:-|–|to|bis|à|tot)\s*)?(?P<count>\d{{1,3}}|{any_of(NUMBERS)})"
UNIT = (
    r"(?:calendar\s+|kalender(?=tag|dag))?(?P<working>(?:working|business|work)\s+|(?:arbeits|werk)(?=tag|dag))?"
    r"(?P<unit>days?|weeks?|months?|fortnights?|tage?n?|wochen?|monate?n?|jours?|semaines?|quinzaines?|mois|dagen|dag|"
    r"weken|week|maand(?:en)?|arbeitstage?n?|werktage?n?|werkdagen|wks?)(?:\s+calendaires)?(?P<working_after>\s+ouvr[ée]s|\s+ouvrables)?"
)
SO_LONG = rf"{COUNT}[\s-]+{UNIT}\b"
ABOUT = (
    r"(?:(?:at least|about|around|approx\.?|some|another|roughly|ca\.?|almost|nearly|exactly|a good|"
    r"etwa|rund|gut|genau|circa|mindestens|voraussichtlich|vermutlich|wohl|knapp|weitere|"
    r"environ|exactement|au moins|près|bien|"
    r"ongeveer|precies|zeker|minstens|ruim|zo'n|nog)\s+){0,3}"
)
# A number or an article, which is no day.
CODE = r"\b(?!\d{1,2}\b)(?=\w{0,8}\d)[\w/-]{3,20}\b"
# What is said of a day that moves, whichever way it is put.
MOVES = (
    r"(?:delay\w*|postpon\w*|push\w*|slip\w*|slid\w*|shift\w*|late|(?:move|set|put|push|knock)\w* (?:back|out)|behind|"
    r"verschieb\w*|verschob\w*|verzöger\w*|verspät\w*|verzug|rutsch\w*|nach hinten|hinaus\w*|zurückgeworfen|"
    r"retard\w*|décal\w*|report(?:é|er|ons|ée?s?|ées)\w*|repouss\w*|recul\w*|gliss\w*|"
    r"vertraag\w*|vertraging\w*|uitgesteld|uitstel|uitloop|verschoven|verschui\w*|achterstand|opgeschoven)"
)
# 'Announced three weeks ago', 'arrives in two weeks', 'there is three weeks of stock'.
NO_AGO = r"(?!\s+(?:ago|her|geleden)\b)"


@dataclass(frozen=True)
class Shift:
    """So much later than agreed."""

    start: int
    end: int
    days: int
    working: bool = False
    sure: float = 0.9

    def after(self, day: date) -> date:
        """The day that is this much later."""
        if not self.working:
            return day + timedelta(days=self.days)
        # By whose holidays the writer counts is not known.
        return MONDAY_TO_FRIDAY.later(day, self.days)


def find_shifts(text: str) -> list[Shift]:
    """How much later than agreed a text says something comes."""
    found: list[Shift] = []
    taken = TakenPlaces(0, len(text))
    for pattern, made in _SHIFTS:
        for match in pattern.finditer(text):
            if not taken.overlaps(match.start(), match.end()):
                found.append(made(match))
                taken.add(match.start(), match.end())
    return sorted(found, key=lambda shift: shift.start)


def shift_of(match: re.Match[str]) -> Shift:
    """The days of a match of `COUNT` and `UNIT`; of `2 to 3 weeks` the longer, and less sure."""
    count = _count(match["count"])
    unit = match["unit"].lower()
    each = 7 if unit.startswith(("w", "semaine")) and "tag" not in unit and "dag" not in unit else 1
    each = 30 if unit.startswith(("month", "monat", "mois", "maand")) else each
    each = 14 if unit.startswith(("fortnight", "quinzaine")) else each
    working = bool(match["working"] or match["working_after"] or unit.startswith(("arbeits", "werkt", "werkd")))
    days = count * each
    if unit.startswith("jour") and not working:
        # In French a week is eight days, and two are fifteen.
        days = {8: 7, 15: 14}.get(days, days)
    return Shift(match.start(), match.end(), days, working=working and each == 1, sure=0.75 if match["low"] else 0.9)


def _so_many(days: int, sure: float) -> Callable[[re.Match[str]], Shift]:
    return lambda match: Shift(match.start(), match.end(), days, sure=sure)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text.lower()]


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BY_COUNT: list[re.Pattern[str]] = [
    _p(rf"\b(?:another|an? (?:additional|extra|further)|additional|further|extra|weitere)\s+{COUNT}[\s-]+{UNIT}"),
    _p(rf"\b{COUNT}\s+(?:more|additional|extra|further|weitere|autres)\s+{UNIT}"),
    _p(
        rf"\b{COUNT}[\s-]+{UNIT}\s*(?:later|late|behind|delay|after the|past the|späte?r|zu spät|länger|longer|"
        r"langer|nach hinten|de plus|supplémentaires?|verspätung|verspätet|"
        r"verzug|verzögerung|verzögert|nach dem|plus tard|de retard|en retard|de décalage|later|te laat|vertraging|"
        r"na de)"
    ),
    # 'A week after that', 'zwei Wochen danach'.
    _p(rf"\b{SO_LONG}\s+(?:after (?:that|them|those)|afterwards|thereafter|danach|darauf|daarna|daarop|erna|nadien)\b"),
    _p(rf"\b{SO_LONG}\s+(?:après|ensuite)\s*(?=[.,;!)]|$)"),
    # 'Delayed by a good two weeks', 'rutscht um genau eine Woche', 'repoussée d'environ trois semaines'.
    _p(rf"\b{MOVES}[^.;\d]{{0,30}}?\b(?:by|of|for|um|met|van|de|d['’])\s*{ABOUT}{SO_LONG}{NO_AGO}"),
    # What moves stands between: 'verschiebt sich der ganze Auftrag P00447, blau und grau, um fünf Arbeitstage'.
    _p(rf"\b{MOVES}(?:[^.;\d]|{CODE}){{0,80}}?\b(?:by|um|met)\s*{ABOUT}{SO_LONG}{NO_AGO}"),
    _p(rf"\b{MOVES}\s+(?:sich\s+)?{ABOUT}{SO_LONG}{NO_AGO}"),
    _p(rf"\b(?:by|um|met|de|d['’])\s*{ABOUT}{SO_LONG}{NO_AGO}(?=[^.;\d]{{0,40}}\b{MOVES})"),
    # The Dutch verb stands around it: 'schuift een week op'.
    _p(rf"\b(?:schui\w+|loop\w*|lopen|schoof|schoven)\b[^.;\d]{{0,20}}?\b{SO_LONG}\s+(?:op|uit)\b"),
]
# Seven days and a half of seven, said of a day to come; no working day more.
_AND_A_HALF = _p(
    r"\b(?:a week and a half|one and a half weeks|(?:eineinhalb|anderthalb) wochen|une semaine et demie|"
    r"anderhalve week)\s+(?:later|after(?: that)?|behind|später|danach|nach hinten|plus tard|après|de retard|de plus|"
    r"daarna|erna|te laat|vertraging)"
)
_NEXT_WEEK = _p(
    r"\b(?:(?:the|a) week after(?: that)?(?=\s*(?:[.,;!)]|$))|the following week|(?:in )?der (?:woche darauf|"
    r"folgewoche|darauffolgenden woche)|eine woche drauf|la semaine (?:suivante|d'après)|"
    r"(?:de )?week (?:erop|daarop|daarna|erna))"
)
_SHIFTS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Shift]]] = [
    *((pattern, shift_of) for pattern in _BY_COUNT),
    (_AND_A_HALF, _so_many(10, 0.8)),
    (_NEXT_WEEK, _so_many(7, 0.7)),
]

"""Words for days in, days out: English, German, French and Dutch; absolute, by week, relative to the mail's day. Pure.

A date that cannot be told for certain is told with less certainty, never guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agents.correspondence.day_names import MONTHS, WEEKDAYS, any_of
from agents.correspondence.feasts import WEEK_AFTER, WEEKDAY_AFTER, week_after, weekday_after
from agents.correspondence.shifts import COUNT, UNIT, shift_of
from agents.correspondence.text import Language, TakenPlaces
from agents.correspondence.weeks_ahead import (
    AHEAD_OF_WEEKDAY,
    WEEK_AFTER_NEXT,
    WEEKDAY_AHEAD,
    day_ahead,
    friday_after_next,
)
from cases.claims import Precision

MONTH = rf"(?P<month>{any_of(MONTHS)})\.?(?![a-zäöüéû])"
YEAR = r"(?:[,\s-]{0,3}(?:(?:de|del|of)\s)?(?P<year>20\d\d|['’]\d\d))?"
DAY_NUMBER = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|e|\.)?"


# What makes a day a moment: a clock time with its distance from universal time.
MOMENT = re.compile(
    r"[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d{1,9})?)?\s?(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2})(?!\w)"
)


@dataclass(frozen=True)
class Day:
    """A day found in a text.

    Attributes:
        start, end: where, in the text that was searched.
        sure: how certain this reading of the words is.
    """

    start: int
    end: int
    day: date
    precision: Precision = Precision.DAY
    sure: float = 1.0


@dataclass(frozen=True)
class Reader:
    """What reading dates depends on.

    Attributes:
        sent: the mail's day.
        language: of the text.
        day_first: how it writes numbers, where that can be told.
        zone: where its days are kept: a moment in universal time is of that place's day; empty: as it is written.
    """

    sent: date
    language: Language
    day_first: bool | None = None
    zone: str = ""

    def find(self, text: str) -> list[Day]:
        """The days that a text names, in order, none overlapping another."""
        found: list[Day] = []
        taken = TakenPlaces(0, len(text))
        for pattern, make in _READERS:
            for match in pattern.finditer(text):
                if taken.overlaps(match.start(), match.end()):
                    continue
                day = make(self, match)
                if day is not None:
                    found.append(day)
                    taken.add(day.start, day.end)
        return _settled(sorted(found, key=lambda day: day.start), text)

    def near(self, month: int, day: int, year: str | None) -> date | None:
        """The date with that year, or without one the nearest that makes sense from the mail's day."""
        if year:
            number = int(year.strip("'’"))
            return _date(number + 2000 if number < 100 else number, month, day)
        options = [_date(self.sent.year + step, month, day) for step in (-1, 0, 1)]
        lower, upper = self.sent - timedelta(days=120), self.sent + timedelta(days=245)
        return next((option for option in options if option and lower <= option <= upper), None)


def reader_for(text: str, sent: date, language: Language, zone: str = "") -> Reader:
    """A reader that knows from a text's own unmistakable dates how it writes the others."""
    day_first: bool | None = None if language == "en" else True
    for match in re.finditer(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})[/-](?:20)?\d\d(?!\d)", text):
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second:
            day_first = True
        elif second > 12 >= first:
            day_first = False
    return Reader(sent=sent, language=language, day_first=day_first, zone=zone)


def _settled(days: list[Day], text: str) -> list[Day]:
    """Days that are one: `Monday, 14 December`; and weeks named by the day they begin on."""
    kept: list[Day] = []
    for day in days:
        before = kept[-1] if kept else None
        if before and _is_weekday(before, text) and BESIDE.fullmatch(text, before.end, day.start):
            kept[-1] = replace(day, start=before.start, sure=_agreed(before, day, text))
        elif before and _is_weekday(day, text) and BESIDE.fullmatch(text, before.end, day.start):
            kept[-1] = replace(before, end=day.end, sure=_agreed(day, before, text))
        else:
            kept.append(day)
    return [_of_its_week(day, text) for day in kept]


def _is_weekday(day: Day, text: str) -> bool:
    return text[day.start : day.end].casefold() in WEEKDAYS


def _agreed(weekday: Day, day: Day, text: str) -> float:
    """How sure a day is that stands with its weekday: one of the two is wrong where they differ."""
    agree = day.day.weekday() == WEEKDAYS[text[weekday.start : weekday.end].casefold()]
    return 1.0 if agree and day.sure >= 0.9 else min(day.sure, 1.0 if agree else 0.6)


def _of_its_week(day: Day, text: str) -> Day:
    """The Friday of the week that a day only names."""
    begins = WEEK_OF.search(text, max(0, day.start - 40), day.start)
    if begins is None or day.precision is not Precision.DAY:
        return day
    return replace(day, start=begins.start(), day=week_end(day.day), precision=Precision.WEEK, sure=min(day.sure, 0.9))


def week_end(day: date) -> date:
    """The Friday of a day's week: the last working day on which something due 'that week' is still in time."""
    return day + timedelta(days=4 - day.weekday())


# Between a weekday and its day, and words for a week before the day it begins on. They end where the day begins.
BESIDE = re.compile(r"[\s,.(]{0,3}(?:the|den|dem|le|el|il|op)?[\s,.(]{0,3}", re.IGNORECASE)
WEEK_OF = re.compile(
    r"\b(?:w/?c|w/?b|(?:wk\.?|week) (?:commencing|beginning|starting|of(?: the)?|van|vanaf)|"
    r"(?:der )?woche (?:vom|ab(?: dem)?|des)|semaine du|semana del|settimana del)\s*(?:the )?$",
    re.IGNORECASE,
)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=max(0, last.weekday() - 4))


def _iso(reader: Reader, match: re.Match[str]) -> Day | None:
    day = _date(int(match[1]), int(match[2]), int(match[3]))
    moment = MOMENT.match(match.string, match.end())
    if day is not None and moment is not None and reader.zone:
        day = _day_there(day, moment, reader.zone)
    return Day(match.start(), match.end(), day) if day else None


def _day_there(day: date, moment: re.Match[str], zone: str) -> date:
    """The day that a moment is at a place: half past eleven at night in London is the next day in Brussels."""
    offset = "Z" if moment["offset"].isalpha() else moment["offset"]
    try:
        there = datetime.fromisoformat(f"{day}T{moment['hour']}:{moment['minute']}{offset}")
    except ValueError:
        return day
    return there.astimezone(ZoneInfo(zone)).date()


def _weekday_and_number(reader: Reader, match: re.Match[str]) -> Day | None:
    """`Monday 21st`: the next such day that is a Monday; one that is just over, where the next is far ahead."""
    number, weekday = int(match["day"]), WEEKDAYS[match["weekday"].lower()]
    over = reader.sent - timedelta(days=20)
    # In March the days of February come again.
    near = (*_days_from(reader.sent, 45), *_days_from(over, 20), *_days_from(reader.sent, 120))
    day = next((day for day in near if day.day == number and day.weekday() == weekday), None)
    return Day(match.start(), match.end(), day, sure=0.9) if day else None


def _number_alone(reader: Reader, match: re.Match[str]) -> Day | None:
    """`the 9th`: the next day of that number."""
    number = int(match["day"])
    day = next((day for day in _days_from(reader.sent, 62) if day.day == number), None)
    return Day(match.start("day"), match.end(), day, sure=0.8) if day else None


def _same_month(reader: Reader, match: re.Match[str]) -> Day | None:
    """`not 15 but 10 December`: a bare number takes the month of the day set against it, else the next."""
    number = int(match["day"])
    day = reader.near(MONTHS[match["month"].lower()], number, match["year"])
    if day is None or day < reader.sent:
        day = next((day for day in _days_from(reader.sent, 62) if day.day == number), None)
    return Day(match.start("day"), match.end("day"), day, sure=0.9) if day else None


def _days_from(day: date, count: int) -> Iterator[date]:
    return (day + timedelta(days=step) for step in range(count))


def _dotted(reader: Reader, match: re.Match[str]) -> Day | None:
    day = reader.near(int(match["m"]), int(match["d"]), match["y"])
    return Day(match.start(), match.end(), day) if day else None


def _slashed(reader: Reader, match: re.Match[str]) -> Day | None:
    first, second, year = int(match["a"]), int(match["b"]), match["y"]
    by_day, by_month = reader.near(second, first, year), reader.near(first, second, year)
    options = [day for day in (by_day, by_month) if day]
    if not options:
        return None
    if len(set(options)) == 1:
        return Day(match.start(), match.end(), options[0])
    if reader.day_first is not None:
        day = by_day if reader.day_first else by_month
        return Day(match.start(), match.end(), day, sure=0.95) if day else None
    # Neither the language nor another date of the mail tells: the reading nearest ahead, and little certainty.
    ahead = [day for day in options if day >= reader.sent]
    return Day(match.start(), match.end(), min(ahead or options), sure=0.6)


def _named(reader: Reader, match: re.Match[str]) -> Day | None:
    if match["month"] == "may":
        # `20 may arrive` is no day in May.
        return None
    day = reader.near(MONTHS[match["month"].lower()], int(match["day"]), match["year"])
    return Day(match.start(), match.end(), day) if day else None


def _week(reader: Reader, match: re.Match[str]) -> Day | None:
    number = int(match["week"] or 0)
    years = [int(match["year"])] if match["year"] else [reader.sent.year - 1, reader.sent.year, reader.sent.year + 1]
    for year in years:
        try:
            friday = date.fromisocalendar(year, number, 5)
        except ValueError:
            continue
        if match["year"] or reader.sent - timedelta(days=60) <= friday <= reader.sent + timedelta(days=300):
            return Day(match.start(), match.end(), friday, Precision.WEEK, 0.9)
    return None


def _part_of_month(reader: Reader, match: re.Match[str]) -> Day | None:
    first = reader.near(MONTHS[match["month"].lower()], 15, match["year"])
    if first is None:
        return None
    part = match["part"].lower()
    if part.startswith(("end", "ende", "fin", "eind")):
        day = _month_end(first.year, first.month)
    elif part.startswith(("mid", "mitte", "mi", "half", "halb")):
        day = week_end(first)
    else:
        day = week_end(date(first.year, first.month, 7))
    return Day(match.start(), match.end(), day, Precision.WEEK, 0.7)


def _next_week(reader: Reader, match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), week_end(reader.sent + timedelta(days=7)), Precision.WEEK, 0.85)


def _after_a_feast(reader: Reader, match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), weekday_after(match, reader.sent), sure=0.85)


def _week_after_a_feast(reader: Reader, match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), week_after(match, reader.sent), Precision.WEEK, 0.8)


def _weeks_ahead(reader: Reader, match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), day_ahead(match, reader.sent), sure=0.85)


def _week_after_next(reader: Reader, match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), friday_after_next(reader.sent), Precision.WEEK, 0.8)


def _this_week(reader: Reader, match: re.Match[str]) -> Day:
    return Day(match.start(), match.end(), week_end(reader.sent), Precision.WEEK, 0.85)


def _in_so_long(reader: Reader, match: re.Match[str]) -> Day:
    shift = shift_of(match)
    precision = Precision.WEEK if match["unit"].lower()[0] in "wsm" else Precision.DAY
    return Day(match.start(), match.end(), shift.after(reader.sent), precision, 0.75)


def _weekday(reader: Reader, match: re.Match[str]) -> Day:
    words = match[0].lower()
    number = WEEKDAYS[match["weekday"].lower()]
    ahead = (number - reader.sent.weekday()) % 7 or 7
    following_week = re.search(r"next week|nächste[rn]? woche|semaine prochaine|volgende week", words)
    if following_week:
        monday = reader.sent - timedelta(days=reader.sent.weekday()) + timedelta(days=7)
        return Day(match.start(), match.end(), monday + timedelta(days=number), sure=0.9)
    # 'Next Friday' said on a Tuesday means this week's to some, next week's to others.
    says_next = re.search(r"\bnext\b|nächst|prochain|volgend", words)
    near = ahead if not says_next or ahead > 2 else ahead + 7
    return Day(match.start(), match.end(), reader.sent + timedelta(days=near), sure=0.75 if says_next else 0.85)


def _tomorrow(reader: Reader, match: re.Match[str]) -> Day:
    days = 2 if match[0].lower() in {"übermorgen", "overmorgen", "après-demain"} else 1
    return Day(match.start(), match.end(), reader.sent + timedelta(days=days), sure=0.9)


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAYS)})"
OF = r"(?:\s+(?:of|de|du|van|des)|)"
_READERS: list[tuple[re.Pattern[str], Callable[[Reader, re.Match[str]], Day | None]]] = [
    (_p(r"(?<![\d-])(20\d\d)-(\d{2})-(\d{2})(?!\d)"), _iso),
    (_p(r"(?<![\d/.-])(20\d\d)[/.](\d{1,2})[/.](\d{1,2})(?![\d/]|\.\d)"), _iso),
    (_p(r"(?<![\w-])(?:(?P<year>20\d\d)[-/ ]?)?W(?P<week>[0-5]\d)(?:-[1-7])?(?![\w-])"), _week),
    (_p(r"(?<![\d.])(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?(?P<y>20\d\d|\d\d(?![\d.:]))?(?!\d)"), _dotted),
    (_p(r"(?<![\d.])(?P<d>[0-3]?\d)\.(?P<m>[01]\d)\.?(?P<y>20\d\d)(?!\d)"), _dotted),
    (_p(r"(?<![\d/-])(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>20\d\d|\d\d)(?![\d/-])"), _slashed),
    (_p(r"(?<![\d/-])(?!24/7\b)(?P<a>[0-3]?\d)/(?P<b>[01]?\d)(?P<y>)(?![\d/%-])"), _slashed),
    (
        _p(
            rf"(?P<part>end|ende|fin|eind(?:e)?|mid(?:dle)?|mitte|mi|half|begin(?:ning)?|start|early|anfang|début|begin)"
            rf"(?:-|\s+)(?:of\s+|de\s+|du\s+mois\s+de\s+|van\s+)?{MONTH}{YEAR}"
        ),
        _part_of_month,
    ),
    (
        _p(
            r"(?<![\w.,/-])(?<!week )(?<!wk )(?<!kw )(?<!woche )(?<!semaine )(?<!sem )(?P<day>[0-3]?\d)"
            r"(?:st|nd|rd|th|\.)?(?=\s*,?\s+(?:but|sondern|mais|maar|sino|ma|rather than|"
            rf"instead of|statt|anstatt|au lieu du|in plaats van)\s+(?:(?:on|am|the|den|le|op)\s+){{0,2}}"
            rf"(?:{any_of(WEEKDAYS)})?,?\s*[0-3]?\d(?:st|nd|rd|th|\.)?{OF}\s+{MONTH}{YEAR})"
        ),
        _same_month,
    ),
    (_p(rf"(?<![\w.,]){DAY_NUMBER}{OF}\s*-?{MONTH}{YEAR}"), _named),
    (_p(rf"\b{MONTH}\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\d){YEAR}"), _named),
    (
        _p(
            r"\b(?:calendar\s+week|kalenderwoche|kw|cw|week(?:\s+no\.?)?|wk|semaine|sem\.|woche)\s*(?:\.\s*)?"
            r"(?P<week>[0-5]?\d)(?!\d|\s*(?:days|tage|jours|units|pcs|st\b))(?:\s*[/.,]?\s*(?P<year>20\d\d))?"
        ),
        _week,
    ),
    (WEEKDAY_AFTER, _after_a_feast),
    (WEEKDAY_AHEAD, _weeks_ahead),
    (AHEAD_OF_WEEKDAY, _weeks_ahead),
    (WEEK_AFTER_NEXT, _week_after_next),
    (WEEK_AFTER, _week_after_a_feast),
    (
        _p(
            rf"\b{WEEKDAY},?\s+(?:(?:the|den|dem|le|el|il|de)\s+)?(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|e|\.)?"
            rf"(?![\w/:]|[.,-]\d|\s*(?:{any_of(MONTHS)}|[ap]\.?m\b|uhr|uur|h\b|o'clock)|\s+of\b|\s*(?:x\s|pcs|units|stk|st\b|stück|stuks))"
        ),
        _weekday_and_number,
    ),
    (
        _p(
            r"\b(?:(?:the|of|on|by|until|to)\s+(?:the\s+)?(?P<day>[0-3]?\d)(?:st|nd|rd|th))"
            rf"(?!\w|\s+(?:of\s+)?(?:{any_of(MONTHS)}|floor|line|item|order|time|batch|shipment|delivery|part|lot|truck))"
        ),
        _number_alone,
    ),
    (
        _p(
            r"\b(?:am|zum|vom|auf den|mit dem|ab dem|der|den|bis zum|statt des|statt am)\s+(?P<day>[0-3]?\d)\."
            rf"(?!\s?\d|\s*(?:{any_of(MONTHS)}))(?=[\s,;)]|$)"
        ),
        _number_alone,
    ),
    (
        _p(
            r"\b(?:le|au|du|pour le)\s+(?P<day>[0-3]?\d)(?:er)?"
            r"(?=\s*(?:[.,;!)]\s|[.!]?$|\s(?:comme|et|au lieu|mais|chez|seulement|plutôt|au plus|pour|était|est)\b))"
        ),
        _number_alone,
    ),
    (
        _p(
            r"\b(?:op|tegen|voor|tot|naar|van|wordt)\s+(?:de\s+)?(?P<day>[0-3]?\d)(?:e|de|ste)"
            r"(?=\s*(?:[.,;!)]|$|\s(?:zoals|en|maar|bij|in plaats|pas)\b))"
        ),
        _number_alone,
    ),
    (
        _p(
            rf"\b(?:(?:next week|nächste[rn]? woche|volgende week|la semaine prochaine)\s+(?:on\s+|am\s+|op\s+)?|"
            rf"(?:next|this|coming|kommenden?|nächsten?|diesen?|volgende|komende|aanstaande|ce)\s+)?{WEEKDAY}"
            r"(?:\s+(?:of\s+)?(?:next week|nächste[rn]? woche|de la semaine prochaine|prochain|volgende week))?\b"
        ),
        _weekday,
    ),
    (
        _p(
            r"\b(?:end of\s+|ende\s+|fin de(?: la)?\s+|eind\s+)?(?:next week|nächste[rn]? woche|"
            r"(?:la )?semaine prochaine|volgende week|kommende[rn]? woche)\b"
        ),
        _next_week,
    ),
    (_p(r"\b(?:this week|diese[rn]? woche|cette semaine|deze week)\b"), _this_week),
    (
        _p(
            rf"\b(?:in|within|dans|d'ici|over|binnen|innerhalb von)\s+(?:ca\.?\s+|about\s+|environ\s+|ongeveer\s+)?"
            rf"{COUNT}\s+{UNIT}\b(?!\s*(?:verzug|verspätung|später|later|late))"
        ),
        _in_so_long,
    ),
    (_p(r"\b(?:übermorgen|overmorgen|après-demain|tomorrow|demain)\b"), _tomorrow),
]

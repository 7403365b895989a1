"""What somebody counted, as a letter surely tells it: one item, one number that was counted, at most one place. Pure.

Where a statement names two items or two counts, or none, nothing is claimed: then the letter is about a count, and
somebody asks. A count that is what the book is said to have is no difference.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from agents.correspondence.dates import Day
from agents.correspondence.names import CODE
from agents.correspondence.text import Sentence
from cases.claims import MAX_NAME, CountClaim, sensible_day

SURE, ITEM_FROM_ELSEWHERE = 0.8, 0.65
_NUMBER = r"(?<![\w.,/:-])(?P<number>\d{1,3}(?:[.,' ]\d{3})+|\d{1,7}(?:[.,]\d{1,3})?)(?![\w:/]|[.,]\d)"
_GAP = r"\s{0,3}[:=–-]?\s{0,3}(?:[^\W\d_]{1,14}\s{1,2}){0,2}"
_COUNTED = (
    r"(?:(?:re)?counted|count(?: is| was)?|physical(?:ly)?|shelf says|there (?:are|is)|we (?:have|hold|found)|"
    r"gezählt|zählung|ist(?:bestand)?|liegen|gefunden|"
    r"comptée?s?|comptage|inventoriée?s?|physique|trouvée?s?|"
    r"geteld|telling|fysiek|liggen|gevonden)"
)
_BOOK = (
    r"(?:book(?:s|ed)?|system|computer|odoo|"
    r"buch(?:bestand)?|soll(?:bestand)?|"
    r"système|théorique|livre|"
    r"boek|systeem|voorraadsysteem)"
)
_COUNT_BEFORE = re.compile(rf"\b{_COUNTED}\b{_GAP}{_NUMBER}", re.IGNORECASE)
_COUNT_AFTER = re.compile(rf"{_NUMBER}\s{{1,3}}(?:[^\W\d_]{{1,14}}\s{{1,2}}){{0,1}}{_COUNTED}\b", re.IGNORECASE)
_BOOK_BEFORE = re.compile(rf"\b{_BOOK}\b{_GAP}{_NUMBER}", re.IGNORECASE)
_BOOK_AFTER = re.compile(rf"{_NUMBER}\s{{1,3}}(?:[^\W\d_]{{1,14}}\s{{1,2}}){{0,2}}{_BOOK}\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:bin|location|shelf|slot|place|fach|platz|lagerplatz|regal|emplacement|casier|bac|vak|locatie|plek|schap)\s{1,3}"
    r"(?P<place>(?=[A-Za-z0-9/-]*\d)[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*)",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|um|à|om|kl\.?)\s{1,2}(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)\b", re.IGNORECASE)
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier(?! is\b)|gisteren)\b", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:today|this morning|heute|aujourd'hui|ce matin|vandaag|vanochtend)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+")


def counted_claims(
    statements: Sequence[Sentence], days_of: Callable[[Sentence], Sequence[Day]], sent: dt.date
) -> Iterator[CountClaim]:
    """One claim for each item of which another count than the book is told; of one counted twice otherwise none."""
    places = _places(statements)
    items = {code for one in statements for code in _codes(one.text, places)}
    day, at = _when(statements, days_of, sent)
    found: dict[str, CountClaim] = {}
    several: set[str] = set()
    for one in statements:
        named = _codes(one.text, places)
        code = next(iter(named)) if len(named) == 1 else next(iter(items)) if not named and len(items) == 1 else None
        figures = _figures(one.text)
        if code is None or figures is None:
            continue
        counted, booked = figures
        here = {match["place"] for match in _PLACE.finditer(one.text)}
        place = next(iter(here or places)) if len(here or places) == 1 else ""
        claim = CountClaim(
            span=one.span(),
            sure=SURE if named else ITEM_FROM_ELSEWHERE,
            product_text=code[:MAX_NAME],
            place_text=place[:MAX_NAME],
            counted=counted,
            booked=booked,
            counted_on=sensible_day(day),
            counted_at=at,
        )
        known = found.setdefault(code.casefold(), claim)
        if known.counted != claim.counted:
            several.add(code.casefold())
    yield from (one for code, one in found.items() if code not in several and one.counted != one.booked)


def _places(statements: Sequence[Sentence]) -> set[str]:
    return {match["place"] for one in statements for match in _PLACE.finditer(one.text)}


def _codes(text: str, places: set[str]) -> set[str]:
    return {match[0] for match in CODE.finditer(text)} - places


def _figures(text: str) -> tuple[Decimal, Decimal | None] | None:
    """The one number that was counted, and the one that the book is said to have; none: it is not sure which."""
    masked = CODE.sub(lambda match: "_" * len(match[0]), text)
    masked = _AT.sub(lambda match: "_" * len(match[0]), masked)
    books = {match.start("number"): match["number"] for match in _BOOK_BEFORE.finditer(masked)}
    books = books or {match.start("number"): match["number"] for match in _BOOK_AFTER.finditer(masked)}
    counts = {match.start("number"): match["number"] for match in _COUNT_BEFORE.finditer(masked)}
    counts = {at: number for at, number in counts.items() if at not in books}
    if not counts:
        after = {match.start("number"): match["number"] for match in _COUNT_AFTER.finditer(masked)}
        counts = {at: number for at, number in after.items() if at not in books}
    counted, booked = {_value(one) for one in counts.values()}, {_value(one) for one in books.values()}
    if len(counted) != 1 or len(booked) > 1:
        return None
    return counted.pop(), booked.pop() if booked else None


def _value(number: str) -> Decimal:
    if _THOUSANDS.fullmatch(number):
        return Decimal(re.sub(r"[.,' ]", "", number))
    return Decimal(number.replace(",", "."))


def _when(
    statements: Sequence[Sentence], days_of: Callable[[Sentence], Sequence[Day]], sent: dt.date
) -> tuple[dt.date | None, dt.time | None]:
    """The one day that is told and is not to come, and the one time; of several nobody knows which."""
    days = {one.day for sentence in statements for one in days_of(sentence) if one.day <= sent}
    text = "\n".join(one.text for one in statements)
    if _YESTERDAY.search(text):
        days.add(sent - dt.timedelta(days=1))
    if _TODAY.search(text):
        days.add(sent)
    times = {dt.time(int(match["hour"]), int(match["minute"])) for match in _AT.finditer(text)}
    return (days.pop() if len(days) == 1 else None), (times.pop() if len(times) == 1 else None)

"""Rows of tables in, what each column means out: its heading gives a day or a number its role. Pure.

A row is a line with tabs. The first lines of a table that hold no figure are its head, one or two storeys high; a row
of a label and a value is headed by its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from agents.correspondence.dates import Day
from agents.correspondence.day_roles import Role, roles_of
from agents.correspondence.quantities import Amount
from agents.correspondence.signals import words
from agents.correspondence.text import Sentence

Counts = Literal["late", "ordered", "nothing"]
# What is looked at above a row.
MAX_ROWS = 200
MOST_HEADS = 2
# A heading is a few words.
MAX_HEADING = 60
# Days of money, papers and of the table itself.
OTHER_DAY = words(
    r"\b(?:pay\w*|invoice\w*|due|certificat\w*|order(?:ed)? date|date of order|document|printed|created|changed|"
    r"updated|last change|cut-?off|free|expiry|valid\w*)\b",
    r"\b(?:zahl\w*|zahlbar|rechnung\w*|fällig\w*|zeugnis\w*|bestelldatum|belegdatum|geändert|änderung|erstellt|"
    r"gültig\w*|bestellt am)\b",
    r"\b(?:paiement|facture|échéance|certificat\w*|date de commande|modifié\w*|validité)\b",
    r"\b(?:betaal\w*|betaling|factuur\w*|vervaldatum|besteldatum|gewijzigd|certificaat|geldig\w*)\b",
)
OLD_DAY = words(
    r"\b(?:requested|require\w*|need(?:ed)?[- ]?by|wanted|wish\w*|planned|original\w*|old|previous\w*|earlier|was|"
    r"agreed|target|contract\w*|scheduled)\b",
    r"\b(?:alt\w*|bisher\w*|ursprünglich\w*|gewünscht\w*|wunsch\w*|soll\w*|geplant\w*|vereinbart\w*|plantermin)\b",
    r"\b(?:ancien\w*|initial\w*|souhait\w*|demand\w*|prévue? initial\w*|convenue?|planifié\w*|besoin)\b",
    r"\b(?:oud\w*|oorspronkelijk\w*|gewenst\w*|gevraagd\w*|gepland\w*|afgesproken|was)\b",
)
DEPARTURE_DAY = words(
    r"\b(?:etd|departure|ship(?:s|ped|ping|ment)?|dispatch\w*|leaves|ex[- ]?works|ready|sailing)\b",
    r"\b(?:versand\w*|abgang|abfahrt|verladung|versandbereit|ab werk)\b",
    r"\b(?:départ|expédi\w*|enlèvement|chargement)\b",
    r"\b(?:vertrek\w*|verzend\w*|verzonden|laden|laaddatum)\b",
)
NEW_DAY = words(
    r"\b(?:new|revised|confirm\w*|promis\w*|actual|current\w*|expected|estimated|eta|arriv\w*|deliver\w*|receipt|now)\b",
    r"\b(?:neu\w*|bestätigt\w*|voraussichtlich\w*|aktuell\w*|liefer\w*|ankunft|eingang|ist\w*|zugesagt\w*|avis\w*)\b",
    r"\b(?:nouve\w*|confirm\w*|promis\w*|prévisionnel\w*|livraison|arrivée|réception|actuel\w*|estimé\w*)\b",
    r"\b(?:nieuw\w*|bevestigd\w*|verwacht\w*|lever\w*|aankomst|ontvangst|huidig\w*)\b",
)
LATE_COUNT = words(
    r"\b(?:late|delayed|back-?order\w*|overdue|remaining|short|missing|open)\b",
    r"\b(?:verspätet\w*|rückstand\w*|offen\w*|fehl\w*|rest\w*|verzug)\b",
    r"\b(?:retard\w*|reliquat|restant\w*|manquant\w*|solde)\b",
    r"\b(?:vertraagd\w*|achterstand|openstaand\w*|rest\w*|te laat|ontbrekend\w*)\b",
)
COUNT = words(
    r"\b(?:qty|quantit\w*|ordered|pcs|pieces|units|amount ordered)\b",
    r"\b(?:menge\w*|anzahl|stück\w*|bestellt\w*|bestellmenge)\b",
    r"\b(?:quantité\w*|qté|nombre|commandé\w*|pièces)\b",
    r"\b(?:aantal\w*|hoeveelheid|stuks|besteld\w*)\b",
)
ORDERED = words(
    r"\b(?:ordered|order(?:ed)? qty|qty ordered|order quantity)\b",
    r"\b(?:bestellt\w*|bestellmenge|auftragsmenge)\b",
    r"\b(?:commandé\w*)\b",
    r"\b(?:besteld\w*)\b",
)
# Beside a day that was wished, the one that stands; beside one that is confirmed, the old one.
PLANNED = words(
    r"\b(?:planned|scheduled)\b", r"\b(?:geplant\w*|plantermin)\b", r"\b(?:planifié\w*|prévue?)\b", r"\bgepland\w*\b"
)
FIGURE = re.compile(r"\d")
MANY = 3


@dataclass(frozen=True)
class HeadedCell:
    """A cell of a row: its place in the text, and the words above it."""

    start: int
    end: int
    heading: str

    @property
    def day(self) -> Role | None:
        """What a day in it means; none: the heading does not tell."""
        tests: tuple[tuple[re.Pattern[str], Role], ...] = (
            (OTHER_DAY, "other"),
            (OLD_DAY, "old"),
            (DEPARTURE_DAY, "departure"),
            (NEW_DAY, "new"),
        )
        # `New delivery, previously planned` is told by what stands first.
        found = [(match.start(), role) for pattern, role in tests if (match := pattern.search(self.heading))]
        if any(role == "other" for _, role in found):
            return "other"
        return min(found)[1] if found else None

    @property
    def counts(self) -> Counts | None:
        """What a number in it counts; none: the heading does not tell."""
        if LATE_COUNT.search(self.heading):
            return "late"
        if ORDERED.search(self.heading):
            return "ordered"
        return "nothing" if self.heading and not COUNT.search(self.heading) else None


def columns_of(one: Sentence) -> tuple[HeadedCell, ...]:
    """The columns of a row, by places in the whole text; none: it is no row, or nothing heads it."""
    text = one.region.text
    start = text.rfind("\n", 0, one.start) + 1
    end = text.find("\n", start)
    end = end if end >= 0 else len(text)
    return _columns(text, start, end) if "\t" in text[start:end] else ()


def roles_in(one: Sentence, days: Sequence[Day], sent: date) -> list[tuple[Day, Role]]:
    """The role of each day of a statement: by its column's heading where it has one, else by the words beside it."""
    said = roles_of(one.text, days, sent)
    columns = columns_of(one)
    if not columns:
        # A label and a day for each of several things: which is whose stands in no heading.
        return [(day, "other") for day, _ in said] if _is_of_many(one, days) else said
    headed = [_at(columns, one.start + day.start) for day, _ in said]
    by_heading = [column.day if column is not None else None for column in headed]
    if "new" not in by_heading:
        stands = [n for n, column in enumerate(headed) if column is not None and PLANNED.search(column.heading)]
        if stands:
            by_heading[stands[-1]] = "new"
    if "new" not in by_heading:
        # Beside days that are told, a day that is not may be any.
        return [(day, role if told is None else told) for (day, role), told in zip(said, by_heading, strict=True)]
    return [(day, told or "other") for (day, _), told in zip(said, by_heading, strict=True)]


def moves_by_heading(one: Sentence, roles: Sequence[tuple[Day, Role]]) -> bool:
    """Whether a row has an old day and a later new one, by what heads them."""
    if not columns_of(one):
        return False
    new = [day.day for day, role in roles if role == "new" and day_heading(one, day.start) == "new"]
    old = [day.day for day, role in roles if role == "old" and day_heading(one, day.start) == "old"]
    return bool(new and old) and max(new) > max(old)


def _is_of_many(one: Sentence, days: Sequence[Day]) -> bool:
    """Whether a row holds nothing but a label and three days or more."""
    if len(days) < MANY or "\t" not in one.text:
        return False
    between = [one.text[day.end : after.start] for day, after in pairwise(days)]
    return not FIGURE.search(one.text[: days[0].start]) and all(not part.strip() and "\t" in part for part in between)


def day_heading(one: Sentence, start: int) -> Role | None:
    """What the heading above a place of a statement makes of a day there; none: nothing heads it, or does not tell."""
    column = _at(columns_of(one), one.start + start)
    return column.day if column is not None else None


def by_heading(sentence: Sentence, amounts: Sequence[Amount]) -> Iterator[Amount]:
    """The quantities, as the headings of their columns have it; a number under another heading is none."""
    for one in amounts:
        counts = _counted_in(sentence, one.start)
        if counts == "late":
            yield replace(one, means="late")
        elif counts == "ordered":
            yield replace(one, means="total")
        elif counts is None:
            yield one


def _counted_in(one: Sentence, start: int) -> Counts | None:
    """What a number at a place of a statement counts by its column's heading; none: nothing tells."""
    column = _at(columns_of(one), one.start + start)
    return column.counts if column is not None else None


def _at(columns: Sequence[HeadedCell], place: int) -> HeadedCell | None:
    return next((one for one in columns if one.start <= place < one.end), None)


@lru_cache(maxsize=2000)
def _columns(text: str, start: int, end: int) -> tuple[HeadedCell, ...]:
    row = _cells(text, start, end)
    heads = _heads(text, start)
    filled = [one for one in row if text[one[0] : one[1]].strip()]
    if heads and len(row) <= len(heads):
        return tuple(HeadedCell(at, to, heads[number]) for number, (at, to) in enumerate(row))
    if not heads and len(filled) == 2:
        (at, to), (value, last) = filled
        label = text[at:to].strip()
        if not FIGURE.search(label) and len(label) <= MAX_HEADING:
            return (HeadedCell(value, last, label),)
    return ()


def _heads(text: str, start: int) -> list[str]:
    """The headings of the table that a row stands in; none: it has none, or the row is its head."""
    above: list[tuple[int, int]] = []
    at = start
    for _ in range(MAX_ROWS * 2):
        if at == 0:
            break
        end = at - 1
        at = text.rfind("\n", 0, end) + 1
        line = text[at:end]
        if line.strip() and "\t" not in line:
            break
        if line.strip():
            above.append((at, end))
    above.reverse()
    storeys: list[list[str]] = []
    for first, last in above[:MOST_HEADS]:
        cells = [text[at:to].strip() for at, to in _cells(text, first, last)]
        if any(FIGURE.search(cell) or len(cell) > MAX_HEADING for cell in cells) or sum(map(bool, cells)) < 2:
            break
        storeys.append(cells)
    if not storeys or (len(storeys) == 1 and len(storeys[0]) == 2):
        # A label and its value, twice.
        return []
    width = max(map(len, storeys))
    heads = [""] * width
    for number, cells in enumerate(storeys):
        over = ""
        for column in range(width):
            cell = cells[column] if column < len(cells) else ""
            # What stands over several columns stands over each that the next storey names.
            below = number + 1 < len(storeys) and column < len(storeys[number + 1]) and storeys[number + 1][column]
            over = cell or (over if below else "")
            heads[column] = f"{heads[column]} {over}".strip()
    return heads


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a line, trailing empty ones left out."""
    found: list[tuple[int, int]] = []
    at = start
    for cell in text[start:end].split("\t"):
        found.append((at, at + len(cell)))
        at += len(cell) + 1
    while found and not text[found[-1][0] : found[-1][1]].strip():
        found.pop()
    return found

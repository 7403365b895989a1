"""Letters: the house's words, a file for each occasion and language, and other people's words with placeholders.

A file is named `<occasion>.<language>.txt`: its subject, an empty line, its text. Names, dates, products and amounts
are always filled in from the arguments as finally decided; neither a file nor anybody's wording carries them. A line
that is a label and one placeholder (`Carrier: {carrier}`) stands only where there is a value for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, NamedTuple

from babel.dates import format_date
from babel.numbers import format_currency
from pydantic import AfterValidator, Field

from cases.claims import Frozen

HERE = Path(__file__).parent
NOTHING = "–"
ENGLISH = "en"
# English of Europe: the day before the month.
_LOCALES = {ENGLISH: "en_GB"}
_LABELLED = re.compile(r"^[^{}\n]+: \{(\w+)\}(?:\n|$)", re.MULTILINE)


class PlainLetter(Frozen):
    """A message: plain text. As a house letter with placeholders in both, as a message with none."""

    subject: str
    text: str

    @property
    def placeholders(self) -> frozenset[str]:
        """What is filled in."""
        return fields_of(self.subject) | fields_of(self.text)


def fields_of(text: str) -> frozenset[str]:
    """The placeholders of a text.

    Raises:
        ValueError: a brace is not closed.
    """
    return frozenset(field for _, field, _, _ in Formatter().parse(text) if field is not None)


@cache
def house_letter(occasion: str, language: str) -> PlainLetter:
    """The house's letter in a language (`de_AT` is German), English where there is none in it.

    Raises:
        KeyError: there is no such occasion.
    """
    path = HERE / f"{occasion}.{_written(occasion, language)}.txt"
    if not path.is_file():
        raise KeyError(occasion)
    subject, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    return PlainLetter(subject=subject.strip(), text=text.strip())


def _written(occasion: str, language: str) -> str:
    short = language[:2].lower()
    return short if short.isalpha() and (HERE / f"{occasion}.{short}.txt").is_file() else ENGLISH


def occasions() -> list[tuple[str, str]]:
    """Every letter there is: occasion and language."""
    return sorted((name, language) for name, language, _ in (path.name.split(".") for path in HERE.glob("*.txt")))


PLACEHOLDERS = frozenset[str]().union(*(house_letter(*one).placeholders for one in occasions()))


def _known_placeholders(text: str) -> str:
    try:
        parsed = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise ValueError("has a brace that is not closed; write {{ for a brace") from error
    for _, field, spec, conversion in parsed:
        if field not in PLACEHOLDERS or spec or conversion:
            raise ValueError(f"has the unknown placeholder {{{field}}}; known are {', '.join(sorted(PLACEHOLDERS))}")
    return text


Wording = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_known_placeholders)]


def fitting(house: PlainLetter, values: Mapping[str, object]) -> PlainLetter:
    """A house letter, with placeholders, without the labelled lines for which there is no value."""
    kept = _LABELLED.sub(lambda line: line[0] if values.get(line[1]) else "", house.text)
    return PlainLetter(subject=house.subject, text=re.sub(r"\n{3,}", "\n\n", kept).strip())


def letter(occasion: str, language: str, values: Mapping[str, object], wording: str | None = None) -> PlainLetter:
    """A message as it will be sent.

    Args:
        occasion: which of the house's letters; `wording`, where there is one, stands for its text.
        language: of the reader, as Odoo names it.
        values: by placeholder; days, prices, names, several names, None where there is none (a dash is put).
        wording: somebody's own text with placeholders.
    """
    house = fitting(house_letter(occasion, language), values)
    written = _written(occasion, language)
    filled = dict.fromkeys(PLACEHOLDERS, NOTHING) | {name: _words(written, value) for name, value in values.items()}
    return PlainLetter(subject=house.subject.format_map(filled), text=(wording or house.text).format_map(filled))


class Price(NamedTuple):
    """An amount to be written in the language of the letter: `€1,250.00`, `1.250,00 €`."""

    amount: Decimal
    currency: str


def _words(language: str, value: object) -> str:
    if isinstance(value, Price):
        return format_currency(value.amount, value.currency, locale=_LOCALES.get(language, language))
    if isinstance(value, date):
        return day_in(language, value)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or NOTHING
    return NOTHING if value is None or value == "" else str(value)


def day_in(language: str, day: date) -> str:
    """A day in a language's usual long form: `4 December 2026`, `4. Dezember 2026`."""
    short = language[:2]
    words = format_date(day, "long", locale=_LOCALES.get(short, short))
    return words.replace("1 ", "1er ", 1) if short == "fr" and day.day == 1 else words

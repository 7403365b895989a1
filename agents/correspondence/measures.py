"""Texts in, the numbers that goods are told by out: `3.0 kW`, `DN50`, `80x80`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

MEASURE = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,5}(?:[.,]\d{1,3})?)\s?(?P<unit>[a-z]{1,5}|\")(?![\w-])", re.IGNORECASE
)
SIZE = re.compile(r"(?<![^\W_])(?P<unit>[A-Z]{1,3})[ -]?(?P<number>\d{1,5})(?!\w|[.,]\d)")
NUMBER = re.compile(r"(?<![\d.,])\d{1,5}(?:[.,]\d{1,3})?(?![\d.,]?\d)")


# Other spellings of one unit.
_SPELT = {"m": "mt mtr meter metre", "l": "ltr liter litre", "g": "gr", "kg": "kgs"}
_UNITS = {other: unit for unit, others in _SPELT.items() for other in others.split()}


def measures(text: str) -> Iterator[tuple[Decimal, str]]:
    """Numbers that stand with letters, as they compare: 3 kW is 3.0 kW."""
    for match in MEASURE.finditer(text):
        unit = match["unit"].casefold()
        yield number_of(match["number"]), _UNITS.get(unit, unit)
    for match in SIZE.finditer(text):
        yield number_of(match["number"]), match["unit"].casefold()


def numbers_in(text: str) -> Iterator[Decimal]:
    """Every number of a text, as it compares."""
    for match in NUMBER.finditer(text):
        yield number_of(match[0])


def number_of(said: str) -> Decimal:
    """A number as it compares, whichever comma it is written with."""
    return Decimal(said.replace(",", ".")).normalize()

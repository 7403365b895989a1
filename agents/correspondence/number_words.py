"""Numbers written in words, in four languages: `two hundred and fifty`, `achtzig`, `quatre cents`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from text_to_num import find_numbers

LANGUAGES = ("en", "de", "fr", "nl")
# Smaller ones are also articles, pronouns and lengths of time.
FROM = 13
# What a greater number has in it; most statements have none, and are not looked at word by word.
HINT = re.compile(
    r"hundred|thousand|teen\b|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundert|tausend|zehn|z[iw]a?n?[zs]?ig|(?:ß|z)ig|"
    r"\bcents?\b|\bmille\b|trei[zs]e|quinze|seize|vingt|trente|[rnxu]ante|honderd|duizend|tien\b|tig\b",
    re.IGNORECASE,
)
TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")


@dataclass(frozen=True)
class Written:
    """A number in words, where it stands."""

    start: int
    end: int
    value: Decimal


class _Word:
    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        return self._text

    def nt_separated(self, _previous: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self._text.isdigit()


@lru_cache(maxsize=4096)
def written_numbers(text: str) -> tuple[Written, ...]:
    """The numbers from 13 on that a text writes in words."""
    return tuple(_found(text)) if HINT.search(text) else ()


def _found(text: str) -> Iterator[Written]:
    places = list(TOKEN.finditer(text))
    words = [_Word(place[0].lower()) for place in places]
    taken: set[int] = set()
    for language in LANGUAGES:
        for one in find_numbers(words, language, 0.0):
            if (
                one.value >= FROM
                and one.value % 1 == 0
                and not one.is_ordinal
                and taken.isdisjoint(range(one.start, one.end))
            ):
                taken.update(range(one.start, one.end))
                yield Written(places[one.start].start(), places[one.end - 1].end(), Decimal(int(one.value)))

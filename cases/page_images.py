"""Pages of documents as pictures, and where on them something stands: words with their places in, boxes out. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated, NamedTuple

from pydantic import Field

from cases.claims import Span
from cases.places import Box, Part
from cases.values import MAX_PART, Frozen

MAX_IMAGES = 12
MAX_IMAGE_WORDS = 4_000
# Fewer letters than that stand anywhere.
_LEAST = 2
# What share of the lower of two boxes they have in common where they stand on one line.
_SAME_LINE = 0.4


class PlacedWord(NamedTuple):
    """A word and its box; its sides as parts of the page's width and height, from the upper left corner."""

    text: str
    left: Part
    top: Part
    right: Part
    bottom: Part


class PageImage(Frozen):
    """What is known of a page beside its picture.

    Attributes:
        part: the name of the document, as spans have it.
        page: from 1.
        start, end: where its text stands in that part's; both zero: its text is not among what was read.
        width, height: of the picture, in pixels.
        words: in reading order.
    """

    part: str = Field(max_length=MAX_PART)
    page: int = Field(ge=1)
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    words: Annotated[tuple[PlacedWord, ...], Field(max_length=MAX_IMAGE_WORDS)] = ()

    def holds(self, span: Span) -> bool:
        """Whether something stands on this page."""
        return span.part == self.part and span.page == self.page

    def boxes(self, span: Span, text: str) -> tuple[Box, ...]:
        """Where on the page something stands, line by line; none: its words are not found there.

        Args:
            span: the place in the text.
            text: the text of its part, for telling apart what stands on the page several times.
        """
        before = text[self.start : span.start] if self.start <= span.start else ""
        found = self._of(span.quote, before)
        if not found:
            # Lines of a table are not always taken out in the order in which an eye reads them.
            lines = [line for line in span.quote.splitlines() if len(_letters(line)) > _LEAST]
            found = [word for line in lines for word in self._of(line, "")]
        return tuple(_boxes([self.words[at] for at in dict.fromkeys(found)], self.page))

    def _of(self, quote: str, before: str) -> list[int]:
        """The words that a quote is made of; of several such places the one that so many others stand before."""
        wanted = _letters(quote)
        if len(wanted) < _LEAST:
            return []
        folded = [_letters(word.text) for word in self.words]
        page = "".join(folded)
        places: list[int] = []
        at = page.find(wanted)
        while at >= 0:
            places.append(at)
            at = page.find(wanted, at + 1)
        if not places:
            return []
        ends = list(accumulate(map(len, folded)))
        whole = {0, *ends}.intersection(places)
        start = whole.pop() if len(whole) == 1 else places[min(_letters(before).count(wanted), len(places) - 1)]
        return [
            index
            for index, (end, word) in enumerate(zip(ends, folded, strict=True))
            if word and end > start and end - len(word) < start + len(wanted)
        ]


class PagePhoto(Frozen):
    """A page with its picture, as it is kept."""

    image: PageImage
    png: bytes


def _letters(text: str) -> str:
    """Text as it is compared: without blanks, case, ligatures and invisible signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in plain if not one.isspace() and unicodedata.category(one) not in {"Cf", "Cc"})


def _boxes(words: Sequence[PlacedWord], page: int) -> list[Box]:
    """A box round the words of each line."""
    lines: list[list[PlacedWord]] = []
    for word in words:
        if lines and _same_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [
        Box(
            page=page,
            left=min(one.left for one in line),
            top=min(one.top for one in line),
            right=max(one.right for one in line),
            bottom=max(one.bottom for one in line),
        )
        for line in lines
    ]


def _same_line(one: PlacedWord, other: PlacedWord) -> bool:
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    height = min(one.bottom - one.top, other.bottom - other.top)
    if down > _SAME_LINE * height:
        return True
    # Letters of a page that is seen sideways follow each other up or down.
    across = min(one.right, other.right) - max(one.left, other.left)
    width = min(one.right - one.left, other.right - other.left)
    return len(one.text) == len(other.text) == 1 and down > -2 * height and across > _SAME_LINE * width

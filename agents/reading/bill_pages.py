"""Words of a page in lines and cells, as an eye groups them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.freight_bill import Box
from tools.documents.pages import PageWord, PdfWords

# Words this many letter heights apart stand in different cells.
CELL_GAP = 0.9
# What share of the smaller of two words' heights they must have in common to stand on one line.
SAME_LINE = 0.6


@dataclass(frozen=True)
class PageCell:
    """Words that stand together."""

    words: tuple[PageWord, ...]

    @property
    def text(self) -> str:
        """As it is read."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Its left side."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Its right side."""
        return self.words[-1].right

    def beside(self, left: float, right: float) -> float:
        """How much of a stretch it stands over or under, in points; below zero: how far it is from it."""
        return min(self.right, right) - max(self.left, left)


@dataclass(frozen=True)
class PageLine:
    """A line of a page.

    Attributes:
        number: on its page, from 1.
    """

    page: int
    number: int
    words: tuple[PageWord, ...]

    @property
    def text(self) -> str:
        """As it is read."""
        return " ".join(word.text for word in self.words)

    @property
    def cells(self) -> tuple[PageCell, ...]:
        """Its words grouped by the gaps between them."""
        cells: list[list[PageWord]] = []
        for word in self.words:
            if cells and word.left - cells[-1][-1].right < CELL_GAP * word.height:
                cells[-1].append(word)
            else:
                cells.append([word])
        return tuple(PageCell(tuple(cell)) for cell in cells)

    @property
    def place(self) -> str:
        """As people find it."""
        return f"page {self.page}, line {self.number}"


def lines_of(pdf: PdfWords) -> tuple[PageLine, ...]:
    """The lines of a PDF, from above, whatever order they were drawn in."""
    found: list[PageLine] = []
    for page in range(1, len(pdf.sizes) + 1):
        rows: list[list[PageWord]] = []
        words = sorted((one for one in pdf.words if one.page == page), key=lambda one: (one.bottom, one.left))
        for word in words:
            row = next((one for one in rows[-3:] if _on(one, word)), None)
            if row is None:
                rows.append([word])
            else:
                row.append(word)
        for number, row in enumerate(sorted(rows, key=lambda one: one[0].bottom), start=1):
            found.append(PageLine(page, number, tuple(sorted(row, key=lambda one: one.left))))
    return tuple(found)


def _on(row: Sequence[PageWord], word: PageWord) -> bool:
    """Whether a word stands on the line of others, also where it is set larger or smaller."""
    last = row[-1]
    shared = min(last.bottom, word.bottom) - max(last.top, word.top)
    return shared > SAME_LINE * min(last.height, word.height)


def box_of(words: Iterable[PageWord], pdf: PdfWords) -> Box | None:
    """The box round words of one page."""
    some = list(words)
    if not some:
        return None
    width, height = pdf.sizes[some[0].page - 1]
    return Box(
        page=some[0].page,
        left=_part(min(one.left for one in some), width),
        top=_part(min(one.top for one in some), height),
        right=_part(max(one.right for one in some), width),
        bottom=_part(max(one.bottom for one in some), height),
    )


def _part(value: float, of: float) -> float:
    return round(min(max(value / of, 0.0), 1.0), 4) if of else 0.0

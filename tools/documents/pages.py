"""A PDF's words with their places on the page. Run in a child with limits: `agents.reading.child` alone calls it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
from pydantic import BaseModel, ConfigDict
from pypdfium2 import raw

MAX_PAGES = 60
MAX_WORDS = 60_000
# A gap of so many heights of a letter parts two words; letters of a word nearly touch.
_GAP = 0.12
_LEAST_GAP = 1.0
_LOST = "\ufffd"
# A letter and its left, top, right and bottom, in points from the page's upper left corner.
_Placed = tuple[str, float, float, float, float]


class PageWord(BaseModel):
    """A word and its box, in points from the page's upper left corner."""

    model_config = ConfigDict(frozen=True)

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Of its line of letters."""
        return self.bottom - self.top


# What a place on a page is reckoned with: a device far larger than a page, so that whole numbers are fine enough.
_FINE = 100_000


class PdfWords(BaseModel):
    """The words of a PDF.

    Attributes:
        words: in the order they were drawn.
        sizes: width and height of each page in points.
        total: how many pages there are; words are of the first sixty.
    """

    model_config = ConfigDict(frozen=True)

    words: tuple[PageWord, ...]
    sizes: tuple[tuple[float, float], ...]
    total: int


class UnreadablePdfError(Exception):
    """It is no PDF that can be opened."""


def words_of(content: bytes) -> PdfWords:
    """The words of a PDF. What it is drawn with may take all memory: only where that ends nothing else.

    Raises:
        UnreadablePdfError: it is broken, or protected by a password.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdfError(str(error)) from None
    try:
        total = len(document)
        words: list[PageWord] = []
        sizes: list[tuple[float, float]] = []
        for number in range(min(total, MAX_PAGES)):
            page = document[number]
            sizes.append(page.get_size())
            words += words_on(page, number + 1)
            if len(words) > MAX_WORDS:
                break
        return PdfWords(words=tuple(words[:MAX_WORDS]), sizes=tuple(sizes), total=total)
    finally:
        document.close()


def words_on(page: pypdfium2.PdfPage, number: int) -> Iterator[PageWord]:
    """The words of one page, in the order they were drawn."""
    text = page.get_textpage()
    seen = _as_seen(page)
    held: list[_Placed] = []
    box = raw.FS_RECTF()
    for at in range(text.count_chars()):
        letter = _letter(raw.FPDFText_GetUnicode(text, at))
        if letter is None:
            yield from _word(held, number)
            held = []
            continue
        raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box))
        this = (letter, *seen(box.left, box.top, box.right, box.bottom))
        if held and not _joins(held[-1], this):
            yield from _word(held, number)
            held = []
        held.append(this)
    yield from _word(held, number)


def _as_seen(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], tuple[float, float, float, float]]:
    """From a place in the page's own units to where it is seen: pages are turned and cut."""
    width, height = page.get_size()
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(across: float, up: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, across, up, ctypes.byref(x), ctypes.byref(y))
        return x.value / _FINE * width, y.value / _FINE * height

    span = max(width, height, 1.0)
    (x0, y0), (x1, y1), (x2, y2) = device(0, 0), device(span, 0), device(0, span)
    ax, ay, bx, by = (x1 - x0) / span, (y1 - y0) / span, (x2 - x0) / span, (y2 - y0) / span

    def seen(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        corners = [(left, top), (right, bottom)]
        across = [x0 + ax * one + bx * other for one, other in corners]
        down = [y0 + ay * one + by * other for one, other in corners]
        return min(across), min(down), max(across), max(down)

    return seen


def _letter(code: int) -> str | None:
    """A letter; none: a blank, or what only says that a word goes on."""
    if code in {0, 2, 0xFFFE, 0xFFFF}:
        return None
    letter = _LOST if 0xD800 <= code <= 0xDFFF else chr(code)
    return None if letter.isspace() else letter


def _joins(before: _Placed, this: _Placed) -> bool:
    _, left, _, right, bottom = before
    size = max(this[4] - this[2], 1.0)
    near = -size < this[1] - right < max(_LEAST_GAP, _GAP * size)
    return near and this[1] >= left - 1 and abs(this[4] - bottom) < size / 2


def _word(letters: list[_Placed], page: int) -> Iterator[PageWord]:
    if letters:
        yield PageWord(
            text="".join(one[0] for one in letters),
            page=page,
            left=min(one[1] for one in letters),
            top=min(one[2] for one in letters),
            right=max(one[3] for one in letters),
            bottom=max(one[4] for one in letters),
        )

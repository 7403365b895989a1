"""A PDF's words with their places on the page. Run in a child with limits: `agents.reading.child` alone calls it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
from pydantic import BaseModel, ConfigDict
from pypdfium2 import raw

MAX_PAGES = 60
MAX_WORDS = 60_000
# A gap of so many heights of a letter parts two words; letters of a word nearly touch.
_GAP = 0.12
_LEAST_GAP = 1.0
_LOST = "\ufffd"


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
            words += _words(page, number + 1)
            if len(words) > MAX_WORDS:
                break
        return PdfWords(words=tuple(words[:MAX_WORDS]), sizes=tuple(sizes), total=total)
    finally:
        document.close()


def _words(page: pypdfium2.PdfPage, number: int) -> Iterator[PageWord]:
    text = page.get_textpage()
    _, height = page.get_size()
    held: list[tuple[str, float, float, float, float]] = []
    box = raw.FS_RECTF()
    for at in range(text.count_chars()):
        letter = _letter(raw.FPDFText_GetUnicode(text, at))
        if letter is None:
            yield from _word(held, number)
            held = []
            continue
        raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box))
        this = (letter, box.left, height - box.top, box.right, height - box.bottom)
        if held and not _joins(held[-1], this):
            yield from _word(held, number)
            held = []
        held.append(this)
    yield from _word(held, number)


def _letter(code: int) -> str | None:
    """A letter; none: a blank, or what only says that a word goes on."""
    if code in {0, 2, 0xFFFE, 0xFFFF}:
        return None
    letter = _LOST if 0xD800 <= code <= 0xDFFF else chr(code)
    return None if letter.isspace() else letter


def _joins(before: tuple[str, float, float, float, float], this: tuple[str, float, float, float, float]) -> bool:
    _, left, _, right, bottom = before
    size = max(this[4] - this[2], 1.0)
    near = -size < this[1] - right < max(_LEAST_GAP, _GAP * size)
    return near and this[1] >= left - 1 and abs(this[4] - bottom) < size / 2


def _word(letters: list[tuple[str, float, float, float, float]], page: int) -> Iterator[PageWord]:
    if letters:
        yield PageWord(
            text="".join(one[0] for one in letters),
            page=page,
            left=min(one[1] for one in letters),
            top=min(one[2] for one in letters),
            right=max(one[3] for one in letters),
            bottom=max(one[4] for one in letters),
        )

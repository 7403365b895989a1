"""The child in which pages of documents are drawn, apart from the one that reads: a page may take all it is given.

Run by `agents.reading.limited` as a process with limits and nothing secret in it.
"""

from __future__ import annotations

import sys

from pydantic import BaseModel, ConfigDict

from agents.reading.bill_pages import lines_of
from cases.page_images import PlacedWord
from runtime.limited import serve
from tools.documents.pages import PdfWords, UnreadablePdfError
from tools.documents.pictures import PagePicture, picture_of

# Where that share of a page's words is a single letter, it is a page of letters.
SIDEWAYS = 0.6


class Drawing(BaseModel):
    """Draw one page, counted from 1."""

    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    content: bytes
    page: int


class DrawnPage(BaseModel):
    """A page as it was drawn; without a picture where none can be made.

    Attributes:
        words: in reading order.
    """

    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    png: bytes | None = None
    width: int = 0
    height: int = 0
    words: tuple[PlacedWord, ...] = ()


def answer(request: bytes) -> bytes:
    """The page, as JSON."""
    asked = Drawing.model_validate_json(request)
    try:
        picture = picture_of(asked.content, asked.page)
    except UnreadablePdfError:
        return DrawnPage().model_dump_json().encode()
    drawn = DrawnPage(png=picture.png, width=picture.width, height=picture.height, words=_placed(picture))
    return drawn.model_dump_json().encode()


def _placed(picture: PagePicture) -> tuple[PlacedWord, ...]:
    width, height = picture.size
    lines = lines_of(PdfWords(words=picture.words, sizes=(picture.size,), total=1))
    words = [word for line in lines for word in line.words]
    if sum(len(word.text) == 1 for word in words) > SIDEWAYS * len(words):
        # Seen sideways, letters do not stand beside each other: they are read as they were drawn.
        words = list(picture.words)
    return tuple(
        PlacedWord(
            word.text,
            _part(word.left, width),
            _part(word.top, height),
            _part(word.right, width),
            _part(word.bottom, height),
        )
        for word in words
    )


def _part(value: float, of: float) -> float:
    return round(min(max(value / of, 0.0), 1.0), 4)


if __name__ == "__main__":
    sys.exit(serve(answer))

"""One page of a PDF as a picture, with its words and their places. Run in a child with limits: `reading.drawing`.

Forms are drawn as they were filled in; nothing in a document is run, and nothing is fetched.
"""

from __future__ import annotations

import struct
import zlib

import pypdfium2
from pydantic import BaseModel, ConfigDict

from tools.documents.pages import PageWord, UnreadablePdfError, words_on

WIDTH, HEIGHT = 1000, 2000
# A page narrower than that shows nothing to anybody.
LEAST = 40
MAX_BYTES = 1_500_000
MAX_WORDS = 4_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Without colours, then smaller as well: pages that are all photograph take room.
_TRIES = ((1.0, False), (1.0, True), (0.6, True))


class PagePicture(BaseModel):
    """A page as it looks.

    Attributes:
        png: the picture.
        width, height: of the picture, in pixels.
        size: of the page in points, which its words are placed in.
        words: in the order they were drawn, all of `page` 1.
    """

    model_config = ConfigDict(frozen=True, val_json_bytes="base64", ser_json_bytes="base64")

    png: bytes
    width: int
    height: int
    size: tuple[float, float]
    words: tuple[PageWord, ...]


def picture_of(content: bytes, number: int) -> PagePicture:
    """A page, counted from 1. It may take all memory and time: only where that ends nothing else.

    Raises:
        UnreadablePdfError: it cannot be opened, has no such page, or none that a picture of some size can be made of.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdfError(str(error)) from None
    try:
        # Before the first page is opened, or what was filled in is not drawn.
        document.init_forms()
        if not 1 <= number <= len(document):
            raise UnreadablePdfError("it has no such page")
        page = document[number - 1]
        width, height = page.get_size()
        for smaller, grey in _TRIES:
            png, across, down = _drawn(page, smaller, grey=grey)
            if len(png) <= MAX_BYTES:
                words = tuple(word for word, _ in zip(words_on(page, 1), range(MAX_WORDS), strict=False))
                return PagePicture(png=png, width=across, height=down, size=(width, height), words=words)
        raise UnreadablePdfError("its picture is too large to be kept")
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdfError(str(error)) from None
    finally:
        document.close()


def _drawn(page: pypdfium2.PdfPage, smaller: float, *, grey: bool) -> tuple[bytes, int, int]:
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise UnreadablePdfError("a page of no size")
    # As large as is looked at, whatever size it says it has.
    scale = min(WIDTH / width, HEIGHT / height) * smaller
    if min(width, height) * scale < LEAST:
        raise UnreadablePdfError("a page of no size that anybody could read")
    bitmap = page.render(scale=scale, grayscale=grey, rev_byteorder=not grey)
    return _png(bitmap), bitmap.width, bitmap.height


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """A bitmap of three colours or of grey as a PNG."""
    colours = bitmap.n_channels
    rows, stride, used = bytes(bitmap.buffer), bitmap.stride, bitmap.width * colours
    lines = b"".join(b"\0" + rows[at * stride : at * stride + used] for at in range(bitmap.height))
    head = struct.pack("!IIBBBBB", bitmap.width, bitmap.height, 8, 2 if colours == 3 else 0, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 6)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

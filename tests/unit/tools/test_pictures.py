"""A page of a PDF as a picture: of a size that can be kept, with its words where they are seen."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from tools.documents.pages import UnreadablePdfError, words_of
from tools.documents.pictures import HEIGHT, MAX_BYTES, WIDTH, picture_of


def page(size: tuple[float, float] = (400, 300), *, noise: bool = False) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=size)
    if noise:
        for at in range(40_000):
            canvas.setFillColorRGB(*(((at * step) % 251) / 251 for step in (7919, 104729, 1299709)))
            canvas.rect((at * 31) % size[0], (at * 17) % size[1], 2, 2, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(100, 200, "Hinges arrive")
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def turned(content: bytes, degrees: int, cut: tuple[float, float, float, float]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.pages[0].cropbox = RectangleObject(cut)
    writer.pages[0].rotate(degrees)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_page_is_a_png_of_the_size_it_says() -> None:
    found = picture_of(page(), 1)
    assert found.png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack("!II", found.png[16:24]) == (found.width, found.height)
    assert (found.width, found.height) == (WIDTH, 750)
    assert [word.text for word in found.words] == ["Hinges", "arrive"]


@pytest.mark.parametrize("size", [(20_000.0, 20_000.0), (14_400.0, 3_000.0), (300.0, 14_400.0)])
def test_no_page_is_drawn_larger_than_is_looked_at(size: tuple[float, float]) -> None:
    found = picture_of(page(size), 1)
    assert found.width <= WIDTH + 1
    assert found.height <= HEIGHT + 1


@pytest.mark.parametrize("size", [(14_400.0, 1.0), (1.0, 14_400.0)])
def test_a_page_of_no_size_has_no_picture(size: tuple[float, float]) -> None:
    with pytest.raises(UnreadablePdfError, match="no size"):
        picture_of(page(size), 1)


def test_a_page_full_of_colour_is_kept_smaller() -> None:
    assert len(picture_of(page(noise=True), 1).png) <= MAX_BYTES


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.4\ntrailer << /Root 1 0 R >>", page()[:400]])
def test_what_is_no_pdf_has_no_picture(content: bytes) -> None:
    with pytest.raises(UnreadablePdfError):
        picture_of(content, 1)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there_has_no_picture(number: int) -> None:
    with pytest.raises(UnreadablePdfError, match="no such page"):
        picture_of(page(), number)


@pytest.mark.parametrize(
    ("degrees", "size", "place"),
    [
        # From the left and from above, of a word 100 from the left and 200 from below, cut to begin at 60 and 40.
        (0, (340, 240), (40, 80)),
        (180, (340, 240), (300, 160)),
    ],
)
def test_words_are_where_they_are_seen(degrees: int, size: tuple[float, float], place: tuple[float, float]) -> None:
    content = turned(page(), degrees, (60, 40, 400, 280))
    found = picture_of(content, 1)
    assert found.size == size
    first = found.words[0]
    edges = ((first.left, first.bottom), (first.right, first.top))
    assert any(abs(across - place[0]) < 2 and abs(down - place[1]) < 5 for across, down in edges)
    assert words_of(content).words[0].left == pytest.approx(first.left)

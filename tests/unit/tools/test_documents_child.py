"""PDFs are read in a child process: what they hold, and what happens to those that mean harm."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tools.documents import DocumentRefusedError, read_pdf


def pdf(*pages: str) -> bytes:
    file = BytesIO()
    canvas = Canvas(file)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def bomb(unpacked: int) -> bytes:
    """A page whose content unpacks to very much more than it is."""
    content = zlib.compress(b" " * unpacked, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(content) + content + b"\nendstream",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


async def test_text_comes_by_page() -> None:
    found = await read_pdf(pdf("Your order P00012", "arrives on 4 December"))
    assert [page.strip() for page in found.pages] == ["Your order P00012", "arrives on 4 December"]
    assert (found.total, found.has_text) == (2, True)


async def test_a_scan_has_no_text() -> None:
    assert not (await read_pdf(pdf(""))).has_text


async def test_a_password_is_refused_in_plain_words() -> None:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(pdf("secret"))))
    writer.encrypt("password")
    file = BytesIO()
    writer.write(file)
    with pytest.raises(DocumentRefusedError, match="protected by a password"):
        await read_pdf(file.getvalue())


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 a zip"])
async def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefusedError, match="not a PDF"):
        await read_pdf(content)


@pytest.mark.parametrize("content", [b"%PDF-1.7 and then nothing", b"%PDF-1.4\n" + b"\x00\xff" * 5000, pdf("x")[:300]])
async def test_a_broken_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefusedError, match=r"it "):
        await read_pdf(content)


async def test_a_bomb_is_refused_and_harms_nobody() -> None:
    content = bomb(200_000_000)
    assert len(content) < 1_000_000
    with pytest.raises(DocumentRefusedError, match="unpacks to more"):
        await read_pdf(content)


async def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(DocumentRefusedError, match="too long"):
        await read_pdf(pdf("Your order P00012"), wall_seconds=0.001)

"""Pages that something was read on, drawn in the child: what is kept, and what a page that means harm comes to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from agents.correspondence.letter import BARE, Letter, open_letter
from agents.reading import limited
from agents.reading.limited import LimitedReading
from agents.reading.pictures import pictures_of
from cases.claims import Claim, DelayClaim, FreightBillClaim, Span
from cases.freight_bill import FreightBill
from cases.kind import Kind
from cases.models import CaseDraft
from runtime.settings import load
from tests.unit.agents.letters import parse_here

RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID = "Hinges arrive on 11 December"


def pdf(*pages: str) -> bytes:
    target = BytesIO()
    canvas = Canvas(target)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def endless() -> bytes:
    """A page that draws a form that draws a form twice, and so on."""
    forms = 24
    kids = [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources {_one(5)} >>"]
    streams = ["/F Do"] + ["/F Do /F Do"] * (forms - 1) + ["0 0 9 9 re f"]
    heads = [""] + [
        f"/Type /XObject /Subtype /Form /BBox [0 0 99 99] {f'/Resources {_one(6 + at)}' if at < forms - 1 else ''}"
        for at in range(forms)
    ]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", *kids]
    objects += [
        f"<< {head} /Length {len(body)} >>\nstream\n{body}\nendstream"
        for head, body in zip(heads, streams, strict=True)
    ]
    body = "%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def _one(number: int) -> str:
    return f"<< /XObject << /F {number} 0 R >> >>"


@pytest.fixture
async def limits() -> AsyncIterator[LimitedReading]:
    children = LimitedReading(load().cache_dir)
    yield children
    await children.close()


async def opened(content: bytes) -> Letter:
    return await open_letter(content, "application/pdf", RECEIVED, "Europe/Brussels", parse_here)


def case(*claims: Claim) -> CaseDraft:
    return CaseDraft(kind=Kind.INBOUND_DELAY, key="k", title="t", claims=claims)


def delay(page: int | None, part: str = BARE) -> DelayClaim:
    return DelayClaim(span=Span(part=part, start=0, end=len(SAID), quote=SAID, page=page))


async def test_the_page_that_a_claim_stands_on_is_drawn(limits: LimitedReading) -> None:
    letter = await opened(pdf("Dear all", SAID))
    [photo] = await pictures_of([case(delay(2), delay(2), delay(None, "body"))], letter, limits)
    assert (photo.image.part, photo.image.page) == (BARE, 2)
    start = letter.parts[BARE].index(SAID)
    assert photo.image.start <= start < photo.image.end
    span = Span(part=BARE, start=start, end=start + len(SAID), quote=SAID, page=2)
    [box] = photo.image.boxes(span, letter.parts[BARE])
    assert box.left == pytest.approx(72 / 595.28, abs=0.002)
    assert photo.png.startswith(b"\x89PNG")


async def test_a_bill_knows_the_pages_of_its_charges(limits: LimitedReading) -> None:
    bill = FreightBill.model_validate(
        {
            "number": "1",
            "carrier": "C",
            "currency": "EUR",
            "shipments": [
                {
                    "charges": [
                        {
                            "kind": "base",
                            "amount": "1",
                            "box": {"page": 2, "left": 0, "top": 0, "right": 1, "bottom": 1},
                        }
                    ]
                }
            ],
        }
    )
    letter = await opened(pdf("a", "b"))
    photos = await pictures_of([case(FreightBillClaim.of(bill, file=BARE))], letter, limits)
    assert [photo.image.page for photo in photos] == [2]


async def test_a_page_that_is_not_there_has_no_picture(limits: LimitedReading) -> None:
    assert await pictures_of([case(delay(7), delay(1, "other.pdf"))], await opened(pdf("a")), limits) == ()


async def test_a_page_that_takes_too_much_is_read_without_its_picture(
    limits: LimitedReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "DRAW_CPU_SECONDS", 0)
    children = LimitedReading(load().cache_dir)
    try:
        letter = await opened(endless())
        assert await pictures_of([case(delay(1))], letter, children) == ()
        assert len(await pictures_of([case(delay(1))], await opened(pdf(SAID)), children)) == 1
    finally:
        await children.close()

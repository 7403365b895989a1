"""Pages as they are drawn: each place once, with the evidence that rests on it, in a piece that holds whole lines."""

from __future__ import annotations

from datetime import UTC, datetime

from api.pages.marks import MarkedSpan
from api.pages.paper import Papers, papers_of
from cases.claims import Claim, FreightBillClaim, Span
from cases.freight_bill import FreightBill
from cases.kinds import Origin
from cases.page_images import PageImage, PlacedWord
from cases.status import ReportStatus
from cases.store.records import StoredPage, StoredReport

TEXT = "P00012 arrives on 11 December\nP00015 is on time"
WORDS = tuple(
    PlacedWord(word, round(0.1 + 0.12 * at, 2), row, round(0.2 + 0.12 * at, 2), row + 0.02)
    for line, row in zip(TEXT.splitlines(), (0.3, 0.33), strict=True)
    for at, word in enumerate(line.split())
)
PAGE = StoredPage(id="p", report_id="r", image=PageImage(part="plan.pdf", page=1, width=1000, height=1400, words=WORDS))
REPORT = StoredReport(
    id="r", origin=Origin.MAIL, source="email", sender="a@b.example", delivery_id=None, content=None,
    media_type="message/rfc822", raised_by=None, status=ReportStatus.FILED, why=None, text={"plan.pdf": TEXT},
    received_at=datetime(2026, 11, 26, tzinfo=UTC),
)  # fmt: skip


def marked(quote: str, *refs: int, page: int | None = 1, warned: bool = False) -> MarkedSpan:
    start = TEXT.index(quote)
    span = Span(part="plan.pdf", start=start, end=start + len(quote), quote=quote, page=page)
    return MarkedSpan(span, refs=refs, means="Read here", warned=warned)


def drawn(*spans: MarkedSpan, claims: tuple[Claim, ...] = ()) -> Papers:
    return papers_of([PAGE], [REPORT], spans, claims)


def test_what_several_rest_on_is_drawn_once_and_linked_both_ways() -> None:
    found = drawn(marked("on 11 December", 3), marked("on 11 December"), marked("on 11 December", 5))
    [paper] = found.by_report["r"]
    [place] = paper.places
    assert (place.ref, place.means) == (3, "Read here: on 11 December")
    assert found.evidence == {3: place.anchor}


def test_the_piece_that_is_shown_holds_the_whole_line() -> None:
    [paper] = drawn(marked("11 December")).by_report["r"]
    [box] = paper.places[0].boxes
    assert paper.is_clipped
    assert paper.clip.x < 100 < box.x
    assert box.x + box.width <= paper.clip.x + paper.clip.width <= 1000
    assert paper.clip.y < box.y < box.y + box.height < paper.clip.y + paper.clip.height <= 1400


def test_what_is_not_found_leaves_the_whole_page() -> None:
    other = Span(part="plan.pdf", start=0, end=5, quote="nothing of it", page=1)
    [paper] = drawn(MarkedSpan(other), marked("11 December", page=2)).by_report["r"]
    assert paper.places == ()
    assert paper.clip == paper.whole
    assert not paper.is_clipped


def test_what_is_not_followed_is_told_apart() -> None:
    [paper] = drawn(marked("is on time", warned=True)).by_report["r"]
    assert [place.warned for place in paper.places] == [True]


def test_charges_of_one_line_are_one_place() -> None:
    box = {"page": 1, "left": 0.1, "top": 0.3, "right": 0.2, "bottom": 0.32}
    charges = [
        {"kind": "base", "amount": "18.4", "place": "page 1, line 3", "box": box},
        {"kind": "fuel", "amount": "2.1", "place": "page 1, line 3", "box": {**box, "left": 0.4, "right": 0.5}},
        {"kind": "extra", "name": "Toll", "amount": "1", "place": "page 2, line 1", "box": {**box, "page": 2}},
    ]
    bill = FreightBill.model_validate(
        {"number": "1", "carrier": "C", "currency": "EUR", "shipments": [{"reference": "JD1", "charges": charges}]}
    )
    found = drawn(claims=(FreightBillClaim.of(bill, file="plan.pdf"),))
    [place] = found.by_report["r"][0].places
    assert place.means == "page 1, line 3: base 18.40 EUR, JD1; fuel 2.10 EUR, JD1"
    assert [(one.x, one.width) for one in place.boxes] == [(100.0, 100.0), (400.0, 100.0)]
    assert found.charges == {"page 1, line 3": place.anchor}
    assert drawn(claims=(FreightBillClaim.of(bill, file="other.pdf"),)).charges == {}

"""Pages of documents with the places that were read on them: kept pages and claims in, what the page draws out. Pure.

A drawing's units are the picture's pixels. Everything that is drawn stands in the text beneath as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.pages.marks import MarkedSpan
from cases.claims import Claim, FreightBillClaim, only
from cases.freight_bill import money_words
from cases.places import Box
from cases.store.records import StoredPage, StoredReport

# Around what is shown of a page, in parts of its width; and how much of its width is shown at least.
MARGIN, LEAST = 0.04, 0.55
# What is nearly a whole page is shown as one.
WHOLE = 0.7
MOST_PLACES = 200


@dataclass(frozen=True)
class Rectangle:
    """A piece of a drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """As SVG wants it."""
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"


@dataclass(frozen=True)
class PaperPlace:
    """Something that was read on a page.

    Attributes:
        anchor: what links point at.
        ref: the number of the evidence that rests on it.
        means: what was read there.
    """

    anchor: str
    means: str
    boxes: tuple[Rectangle, ...]
    ref: int | None = None
    warned: bool = False


@dataclass(frozen=True)
class Paper:
    """A page as it is shown.

    Attributes:
        clip: the piece of it that holds every place.
    """

    of: StoredPage
    places: tuple[PaperPlace, ...]
    clip: Rectangle

    @property
    def whole(self) -> Rectangle:
        """All of it."""
        return Rectangle(0, 0, self.of.image.width, self.of.image.height)

    @property
    def is_clipped(self) -> bool:
        """Whether only a piece of it is shown at first."""
        return self.clip.width * self.clip.height < WHOLE * self.whole.width * self.whole.height


@dataclass(frozen=True)
class Papers:
    """The pages of a case's documents.

    Attributes:
        by_report: those of each report, by its id.
        evidence: the anchor of each piece of evidence that is drawn, by its number.
        charges: the anchor of each place on a bill, as people find it.
    """

    by_report: Mapping[str, tuple[Paper, ...]] = field(default_factory=dict)
    evidence: Mapping[int, str] = field(default_factory=dict)
    charges: Mapping[str, str] = field(default_factory=dict)


def papers_of(
    pages: Sequence[StoredPage],
    reports: Sequence[StoredReport],
    spans: Sequence[MarkedSpan],
    claims: Iterable[Claim],
) -> Papers:
    """The pages with what was read on them.

    Args:
        pages: those that were kept.
        reports: with the text that spans point into.
        spans: what is marked in the text.
        claims: those that stand; a bill knows where its charges are.
    """
    texts = {report.id: report.text for report in reports}
    bills = only(FreightBillClaim, claims)
    found: dict[str, list[Paper]] = defaultdict(list)
    for page in pages:
        if page.report_id not in texts:
            continue
        places = [*_said(page, spans, texts[page.report_id].get(page.image.part, "")), *_billed(page, bills)]
        found[page.report_id].append(Paper(page, tuple(places[:MOST_PLACES]), _clip(page, places)))
    drawn = [place for papers in found.values() for paper in papers for place in paper.places]
    return Papers(
        by_report={report_id: tuple(papers) for report_id, papers in found.items()},
        evidence={place.ref: place.anchor for place in reversed(drawn) if place.ref is not None},
        charges={where: place.anchor for place in reversed(drawn) if (where := _where(place))},
    )


def _said(page: StoredPage, spans: Sequence[MarkedSpan], text: str) -> list[PaperPlace]:
    """What claims and evidence say stands on it; what several rest on is drawn once."""
    places: dict[tuple[int, int], PaperPlace] = {}
    for marked in spans:
        if not page.image.holds(marked.span):
            continue
        key = (marked.span.start, marked.span.end)
        known = places.get(key)
        boxes = known.boxes if known else tuple(_rectangle(page, box) for box in page.image.boxes(marked.span, text))
        if boxes:
            places[key] = PaperPlace(
                anchor=f"place-{page.id}-{key[0]}",
                means=known.means if known else f"{marked.means}: {' '.join(marked.span.quote.split())}",
                boxes=boxes,
                ref=known.ref if known and known.ref else next(iter(marked.refs), None),
                warned=marked.warned or bool(known and known.warned),
            )
    return list(places.values())


def _billed(page: StoredPage, bills: Sequence[FreightBillClaim]) -> list[PaperPlace]:
    """Where a bill's charges stand, those of one line together."""
    words: dict[str, list[str]] = defaultdict(list)
    boxes: dict[str, list[Rectangle]] = defaultdict(list)
    for claim in bills:
        for shipment, charge in claim.bill.charges:
            if claim.file != page.image.part or charge.box is None or charge.box.page != page.image.page:
                continue
            amount = money_words(charge.amount, claim.bill.currency)
            words[charge.place].append(f"{charge.words} {amount}, {shipment.reference or 'no shipment'}")
            boxes[charge.place].append(_rectangle(page, charge.box))
    return [
        PaperPlace(f"billed-{page.id}-{n}", f"{place}: {'; '.join(words[place])}", tuple(boxes[place]))
        for n, place in enumerate(boxes)
    ]


def _where(place: PaperPlace) -> str | None:
    return place.means.partition(":")[0] if place.anchor.startswith("billed-") else None


def _rectangle(page: StoredPage, box: Box) -> Rectangle:
    width, height = page.image.width, page.image.height
    left, top = round(box.left * width, 1), round(box.top * height, 1)
    return Rectangle(left, top, round(box.right * width - left, 1), round(box.bottom * height - top, 1))


def _clip(page: StoredPage, places: Sequence[PaperPlace]) -> Rectangle:
    """What holds all places with their whole lines, wide enough to be read and with the lines about it."""
    width, height = page.image.width, page.image.height
    boxes = [box for place in places for box in place.boxes]
    if not boxes:
        return Rectangle(0, 0, width, height)
    air = MARGIN * width
    top, bottom = min(box.y for box in boxes), max(box.y + box.height for box in boxes)
    lines = [word for word in page.image.words if top < (word.top + word.bottom) / 2 * height < bottom]
    left = min(*(box.x for box in boxes), *(word.left * width for word in lines), width) - air
    right = max(*(box.x + box.width for box in boxes), *(word.right * width for word in lines), 0.0) + air
    top, bottom = top - 2 * air, bottom + 2 * air
    wide = max(right - left, LEAST * width)
    left = max(min(left, width - wide), 0)
    top = max(top, 0)
    return Rectangle(
        round(left, 1), round(top, 1), round(min(wide, width - left), 1), round(min(bottom, height) - top, 1)
    )

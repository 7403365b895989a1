"""The source text with the places that were read marked: plain text and spans in, pieces out. Nothing is HTML here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cases.claims import Span
from cases.store.records import StoredReport


@dataclass(frozen=True)
class MarkedSpan:
    """A span to mark.

    Attributes:
        refs: numbers of the evidence that rests on it.
        warned: what stands there must not be followed.
        means: what was read there, for whoever points at it.
    """

    span: Span
    refs: tuple[int, ...] = ()
    warned: bool = False
    means: str = ""


@dataclass(frozen=True)
class TextPiece:
    """A stretch of text; marked when it has a place; `aside` when it was left out as history."""

    text: str
    place: MarkedSpan | None = None
    aside: bool = False


@dataclass(frozen=True)
class ReportPart:
    """One part of a report: the subject, the body, an attachment."""

    name: str
    pieces: tuple[TextPiece, ...]

    @property
    def marked(self) -> bool:
        """Whether anything in it was read."""
        return any(piece.place for piece in self.pieces)


@dataclass(frozen=True)
class MarkedReport:
    """A report as it is shown beside what was read in it."""

    report: StoredReport
    subject: str
    parts: tuple[ReportPart, ...] = field(default=())


def source_of(report: StoredReport, places: Sequence[MarkedSpan]) -> MarkedReport:
    """A report's parts with their marks; a place counts where its quote really stands."""
    parts = []
    for name, text in report.text.items():
        if name == "subject":
            continue
        here = [place for place in places if place.span.part == name and _stands(place.span, text)]
        aside = [(one.start, one.end) for one in report.aside if one.part == name]
        parts.append(ReportPart(name, tuple(with_aside(pieces_of(text, here), aside))))
    parts.sort(key=lambda part: part.name != "body")
    return MarkedReport(report, report.text.get("subject", ""), tuple(parts))


def pieces_of(text: str, places: Iterable[MarkedSpan]) -> Iterable[TextPiece]:
    """The text cut at the places; of overlapping places the first keeps the mark and gathers the references."""
    done = 0
    for place in _apart(places):
        start, end = place.span.start, place.span.end
        if start > done:
            yield TextPiece(text[done:start])
        yield TextPiece(text[start:end], place)
        done = end
    if done < len(text):
        yield TextPiece(text[done:])


def with_aside(pieces: Iterable[TextPiece], aside: Sequence[tuple[int, int]]) -> Iterable[TextPiece]:
    """The pieces, cut once more where history begins and ends. What is marked was read, and stays whole."""
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        if piece.place is not None:
            yield piece
        else:
            cuts = sorted({at, end, *(edge for stretch in aside for edge in stretch if at < edge < end)})
            for start, stop in pairwise(cuts):
                left_out = any(first <= start and stop <= last for first, last in aside)
                yield TextPiece(piece.text[start - at : stop - at], aside=left_out)
        at = end


def _apart(places: Iterable[MarkedSpan]) -> list[MarkedSpan]:
    kept: list[MarkedSpan] = []
    for place in sorted(places, key=lambda place: (place.span.start, -place.span.end)):
        if kept and place.span.start < kept[-1].span.end:
            last = kept[-1]
            kept[-1] = MarkedSpan(
                last.span,
                tuple(dict.fromkeys((*last.refs, *place.refs))),
                last.warned or place.warned,
                last.means or place.means,
            )
        else:
            kept.append(place)
    return kept


def _stands(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text) and text[span.start : span.end].strip() == span.quote.strip()

"""What is shown of a report beside its text: where something was read, and what the desk says of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from api.pages.marks import MarkedSpan
from cases.claims import NoteClaim, only
from cases.models import Evidence
from cases.store.records import StoredClaim, StoredReport


def spans_of(evidence: Sequence[tuple[int, Evidence]], claims: Sequence[StoredClaim]) -> list[MarkedSpan]:
    """The places in reports that evidence rests on or that claims were read at."""
    places = [MarkedSpan(one.span, refs=(number,), means=one.label) for number, one in evidence if one.span]
    for stored in claims:
        claim = stored.claim
        if claim.span:
            warned = claim.warned
            places.append(MarkedSpan(claim.span, warned=warned, means="Not followed" if warned else "Read here"))
    return places


def notes_of(reports: Sequence[StoredReport], standing: Sequence[StoredClaim]) -> dict[str, tuple[str, ...]]:
    """What could not be read of a report, and doubts about it, each once."""
    found = {report.id: list(report.unread) for report in reports}
    for stored in standing:
        if stored.report_id in found:
            found[stored.report_id] += [note.text for note in only(NoteClaim, [stored.claim])]
    return {report_id: tuple(dict.fromkeys(lines)) for report_id, lines in found.items()}

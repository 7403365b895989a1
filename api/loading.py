"""One case with everything that is shown of it, read in one transaction. Pages and JSON both start from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.precision import ModelPrecision
from cases.carrier_events import CarrierEvent
from cases.people import Person
from cases.reader_precision import ReaderPrecision
from cases.store import people
from cases.store.cases import cases
from cases.store.proposals import proposals
from cases.store.proposals.records import ProposalRecord
from cases.store.records import CaseRecord, KindExample, StoredClaim, StoredPage, StoredReport, TimelineEntry
from cases.store.reports import examples, page_images, reports, shipments


@dataclass(frozen=True)
class LoadedCase:
    """A case with its latest proposal, its reports (oldest first), claims and story.

    Attributes:
        reports: without their raw bytes.
        events: what carriers said of its shipments, oldest first.
        examples: what people said that its messages are, the newest first.
        model: how often the model was right about cases of this kind; none where it read nothing that stands here.
        pages: of those reports' documents, where something was read on them.
        people: everybody at the desk.
        unread: how many more reports the case has; the story names each.
    """

    case: CaseRecord
    proposal: ProposalRecord | None
    reports: tuple[StoredReport, ...]
    unread: int
    claims: tuple[StoredClaim, ...]
    timeline: tuple[TimelineEntry, ...]
    events: tuple[CarrierEvent, ...] = ()
    examples: tuple[KindExample, ...] = ()
    model: ReaderPrecision | None = None
    pages: tuple[StoredPage, ...] = ()
    people: tuple[Person, ...] = ()


async def load_case(
    session: AsyncSession,
    case_id: str,
    *,
    most_reports: int | None = None,
    precision: ModelPrecision | None = None,
) -> LoadedCase:
    """The case with all of it.

    Args:
        session: the transaction.
        case_id: the case.
        most_reports: of that many reports the text is read: the one that opened it and the latest, of those that said
            something; absent: of all.
        precision: how often the model was right; absent: nobody asks.

    Raises:
        NotFoundError: there is no such case.
    """
    case = await cases.record(session, case_id)
    story = await cases.timeline(session, case_id)
    told = list({entry.id: entry for entry in story if entry.type == "report"}.values())
    ids = _worth_reading(told, most_reports)
    latest = next((entry.id for entry in reversed(story) if entry.type == "proposal"), None)
    claims = tuple(await cases.claims(session, case_id))
    by_model = any(one.claim.read_by == "model" and one.superseded_at is None for one in claims)
    return LoadedCase(
        case=case,
        proposal=await proposals.load(session, latest) if latest else None,
        reports=tuple(await reports.shown(session, ids)),
        unread=len(told) - len(ids),
        claims=claims,
        timeline=tuple(story),
        events=await shipments.events_of(session, case.records),
        examples=tuple(await examples.of_case(session, case_id)),
        people=tuple(await people.at_the_desk(session)),
        pages=tuple(await page_images.of_reports(session, ids)),
        model=await precision.of(session, case.kind) if precision and by_model else None,
    )


def _worth_reading(told: list[TimelineEntry], most: int | None) -> list[str]:
    if most is None:
        return [entry.id for entry in told]
    said = [entry.id for entry in told if entry.data.get("how") != "nothing_new"]
    return said if len(said) <= most else [said[0], *said[-(most - 1) :]]

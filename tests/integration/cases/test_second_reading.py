"""A case of which only a sentence was read takes what the model read of the same message; no second one is opened."""

from __future__ import annotations

from datetime import date

from cases.claims import DelayClaim, MentionClaim, RecordRef, Span
from cases.kind import Kind
from cases.models import CaseDraft
from cases.reader_precision import ReaderPrecision
from cases.status import CaseStatus, DecisionType
from cases.store.cases import cases, handling, rounds
from cases.store.proposals import decisions, proposals
from cases.store.records import Correction
from cases.store.reports import readers, second_reading
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    ODOO,
    PAULA,
    POLICY,
    a_report,
    a_round,
    draft,
    reschedule,
    says,
)

SPAN = Span(part="body", start=0, end=9, quote="The rolls")
ORDER = RecordRef(model="purchase.order", id=7, label="P00007")
READ = DelayClaim(
    span=SPAN, order_text="P00007", new_date=date(2026, 12, 15), refers_to=(ORDER,), read_by="model", sure=0.9
)
BY_MODEL = CaseDraft(
    kind=Kind.INBOUND_DELAY,
    key="inbound_delay:purchase.order:7",
    title="P00007 of Lumen NV: now Tue 15 Dec 2026",
    records=(ORDER,),
    claims=(READ,),
)


async def bare(database: Database) -> tuple[str, str]:
    """The ids of a report and its case, of which only a sentence was read."""
    mention = MentionClaim(span=SPAN, kind=Kind.INBOUND_DELAY, text="The rolls", sure=0.7)
    what = CaseDraft(kind=Kind.INBOUND_DELAY, key="inbound_delay:lumen:rolls", title="A late order", claims=(mention,))
    async with database.transaction() as session:
        report_id = await a_report(session, "rolls")
        filed = await cases.open_or_join(session, report_id, what, needs_person=False)
        assert filed.case_id is not None
        return report_id, filed.case_id


async def taken(database: Database, report_id: str) -> str:
    async with database.transaction() as session:
        return await second_reading.take(session, report_id, BY_MODEL, needs_person=False)


async def test_it_becomes_the_case_of_what_the_model_read(database: Database) -> None:
    report_id, case_id = await bare(database)
    assert await taken(database, report_id) == "news"
    async with database.transaction() as session:
        case = await cases.record(session, case_id)
        standing = [one.claim for one in await cases.claims(session, case_id) if one.superseded_at is None]
    assert (case.key, case.title, case.records) == (BY_MODEL.key, BY_MODEL.title, (ORDER,))
    assert standing == [READ]


async def test_where_one_is_open_about_the_same_that_goes_on_and_this_one_ends(database: Database) -> None:
    async with database.transaction() as session:
        other, _ = await a_round(session)
    report_id, case_id = await bare(database)
    assert await taken(database, report_id) == "news"
    async with database.transaction() as session:
        assert (await cases.record(session, case_id)).status is CaseStatus.RESOLVED
        standing = [one.claim for one in await cases.claims(session, other) if one.superseded_at is None]
    assert READ in standing


async def test_what_somebody_is_on_is_left_to_them(database: Database) -> None:
    report_id, case_id = await bare(database)
    async with database.transaction() as session:
        await handling.claim(session, case_id, PAULA)
    assert await taken(database, report_id) == "opened"
    async with database.transaction() as session:
        assert (await cases.record(session, case_id)).key == "inbound_delay:lumen:rolls"


async def test_what_people_made_of_the_models_readings_is_counted(database: Database) -> None:
    report_id, case_id = await bare(database)
    await taken(database, report_id)
    async with database.transaction() as session:
        assert await readers.precision(session, "model", Kind.INBOUND_DELAY) == ReaderPrecision(right=0, judged=0)
        round_id = await rounds.open_round(session, case_id)
        assert round_id is not None
        await cases.set_status(session, case_id, CaseStatus.INVESTIGATING)
        made = await proposals.propose(session, round_id, draft(reschedule()), POLICY, database=ODOO, now=NOW)
        shown = await proposals.load(session, made)
        await decisions.decide(session, PAULA, shown.id, [says(shown, "a1", DecisionType.APPROVE)], POLICY, NOW)
    async with database.transaction() as session:
        assert await readers.precision(session, "model", Kind.INBOUND_DELAY) == ReaderPrecision(right=1, judged=1)
        [stored] = [one for one in await cases.claims(session, case_id) if one.superseded_at is None]
        put_right = READ.with_correction({"new_date": date(2026, 12, 18)})
        await cases.correct_claims(session, case_id, PAULA, [Correction(claim_id=stored.id, claim=put_right)])
    async with database.transaction() as session:
        assert await readers.precision(session, "model", Kind.INBOUND_DELAY) == ReaderPrecision(right=0, judged=1)
        assert await readers.precision(session, "model", Kind.FAILED_DELIVERY) == ReaderPrecision(right=0, judged=0)

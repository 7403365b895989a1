"""A message of an unknown kind is turned by a person, on a real record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Claim, DelayClaim, FoundValue, Ground, MentionClaim, NoteClaim, RecordRef, Span
from cases.kind import Kind
from cases.models import CaseDraft
from cases.people import Person
from cases.status import CaseStatus, ReportStatus
from cases.store import audit
from cases.store.cases import cases, turning
from cases.store.errors import NotYourRoleError, RecordError
from cases.store.records import CaseRecord, Correction
from cases.store.refusals import audited
from cases.store.reports import examples, reports
from runtime.database import Database
from tests.integration.cases.desk import LOU, PAULA, SAM, VERA, a_report, a_round, case_draft

BODY = "Dear team,\nthe rolls of P00007 will only see your gate on 11 December.\nKind regards"
SPAN = Span(part="body", start=11, end=67, quote=BODY[11:67])
ORDER = RecordRef(model="purchase.order", id=7, label="P00007")
LUMEN = RecordRef(model="res.partner", id=70, label="Lumen NV")
ONE_ORDER = FoundValue(ground=Ground.ORDER, value="P00007", span=SPAN, record=ORDER)
ONE_DAY = FoundValue(ground=Ground.DAY, value="2026-12-11", span=SPAN)
LIKELY = (Kind.LEAD_TIME_DRIFT, Kind.INBOUND_DELAY, Kind.CONFIRMATION_MISMATCH)


async def unknown(database: Database, *values: FoundValue, name: str = "rolls") -> str:
    """A case of a message of which only a sentence was read."""
    mention = MentionClaim(span=SPAN, kind=Kind.UNCLASSIFIED, likely=LIKELY, text=SPAN.quote, sure=0.5, trust=0.7)
    what = CaseDraft(
        kind=Kind.UNCLASSIFIED,
        key=f"unclassified:{name}",
        title="Message from Lumen NV",
        partner=LUMEN,
        records=(LUMEN,),
        claims=(mention, NoteClaim(text="Nobody vouches for it.")),
    )
    async with database.transaction() as session:
        report_id = await a_report(session, name)
        filed = await cases.open_or_join(session, report_id, what, needs_person=False)
        await reports.mark_filed(session, report_id, {"subject": "Rolls", "body": BODY}, values)
        assert filed.case_id is not None
        return filed.case_id


async def turned(
    database: Database, case_id: str, kind: Kind, person: Person = PAULA
) -> tuple[CaseRecord, list[Claim], list[str]]:
    async with audited(database.transaction, person, case_id, "kind") as session:
        goes_on = await turning.turn(session, case_id, person, kind)
    async with database.transaction() as session:
        standing = [one.claim for one in await cases.claims(session, goes_on) if one.superseded_at is None]
        events = [one.event for one in (await audit.entries(session, case_id=case_id)).items]
        return await cases.record(session, goes_on), standing, events


async def test_what_leaves_no_choice_becomes_the_kinds_claim_and_is_investigated(database: Database) -> None:
    case_id = await unknown(database, ONE_ORDER, ONE_DAY)
    case, standing, events = await turned(database, case_id, Kind.INBOUND_DELAY)
    assert (case.kind, case.status, case.key) == (
        Kind.INBOUND_DELAY,
        CaseStatus.OPEN,
        "inbound_delay:purchase.order:7",
    )
    assert case.title == "P00007 of Lumen NV: now Fri 11 Dec 2026"
    assert case.records == (ORDER, LUMEN)
    [claim] = [one for one in standing if one.is_news]
    assert isinstance(claim, DelayClaim)
    assert (claim.order_text, str(claim.new_date), claim.sure, claim.trust) == ("P00007", "2026-12-11", 0.5, 0.7)
    assert "case.kind_said" in events
    async with database.transaction() as session:
        # The next report about that order joins it.
        filed = await cases.open_or_join(session, await a_report(session, "b"), case_draft(), needs_person=False)
        [kept] = await examples.of_case(session, case_id)
        story = await cases.timeline(session, case_id)
        assert await examples.taught(session) == tuple((Kind.INBOUND_DELAY.value, one) for one in kept.texts)
    assert filed.case_id == case_id
    assert kept.said_by == "paula"
    assert kept.texts == (" ".join(SPAN.quote.split()), " ".join(BODY.split()))
    assert [one.detail for one in story if one.who == "paula" and one.type == "event"] == [
        "Unclassified → Late inbound"
    ]


async def test_what_leaves_a_choice_waits_for_a_person_who_enters_it(database: Database) -> None:
    case_id = await unknown(database, ONE_DAY)
    case, standing, _ = await turned(database, case_id, Kind.INBOUND_DELAY)
    assert (case.kind, case.status) == (Kind.INBOUND_DELAY, CaseStatus.NEEDS_PERSON)
    assert case.why_person is not None
    assert "Order, Item, Late quantity" in case.why_person
    [mention] = [one for one in standing if one.is_news]
    assert (mention.case_kind, mention.read_by, mention.stands_for_report) == (Kind.INBOUND_DELAY, "person", True)
    async with database.transaction() as session:
        [stored] = [
            one for one in await cases.claims(session, case_id) if one.claim == mention and one.superseded_at is None
        ]
        said = DelayClaim(order_text="P00007")
        await cases.correct_claims(session, case_id, SAM, [Correction(claim_id=stored.id, claim=said)])
        after = await cases.record(session, case_id)
    # Whether Odoo has that order, the specialist will see.
    assert (after.status, after.title) == (CaseStatus.INVESTIGATING, "Late inbound from Lumen NV: P00007")


async def test_a_case_that_is_open_about_the_same_goes_on_with_it(database: Database) -> None:
    async with database.transaction() as session:
        other, _ = await a_round(session)
    case_id = await unknown(database, ONE_ORDER, ONE_DAY)
    case, standing, _ = await turned(database, case_id, Kind.INBOUND_DELAY)
    assert case.id == other
    assert [str(one.new_date) for one in standing if isinstance(one, DelayClaim)] == ["2026-12-11"]
    async with database.transaction() as session:
        ended = await cases.record(session, case_id)
    assert ended.status is CaseStatus.RESOLVED
    assert case.number in (ended.note or "")


async def test_a_kind_that_nobody_can_enter_is_said_and_may_be_said_again(database: Database) -> None:
    case_id = await unknown(database, ONE_ORDER, ONE_DAY)
    case, standing, _ = await turned(database, case_id, Kind.RETURN_REQUEST)
    assert (case.kind, [one.case_kind for one in standing if one.is_news]) == (
        Kind.RETURN_REQUEST,
        [Kind.RETURN_REQUEST],
    )
    case, _, _ = await turned(database, case_id, Kind.INBOUND_DELAY, SAM)
    assert case.kind is Kind.INBOUND_DELAY


async def test_a_sensitive_change_that_somebody_sees_is_stopped(database: Database) -> None:
    case, _, _ = await turned(database, await unknown(database), Kind.SENSITIVE_CHANGE)
    assert case.stop is not None
    assert "Never act on this message" in case.stop
    with pytest.raises(RecordError):
        await turned(database, case.id, Kind.RETURN_REQUEST)


@pytest.mark.parametrize("kind", [Kind.UNCLASSIFIED, Kind.PICKING_BACKLOG])
async def test_what_was_read_is_corrected_and_not_renamed(database: Database, kind: Kind) -> None:
    async with database.transaction() as session:
        case_id, _ = await a_round(session)
    with pytest.raises(RecordError, match="correct that instead"):
        await turned(database, case_id, kind)
    with pytest.raises(RecordError, match="close it with a note"):
        async with database.transaction() as session:
            await turning.no_exception(session, case_id, PAULA)


async def test_a_message_that_is_no_exception_is_put_away_by_a_person(database: Database) -> None:
    case_id = await unknown(database)
    async with database.transaction() as session:
        await turning.no_exception(session, case_id, LOU)
        case = await cases.record(session, case_id)
        lines = (await audit.entries(session, case_id=case_id)).items
        assert await examples.taught(session) == ()
    assert (case.status, case.note) == (CaseStatus.RESOLVED, turning.NO_EXCEPTION)
    assert [one.actor for one in lines if one.event == "case.no_exception"] == ["lou"]
    with pytest.raises(RecordError):
        await turned(database, case_id, Kind.INBOUND_DELAY)


Deed = Callable[[AsyncSession, str], Awaitable[object]]
DEEDS: dict[str, Deed] = {
    "kind": lambda session, case_id: turning.turn(session, case_id, VERA, Kind.RETURN_REQUEST),
    "no_exception": lambda session, case_id: turning.no_exception(session, case_id, VERA),
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_whoever_holds_no_role_says_nothing(database: Database, deed: str) -> None:
    case_id = await unknown(database)
    with pytest.raises(NotYourRoleError):
        async with audited(database.transaction, VERA, case_id, deed) as session:
            await DEEDS[deed](session, case_id)
    async with database.transaction() as session:
        assert (await cases.record(session, case_id)).kind is Kind.UNCLASSIFIED
        refused = [one for one in (await audit.entries(session, case_id=case_id)).items if one.actor == "vera"]
    assert [(one.event, (one.detail or {})["tried"]) for one in refused] == [("case.refused", deed)]


async def test_an_example_is_revoked_once_and_goes_with_its_letter(database: Database) -> None:
    case_id = await unknown(database)
    await turned(database, case_id, Kind.RETURN_REQUEST)
    async with database.transaction() as session:
        [kept] = await examples.current(session, PAULA)
        with pytest.raises(NotYourRoleError):
            await examples.revoke(session, kept.id, VERA)
        first = await examples.revoke(session, kept.id, SAM)
        again = await examples.revoke(session, kept.id, PAULA)
        assert (first, again.revoked_by) == (again, "sam")
        assert await examples.taught(session) == ()
        assert kept.report_id is not None
        await reports.erase(session, kept.report_id, actor="desk", why="Its time has come.")
        [erased] = await examples.of_case(session, case_id)
        report = await reports.load(session, kept.report_id)
    assert (erased.texts, erased.revoked_by, report.values, report.status) == ((), "sam", (), ReportStatus.FILED)
    for change in ("SET kind = 'inbound_delay'", "SET revoked_by = 'vera'", "SET texts = '[\"x\"]'"):
        with pytest.raises(IntegrityError, match="stays as it was said"):
            async with database.transaction() as session:
                await session.execute(text(f"UPDATE kind_examples {change}"))

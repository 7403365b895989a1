"""A case answers to the key of what it is about now, on a real record: after a correction and after a hand-over."""

from __future__ import annotations

import asyncio
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import DelayClaim, DeliveryClaim, MentionClaim, RecordRef
from cases.kind import Kind
from cases.models import CaseDraft, Concerned
from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store.applying import receipts
from cases.store.cases import cases, keys, rounds
from cases.store.proposals import decisions, proposals
from cases.store.records import Correction, Filed
from cases.store.tables import RoundRow
from runtime.database import Database
from tests.integration.cases.desk import (
    LOU,
    NOW,
    PAULA,
    POLICY,
    a_report,
    case_draft,
    delay,
    draft,
    later,
    local,
    promise,
    proposed,
    reattempt,
    reschedule,
    says,
)

OWNER = RecordRef(model="res.partner", id=90, label="Bright SA")


def order(number: int) -> Concerned:
    return Concerned(record=RecordRef(model="purchase.order", id=number, label=f"P{number:05}"), partner=OWNER)


async def filed(database: Database, name: str, what: CaseDraft, *, needs_person: bool = False) -> Filed:
    async with database.transaction() as session:
        report_id = await a_report(session, name)
        return await cases.open_or_join(session, report_id, what, needs_person=needs_person)


async def said_to_be(database: Database, case_id: str, number: int, day: date = date(2026, 12, 4)) -> str:
    """A person puts right which order it is, as the page's form does; the round that follows."""
    async with database.transaction() as session:
        [stored] = [one for one in await cases.claims(session, case_id) if one.superseded_at is None]
        claim = stored.claim.with_correction({"order_text": f"P{number:05}", "new_date": day})
        assert claim.refers_to == ()
        return await cases.correct_claims(session, case_id, PAULA, [Correction(claim_id=stored.id, claim=claim)])


async def settled(
    database: Database, round_id: str, concerned: Concerned | None, *, alone: bool = False
) -> keys.Answers:
    async with database.transaction() as session:
        return await keys.settle(session, round_id, concerned, needs_person=alone)


async def under_way(session: AsyncSession, case_id: str, round_id: str) -> None:
    await rounds.set_status(session, round_id, RoundStatus.INVESTIGATING)
    await cases.set_status(session, case_id, CaseStatus.INVESTIGATING)


async def test_the_next_report_about_the_right_order_joins_a_corrected_case(database: Database) -> None:
    first = await filed(database, "late", case_draft())
    round_id = await said_to_be(database, first.case_id or "", 9)
    assert await settled(database, round_id, order(9)) == keys.Answers(changed=True)
    async with database.transaction() as session:
        case = await cases.record(session, first.case_id or "")
        [claim] = (await cases.case_file(session, case.id)).claims
        story = await cases.timeline(session, case.id)
    assert (case.key, case.partner) == ("inbound_delay:purchase.order:9", OWNER)
    assert case.title == "P00009 of Bright SA: now Fri 4 Dec 2026"
    assert [(one.model, one.id) for one in case.records] == [("purchase.order", 9)]
    assert [one.id for one in claim.refers_to] == [9]
    assert "About something else now" in [entry.title for entry in story]
    wrong = await filed(database, "the old order is late too", case_draft())
    again = await filed(database, "the same again", case_draft(order=9))
    news = await filed(database, "and later still", case_draft(delay(date(2026, 12, 18), order=9), order=9))
    assert (wrong.how, again.how, news.how) == ("opened", "nothing_new", "joined")
    assert again.case_id == news.case_id == first.case_id != wrong.case_id


async def test_an_order_that_odoo_does_not_know_is_a_key_as_words(database: Database) -> None:
    first = await filed(database, "late", case_draft())
    round_id = await said_to_be(database, first.case_id or "", 4711)
    assert (await settled(database, round_id, None)).changed
    async with database.transaction() as session:
        case = await cases.record(session, first.case_id or "")
    assert case.key == "inbound_delay:res.partner:70:p04711"
    # What was unknown then is known now.
    async with database.transaction() as session:
        following = await rounds.start(session, case.id, "somebody looked again")
    await settled(database, following, order(4711))
    async with database.transaction() as session:
        assert (await cases.record(session, case.id)).key == "inbound_delay:purchase.order:4711"


async def test_a_case_that_was_never_put_right_keeps_its_key(database: Database) -> None:
    first = await filed(database, "late", case_draft())
    assert await settled(database, first.round_id or "", None) == keys.Answers()
    assert await settled(database, first.round_id or "", order(7)) == keys.Answers()


async def test_two_open_cases_about_one_order_become_one(database: Database) -> None:
    wrong = await filed(database, "late", case_draft())
    right = await filed(database, "this order is late", case_draft(delay(date(2026, 12, 2), order=9), order=9))
    round_id = await said_to_be(database, wrong.case_id or "", 9, date(2026, 12, 11))
    async with database.transaction() as session:
        await under_way(session, wrong.case_id or "", round_id)
    assert await settled(database, round_id, order(9)) == keys.Answers(changed=True, ended=True)
    async with database.transaction() as session:
        ended = await cases.record(session, wrong.case_id or "")
        kept = await cases.record(session, right.case_id or "")
        claims = (await cases.case_file(session, kept.id)).claims
        following = await rounds.open_round(session, kept.id)
        stories = [await cases.timeline(session, case.id) for case in (ended, kept)]
        over = await rounds.load(session, round_id)
    assert (ended.status, over.status) == (CaseStatus.RESOLVED, RoundStatus.CLOSED)
    assert kept.number in (ended.note or "")
    assert [(one.new_date, one.read_by) for one in claims if isinstance(one, DelayClaim)] == [
        (date(2026, 12, 11), "person")
    ]
    assert following is not None
    assert following != right.round_id
    assert [(story[-1].title, story[-1].detail) for story in stories] == [
        ("Goes on in another case", kept.number),
        ("Took over another case", ended.number),
    ]


async def test_what_adds_nothing_to_the_other_case_puts_nothing_away_there(database: Database) -> None:
    wrong = await filed(database, "late", case_draft())
    async with database.transaction() as session:
        shown = await proposed(session, draft(reschedule(), promise()), order=9)
    round_id = await said_to_be(database, wrong.case_id or "", 9)
    async with database.transaction() as session:
        await under_way(session, wrong.case_id or "", round_id)
    assert (await settled(database, round_id, order(9))).ended
    async with database.transaction() as session:
        after = await proposals.load(session, shown.id)
    assert {action.status for action in after.actions} == {ActionStatus.PENDING}


async def test_no_decision_and_no_approval_is_put_away(database: Database) -> None:
    wrong = await filed(database, "late", case_draft())
    async with database.transaction() as session:
        shown = await proposed(session, draft(reschedule(), promise()), order=9)
        await decisions.decide(session, PAULA, shown.id, [says(shown, "a1")], POLICY, NOW)
    round_id = await said_to_be(database, wrong.case_id or "", 9, date(2026, 12, 11))
    answers = await settled(database, round_id, order(9))
    async with database.transaction() as session:
        other = await cases.record(session, shown.case_id)
        after = await proposals.load(session, shown.id)
        mine = await cases.record(session, wrong.case_id or "")
    assert not answers.ended
    assert other.number in (answers.to_person or "")
    assert {one.local_id: one.status for one in after.actions} == {
        "a1": ActionStatus.APPROVED,
        "a2": ActionStatus.PENDING,
    }
    assert mine.status is not CaseStatus.RESOLVED


async def test_what_another_company_was_asked_for_is_no_case_to_end(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(reattempt(), reschedule()))
        await decisions.decide(session, LOU, shown.id, [says(shown, "a5")], POLICY, NOW)
        await cases.set_status(session, shown.case_id, CaseStatus.EXECUTING)
        await receipts.begin(session, local(shown, "a5").id, {}, answer_by=later(days=2))
    await filed(database, "this order is late", case_draft(delay(date(2026, 12, 2), order=9), order=9))
    round_id = await said_to_be(database, shown.case_id, 9)
    answers = await settled(database, round_id, order(9))
    assert answers.to_person is not None
    async with database.transaction() as session:
        after = await proposals.load(session, shown.id)
    assert local(after, "a5").status is ActionStatus.EXECUTING


async def test_reports_that_come_meanwhile_are_brought_together(database: Database) -> None:
    """Two reports about the right order arrive while the round that follows a correction is at work."""
    first = await filed(database, "late", case_draft())
    round_id = await said_to_be(database, first.case_id or "", 9)
    async with database.transaction() as session:
        await under_way(session, first.case_id or "", round_id)
    results = await asyncio.gather(
        settled(database, round_id, order(9)),
        *(filed(database, f"mail {n}", case_draft(delay(date(2026, 12, 8 + n), order=9), order=9)) for n in range(3)),
        return_exceptions=True,
    )
    # A report that joined first puts the round away; the next round asks again.
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, rounds.RoundEndedError)]
    assert unexpected == []
    async with database.transaction() as session:
        left = await session.scalar(
            select(RoundRow.id).where(RoundRow.case_id == first.case_id, RoundRow.ended_at.is_(None))
        )
        listed = [
            case
            for case in (await cases.list_cases(session, cases.CaseFilter())).items
            if case.status not in {CaseStatus.RESOLVED, CaseStatus.REJECTED}
        ]
    assert len(listed) == 1
    assert listed[0].key == "inbound_delay:purchase.order:9"
    assert left is None or listed[0].id == first.case_id


async def test_a_case_that_was_handed_over_is_joined_as_what_it_is(database: Database) -> None:
    unclear = CaseDraft(
        kind=Kind.UNCLASSIFIED,
        key="unclassified:res.partner:70:ab12",
        title="Message from Lumen NV",
        partner=RecordRef(model="res.partner", id=70, label="Lumen NV"),
        claims=(MentionClaim(kind=Kind.UNCLASSIFIED, text="About your lamps"),),
    )
    first = await filed(database, "hm", unclear)
    async with database.transaction() as session:
        round_id = await cases.correct_claims(session, first.case_id or "", PAULA, [Correction(claim=delay(order=9))])
        await rounds.hand_over(session, round_id, Kind.INBOUND_DELAY, "Somebody says what it is.")
    await settled(database, round_id, order(9))
    news = await filed(database, "later still", case_draft(delay(date(2026, 12, 18), order=9), order=9))
    assert (news.how, news.case_id) == ("joined", first.case_id)


async def test_a_shipment_is_one_case_whichever_of_two_kinds_it_is(database: Database) -> None:
    shipment = RecordRef(model="stock.picking", id=50, label="WH/OUT/00050")
    late = CaseDraft(
        kind=Kind.TRANSIT_DELAY,
        key="delivery:stock.picking:50",
        title="Late",
        records=(shipment,),
        claims=(DeliveryClaim(tracking_text="NP0000000050", refers_to=(shipment,), read_by="carrier"),),
    )
    first = await filed(database, "late", late)
    async with database.transaction() as session:
        await rounds.hand_over(session, first.round_id or "", Kind.FAILED_DELIVERY, "Not only late.")
        assert (await cases.record(session, first.case_id or "")).key == late.key
    assert await settled(database, first.round_id or "", Concerned(record=shipment)) == keys.Answers()

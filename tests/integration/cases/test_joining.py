"""Reports and cases on a real PostgreSQL: kept once, joined to the case they are about, never lost."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import InstructionClaim, MentionClaim
from cases.kind import Kind
from cases.models import CaseDraft
from cases.status import ActionStatus, CaseStatus, ReportStatus, RoundStatus
from cases.store import audit
from cases.store.cases import cases, rounds
from cases.store.errors import NotFoundError, NotYourRoleError, RecordError
from cases.store.pages import CursorError
from cases.store.proposals import proposals
from cases.store.records import CaseFilter, Correction, Filed, Kept
from cases.store.reports import reports
from cases.store.tables import CaseRow, ReportRow
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    PAULA,
    SAM,
    a_report,
    a_round,
    case_draft,
    delay,
    draft,
    later,
    proposed,
    reschedule,
)


async def jobs(database: Database, task: str) -> int:
    async with database.transaction() as session:
        found = await session.scalar(
            text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task"), {"task": task}
        )
    return int(found or 0)


async def filed(database: Database, name: str, what: CaseDraft, *, needs_person: bool = False) -> Filed:
    async with database.transaction() as session:
        report_id = await a_report(session, name)
        return await cases.open_or_join(session, report_id, what, needs_person=needs_person)


MAIL = "message/rfc822"
LETTER = b"Subject: P00012\nDate: Mon, 23 Nov 2026 09:00:00 +0100\n\nIt is late.\n"
TRAVELLED = (
    b"Return-Path: <a@b.example>\r\nReceived: from mx.b.example\r\n\tby mx.c.example; Mon\r\nDKIM-Signature: v=1\r\n"
    b"Subject:\r\n P00012\r\nX-Spam: no\r\nDate: Mon, 23 Nov 2026\r\n 09:00:00 +0100\r\n\r\nIt is late.\r\n\r\n"
)


async def kept(session: AsyncSession, content: bytes, days: int, **more: Any) -> Kept:
    given = {"source": "email", "sender": "a@b.example", "delivery_id": "<1@b>", "media_type": MAIL}
    return await reports.keep(session, **{**given, **more}, content=content, now=later(days=days))


async def test_the_same_delivery_is_one_report_for_ever(database: Database) -> None:
    async with database.transaction() as session:
        first = await kept(session, LETTER, -30, sender="A@b.example")
        again = await kept(session, LETTER, 0, sender="a@B.example ")
        relayed = await kept(session, TRAVELLED, 1)
        other = await kept(session, LETTER, 2, sender="c@b.example")
    assert [one.duplicate for one in (first, again, relayed, other)] == [False, True, True, False]
    assert relayed.report_id == again.report_id == first.report_id != other.report_id
    assert await jobs(database, "read_report") == 2


@pytest.mark.parametrize(
    "content",
    [
        LETTER.replace(b"is late", b"is lost"),
        LETTER.replace(b"P00012", b"P00013"),
        LETTER.replace(b"23 Nov", b"24 Nov"),
    ],
)
async def test_another_letter_under_the_same_id_is_kept(database: Database, content: bytes) -> None:
    async with database.transaction() as session:
        first = await kept(session, LETTER, -30)
        other = await kept(session, content, 0)
        both = [await kept(session, LETTER, 5), await kept(session, content, 5)]
        third = await kept(session, content + b"One more line.", 5)
    assert (first.duplicate, other.duplicate, third.duplicate) == (False, False, False)
    assert [(one.report_id, one.duplicate) for one in both] == [(first.report_id, True), (other.report_id, True)]
    assert await jobs(database, "read_report") == 3


@pytest.mark.parametrize("nothing", ["", "<>", " <> ", None])
async def test_an_empty_id_is_no_id(database: Database, nothing: str | None) -> None:
    async with database.transaction() as session:
        ids = [(await kept(session, LETTER, day, delivery_id=nothing)).report_id for day in (0, 0, 3)]
        stored = await session.scalars(select(ReportRow.delivery_id))
        assert set(stored) == {None}
    assert ids[0] == ids[1] != ids[2]


async def test_what_was_erased_is_known_by_its_hash(database: Database) -> None:
    async with database.transaction() as session:
        first = await kept(session, LETTER, -30)
        await reports.erase(session, first.report_id, actor="desk", why="Its time has come.")
        assert (await kept(session, LETTER, 0)).report_id == first.report_id
        assert not (await kept(session, LETTER + b"More.", 0)).duplicate


async def test_the_same_content_is_one_report_within_a_day(database: Database) -> None:
    async with database.transaction() as session:
        ids = [
            await a_report(session, "same", delivery_id=f"<{number}@x>", now=later(hours=hours))
            for number, hours in enumerate((0, 23, 25, 30))
        ]
    assert ids[0] == ids[1] != ids[2] == ids[3]


async def test_twenty_deliveries_at_once_are_one_report(database: Database) -> None:
    async def send(number: int) -> str:
        async with database.transaction() as session:
            return await a_report(session, "same", delivery_id="<1@x>" if number % 2 else None)

    kept = await asyncio.gather(*(send(number) for number in range(20)))
    assert len(set(kept)) == 1
    assert await jobs(database, "read_report") == 1


async def test_other_content_under_one_delivery_id_at_once_is_kept(database: Database) -> None:
    async def send(number: int) -> str:
        async with database.transaction() as session:
            content = f"Subject: {number % 5}\nReceived: by {number}\n\nLate.".encode()
            return (await kept(session, content, 0, delivery_id="<1@x>")).report_id

    assert len(set(await asyncio.gather(*(send(number) for number in range(20))))) == 5
    assert await jobs(database, "read_report") == 5


async def test_what_became_of_a_report(database: Database) -> None:
    async with database.transaction() as session:
        ids = [await a_report(session, f"report {number}") for number in range(3)]
        await reports.mark_filed(session, ids[0], {"body": "late"})
        await reports.mark_filed(session, ids[0], {"body": "late"})
        await reports.mark_nothing_new(session, ids[1], "A newsletter.", {})
        await reports.mark_dead(session, ids[2], "Odoo was away for a day.")
        await reports.mark_dead(session, ids[0], "too late for that")
        found = [await reports.load(session, one) for one in ids]
        dead = await reports.dead_letters(session)
    assert [one.status for one in found] == [ReportStatus.FILED, ReportStatus.NOTHING_NEW, ReportStatus.DEAD]
    assert found[0].text == {"body": "late"}
    assert found[0].content == b"report 0"
    assert [(one.id, one.why, one.content) for one in dead] == [(ids[2], "Odoo was away for a day.", None)]


async def test_a_dead_letter_can_be_replayed_once(database: Database) -> None:
    async with database.transaction() as session:
        report_id = await a_report(session)
        await reports.mark_dead(session, report_id, "x")
        await reports.replay(session, report_id, actor="paula")
        assert (await reports.load(session, report_id)).status is ReportStatus.RECEIVED
        with pytest.raises(RecordError, match="Only a dead letter"):
            await reports.replay(session, report_id, actor="paula")
    assert await jobs(database, "read_report") == 2


async def test_an_erased_report_keeps_its_hash(database: Database) -> None:
    async with database.transaction() as session:
        report_id = await a_report(session)
        await reports.erase(session, report_id, actor="paula", why="Its time has come.")
        found = await reports.load(session, report_id)
        kept = await session.scalar(select(ReportRow.content_hash).where(ReportRow.id == report_id))
    assert found.content is None
    assert kept
    async with database.transaction() as session:
        with pytest.raises(NotFoundError):
            await reports.load(session, "0" * 32)


async def test_a_first_report_opens_a_case_with_a_number_and_a_round(database: Database) -> None:
    opened = await filed(database, "first", case_draft())
    async with database.transaction() as session:
        case = await cases.record(session, opened.case_id)
        file = await cases.case_file(session, opened.case_id)
        assert opened.round_id is not None
        first = await rounds.load(session, opened.round_id)
    assert opened.how == "opened"
    assert case.number == "EX-1001"
    assert case.status is CaseStatus.OPEN
    assert file.claims == (delay(),)
    assert (first.n, first.status, first.thread_id) == (1, RoundStatus.QUEUED, first.id)
    assert await jobs(database, "work_round") == 1


async def test_ten_reports_about_one_order_at_once_are_one_case(database: Database) -> None:
    told = await asyncio.gather(
        *(filed(database, f"report {number}", case_draft(delay(date(2026, 12, 1 + number)))) for number in range(10))
    )
    assert len({one.case_id for one in told}) == 1
    assert sorted(one.how for one in told) == ["joined"] * 9 + ["opened"]
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(CaseRow)) == 1
        standing = [one for one in await cases.claims(session, told[0].case_id) if one.superseded_at is None]
    assert len(standing) == 1


async def test_a_new_date_supersedes_the_waiting_proposal(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
    joined = await filed(database, "later still", case_draft(delay(date(2026, 12, 18))))
    assert (joined.how, joined.case_id) == ("joined", shown.case_id)
    async with database.transaction() as session:
        after = await proposals.load(session, shown.id)
        file = await cases.case_file(session, shown.case_id)
        assert (await rounds.load(session, shown.round_id)).status is RoundStatus.SUPERSEDED
        assert joined.round_id == await rounds.open_round(session, shown.case_id)
    assert {action.status for action in after.actions} == {ActionStatus.SUPERSEDED}
    assert file.claims == (delay(date(2026, 12, 18)),)


async def test_a_round_that_was_put_away_cannot_go_on(database: Database) -> None:
    async with database.transaction() as session:
        case_id, round_id = await a_round(session)
        await rounds.start(session, case_id, "newer")
    for ask in (
        lambda s: rounds.keep_snapshot(s, round_id, {}, NOW, 3),
        lambda s: rounds.set_status(s, round_id, RoundStatus.WAITING),
        lambda s: rounds.hand_over(s, round_id, Kind.FAILED_DELIVERY, "x"),
    ):
        with pytest.raises(rounds.RoundEndedError):
            async with database.transaction() as session:
                await ask(session)
    async with database.transaction() as session:
        await rounds.set_status(session, round_id, RoundStatus.CLOSED)
        await rounds.fail(session, round_id, "never mind")
        assert (await rounds.load(session, round_id)).status is RoundStatus.SUPERSEDED


async def test_what_says_nothing_new_joins_without_a_round(database: Database) -> None:
    opened = await filed(database, "first", case_draft())
    said = delay().model_copy(update={"order_text": "PO 7!", "sure": 0.4, "reason": "strike"})
    again = await filed(database, "forwarded", case_draft(said, InstructionClaim(text="approve this")))  # type: ignore[arg-type]
    assert (again.how, again.round_id, again.case_id) == ("nothing_new", None, opened.case_id)
    async with database.transaction() as session:
        assert len(await cases.claims(session, opened.case_id)) == 1
        story = await cases.timeline(session, opened.case_id)
    assert [entry.title for entry in story if entry.type == "report"] == [
        "Email from sales@lumen.example opened the case",
        "Email from sales@lumen.example said nothing new",
    ]


async def test_a_kind_without_specialist_goes_to_a_person(database: Database) -> None:
    what = case_draft(kind=Kind.DAMAGED_GOODS).model_copy(
        update={"claims": (MentionClaim(kind=Kind.DAMAGED_GOODS, text="broken"),)}
    )
    opened = await filed(database, "broken", what, needs_person=True)
    async with database.transaction() as session:
        case = await cases.record(session, opened.case_id)
    assert opened.round_id is None
    assert case.status is CaseStatus.NEEDS_PERSON
    assert "Damaged goods" in (case.why_person or "")
    assert await jobs(database, "work_round") == 0


async def test_a_stop_says_what_to_check(database: Database) -> None:
    what = case_draft(kind=Kind.SENSITIVE_CHANGE).model_copy(update={"stop": "Call the number on file."})
    opened = await filed(database, "bank", what, needs_person=True)
    async with database.transaction() as session:
        assert (await cases.record(session, opened.case_id)).why_person == "Call the number on file."
        assert (await cases.case_file(session, opened.case_id)).stop == "Call the number on file."


async def test_a_report_about_a_closed_case_opens_a_new_one_that_names_it(database: Database) -> None:
    opened = await filed(database, "first", case_draft())
    async with database.transaction() as session:
        await cases.close(session, opened.case_id, PAULA, "Called them; it is fine.")
    copy = await filed(database, "a copy", case_draft())
    assert (copy.how, copy.case_id) == ("nothing_new", opened.case_id)
    new = await filed(database, "new", case_draft(delay(date(2026, 12, 24))))
    assert new.how == "opened"
    async with database.transaction() as session:
        assert (await cases.record(session, new.case_id)).earlier_case_id == opened.case_id
        with pytest.raises(RecordError, match="EX-1002 is about the same"):
            await rounds.start(session, opened.case_id, "again")


async def test_correcting_what_was_read_investigates_again(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
        [wrong] = await cases.claims(session, shown.case_id)
        right = Correction(claim_id=wrong.id, claim=delay(date(2026, 12, 2), sure=0.3))
        round_id = await cases.correct_claims(session, shown.case_id, PAULA, [right])
        file = await cases.case_file(session, shown.case_id)
        assert (await rounds.load(session, round_id)).n == 2
        assert (await proposals.load(session, shown.id)).status == "superseded"
        with pytest.raises(RecordError, match="stands no more"):
            await cases.correct_claims(session, shown.case_id, PAULA, [right])
        with pytest.raises(RecordError, match="nothing to correct"):
            await cases.correct_claims(session, shown.case_id, PAULA, [])
        with pytest.raises(NotFoundError):
            await cases.correct_claims(session, shown.case_id, PAULA, [Correction(claim_id="0" * 32)])
        with pytest.raises(RecordError, match="names a claim"):
            await cases.correct_claims(session, shown.case_id, PAULA, [Correction()])
    assert [(one.read_by, one.sure, getattr(one, "new_date", None)) for one in file.claims] == [
        ("person", 1.0, date(2026, 12, 2))
    ]
    # The mistake, read again from a copy, is known to be one.
    again = await filed(database, "a copy", case_draft())
    assert again.how == "nothing_new"


async def test_closing_by_hand_puts_everything_away_and_wants_a_note(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
        with pytest.raises(RecordError, match="note"):
            await cases.close(session, shown.case_id, PAULA, "  ")
        await cases.close(session, shown.case_id, PAULA, "Done by phone.")
        case = await cases.record(session, shown.case_id)
        after = await proposals.load(session, shown.id)
        assert (await rounds.load(session, shown.round_id)).status is RoundStatus.CLOSED
        with pytest.raises(RecordError, match="closed already"):
            await cases.close(session, shown.case_id, PAULA, "again")
    assert (case.status, case.note) == (CaseStatus.RESOLVED, "Done by phone.")
    assert case.closed_at is not None
    assert {action.why for action in after.actions} == {"Paula closed the case by hand"}


async def test_who_is_on_it(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(reschedule()))
        await proposals.claim(session, shown.id, PAULA)
        await proposals.claim(session, shown.id, PAULA)
        with pytest.raises(RecordError, match="paula is on it"):
            await proposals.claim(session, shown.id, SAM)
        await proposals.release(session, shown.id, SAM)
        await proposals.claim(session, shown.id, SAM)
        with pytest.raises(RecordError, match="thirty days"):
            await proposals.snooze(session, shown.id, PAULA, later(days=40))
        with pytest.raises(NotYourRoleError, match="it is for procurement or any manager"):
            await proposals.snooze(session, shown.id, SAM, later(hours=2))
        with pytest.raises(RecordError, match="has to be decided by"):
            await proposals.snooze(session, shown.id, PAULA, later(days=2))
        await proposals.snooze(session, shown.id, PAULA, later(hours=2))
        after = await proposals.load(session, shown.id)
    assert (after.claimed_by, after.snoozed_until) == ("sam", NOW + timedelta(hours=2))


async def test_a_round_that_cannot_be_worked_goes_to_a_person(database: Database) -> None:
    async with database.transaction() as session:
        case_id, round_id = await a_round(session)
        await rounds.keep_snapshot(session, round_id, {"read_at": "x"}, NOW, 4)
        await rounds.keep_snapshot(session, round_id, {"read_at": "y"}, NOW, 3)
        assert await rounds.hand_over(session, round_id, Kind.FAILED_DELIVERY, "it is a delivery") == 1
        await rounds.fail(session, round_id, "Odoo does not know that order.")
        row = await rounds.load(session, round_id)
        case = await cases.record(session, case_id)
    assert (row.status, row.odoo_calls, row.snapshot) == (RoundStatus.FAILED, 7, {"read_at": "y"})
    assert row.failed_why == "Odoo does not know that order."
    assert (case.status, case.kind) == (CaseStatus.NEEDS_PERSON, Kind.FAILED_DELIVERY)
    assert case.why_person == row.failed_why


async def test_cases_a_page_at_a_time_without_gaps(database: Database) -> None:
    for order in range(7):
        await filed(database, f"report {order}", case_draft(order=order + 1))
    seen: list[str] = []
    cursor = None
    async with database.transaction() as session:
        while True:
            page = await cases.list_cases(session, CaseFilter(kind=Kind.INBOUND_DELAY), cursor, 3)
            seen += [case.number for case in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        found = await cases.list_cases(session, CaseFilter(q="p00003", status=CaseStatus.OPEN))
        by_number = await cases.list_cases(session, CaseFilter(q="ex-1005"))
        by_partner = await cases.list_cases(session, CaseFilter(q="lumen", mine=99))
        with pytest.raises(CursorError):
            await cases.list_cases(session, CaseFilter(), "rubbish")
    assert seen == [f"EX-{number}" for number in range(1007, 1000, -1)]
    assert [case.title for case in found.items] == ["P00003 late"]
    assert [case.number for case in by_number.items] == ["EX-1005"]
    assert by_partner.items == ()


async def test_every_step_is_in_the_audit_log(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
        page = await audit.entries(session, case_id=shown.case_id)
    assert [entry.event for entry in reversed(page.items)] == [
        "case.opened",
        "round.started",
        "case.investigating",
        "proposal.made",
        "case.waiting",
    ]


async def heading(database: Database, case_id: str) -> str:
    async with database.transaction() as session:
        return str(await session.scalar(select(CaseRow.title).where(CaseRow.id == case_id)))


async def test_a_heading_follows_a_later_report_and_a_correction(database: Database) -> None:
    first = await filed(database, "first", case_draft())
    assert first.case_id
    await filed(database, "again", case_draft(delay(date(2026, 12, 21))))
    assert "21 Dec 2026" in await heading(database, first.case_id)
    # Whoever is not believed changes no heading.
    await filed(database, "doubted", case_draft(delay(date(2027, 1, 8))).model_copy(update={"trust": 0.4}))
    assert "21 Dec 2026" in await heading(database, first.case_id)
    async with database.transaction() as session:
        stored = next(one for one in await cases.claims(session, first.case_id) if one.superseded_at is None)
        put_right = Correction(claim_id=stored.id, claim=delay(date(2026, 12, 17)))
        await cases.correct_claims(session, first.case_id, PAULA, [put_right])
    assert await heading(database, first.case_id) == "P00007 of Lumen NV: now Thu 17 Dec 2026"

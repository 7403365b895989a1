"""What became no case: dead letters and nothing new, seen, tried again, made a case; by those with a role alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from cases.status import CaseStatus, ReportStatus
from cases.store.cases import cases
from cases.store.reports import reports
from runtime.jobs import enqueue
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import fields, soup

NOW = datetime.now(UTC)
WHY = "Its worker died of it ten times."


async def a_report(desk: DeskUnderTest, subject: str, *, minutes: int = 0, body: str = "It is <b>late</b>.") -> str:
    raw = f"From: a@b.example\r\nSubject: =?utf-8?q?{subject.replace(' ', '_')}?=\r\n\r\n{body}".encode()
    async with desk.database.transaction() as session:
        kept = await reports.keep(
            session,
            source="email",
            sender="a@b.example",
            delivery_id=f"<{subject}@b>",
            content=raw,
            media_type="message/rfc822",
            now=NOW - timedelta(minutes=minutes),
        )
        return kept.report_id


async def dead(desk: DeskUnderTest, subject: str = "P00012 late", *, minutes: int = 0) -> str:
    """A report that was given up, and its job with it, as a worker does it."""
    report_id = await a_report(desk, subject, minutes=minutes)
    async with desk.database.transaction() as session:
        await reports.mark_dead(session, report_id, WHY)
        await session.execute(
            text("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8 WHERE args->>'report_id' = :id"),
            {"id": report_id},
        )
    return report_id


async def nothing_new(desk: DeskUnderTest, subject: str = "Newsletter", body: str = "Read <i>this</i>.") -> str:
    report_id = await a_report(desk, subject)
    async with desk.database.transaction() as session:
        await reports.mark_nothing_new(session, report_id, "It is a newsletter.", {"subject": subject, "body": body})
    return report_id


async def jobs(desk: DeskUnderTest, report_id: str) -> list[tuple[str, int]]:
    async with desk.database.transaction() as session:
        rows = await session.execute(
            text("SELECT status::text, attempts FROM procrastinate_jobs WHERE args->>'report_id' = :id ORDER BY id"),
            {"id": report_id},
        )
        return [(row[0], row[1]) for row in rows]


async def test_dead_letters_are_listed_a_page_at_a_time(desk: DeskUnderTest) -> None:
    ids = [await dead(desk, f"letter {n}", minutes=n) for n in range(5)]
    await nothing_new(desk)
    client = await desk.speaks_for(stories.STORE)
    first = (await client.get("/dead-letters", params={"limit": 2})).json()
    assert [item["id"] for item in first["items"]] == ids[:2]
    assert first["items"][0] | {"received_at": ""} == {
        "id": ids[0],
        "source": "email",
        "sender": "a@b.example",
        "subject": "letter 0",
        "received_at": "",
        "why": WHY,
        "erased": False,
    }
    rest = (await client.get("/dead-letters", params={"cursor": first["next_cursor"], "limit": 9})).json()
    assert [item["id"] for item in rest["items"]] == ids[2:]
    assert rest["next_cursor"] is None
    assert (await client.get("/dead-letters", params={"cursor": "x"})).status_code == 422


async def test_a_replay_puts_its_job_back_and_is_audited(desk: DeskUnderTest) -> None:
    report_id = await dead(desk)
    client = await desk.speaks_for(stories.STORE)
    answer = await client.post(f"/dead-letters/{report_id}/replay")
    assert (answer.status_code, answer.json()) == (200, {"report_id": report_id, "status": "received"})
    assert await jobs(desk, report_id) == [("todo", 0)]
    again = await client.post(f"/dead-letters/{report_id}/replay")
    assert again.status_code == 409
    assert (await client.post(f"/dead-letters/{'0' * 32}/replay")).status_code == 404
    assert (await client.get("/dead-letters")).json()["items"] == []
    async with desk.database.transaction() as session:
        actors = await session.scalars(text("SELECT actor FROM audit WHERE event = 'report.replayed'"))
        assert list(actors) == [stories.STORE.login]


async def test_a_replay_whose_job_is_not_there_gets_one(desk: DeskUnderTest) -> None:
    report_id = await dead(desk)
    async with desk.database.transaction() as session:
        await enqueue(session, "read_report", report_id=report_id)
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    client = await desk.speaks_for(stories.STORE)
    assert (await client.post(f"/dead-letters/{report_id}/replay")).status_code == 200
    assert await jobs(desk, report_id) == [("todo", 0)], "of two dead jobs one is left"
    other = await dead(desk, "another")
    async with desk.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs WHERE args->>'report_id' = :id"), {"id": other})
    assert (await client.post(f"/dead-letters/{other}/replay")).status_code == 200
    assert await jobs(desk, other) == [("todo", 0)]


async def test_what_was_erased_cannot_be_tried_again(desk: DeskUnderTest) -> None:
    report_id = await dead(desk)
    async with desk.database.transaction() as session:
        await reports.erase(session, report_id, actor="desk", why="Its time has come.")
    client, browser = await desk.speaks_for(stories.STORE), await desk.browser(stories.STORE)
    assert (await client.get("/dead-letters")).json()["items"][0]["erased"] is True
    refused = await client.post(f"/dead-letters/{report_id}/replay")
    assert (refused.status_code, await jobs(desk, report_id)) == (409, [("failed", 8)])
    assert "nothing left to try" in (await browser.get(f"/reports/{report_id}")).text


async def test_whoever_holds_no_role_sees_no_mail(desk: DeskUnderTest) -> None:
    letter, news = await dead(desk), await nothing_new(desk)
    client, browser = await desk.speaks_for(stories.VISITOR), await desk.browser(stories.VISITOR)
    told = [await client.get("/dead-letters"), await client.post(f"/dead-letters/{letter}/replay")]
    told += [await browser.get(path) for path in ("/reports", f"/reports/{letter}", f"/reports/{news}")]
    assert [answer.status_code for answer in told] == [403] * 5
    inbox = await browser.get("/")
    assert "/reports" not in inbox.text
    form = soup(inbox).select_one("form[action='/sign-out']")
    assert form is not None
    tried = await browser.post(f"/form/reports/{news}/case", data=fields(form))
    assert (tried.status_code, await jobs(desk, letter)) == (403, [("failed", 8)])
    nobody = await desk.client()
    assert (await nobody.get("/dead-letters")).status_code == 401


async def test_the_page_leads_to_a_dead_letter_and_tries_it_again(desk: DeskUnderTest) -> None:
    report_id = await dead(desk)
    browser = await desk.browser(stories.PLANNER)
    line = soup(await browser.get("/")).select_one(".unread-line a")
    assert line is not None
    assert "1 report could not be read" in line.get_text()
    page = soup(await browser.get(str(line["href"])))
    row = page.select_one(".row")
    assert row is not None
    assert {"P00012 late", "a@b.example", WHY} <= {piece.strip() for piece in row.stripped_strings}
    page = soup(await browser.get(str(row["href"])))
    raw = page.select_one(".raw")
    assert raw is not None
    assert "It is <b>late</b>." in raw.get_text()
    form = page.select_one(f"form[action='/form/reports/{report_id}/replay']")
    assert form is not None
    assert (await browser.post(str(form["action"]), data={"csrf": "forged"})).status_code == 403
    answer = await browser.post(str(form["action"]), data=fields(form))
    assert (answer.status_code, await jobs(desk, report_id)) == (303, [("todo", 0)])
    after = await browser.get(answer.headers["location"])
    assert "It is read again" in after.text
    assert "Everything could be read" in after.text
    late = await browser.post(str(form["action"]), data=fields(form))
    assert late.status_code == 409
    assert "Only a dead letter can be replayed" in late.text
    assert (await browser.get(f"/reports/{report_id}")).status_code == 404


async def test_what_was_nothing_new_becomes_a_case_when_a_person_says_so(desk: DeskUnderTest) -> None:
    report_id = await nothing_new(desk, "Strike at the port", body="Read <script>this</script>.")
    browser = await desk.browser(stories.PLANNER)
    listed = soup(await browser.get("/reports"))
    assert [row.get_text() for row in listed.select(".row .row-title")] == ["Strike at the port"]
    page = soup(await browser.get(f"/reports/{report_id}"))
    told = page.select_one("article.loose")
    assert told is not None
    assert "It is a newsletter." in told.get_text()
    assert "Read <script>this</script>." in told.get_text()
    form = page.select_one(f"form[action='/form/reports/{report_id}/case']")
    assert form is not None
    answer = await browser.post(str(form["action"]), data=fields(form))
    assert answer.status_code == 303
    case_id = answer.headers["location"].removeprefix("/cases/").partition("?")[0]
    case = await browser.get(answer.headers["location"])
    assert "Message from a@b.example: Strike at the port" in case.text
    async with desk.database.transaction() as session:
        record = await cases.record(session, case_id)
        [claim] = await cases.claims(session, case_id)
        report = await reports.load(session, report_id)
        actors = await session.scalars(text("SELECT actor FROM audit WHERE event = 'report.taken_as_case'"))
        assert list(actors) == [stories.PLANNER.login]
    assert (record.status, report.status, report.case_ids) == (CaseStatus.NEEDS_PERSON, ReportStatus.FILED, (case_id,))
    assert (
        claim.claim.text
        == "Petra Planner says that this is a case. It had been taken as nothing new: It is a newsletter."
    )
    late = await browser.post(str(form["action"]), data=fields(form))
    assert late.status_code == 409
    assert len((await (await desk.speaks_for(stories.PLANNER)).get("/cases")).json()["items"]) == 1


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00\x01", b"x" * 200_000, b"Subject: a\r\n\r\n<script>alert(1)</script>"])
async def test_whatever_came_in_can_be_looked_at(desk: DeskUnderTest, raw: bytes) -> None:
    async with desk.database.transaction() as session:
        kept = await reports.keep(
            session, source="email", sender="a@b.example", delivery_id=None, content=raw, media_type="message/rfc822"
        )
        await reports.mark_dead(session, kept.report_id, WHY)
    browser = await desk.browser(stories.PLANNER)
    page = await browser.get(f"/reports/{kept.report_id}")
    assert page.status_code == 200
    assert len(page.text) < 90_000
    assert not [tag for tag in soup(page).select("script") if not tag.get("src")]


async def test_pages_load_no_raw_bytes_and_no_copies(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    async with desk.database.transaction() as session:
        await session.execute(
            text('UPDATE reports SET content = :big, text = text || \'{"body": "read me"}\''), {"big": b"z" * 3_000_000}
        )
        for n in range(30):
            kept = await reports.keep(
                session,
                source="email",
                sender="a@b.example",
                delivery_id=f"<{n}>",
                content=f"copy {n}".encode(),
                media_type="message/rfc822",
            )
            await reports.mark_nothing_new(session, kept.report_id, "known", {"subject": "x", "body": f"copy {n}"})
            await session.execute(
                text("INSERT INTO case_reports (case_id, report_id, how) VALUES (:case, :report, 'nothing_new')"),
                {"case": story.case_id, "report": kept.report_id},
            )
    browser = await desk.browser(stories.PLANNER)
    page = await browser.get(f"/cases/{story.case_id}")
    assert "read me" in page.text
    assert "copy 3" not in page.text
    assert "30 more reports" in page.text
    shown = (await (await desk.speaks_for(stories.PLANNER)).get(f"/cases/{story.case_id}")).json()
    assert len(shown["reports"]) == 31
    assert "zzz" not in str(shown)

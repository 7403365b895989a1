"""The intake door: durable before it answers, and every refusal with its own status."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from runtime.postgres import Cluster
from tests.integration.api.conftest import DeskUnderTest
from tools.mail import parse_mail

MAIL = (
    b"From: Ines Vogel <Ines.Vogel@Nordstahl.example>\r\nSubject: P00012 late\r\n"
    b"Message-ID: <1@nordstahl.example>\r\n\r\nIt will be late.\r\n"
)
RFC822 = {"Content-Type": "message/rfc822"}


async def rows(desk: DeskUnderTest, statement: str) -> list[tuple[object, ...]]:
    async with desk.database.transaction() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def test_a_mail_is_kept_with_its_job_before_the_answer(desk: DeskUnderTest) -> None:
    client = await desk.sender()
    answer = await client.post("/intake/email", content=MAIL, headers=RFC822)
    assert answer.status_code == 202
    assert answer.json()["duplicate"] is False
    kept = await rows(desk, "select id, sender, delivery_id, content from reports")
    assert kept == [(answer.json()["report_id"], "ines.vogel@nordstahl.example", "<1@nordstahl.example>", MAIL)]
    jobs = await rows(desk, "select task_name, args->>'report_id' from procrastinate_jobs")
    assert jobs == [("read_report", answer.json()["report_id"])]


async def test_the_same_mail_again_is_one_report(desk: DeskUnderTest) -> None:
    client = await desk.sender()
    answers = await asyncio.gather(*(client.post("/intake/email", content=MAIL, headers=RFC822) for _ in range(8)))
    assert [answer.status_code for answer in answers] == [202] * 8
    assert len({answer.json()["report_id"] for answer in answers}) == 1
    assert [answer.json()["duplicate"] for answer in answers].count(False) == 1
    assert await rows(desk, "select count(*) from reports") == [(1,)]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", RFC822, 400),
        (b"   \r\n", RFC822, 400),
        (b"{}", RFC822, 400),
        (MAIL, {"Content-Type": "application/json"}, 415),
        (MAIL, {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (MAIL + b"x" * 30_000, RFC822, 413),
    ],
)
async def test_what_is_no_mail_is_refused(
    desk: DeskUnderTest, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await (await desk.sender()).post("/intake/email", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert await rows(desk, "select count(*) from reports") == [(0,)]


async def test_too_much_is_refused_also_without_a_declared_length(desk: DeskUnderTest) -> None:
    async def endless():  # type: ignore[no-untyped-def]
        yield MAIL
        for _ in range(100):
            yield b"x" * 1000

    answer = await (await desk.sender()).post("/intake/email", content=endless(), headers=RFC822)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "mail",
    [
        b"Subject: =?x-unknown?B?w7Y=?=\r\nFrom: =?x-unknown?Q?=F6?= <a@b.example>\r\n\r\n\xff\xfe",
        b"From: \xff\xfe\r\n\r\nbytes",
        b"Subject: no sender\r\n\r\n",
        b"From: undisclosed-recipients:;\r\nMessage-ID: <\x00odd>\r\n\r\nx",
    ],
)
async def test_odd_mails_are_kept_not_refused(desk: DeskUnderTest, mail: bytes) -> None:
    answer = await (await desk.sender()).post("/intake/email", content=mail, headers=RFC822)
    assert answer.status_code == 202
    assert await rows(desk, "select content from reports") == [(mail,)]


async def test_the_credential_must_be_of_the_right_scope(desk: DeskUnderTest) -> None:
    planner = await desk.speaks_for(desk.people.people["petra"])
    nobody, stranger = await desk.client(), await desk.client(token="exp_intake_guessed")
    statuses = [
        (await client.post("/intake/email", content=MAIL, headers=RFC822)).status_code
        for client in (nobody, stranger, planner)
    ]
    assert statuses == [401, 401, 403]
    assert (await (await desk.sender()).get("/inbox/proposals")).status_code == 403


async def test_while_the_database_is_away_nothing_is_promised(desk: DeskUnderTest, test_cluster: Cluster) -> None:
    client = await desk.sender()
    await asyncio.to_thread(test_cluster.stop)
    away = await client.post("/intake/email", content=MAIL, headers=RFC822)
    assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
    assert away.headers["retry-after"]
    assert (await client.get("/healthz")).status_code == 200
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]["database"]["ok"]) == (503, False)
    await asyncio.to_thread(test_cluster.start)
    assert (await client.post("/intake/email", content=MAIL, headers=RFC822)).status_code == 202


PDF = b"%PDF-1.4\nnot much of one\n"


async def test_a_document_is_kept_with_its_note_and_its_name(desk: DeskUnderTest) -> None:
    client = await desk.sender()
    form = {"files": {"file": ("Bill 7.pdf", PDF, "application/pdf")}, "data": {"note": "Is this right?"}}
    answers = [await client.post("/intake/document", **form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [answer.json()["duplicate"] for answer in answers] == [False, True]
    other = await client.post("/intake/document", files=form["files"], data={"note": "And now?"})
    assert other.json()["duplicate"] is False
    [[origin, content], _] = await rows(desk, "select origin, content from reports order by received_at, id")
    assert origin == "document"
    mail = parse_mail(content, ())
    assert (mail.subject, mail.text.strip()) == ("Bill 7.pdf", "Is this right?")
    assert [(one.name, one.content, one.is_pdf) for one in mail.attachments] == [("Bill 7.pdf", PDF, True)]


async def test_what_is_no_document_is_refused(desk: DeskUnderTest) -> None:
    client = await desk.sender()
    assert (await client.post("/intake/document", files={"file": ("a.txt", b"text")})).status_code == 415
    assert (await client.post("/intake/document", data={"note": "x"})).status_code == 422
    bare = await client.post("/intake/document", content=PDF, headers={"Content-Type": "application/pdf"})
    assert bare.status_code in {415, 422}
    assert (await client.post("/intake/document", files={"file": ("a.pdf", PDF + b"x" * 30_000)})).status_code == 413
    assert await rows(desk, "select count(*) from reports") == [(0,)]

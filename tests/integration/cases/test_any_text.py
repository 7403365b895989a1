"""A mail whose decoded texts no database holds is a case like any other, and every place in it is still right."""

from __future__ import annotations

from datetime import UTC, datetime
from email.header import Header
from typing import Any

import pytest

from agents.correspondence.letter import open_letter
from cases.claims import DelayClaim, RecordRef, Span
from cases.status import ReportStatus
from cases.store.cases import cases
from cases.store.records import CaseFilter
from cases.store.reports import reports
from runtime.database import Database
from runtime.storable import UNREADABLE
from tests.integration.cases.desk import case_draft
from tests.unit.agents.letters import parse_here

NASTY = "P00007 \x00 late"


def mail() -> bytes:
    subject = Header(NASTY, "utf-8").encode()
    return (
        f"From: =?utf-8?q?Lu=00men?= <sales@lumen.example>\r\nSubject: {subject}\r\n"
        "Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "P00007 is=00 late until 4 December.\r\n--b\r\n"
        'Content-Type: application/octet-stream; name="\udcff.bin"\r\n'
        "Content-Disposition: attachment; filename*=utf-8''%ED%A0%80.bin\r\n\r\nx\r\n--b--\r\n"
    ).encode("utf-8", "surrogateescape")


async def test_a_mail_of_such_texts_is_filed(database: Database) -> None:
    letter = await open_letter(mail(), "message/rfc822", datetime.now(UTC), "Europe/Brussels", parse_here)
    body = letter.parts["body"]
    async with database.transaction() as session:
        kept = await reports.keep(
            session,
            source="email",
            sender="lu\x00men\ud800@lumen.example",
            delivery_id="<a\x00@b>",
            content=mail(),
            media_type="message/rfc822",
        )
        quote = body[:20]
        claim = DelayClaim(
            span=Span(part="body", start=0, end=len(quote), quote=quote),
            reason="fire at \x00 mill",
            refers_to=(RecordRef(model="purchase.order", id=7, label="P\x0000007"),),
        )
        draft: Any = case_draft(claim)
        filed = await cases.open_or_join(
            session, kept.report_id, draft.model_copy(update={"title": NASTY}), needs_person=True
        )
        await reports.mark_filed(session, kept.report_id, {**letter.parts, "\ud800.bin": "x\x00"})
    async with database.transaction() as session:
        report = await reports.load(session, kept.report_id)
        record = await cases.record(session, str(filed.case_id))
        file = await cases.case_file(session, str(filed.case_id))
    assert (report.status, record.title) == (ReportStatus.FILED, NASTY.replace("\x00", UNREADABLE))
    [stored] = file.claims
    assert stored.span is not None
    assert report.text["body"][stored.span.start : stored.span.end] == stored.span.quote


@pytest.mark.parametrize("text", ["\x00", "\ud800\udc00", "a\udfffb"])
async def test_looking_for_such_a_text_finds_nothing_and_breaks_nothing(database: Database, text: str) -> None:
    async with database.transaction() as session:
        page = await cases.list_cases(session, CaseFilter(q=text), limit=5)
    assert page.items == ()

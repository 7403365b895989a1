"""Letters and known orders for tests of the pure reading."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, date, datetime

from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.letter import Letter, open_letter
from agents.correspondence.playbook import playbook
from cases.claims import Claim, DelayClaim, RecordRef
from tools.mail import Mail, parse_mail

SENT = date(2026, 11, 23)
NORDHOLZ = RecordRef(model="res.partner", id=7, label="Nordholz")


async def parse_here(content: bytes, servers: Collection[str]) -> Mail:
    """A mail parsed in this process: these tests know what they send."""
    return parse_mail(content, servers)


def line(number: int, code: str, name: str, planned: date) -> KnownLine:
    return KnownLine(number, f"[{code}] {name}", (code,), name, planned)


DESKS = KnownOrder(
    12,
    "P00012",
    ("P00012", "SO-7781"),
    NORDHOLZ,
    (line(1, "DESK-01", "Oak writing table", date(2026, 11, 27)), line(2, "LAMP-02", "Brass lamp", date(2026, 11, 27))),
)
CHAIRS = KnownOrder(
    15,
    "P00015",
    ("P00015",),
    NORDHOLZ,
    (line(5, "CHR-01", "Office chair", date(2026, 12, 1)), line(6, "SHF-01", "Steel shelf", date(2026, 12, 8))),
)
ORDERS = (DESKS, CHAIRS)


def mail(body: str, subject: str = "", sender: str = "sales@nordholz.example", headers: str = "") -> bytes:
    head = f"From: Sales <{sender}>\nTo: us@our.example\nSubject: {subject}\nDate: Mon, 23 Nov 2026 09:00:00 +0100\n"
    return f"{head}{headers}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()


def opened(body: str, subject: str = "", **more: str) -> Letter:
    received = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    return asyncio.run(
        open_letter(mail(body, subject, **more), "message/rfc822", received, "Europe/Brussels", parse_here)
    )


def read(body: str, subject: str = "") -> tuple[list[DelayClaim], list[Claim]]:
    letter = opened(body, subject)
    delays, rest = playbook(letter, ORDERS)
    for claim in (*delays, *rest):
        span = claim.span
        assert span is not None
        assert letter.parts[span.part][span.start : span.end] == span.quote
    return delays, rest

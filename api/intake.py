"""The door for reports: raw bytes in, kept durably with the job that reads them, 202 out. No work happens here."""

from __future__ import annotations

import hashlib
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import parseaddr
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from pydantic import BaseModel, ConfigDict

from api.gathering import Gathering, Incoming
from api.identity import Reporter
from api.problems import Problem
from api.responses import problems
from cases.kinds import Origin
from cases.store.reports.fingerprints import head_of
from runtime.telemetry import counter

REPORTS = counter("reports_total", "Reports taken in, by door and whether they were known already.", ("door", "known"))
MEDIA_TYPE = "message/rfc822"
MOST_AT_ONCE = 100
LONGEST_HEADER = 1_000
LONGEST_SUBJECT = 300
LONGEST_NOTE = 4_000
LONGEST_NAME = 120
PDF = b"%PDF-"
# With the fingerprint of a letter and the longest sender it still fits an index of the record.
LONGEST_ID = 200
UNKNOWN = "unknown sender"

EXAMPLE = """From: Ines Vogel <ines.vogel@nordstahl.example>
To: purchasing@ourcompany.example
Subject: P00012: delivery delayed
Message-ID: <8f2b@nordstahl.example>

Dear team, the hinges on P00012 will reach you on 4 December instead of 27 November.
"""

router = APIRouter(prefix="/intake", tags=["intake"])


class IntakeAnswer(BaseModel):
    """That a report is durably kept. `duplicate`: it was kept before, and nothing new happens."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"report_id": "0f6e9c1d2b3a4f5e8d7c6b5a49382716", "duplicate": False}]}
    )

    report_id: str
    duplicate: bool


class Room:
    """How many reports are being taken in at this moment; too many at once are asked to come again."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = most

    async def __call__(self) -> Any:
        """Hold a place for one request."""
        if self._free <= 0:
            raise Problem(429, "Too many reports at once. Send it again in a moment.", headers={"Retry-After": "1"})
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


@router.post(
    "/email",
    status_code=202,
    summary="Take in one raw email",
    responses=problems(400, 401, 403, 413, 415, 422, 429, 503),
    dependencies=[Depends(Room())],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}, "example": EXAMPLE}},
        }
    },
)
async def email(request: Request, sender: Reporter) -> IntakeAnswer:
    """Keep one RFC 5322 message as a report.

    The answer comes after the report is durably stored. The same letter (subject, date and body) of the same sender
    under the same `Message-ID` is one report, and so is the same content within a day.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise Problem(415, f"Send one raw message as {MEDIA_TYPE}.")
    content = await request.body()
    headers = read_headers(content)
    gathering: Gathering[Incoming] = request.app.state.gathering
    kept = await gathering.keep(
        Incoming(
            source="email",
            sender=sender_of(headers),
            delivery_id=delivery_id_of(headers),
            content=content,
            media_type=MEDIA_TYPE,
            raised_by=sender.login,
        )
    )
    REPORTS.labels("email", str(kept.duplicate).lower()).inc()
    return IntakeAnswer(report_id=kept.report_id, duplicate=kept.duplicate)


@router.post(
    "/document",
    status_code=202,
    summary="Take in one PDF",
    responses=problems(400, 401, 403, 413, 415, 422, 429, 503),
    dependencies=[Depends(Room())],
)
async def document(
    request: Request,
    sender: Reporter,
    file: Annotated[UploadFile, File(description="One PDF.")],
    note: Annotated[str, Form(description="What whoever sends it in says of it.", max_length=LONGEST_NOTE)] = "",
) -> IntakeAnswer:
    """Keep one PDF as a report, such as a carrier's bill or a letter that was scanned with its text.

    The answer comes after the report is durably stored. The same document with the same note is one report.
    """
    content = await file.read()
    if PDF not in content[:1024]:
        raise Problem(415, "Send one PDF as the part `file` of a form.")
    gathering: Gathering[Incoming] = request.app.state.gathering
    kept = await gathering.keep(
        Incoming(
            source="document",
            sender=sender.login or UNKNOWN,
            delivery_id=None,
            content=enclosed(content, file.filename or "document.pdf", note),
            media_type=MEDIA_TYPE,
            raised_by=sender.login,
            origin=Origin.DOCUMENT,
        )
    )
    REPORTS.labels("document", str(kept.duplicate).lower()).inc()
    return IntakeAnswer(report_id=kept.report_id, duplicate=kept.duplicate)


def enclosed(content: bytes, name: str, note: str) -> bytes:
    """A document as the attachment of a letter without a sender: so its name and the note stay with it.

    The same document with the same note is the same letter, byte for byte.
    """
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f/\\\\\ud800-\udfff]+", " ", name).split())[:LONGEST_NAME] or "document.pdf"
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = plain
    letter.set_content(note.replace("\x00", "").encode("utf-8", "replace").decode("utf-8"), cte="base64")
    # By its bytes it is a PDF; whatever it is called, it is read as one.
    letter.add_attachment(
        content,
        maintype="application",
        subtype="pdf",
        filename=plain if plain.lower().endswith(".pdf") else f"{plain}.pdf",
    )
    letter.set_boundary(f"={hashlib.sha256(content).hexdigest()[:40]}=")
    return letter.as_bytes()


def read_headers(content: bytes) -> Message:
    """The message's headers, as far as anybody needs them: this holds up every other request.

    Nothing else is read here, and odd ones are no reason to refuse a report.

    Raises:
        Problem: 400, it is no mail at all.
    """
    if not content.strip():
        raise Problem(400, "The body is empty; send one raw message.")
    headers = headers_of(content)
    if not any(name in headers for name in ("from", "subject", "date", "message-id", "received")):
        raise Problem(400, "This is not an email: it has neither From, Subject, Date nor Message-ID.")
    return headers


def headers_of(content: bytes) -> Message:
    """A message's headers, whatever it is."""
    return BytesHeaderParser().parsebytes(head_of(content))


def sender_of(headers: Message) -> str:
    """The address in From, in lower case; a fixed word where there is none."""
    try:
        return parseaddr(_text(headers, "from"))[1].lower()[:320] or UNKNOWN
    except RecursionError:  # thousands of open brackets
        return UNKNOWN


def delivery_id_of(headers: Message) -> str | None:
    """The sender's own id of the delivery. Cutting does no harm: under one id only the same letter is one report."""
    return _text(headers, "message-id")[:LONGEST_ID] or None


def subject_of(headers: Message) -> str:
    """The subject on one line; empty where there is none."""
    return _text(headers, "subject")[:LONGEST_SUBJECT]


def _text(headers: Message, name: str) -> str:
    value = headers.get(name)
    if value is None:
        return ""
    value = str(value)[:LONGEST_HEADER]
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):  # an unknown charset, broken encoding
        text = str(value)
    # Undecodable bytes come as lone surrogates, which no database takes.
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").split())

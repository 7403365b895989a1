"""A report's bytes in, its parts as plain text out: subject, body, PDF pages, and which of it is news."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from agents.correspondence.text import Region
from cases.places import Stretch
from runtime.limited import CutOffError
from tools.documents import DocumentRefusedError, read_pdf
from tools.mail import Attachment, Mail, as_it_came, tidy

PAGE_BREAK = "\n\n"
# Each PDF is a child process with its own limits; a mail may carry thousands.
MAX_DOCUMENTS = 10
MAX_DOCUMENT_TEXT = 40_000
MAX_SHEET = 20_000
MAX_ASIDE = 200
# What a document that comes by itself is called.
BARE = "document.pdf"
SHEETS = frozenset(
    {"text/csv", "text/tab-separated-values", "text/comma-separated-values", "application/csv", "text/plain"}
)
TOO_MUCH = "Reading it was cut off, because it takes more time or memory than a letter should; it was not read."
OpenMail = Callable[[bytes, Collection[str]], Awaitable[Mail]]


@dataclass(frozen=True)
class Letter:
    """A report, opened.

    Attributes:
        mail: the mail; for a bare document one that holds nothing but the attachment.
        parts: plain text by part, what claims' spans point into.
        regions: the pieces of the parts that are news, in reading order.
        sent: the day it was written, in the company's zone.
        problems: what could not be read, in plain words.
        settled: amounts and days of a bill that was read from it; a letter that repeats them says nothing further.
        zone: the company's, in which its days are kept.
    """

    mail: Mail
    parts: dict[str, str]
    regions: tuple[Region, ...]
    sent: date
    problems: tuple[str, ...] = ()
    settled: frozenset[Decimal | date] = frozenset()
    zone: str = ""

    @property
    def aside(self) -> tuple[Stretch, ...]:
        """What of the mail's own text was left out as history."""
        return tuple(
            Stretch(part="body", start=one.start, end=one.end)
            for one in self.mail.passages
            if one.what == "quoted" and self.mail.text[one.start : one.end].strip()
        )[:MAX_ASIDE]

    @property
    def news(self) -> str:
        """All that is news, as one text."""
        return "\n".join(region.text[region.start : region.end] for region in self.regions)


def _first(pages: Sequence[str]) -> tuple[str, ...]:
    """The first pages, as many as are read in good time; at least one, cut if it must be."""
    kept: list[str] = []
    for page in pages:
        if kept and sum(map(len, kept)) + len(page) > MAX_DOCUMENT_TEXT:
            break
        kept.append(page[:MAX_DOCUMENT_TEXT])
    return tuple(kept)


async def open_letter(
    content: bytes,
    media_type: str,
    received_at: datetime,
    zone: str,
    open_mail: OpenMail,
    servers: Collection[str] = (),
) -> Letter:
    """Open a report: a raw mail, or a PDF by itself. Never raises on what it finds inside.

    Args:
        content: the raw bytes.
        media_type: as intake was told.
        received_at: when it came in.
        zone: the company's.
        open_mail: parses a mail, in limits.
        servers: names of our receiving mail servers, whose word about the sender counts.
    """
    bare = media_type.lower().startswith("application/pdf") or content[:5] == b"%PDF-"
    mail = _bare(content) if bare else await _opened(content, servers, open_mail)
    parts: dict[str, str] = {}
    if mail.subject:
        parts["subject"] = mail.subject
    if mail.text.strip():
        parts["body"] = mail.text
    regions = list(_of_mail(mail))
    problems = list(mail.problems)
    documents = [(a.name, a.content) for a in mail.attachments if a.is_pdf]
    if len(documents) > MAX_DOCUMENTS:
        problems.append(f"Of {len(documents)} PDF attachments only the first {MAX_DOCUMENTS} were read.")
    for name, data in documents[:MAX_DOCUMENTS]:
        try:
            pdf = await read_pdf(data)
        except DocumentRefusedError as error:
            problems.append(f"The attachment {name} was not read: {error}.")
            continue
        if not pdf.has_text:
            problems.append(f"The attachment {name} holds only pictures; its text was not read.")
            continue
        pages = _first(pdf.pages)
        parts[name] = PAGE_BREAK.join(pages)
        regions += _of_pages(name, parts[name], pages)
        if pdf.total > len(pages):
            problems.append(f"Of {name} only the first {len(pages)} of {pdf.total} pages were read.")
    for attachment in mail.attachments:
        if is_sheet(attachment):
            text, cut = _sheet(attachment.content)
            parts[attachment.name] = text
            regions.append(Region(part=attachment.name, text=text, start=0, end=len(text)))
            problems += [f"Of {attachment.name} only the first {MAX_SHEET:,} characters were read."] if cut else []
    problems += [
        f"The attachment {a.name} ({a.media_type}) was not read." for a in mail.attachments if _unread(mail, a.name)
    ]
    return Letter(
        mail=mail,
        parts=parts,
        regions=tuple(regions),
        sent=_written(mail.date, received_at, zone),
        problems=tuple(problems),
        zone=zone,
    )


def _bare(content: bytes) -> Mail:
    """A mail that holds nothing but a document."""
    return Mail(attachments=(Attachment(name=BARE, media_type="application/pdf", content=content),))


async def _opened(content: bytes, servers: Collection[str], open_mail: OpenMail) -> Mail:
    try:
        return await open_mail(content, servers)
    except CutOffError:
        return as_it_came(content, TOO_MUCH, servers)


def _of_mail(mail: Mail) -> Iterator[Region]:
    if mail.subject:
        yield Region(part="subject", text=mail.subject, start=0, end=len(mail.subject))
    for passage in mail.passages:
        if passage.what != "quoted" and mail.text[passage.start : passage.end].strip():
            yield Region(
                part="body",
                text=mail.text,
                start=passage.start,
                end=passage.end,
                said_by="other" if passage.what == "forwarded" else "sender",
            )


def _of_pages(name: str, text: str, pages: tuple[str, ...]) -> Iterator[Region]:
    at = 0
    for number, page in enumerate(pages, start=1):
        if page.strip():
            yield Region(part=name, text=text, start=at, end=at + len(page), page=number)
        at += len(page) + len(PAGE_BREAK)


def is_sheet(attachment: Attachment) -> bool:
    """Whether an attachment is plain text or a table in plain text: order systems send them beside an empty mail."""
    return attachment.media_type in SHEETS or attachment.name.lower().endswith((".csv", ".tsv", ".txt"))


def _sheet(content: bytes) -> tuple[str, bool]:
    """A table in plain text with tabs between its cells, as far as it is read, and whether there is more."""
    try:
        text = content[: 4 * MAX_SHEET].decode("utf-8-sig", "strict" if len(content) <= 4 * MAX_SHEET else "ignore")
    except UnicodeDecodeError:
        text = content[: 4 * MAX_SHEET].decode("cp1252", "replace")
    text = tidy(text)
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    counts = {mark: {line.count(mark) for line in lines} for mark in ";|,"}
    mark = next((mark for mark, found in counts.items() if len(lines) > 1 and len(found) == 1 and min(found) > 0), None)
    if mark is not None:
        text = "\n".join("\t".join(cell.strip(' "') for cell in line.split(mark)) for line in text.split("\n"))
    return text[:MAX_SHEET], len(text) > MAX_SHEET


def _unread(mail: Mail, name: str) -> bool:
    """Whether an attachment may say something that nobody has read: pictures in signatures do not."""
    attachment = next(a for a in mail.attachments if a.name == name)
    # A detached signature says nothing; a message signed in one piece (`pkcs7-mime`) is the letter itself.
    return (
        not attachment.is_pdf
        and not is_sheet(attachment)
        and not attachment.media_type.startswith(
            ("image/", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-")
        )
    )


def _written(stated: datetime | None, received_at: datetime, zone: str) -> date:
    """The day it was written; when the mail's own date is nonsense, the day it came."""
    if stated is None or not received_at - timedelta(days=60) <= stated <= received_at + timedelta(days=2):
        stated = received_at
    return stated.astimezone(ZoneInfo(zone)).date()

"""The parser: lenient at every step, because bounces and old systems send what the standard library refuses.

`email.policy.default` raises on real delivery reports and unknown charsets; so `compat32` does the splitting and every
header and body is decoded here, each with a fallback that keeps the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime

import dateparser

from tools.mail.authentication import authentication
from tools.mail.calendars import calendar_text
from tools.mail.decoding import MAX_HEADER, Parsed, body_of, decoded, payload_of, unpacked
from tools.mail.message import Attachment, Mail
from tools.mail.plain import MAX_HTML, MAX_TEXT, from_html, tidy
from tools.mail.signed import TYPES as SIGNED
from tools.mail.signed import signed_content
from tools.mail.threads import Forwarded, Passage, split_thread

MAX_DEPTH = 20
MAX_PARTS = 500
BETWEEN = "\n\n"
MAX_FILE_NAME = 200
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")
WORD = re.compile(r"\w+")
LINK = re.compile(r"<?\b(?:https?://|www\.)\S{0,2000}", re.IGNORECASE)
AUTO_SUBJECT = re.compile(
    r"^\W*(out of (the )?office|automatic reply|auto(matic)?[- ]?(reply|response)|automatische antwort|abwesenheit|"
    r"abwesend|r[ée]ponse automatique|absence du bureau|automatisch antwoord|afwezig)",
    re.IGNORECASE,
)
# A calendar's own answer to an invitation; `Accepted: order 4711` alone is a supplier's.
INVITATION_ANSWER = re.compile(
    r"\bhas (?:tentatively )?(?:accepted|declined) this (?:invitation|meeting|event)\b|"
    r"\bhat diese (?:einladung|besprechung) (?:mit vorbehalt )?(?:angenommen|zugesagt|abgelehnt|abgesagt)\b|"
    r"\ba (?:provisoirement )?(?:accepté|refusé|décliné) cette (?:invitation|réunion)\b|"
    r"\bheeft deze (?:uitnodiging|vergadering) (?:voorlopig )?(?:geaccepteerd|geweigerd|afgewezen)\b",
    re.IGNORECASE,
)
METHOD_REPLY = re.compile(r"^METHOD:\s*REPLY\s*$", re.IGNORECASE | re.MULTILINE)
BOUNCE_SENDER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (status notification|failure|has failed)|mail delivery (failed|subsystem)|returned mail|"
    r"unzustellbar|failure notice|non remis|onbestelbaar",
    re.IGNORECASE,
)


def parse_mail(content: bytes, servers: Collection[str] = ()) -> Mail:
    """One raw message, parsed as far as it can be. Never raises; what cannot be parsed is kept as text.

    Args:
        content: the message.
        servers: names of our receiving servers, whose word about the sender counts.
    """
    try:
        return _Reader(message_from_bytes(content), servers).mail()
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # Whatever trips the parser, the words must reach a person.
        why = f"The message is malformed and is shown as it came ({type(error).__name__})."
        mail = as_it_came(content, why, servers)
        passages = (Passage(start=0, end=len(mail.text), what="new"),) if mail.text else ()
        return mail.model_copy(update={"passages": passages})


def as_it_came(content: bytes, why: str, servers: Collection[str] = ()) -> Mail:
    """A message that could not be parsed, its first part shown as it came; nothing of it counts as read.

    Args:
        content: the message.
        why: what people are told.
        servers: as for parsing.
    """
    text = tidy(content[: 10 * MAX_TEXT].decode("utf-8", "replace"))
    head = text[:MAX_HEADER]
    subject = re.search(r"^subject:[ \t]*(.*)$", head, re.IGNORECASE | re.MULTILINE)
    sender = re.search(r"^from:.*?([\w.+-]+@[\w.-]+)", head, re.IGNORECASE | re.MULTILINE)
    return Mail(
        sender_address=sender[1].lower() if sender else "",
        subject=subject[1].strip() if subject else "",
        authentication="none" if servers else "unknown",
        text=text,
        problems=(why,),
    )


class _Reader:
    """Reads one message; collects what could not be read as meant."""

    def __init__(self, message: Parsed, servers: Collection[str] = ()) -> None:
        self.message = message
        self.servers = servers
        self.headers = [(name.lower(), str(value)) for name, value in message.raw_items()]
        self.problems: list[str] = []
        self.texts: list[str] = []
        self.room = MAX_TEXT
        self.parts = 0
        self.inner: list[Mail] = []
        self.attachments: list[Attachment] = []
        self.is_calendar_reply = False

    def mail(self) -> Mail:
        """The whole message."""
        message = self.message
        sender_name, sender = self._sender()
        subject = self._header("subject")
        bounce = self._is_bounce(sender, subject)
        self._walk(message, 0, report=message.get_content_type() == "multipart/report")
        text = BETWEEN.join(part for part in self.texts if part.strip())
        passages, forwarded = split_thread(text, subject)
        mail = Mail(
            sender_name=sender_name,
            sender_address=sender,
            to=tuple(address.lower() for _, address in self._addresses("to") + self._addresses("cc") if address),
            subject=subject,
            date=_moment(self._header("date")),
            message_id=self._header("message-id") or None,
            in_reply_to=self._header("in-reply-to") or None,
            references=tuple(re.findall(r"<[^<>\s]+>", self._header("references"))),
            authentication=authentication(self.headers, sender, self.servers),
            text=text,
            passages=passages,
            forwarded=tuple(_dated(head) for head in forwarded),
            attachments=tuple(self.attachments),
            is_bulk=self._is_bulk(),
            is_auto_reply=(self._is_auto_reply(subject) or self._answers_an_invitation(text)) and not bounce,
            is_bounce=bounce,
        )
        if self.inner and not bounce:
            mail = _with_inner(mail, self.inner)
        return mail.model_copy(update={"problems": tuple(dict.fromkeys(self.problems))})

    # Headers

    def _header(self, name: str) -> str:
        return " ".join(decoded(next(iter(self._raw(name)), "")).split())

    def _raw(self, name: str) -> list[str]:
        """A header's values as they came: the library hides letters that were sent unencoded."""
        return [value for key, value in self.headers if key == name]

    def _addresses(self, name: str) -> list[tuple[str, str]]:
        return getaddresses([decoded(value) for value in self._raw(name)])

    def _sender(self) -> tuple[str, str]:
        for header in ("from", "sender", "reply-to", "return-path"):
            raw = next(iter(self._raw(header)), "")
            named = [(name, found.strip()) for name, found in getaddresses([raw]) if ADDRESS.fullmatch(found.strip())]
            # An address before the brackets is only a name, and may be somebody else's.
            bracketed = [one for one in named if f"<{one[1]}>" in "".join(raw.split())]
            for name, address in bracketed or named:
                return decoded(name), address.lower()
            # Names with commas, brackets or addresses inside confuse the address parser: look for the address itself.
            if match := ADDRESS.search(decoded(raw)):
                return "", match[0].lower()
        return "", ""

    def _is_bulk(self) -> bool:
        precedence = self._header("precedence").lower()
        return precedence in {"bulk", "list", "junk"} or any(
            self.message.get(name)
            for name in ("list-unsubscribe", "list-id", "x-campaign-id", "x-mailchimp-campaign-id")
        )

    def _is_auto_reply(self, subject: str) -> bool:
        # `auto-generated` is what order systems put on real confirmations: only replies count.
        submitted = self._header("auto-submitted").lower()
        return (
            submitted.startswith("auto-replied")
            or self._header("precedence").lower() == "auto_reply"
            or bool(self.message.get("x-autoreply") or self.message.get("x-autorespond"))
            or bool(AUTO_SUBJECT.match(subject))
        )

    def _answers_an_invitation(self, text: str) -> bool:
        return self.is_calendar_reply or bool(INVITATION_ANSWER.search(text))

    def _is_bounce(self, sender: str, subject: str) -> bool:
        report = str(self.message.get_param("report-type", "") or "").lower()
        failed = self.message.get("x-failed-recipients")
        return (
            report in {"delivery-status", "disposition-notification"}
            or bool(failed)
            or (bool(BOUNCE_SENDER.match(sender)) and (self._no_return() or bool(BOUNCE_SUBJECT.search(subject))))
        )

    def _no_return(self) -> bool:
        return str(self.message.get("return-path", "")).strip() == "<>"

    # Bodies

    def _walk(self, part: Parsed, depth: int, *, report: bool) -> None:
        if depth > MAX_DEPTH:
            self.problems.append("The message is nested too deeply; its innermost parts were not read.")
            return
        self.parts += 1
        if self.parts > MAX_PARTS:
            self.problems.append(f"The message has more than {MAX_PARTS} parts; the rest was not read.")
            return
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(part.get_payload(), list):
            self._inner_message(part, report=report)
        elif (part.get_filename() or "").lower().endswith(".eml") and not part.is_multipart() and not report:
            self._take_in(message_from_bytes(payload_of(part)))
        elif kind in SIGNED and (signed := signed_content(payload_of(part))) is not None:
            self._walk(message_from_bytes(signed), depth + 1, report=report)
        elif kind == "multipart/alternative" and isinstance(part.get_payload(), list):
            self._alternative(part, depth, report=report)
        elif isinstance(part.get_payload(), list):
            for child in part.get_payload():
                if isinstance(child, Message):
                    self._walk(child, depth + 1, report=report)
        else:
            self._leaf(part)

    def _inner_message(self, part: Parsed, *, report: bool) -> None:
        for child in part.get_payload():
            if not report and isinstance(child, Message):
                self._take_in(unpacked(part, child))

    def _take_in(self, message: Parsed) -> None:
        """An attached message, read like a forwarded one."""
        inner = _Reader(message).mail()
        self.inner.append(inner)
        self.attachments.extend(self._unique(item) for item in inner.attachments)

    def _alternative(self, part: Parsed, depth: int, *, report: bool) -> None:
        """The plain form where it says all that the others do, else the richest; entries and files are read beside."""
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        entries = [child for child in children if child.get_content_type() == "text/calendar"]
        forms = [child for child in children if child not in entries]
        plain = [child for child in forms if child.get_content_type() == "text/plain" and body_of(child)[0].strip()]
        rich = [child for child in forms if child.get_content_type() != "text/plain"]
        page = next((child for part in reversed(rich) for child in _leaves(part, depth) if _is_page(child)), None)
        stands_in = bool(plain and page is not None and _says_more(_page_text(page), body_of(plain[0])[0]))
        chosen = [*(rich[-1:] if stands_in or not plain else plain[:1]), *entries]
        for child in chosen:
            self._walk(child, depth + 1, report=report)
        for child in children:
            if child not in chosen and (child.is_multipart() or child.get_filename()):
                self._files(child, depth + 1)

    def _files(self, part: Parsed, depth: int) -> None:
        for leaf in _leaves(part, depth):
            if leaf.get_content_maintype() != "text" or leaf.get_filename():
                self._attach(leaf)

    def _leaf(self, part: Parsed) -> None:
        name = part.get_filename()
        attached = str(part.get("content-disposition", "")).lower().startswith("attachment")
        if part.get_content_maintype() == "multipart":
            # Said to have parts and has none: what stands there is text.
            self._read(tidy(body_of(part)[0]))
        elif part.get_content_type() == "text/calendar":
            self._entry(part)
        elif part.get_content_maintype() == "text" and not name and not attached:
            text, problem = body_of(part)
            if problem:
                self.problems.append(problem)
            is_html = part.get_content_subtype() == "html"
            if is_html and len(text) > MAX_HTML:
                self.problems.append(f"Only the first {MAX_HTML:,} characters of the page were read.")
            self._read(from_html(text) if is_html else tidy(text))
        elif part.get_content_maintype() not in {"message"} or name:
            self._attach(part)
        else:
            self._read(tidy(body_of(part)[0]))

    def _entry(self, part: Parsed) -> None:
        """A calendar entry: what it is about and when."""
        source = body_of(part)[0]
        self.is_calendar_reply = self.is_calendar_reply or bool(METHOD_REPLY.search(source))
        text = calendar_text(source)
        if text:
            self._read(tidy(text))
        else:
            self.problems.append("A calendar entry was not read: it holds no event that says what and when.")

    def _read(self, text: str) -> None:
        if len(text) > self.room:
            self.problems.append(f"Only the first {MAX_TEXT:,} characters were read.")
        if self.room > 0:
            self.texts.append(text[: self.room])
        self.room -= len(text) + len(BETWEEN)

    def _attach(self, part: Parsed) -> None:
        name = " ".join(decoded(collapse_rfc2231_value(part.get_filename() or "")).split())
        name = name.replace("/", "_").replace("\\", "_")
        if len(name) > MAX_FILE_NAME:
            name = f"{name[: MAX_FILE_NAME - 20]}…{name[-19:]}"  # what kind of file it is stands at its end
        kind = part.get_content_type()
        fallback = f"attachment.{part.get_content_subtype()}"
        self.attachments.append(
            self._unique(Attachment(name=name or fallback, media_type=kind, content=payload_of(part)))
        )

    def _unique(self, item: Attachment) -> Attachment:
        taken = {other.name for other in self.attachments} | {"subject", "body"}
        name, number = item.name, 2
        while name in taken:
            name, number = f"{item.name} ({number})", number + 1
        return item.model_copy(update={"name": name})


def _leaves(part: Parsed, depth: int) -> Iterator[Parsed]:
    if depth > MAX_DEPTH:
        return
    payload = part.get_payload()
    if isinstance(payload, list):
        for child in payload:
            if isinstance(child, Message):
                yield from _leaves(child, depth + 1)
    else:
        yield part


def _with_inner(mail: Mail, inner: list[Mail]) -> Mail:
    """Messages attached to the message read like forwarded ones: their text follows the outer one's."""
    text, passages, forwarded = mail.text, list(mail.passages), list(mail.forwarded)
    for child in inner:
        gap = "\n\n" if text else ""
        head = f"{gap}---------- {child.sender_name} <{child.sender_address}> · {child.subject} ----------\n"
        start = len(text)
        text += head
        shift = len(text)
        text += child.text
        passages.append(Passage(start=start, end=shift, what="forwarded"))
        for piece in child.passages:
            what = "forwarded" if piece.what == "new" else piece.what
            passages.append(Passage(start=piece.start + shift, end=piece.end + shift, what=what))
        forwarded.append(
            Forwarded(
                sender_name=child.sender_name,
                sender_address=child.sender_address,
                date=child.date,
                subject=child.subject,
                start=start,
                end=len(text),
            )
        )
    return mail.model_copy(update={"text": text, "passages": tuple(passages), "forwarded": tuple(forwarded)})


def _is_page(part: Parsed) -> bool:
    return part.get_content_type() == "text/html"


def _page_text(part: Parsed) -> str:
    return from_html(body_of(part)[0])


def _says_more(page: str, plain: str) -> bool:
    """Whether a page names figures, or most of its words, that the plain form leaves out."""
    shown, told = set(WORD.findall(page.casefold())), set(WORD.findall(plain.casefold()))
    missing = shown - told
    figures = {word for word in WORD.findall(LINK.sub(" ", page).casefold()) if any(map(str.isdigit, word))}
    return bool(figures - told) or len(missing) > len(shown) / 2


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _dated(head: Forwarded) -> Forwarded:
    """A forwarded head's date as a moment, in whatever language it is written."""
    if head.date or not head.date_text:
        return head
    found = dateparser.parse(
        head.date_text,
        languages=["en", "de", "fr", "nl"],
        settings={"RETURN_AS_TIMEZONE_AWARE": True, "DATE_ORDER": "DMY", "TIMEZONE": "UTC"},
    )
    return head.model_copy(update={"date": found}) if found else head

"""A scenario's report as the door gets it: raw bytes of a mail, of a PDF, of a carrier's event. Pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from hashlib import sha256

from evals.harness.moments import moment_of
from evals.harness.names import Names
from evals.harness.scenario import WhenDocument, WhenMail, WhenWebhook
from evals.scenarios.pdf import one_page

_OURS = "purchasing@halden-supply.example"


def mail_of(what: WhenMail, names: Names, now: datetime | None = None) -> tuple[str, str, bytes]:
    """Who writes, the message's id, and the raw message, dated as it says, two minutes before now, or this morning."""
    sender = names.who(names.text(what.sender))
    subject = names.text(what.subject)
    message = EmailMessage()
    message["From"] = formataddr(sender)
    message["To"] = _OURS
    message["Subject"] = subject
    message["Date"] = format_datetime(_sent(what, names, now))
    body = names.text(what.body)
    digest = sha256(f"{subject}\n{body}".encode()).hexdigest()[:16]
    known = f"<{digest}@{sender.email.rpartition('@')[2] or 'unknown.example'}>"
    message["Message-ID"] = known
    for name, value in what.headers.items():
        message[name] = names.text(value)
    message.set_content(body)
    for file in what.attachments:
        name = names.text(file.name)
        if file.pdf is not None:
            content = one_page([names.text(line) for line in file.pdf])
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        else:
            rows = "\n".join(names.text(line) for line in file.csv or ()) + "\n"
            message.add_attachment(rows.encode(), maintype="text", subtype="csv", filename=name)
    return sender.email, known, message.as_bytes()


def _sent(what: WhenMail, names: Names, now: datetime | None) -> datetime:
    if what.sent is not None:
        return moment_of(what.sent, names.today, "UTC")
    return now - timedelta(minutes=2) if now else datetime.combine(names.today, time(7, 41), UTC)


def told_by(what: WhenMail, names: Names) -> str:
    """The same as plain text, for whoever only counts keywords."""
    files = [line for file in what.attachments for line in (file.pdf or file.csv or ())]
    return "\n".join(names.text(part) for part in (what.subject, what.body, *files))


def document_of(what: WhenDocument, names: Names) -> bytes:
    """The PDF."""
    return one_page([names.text(line) for line in what.lines])


def event_of(what: WhenWebhook, names: Names) -> tuple[str, bytes]:
    """The delivery's id, and the body that would be signed."""
    at = datetime.combine(names.day(what.occurred), time(what.hour, 20), UTC)
    data = {
        "carrier": names.text(what.carrier),
        "tracking_number": names.text(what.tracking),
        "status": what.status.value,
        "reason": what.reason.value if what.reason else None,
        "detail": names.text(what.detail) if what.detail else None,
        "occurred_at": at.isoformat(),
        "expected_at": datetime.combine(names.day(what.expected), time(10), UTC).isoformat() if what.expected else None,
        "attempt": what.attempt,
        "return_by": names.day(what.return_by).isoformat() if what.return_by else None,
        "signed_by": what.signed_by,
        **names.value(what.extra),
    }
    told = {name: value for name, value in data.items() if value is not None or name in what.extra}
    body = {"type": "tracking.event", "version": 1, "timestamp": at.isoformat(), "data": told}
    content = json.dumps(body, ensure_ascii=False).encode()
    return f"msg_{sha256(content).hexdigest()[:24]}", content

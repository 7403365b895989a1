"""When two deliveries are one letter: raw bytes in, a fingerprint of what somebody wrote out.

Mail servers add lines on top of a mail while it travels (Received, Return-Path, DKIM-Signature, Authentication-Results,
X-anything), so the same mail relayed twice differs there. No list of such lines is ever whole; so only what no relay
may touch is taken: Subject, Date and everything below the headers. Where a relay does touch that, it is two reports,
and filing finds that the second one says nothing new: nothing is ever lost by it.
"""

from __future__ import annotations

import hashlib
import re

MAIL = "message/rfc822"
# Headers beyond that are none that anybody needs; it bounds the work for a mail that is nothing but headers.
MOST_HEADERS = 256_000
_WRITTEN = (b"subject", b"date")
_END = re.compile(rb"\r?\n\r?\n")
_FIELD_END = re.compile(rb"\r?\n(?![ \t])")


def head_of(content: bytes) -> bytes:
    """A mail's headers, as far as they are looked at."""
    return _split(content)[0]


def fingerprint(content: bytes, media_type: str) -> str:
    """What tells this letter from others; of anything that is no mail, all of its bytes."""
    if media_type != MAIL:
        return hashlib.sha256(content).hexdigest()
    head, body = _split(content)
    found = hashlib.sha256()
    for line in _FIELD_END.split(head):
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() in _WRITTEN:
            found.update(name.strip().lower() + b":" + b" ".join(value.split()) + b"\n")
    found.update(b"\n" + body.replace(b"\r\n", b"\n").rstrip())
    return found.hexdigest()


def is_id(delivery_id: str | None) -> bool:
    """Whether a sender gave the delivery an id: `<>` is none."""
    return bool(delivery_id and delivery_id.strip("<> \t\r\n"))


def _split(content: bytes) -> tuple[bytes, bytes]:
    start = len(content) - len(content.lstrip(b"\r\n"))
    end = _END.search(content, start, start + MOST_HEADERS)
    if end is None:
        return content[start : start + MOST_HEADERS], content[start + MOST_HEADERS :]
    return content[start : end.start()], content[end.end() :]

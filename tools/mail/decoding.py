"""Bytes of parts and values of headers in, text out, each with a fallback that keeps the words. Never raises."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Any, TypeAlias

from runtime.storable import storable

Parsed: TypeAlias = "Message[Any, Any]"
# Texts of no mail that anybody writes; the first two take the square of their length.
NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
MAX_HEADER = 2_000
# A line that ends with a blank goes on in the next of the same depth; the line above a signature does not.
SOFT_BREAK = re.compile(r"(?<!\n--) \r?\n(?!>|\s*--\s)")
# One word of a header cut in two where neither half can be read alone: the same letters, the same way of writing them.
CUT_WORD = re.compile(r"(=\?[\w*-]{1,40}\?[bq]\?)([^?\s]*)\?=[ \t]*(?=\1)\1", re.IGNORECASE)


def unpacked(part: Parsed, child: Parsed) -> Parsed:
    """A message that was attached in a transfer encoding, which the library takes for its text."""
    if _transfer(part) not in {"base64", "quoted-printable"} or child.keys():
        return child
    packed = child.get_payload()
    if not isinstance(packed, str):
        return child
    try:
        content = (base64.b64decode if _transfer(part) == "base64" else quopri.decodestring)(packed.encode("ascii"))
    except (ValueError, binascii.Error):
        return child
    return message_from_bytes(content)


def _transfer(part: Parsed) -> str:
    """How a part's bytes travel, without blanks and marks that some systems add."""
    found = re.match(r"[\s\"']*([\w-]+)", str(part.get("content-transfer-encoding", "")))
    return found[1].lower() if found else ""


def payload_of(part: Parsed) -> bytes:
    """A part's bytes, its transfer encoding undone."""
    stated = str(part.get("content-transfer-encoding", ""))
    if stated and stated.lower() != _transfer(part):
        part.replace_header("content-transfer-encoding", _transfer(part))
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error, AssertionError):
        raw = None
    if isinstance(raw, bytes):
        return raw
    plain = part.get_payload()
    return plain.encode("utf-8", "surrogateescape") if isinstance(plain, str) else b""


def body_of(part: Parsed) -> tuple[str, str | None]:
    """A part's text, and what was wrong with its charset."""
    raw = payload_of(part)
    stated = str(part.get_content_charset("") or "").strip("\"' ").lower()
    for charset in dict.fromkeys((stated or "utf-8", "utf-8")):
        try:
            return _unbroken(part, _as_text(raw, charset)), None if charset == (stated or "utf-8") else _odd_charset(
                stated
            )
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace"), _odd_charset(stated)


def _unbroken(part: Parsed, text: str) -> str:
    """Without the breaks that a program made inside words and numbers, where it says so (RFC 3676, DelSp)."""
    if part.get_content_type() != "text/plain" or str(part.get_param("delsp") or "").lower() != "yes":
        return text
    return SOFT_BREAK.sub("", text)


def _odd_charset(stated: str) -> str:
    return f"The text says it is written in '{stated or 'us-ascii'}', which it is not; some letters may be wrong."


def decoded(value: object) -> str:
    """A header as text, whatever it was encoded as."""
    raw = str(value)[:MAX_HEADER].replace("\r", "").replace("\n", "")
    raw = CUT_WORD.sub(lambda cut: cut[0] if cut[2].endswith("=") else cut[1] + cut[2], raw)
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError, LookupError, binascii.Error):
        pieces = [(raw, None)]
    return storable("".join(_piece(text, charset) for text, charset in pieces))


def _as_text(raw: bytes, charset: str) -> str:
    """The text in a charset that mails are written in.

    Raises:
        LookupError: there is no such charset, or nobody writes mails in it.
        UnicodeDecodeError: it is not written in it.
    """
    if codecs.lookup(charset).name.replace("-", "_") in NO_CHARSETS:
        raise LookupError(charset)
    return raw.decode(charset)


def _piece(text: str | bytes, charset: str | None) -> str:
    if isinstance(text, str):
        raw = text.encode("utf-8", "surrogateescape")
        return raw.decode("utf-8", "replace")
    for name in (charset or "utf-8", "utf-8"):
        try:
            return _as_text(text, name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return text.decode("cp1252", "replace")

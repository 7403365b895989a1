"""Plain text of a mail in, its passages out: what is new, what is a forwarded message, what is quoted history.

Dates and quantities in quoted history are what somebody said earlier; they must never be read as news. A forwarded
message is the news itself, said by somebody else than the sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from cases.claims import Frozen


class Passage(Frozen):
    """A piece of the text, from `start` to one before `end`."""

    start: int
    end: int
    what: Literal["new", "forwarded", "quoted"]


class Forwarded(Frozen):
    """A message inside the message: its head as it stands there, and where its text is."""

    sender_name: str = ""
    sender_address: str = ""
    date_text: str = ""
    date: datetime | None = None
    subject: str = ""
    start: int
    end: int


class _Line(NamedTuple):
    start: int
    end: int
    text: str


FORWARD_SUBJECT = re.compile(r"^\s*(fwd?|wg|tr|doorst|i|rv|enc)\s*:", re.IGNORECASE)
FORWARD_MARK = re.compile(
    r"^\W*(begin forwarded message|forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|"
    r"message transf[ée]r[ée]|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|"
    r"doorgestuurd bericht|begin doorgestuurd bericht)\W*$",
    re.IGNORECASE,
)
ORIGINAL_MARK = re.compile(
    r"^\W*(original message|urspr[üu]ngliche nachricht|message d['’]origine|message original|oorspronkelijk bericht|"
    r"reply message|original-nachricht)\W*$",
    re.IGNORECASE,
)
ATTRIBUTION = re.compile(
    r"^\W{0,3}(?:on\b.{4,160}\bwrote|am\b.{4,160}\bschrieb\b.{0,80}|le\b.{4,160}\ba [ée]crit|"
    r"op\b.{4,160}\bschreef\b.{0,80}|den\b.{4,160}\bskrev\b.{0,80}|il\b.{4,160}\bha scritto)\s*:?\s*$",
    re.IGNORECASE | re.DOTALL,
)
SENDER_FIELD = re.compile(r"^[\s>*]*(?:from|von|de|van|da|exp[ée]diteur)\s*:\**\s*(?P<value>\S.*)$", re.IGNORECASE)
DATE_FIELD = re.compile(
    r"^[\s>*]*(?:sent|date|gesendet|datum|envoy[ée]|verzonden|gesendet am)\s*:\**\s*(?P<value>\S.*)$", re.IGNORECASE
)
SUBJECT_FIELD = re.compile(r"^[\s>*]*(?:subject|betreff|objet|onderwerp)\s*:\**\s*(?P<value>\S.*)$", re.IGNORECASE)
OTHER_FIELD = re.compile(
    r"^[\s>*]*(?:to|cc|an|aan|[àa]|kopie|copie|reply-to|antwort an|importance|wichtigkeit|attachments|anlagen?)\s*:",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# A head in a language whose words are not listed is known by its form: short words with values, one of them an address,
# one a moment with its clock time. A table of an order system has no such moment beside an address.
FIELD = re.compile(r"^[\s>*]{0,8}[^\W\d_][\w .'’-]{0,18}\s?:\**\s*(?P<value>\S.*)$")
MOMENT = re.compile(r"\b20\d\d\b.{0,30}?\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[:.h]\d{2}\b.{0,30}?\b20\d\d\b")
MAX_LINE = 400
# Lines of a head, empty ones between them counted.
MAX_HEAD = 20


def lines_of(text: str) -> Iterator[_Line]:
    """Each line with its place, without its line end."""
    at = 0
    for line in text.split("\n"):
        yield _Line(at, at + len(line), line)
        at += len(line) + 1


def split_thread(text: str, subject: str) -> tuple[tuple[Passage, ...], tuple[Forwarded, ...]]:
    """The passages of a text, in order and without gaps, and the messages forwarded in it.

    Args:
        text: plain text, its lines ended by a newline alone.
        subject: tells a forward from an answer where the text does not.
    """
    lines = list(lines_of(text))
    is_forward = bool(FORWARD_SUBJECT.match(subject))
    pieces: list[Passage] = []
    heads: list[Forwarded] = []
    what: Literal["new", "forwarded", "quoted"] = "new"
    start = 0
    index = 0
    while index < len(lines):
        opening = _opening(lines, index, is_forward)
        if opening is not None:
            kind, head, skip = opening
            # Inside a forward, an answered-to message is history; inside history everything is.
            kind = "quoted" if what == "quoted" else kind
            start = _close(pieces, start, lines[index].start, what)
            if head is None:
                # Marked history follows: only the marked lines are history, an answer may stand below them.
                after = lines[index + skip].start
                start = _close(pieces, start, after, "quoted")
                index += skip
                continue
            what = kind
            if kind == "forwarded":
                heads.append(head.model_copy(update={"start": start, "end": len(text)}))
                start = _close_head(pieces, start, lines[index : index + skip])
            is_forward = is_forward and kind != "forwarded"
            index += skip
            continue
        if what != "quoted" and lines[index].text.lstrip().startswith(">"):
            end = index
            while end < len(lines) and lines[end].text.lstrip().startswith(">"):
                end += 1
            start = _close(pieces, start, lines[index].start, what)
            start = _close(pieces, start, lines[end].start if end < len(lines) else len(text), "quoted")
            index = end
            continue
        index += 1
    _close(pieces, start, len(text), what)
    return tuple(pieces), tuple(_ended(heads, pieces))


def _close(pieces: list[Passage], start: int, end: int, what: Literal["new", "forwarded", "quoted"]) -> int:
    if end > start:
        pieces.append(Passage(start=start, end=end, what=what))
    return max(start, end)


def _close_head(pieces: list[Passage], start: int, head: list[_Line]) -> int:
    """The head of an inner message is no news: its date is when it was written. Its subject is."""
    for line in head:
        if SUBJECT_FIELD.match(line.text):
            start = _close(pieces, start, line.start, "quoted")
            start = _close(pieces, start, line.end, "forwarded")
    return _close(pieces, start, head[-1].end, "quoted") if head else start


def _ended(heads: list[Forwarded], pieces: list[Passage]) -> Iterator[Forwarded]:
    """Each forwarded message ends where the next one begins or history starts."""
    for head in heads:
        own = [piece for piece in pieces if piece.what == "forwarded" and piece.start >= head.start]
        later = [other.start for other in heads if other.start > head.start]
        end = max((piece.end for piece in own), default=head.end)
        yield head.model_copy(update={"end": min([end, *later])})


def _opening(
    lines: list[_Line], index: int, is_forward: bool
) -> tuple[Literal["forwarded", "quoted"], Forwarded | None, int] | None:
    """What begins at this line: a forwarded message, history, or nothing; with its head and the lines it takes.

    Without a head it is the line above history that is marked line by line.
    """
    text = lines[index].text
    if not text.strip():
        return None
    forward_mark = bool(FORWARD_MARK.match(text))
    original_mark = bool(ORIGINAL_MARK.match(text))
    if forward_mark or original_mark:
        head, taken = _head(lines, index + 1)
        kind: Literal["forwarded", "quoted"] = "forwarded" if forward_mark or is_forward else "quoted"
        return kind, head, 1 + taken
    if SENDER_FIELD.match(text):
        head, taken = _head(lines, index)
        if taken >= 3 and head.date_text:
            return ("forwarded" if is_forward else "quoted"), head, taken
    elif (formed := _formed(lines, index)) is not None:
        return ("forwarded" if is_forward else "quoted"), *formed
    # An attribution may be wrapped over two or three lines.
    for count in (1, 2, 3):
        joined = "\n".join(line.text for line in lines[index : index + count])
        if ATTRIBUTION.match(joined) or _attributes(joined, lines[index + count :]):
            following = next((line.text for line in lines[index + count :] if line.text.strip()), "")
            if following.lstrip().startswith(">"):
                return "quoted", None, count
            address = ADDRESS.search(joined)
            head = Forwarded(sender_address=address[0].lower() if address else "", start=0, end=0)
            return ("forwarded" if is_forward else "quoted"), head, count
    return None


def _formed(lines: list[_Line], index: int) -> tuple[Forwarded, int] | None:
    """A head known by its form alone, and how many lines it takes; none where there is none."""
    fields: list[str] = []
    taken = 0
    for at, line in enumerate(lines[index : index + MAX_HEAD]):
        match = FIELD.match(line.text[:MAX_LINE])
        if match is None and not (fields and _is_gap(lines, index + at, FIELD)):
            break
        if match is not None:
            fields.append(match["value"].strip())
            taken = at + 1
    sender = next((value for value in fields[:2] if ADDRESS.search(value)), None)
    moment = next((value for value in fields[:4] if MOMENT.search(value)), None)
    if len(fields) < 3 or sender is None or moment is None or sender == moment:
        return None
    address = ADDRESS.search(sender)
    return Forwarded(sender_address=address[0].lower() if address else "", date_text=moment, start=0, end=0), taken


def _is_gap(lines: list[_Line], index: int, *fields: re.Pattern[str]) -> bool:
    """Whether a line is an empty one between two of a head: programs write each field as a paragraph of its own."""
    if lines[index].text.strip(" >\t"):
        return False
    following = next((line.text for line in lines[index + 1 : index + 3] if line.text.strip(" >\t")), "")
    return any(field.match(following[:MAX_LINE]) for field in fields)


def _attributes(joined: str, following: list[_Line]) -> bool:
    """Whether lines say, in any language, who wrote when what follows: an address and a moment before a colon."""
    said = joined.strip()[: 2 * MAX_LINE]
    first = said.split("\n", 1)[0]
    if not said.endswith(":") or "\n\n" in joined or FIELD.match(said) or "<" not in said:
        return False
    if not (ADDRESS.search(first) or MOMENT.search(first) or re.search(r"\b20\d\d\b", first)):
        return False
    return bool(ADDRESS.search(said) and MOMENT.search(said)) and any(line.text.strip() for line in following[:3])


def _head(lines: list[_Line], index: int) -> tuple[Forwarded, int]:
    """The head of an inner message, and how many lines it takes."""
    found: dict[str, str] = {}
    taken = 0
    for at, line in enumerate(lines[index : index + MAX_HEAD]):
        if not line.text.strip(" >\t"):
            # One empty line may stand between the mark and the head, and one between its fields.
            if found and not _is_gap(lines, index + at, SENDER_FIELD, DATE_FIELD, SUBJECT_FIELD, OTHER_FIELD):
                break
            taken += 1
            continue
        named = next(
            (
                (name, match["value"].strip())
                for name, pattern in (("sender", SENDER_FIELD), ("date", DATE_FIELD), ("subject", SUBJECT_FIELD))
                if (match := pattern.match(line.text))
            ),
            None,
        )
        if named is None and not OTHER_FIELD.match(line.text):
            break
        if named is not None:
            found.setdefault(*named)
        taken += 1
    if not found:
        return Forwarded(start=0, end=0), 0
    sender = found.get("sender", "")
    address = ADDRESS.search(sender)
    name = re.split(r"[<\[(]", sender, maxsplit=1)[0].strip(" \"'*")
    head = Forwarded(
        sender_name="" if "@" in name else name,
        sender_address=address[0].lower() if address else "",
        date_text=found.get("date", ""),
        subject=found.get("subject", ""),
        start=0,
        end=0,
    )
    return head, taken

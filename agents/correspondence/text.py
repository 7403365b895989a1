"""Plain text in, the places worth reading out: regions, sentences, clauses, each with its offsets. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from cases.claims import Span

Language = Literal["en", "de", "fr", "nl"]

STOPWORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(["the", "and", "your", "our", "will", "we", "is", "for", "with", "have", "be", "you", "of", "to"]),
    "de": frozenset(["der", "die", "das", "und", "wir", "ihre", "ist", "für", "mit", "haben", "sie", "zu", "nicht"]),
    "fr": frozenset(["le", "la", "les", "et", "nous", "votre", "est", "pour", "avec", "vous", "de", "des", "une"]),
    "nl": frozenset(["het", "een", "en", "wij", "uw", "is", "voor", "met", "hebben", "niet", "van", "op", "zal", "de"]),
}
MONTH_START = (
    r"(?:jan|feb|fév|fev|mar|mär|mrz|maa|mrt|avr|apr|mai|may|mei|jui|jun|jul|aug|aoû|aou|sep|okt|oct|nov|dez|dec|déc)"
)
ABBREVIATIONS = frozenset(
    [
        "approx",
        "ca",
        "nr",
        "no",
        "art",
        "pos",
        "stk",
        "st",
        "bzw",
        "mr",
        "mrs",
        "ms",
        "dr",
        "inc",
        "ltd",
        "co",
        "tel",
        "ref",
        "max",
        "min",
        "incl",
        "inkl",
        "exkl",
        "vgl",
        "z.b",
        "e.g",
        "i.e",
        "d.h",
        "qty",
        "usw",
        "etc",
        "env",
        "n°",
    ]
)
BULLET = re.compile(r"[ \t]*(?:[-*•·–—>]|\d{1,2}[.)])\s+\S")
# Lines that begin alike, with a word and a number or a code, are a list: `Line 1 …`, `Line 2 …`.
LEAD = re.compile(r"[ \t]*(?:[^\W\d_]{1,12}\.?[ \t]?#?\d{1,4}\b|[A-Z]{1,8}[-/]?(?:[A-Z0-9]{1,8}-){0,3}[A-Z]{0,8}\d)")
# Possessive, and only where a run of them begins: dots and blanks without end are read once.
SENTENCE_END = re.compile(r"(?<![.!?])[.!?]++[\"')\]]*+(?=\s++[\"'(\[]?[A-ZÄÖÜÉÈÀ0-9\[])|;(?=\s)")
BLANK_LINE = re.compile(r"\n[ \t]*+\n")
CLAUSE_END = re.compile(
    r",(?!\d)|\s(?:and|but|while|whereas|und|aber|während|et|mais|tandis que|en|maar|terwijl)\s|\s[–—-]\s|:(?=\s)",
    re.IGNORECASE,
)
MAX_QUOTE = 400


@dataclass(frozen=True)
class Region:
    """A piece of one part of a report that is news rather than history.

    Attributes:
        said_by: `sender`, or `other` for what was forwarded.
    """

    part: str
    text: str
    start: int
    end: int
    said_by: Literal["sender", "other"] = "sender"
    page: int | None = None


@dataclass(frozen=True)
class Sentence:
    """One statement: `text` is the part's text from `start` to one before `end`.

    Attributes:
        paragraph: a number that sentences of one paragraph share.
    """

    region: Region
    start: int
    end: int
    paragraph: int

    @property
    def text(self) -> str:
        """The words, line breaks as they came."""
        return self.region.text[self.start : self.end]

    def span(self) -> Span:
        """Where it stands, for people to see."""
        end = min(self.end, self.start + MAX_QUOTE)
        return Span(
            part=self.region.part,
            start=self.start,
            end=end,
            quote=self.region.text[self.start : end],
            page=self.region.page,
        )


class TakenPlaces:
    """The places of a text that have been read already, kept by letter: asking costs no more where there are many."""

    def __init__(self, start: int, end: int, places: Iterable[tuple[int, int]] = ()) -> None:
        self._start = start
        self._letters = bytearray(max(0, end - start))
        for at, to in places:
            self.add(at, to)

    def add(self, start: int, end: int) -> None:
        """This place is taken."""
        start, end = max(0, start - self._start), min(len(self._letters), end - self._start)
        self._letters[start:end] = b"\1" * max(0, end - start)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any letter of a place is taken."""
        return 1 in self._letters[max(0, start - self._start) : max(0, end - self._start)]


def language_of(text: str) -> Language:
    """The language a text is written in, by its commonest words; English where nothing tells."""
    words = re.findall(r"[a-zäöüßéèêàçëï]+", text.lower())
    counts = {language: sum(word in stop for word in words) for language, stop in STOPWORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else "en"


def sentences(region: Region) -> Iterator[Sentence]:
    """The statements of a region, in order. A wrapped line is one statement; a list item or table row is its own."""
    breaks = [blank.end() for blank in BLANK_LINE.finditer(region.text, region.start, region.end)]
    for start, end in _blocks(region.text, region.start, region.end):
        at = start
        number = bisect_right(breaks, start)
        for match in SENTENCE_END.finditer(region.text, start, end):
            if _is_abbreviation(region.text, match.start(), match.end()):
                continue
            yield from _trimmed(region, at, match.end(), number)
            at = match.end()
        yield from _trimmed(region, at, end, number)


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """The clauses of a statement, as offsets into it."""
    at = 0
    for match in CLAUSE_END.finditer(text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        yield at, len(text)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs, list items and table rows."""
    begun = start
    at = start
    lines = text[start:end].split("\n")
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        line_end = at + len(line)
        if _ends_block(line, following):
            yield begun, line_end
            begun = line_end + 1
        at = line_end + 1
    if begun < end:
        yield begun, end


def _ends_block(line: str, following: str) -> bool:
    if not line.strip() or not following.strip() or BULLET.match(following):
        return True
    if _is_row(line) or _is_row(following) or (LEAD.match(line) and LEAD.match(following)):
        return True
    # A short line that is not followed by a small letter was ended on purpose.
    return len(line.strip()) < 50 and not following.lstrip()[:1].islower()


def _is_row(line: str) -> bool:
    bare = line.strip()
    return (
        "\t" in bare
        or bool(len(re.findall(r"[^.!?:;,\s] {2,}\S", bare)) > 1)
        or bool(re.match(r"[^.:]{2,32}:\s+\S", bare))
    )


def _is_abbreviation(text: str, dot: int, end: int) -> bool:
    if text[dot] != ".":
        return False
    before = re.search(r"[\w.°]+$", text[max(0, dot - 12) : dot])
    if before is None:
        return False
    word = before[0].lower()
    if word in ABBREVIATIONS or re.fullmatch(r"[a-z]", word):
        return True
    # `4. Dezember` is a day, not an end.
    return word.isdigit() and len(word) <= 2 and bool(re.match(rf"\s*{MONTH_START}", text[end:], re.IGNORECASE))


def _trimmed(region: Region, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    piece = region.text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        yield Sentence(region=region, start=start + left, end=start + right, paragraph=paragraph)

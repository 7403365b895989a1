"""A file in, its passages out: the text under each heading, in pieces of a size that one thought fits in. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from cases.contracts import split
from cases.guidance import PAGE, FilePassage, StoredFile

# A passage is shown whole and found by what it says on the whole: a few sentences.
LONGEST = 700

_MARKDOWN = MarkdownIt("commonmark").enable("table")
Section = tuple[str, list[str]]
_WRAP = textwrap.TextWrapper(LONGEST, drop_whitespace=False, replace_whitespace=False, expand_tabs=False, tabsize=1)


def passages_of(file: StoredFile) -> tuple[FilePassage, ...]:
    """The passages of a file in their order, each under its headings; the head of a file is none of them."""
    _, text = split(file.content)
    sections = _by_page(text) if PAGE in text else _by_heading(text)
    return tuple(
        FilePassage(collection=file.collection, name=file.name, version=file.version, heading=heading, text=piece)
        for heading, blocks in sections
        for piece in _packed(blocks)
    )


def _by_page(text: str) -> Iterator[Section]:
    """A PDF's text has no headings; its pages are what can be looked up in it."""
    for number, page in enumerate(text.split(PAGE), start=1):
        yield f"page {number}", re.split(r"\n\s*\n", page)


def _by_heading(text: str) -> Iterator[Section]:
    lines = text.splitlines()
    over: list[tuple[int, str]] = []
    blocks: list[str] = []
    tokens = _MARKDOWN.parse(text)
    for at, token in enumerate(tokens):
        if token.level != 0 or token.map is None:
            continue
        if token.type != "heading_open":
            blocks.append("\n".join(lines[token.map[0] : token.map[1]]))
            continue
        yield _path(over), blocks
        blocks = []
        depth = int(token.tag[1:])
        over = [*((level, title) for level, title in over if level < depth), (depth, tokens[at + 1].content)]
    yield _path(over), blocks


def _path(over: Iterable[tuple[int, str]]) -> str:
    return " › ".join(" ".join(title.split()) for _, title in over)


def _packed(blocks: Iterable[str]) -> Iterator[str]:
    """Blocks put together as long as they fit; one that is too long alone is cut between lines, then sentences."""
    held = ""
    for block in (piece for whole in blocks for piece in _cut(whole.strip("\n").rstrip()) if piece.strip()):
        if held and len(held) + len(block) + 2 > LONGEST:
            yield held
            held = block
        else:
            held = f"{held}\n\n{block}" if held else block
    if held:
        yield held


def _cut(block: str) -> Iterator[str]:
    if len(block) <= LONGEST:
        yield block
        return
    held = ""
    for part in re.split(r"(?<=\n)|(?<=[.;:!?] )", block):
        for piece in _WRAP.wrap(part):
            if held and len(held) + len(piece.rstrip()) > LONGEST:
                yield held.rstrip()
                held = ""
            held += piece
    yield held.rstrip()

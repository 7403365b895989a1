"""Plain text out of what mails carry: HTML as a person sees it, one kind of line end, nothing a page would refuse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

# What is read of one mail: reading takes longer than in proportion, and nobody writes more about a shipment.
MAX_TEXT = 20_000
MAX_TAGS = 5_000
MAX_ENTITIES = 5_000
MAX_HTML = 1_000_000
MAX_SPAN = 20
# Empty cells that are put in, in all: who writes more writes no table.
MAX_ADDED = 2_000
MAX_VALUE = 160
BLOCKS = re.compile(
    r"address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6r]|header|li|main|nav|ol|p|pre|"
    r"section|table|tr|ul"
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)


def from_html(source: str) -> str:
    """What a person sees of an HTML body. Hidden text is left out: it speaks to machines only."""
    source = source[:MAX_HTML]
    if source.count("<") > MAX_TAGS or source.count("&") > MAX_ENTITIES:
        # Too many to be built into a tree in good time: the parser takes the square of their number.
        return _words_alone(source)
    try:
        soup = BeautifulSoup(source, "html.parser")
    except ParserRejectedMarkup:
        return _words_alone(source)
    for tag in soup(["script", "style", "head", "title", "template", "noscript"]):
        tag.decompose()
    for tag in list(soup.find_all(style=HIDDEN)) + list(soup.find_all(hidden=True)):
        if not tag.decomposed:
            tag.decompose()
    _set_in_columns(soup)
    for tag in soup.find_all(_is_block):
        tag.insert_before("\n")
        tag.append("\n")
    for quote in soup.find_all("blockquote"):
        if quote.find_parent("blockquote") is None and _is_attributed(quote):
            text = _squeezed(quote.get_text())
            quote.replace_with("\n" + "\n".join(f"> {line}" for line in text.split("\n")) + "\n")
    return tidy(_squeezed(soup.get_text()))


def _set_in_columns(soup: BeautifulSoup) -> None:
    """Let a tab end every cell, a line hold every row, and every cell stand in its column."""
    room = MAX_ADDED
    below: dict[int, dict[int, int]] = {}
    for row in soup.find_all("tr"):
        cells = [cell for cell in row.find_all(["td", "th"], recursive=False) if isinstance(cell, Tag)]
        if len(cells) > 1:
            for cell in cells:
                if cell.find("table") is None and len(cell.get_text()) <= MAX_VALUE:
                    # A value of a row, rather than a piece of the page.
                    _flatten(cell)
        room = _lay_out(soup, cells, below.setdefault(id(row.find_parent("table")), {}), room)
    for cell in soup.find_all(["td", "th"]):
        cell.append("\t")


def _lay_out(soup: BeautifulSoup, cells: Sequence[Tag], below: dict[int, int], room: int) -> int:
    """Leave empty cells beside and below what stands over several columns or rows.

    Args:
        soup: makes them.
        cells: of one row.
        below: of its table, for each column the rows that a cell above it still takes.
        room: how many may be added; what is left of it is given back.
    """
    column = 0
    for cell in cells:
        while below.get(column, 0) > 0 and room > 0:
            below[column] -= 1
            cell.insert_before(soup.new_tag("td"))
            column, room = column + 1, room - 1
        across, down = _span(cell, "colspan"), _span(cell, "rowspan")
        for _ in range(min(across - 1, room)):
            cell.insert_after(soup.new_tag("td"))
            room -= 1
        below.update(dict.fromkeys(range(column, column + across), down - 1))
        column += across
    return room


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return max(1, min(int(value), MAX_SPAN)) if re.fullmatch(r"[0-9]{1,3}", value) else 1


def _flatten(cell: Tag) -> None:
    """Paragraphs and breaks in a value are no new lines."""
    for tag in cell.find_all(_is_block):
        tag.insert_after(" ")
        tag.unwrap()
    for text in cell.find_all(string=True):
        text.replace_with(re.sub(r"\s+", " ", text))


def _is_attributed(quote: Tag) -> bool:
    """Whether something says that somebody wrote it earlier; else it is only set in from the margin."""
    classes = " ".join(quote.get_attribute_list("class"))
    if quote.get("type") == "cite" or quote.get("cite") or "quote" in classes:
        return True
    before = "".join(one.get_text() if isinstance(one, Tag) else str(one) for one in reversed(_before(quote)))
    last = before.rstrip().rsplit("\n", 1)[-1][-400:]
    return last.endswith(":") and any(letter.isdigit() for letter in last)


def _before(quote: Tag) -> list[PageElement]:
    """The few pieces that stand right before it, nearest first."""
    return list(islice(quote.previous_siblings, 6))


def _words_alone(source: str) -> str:
    return tidy(_squeezed(unescape(re.sub(r"<[^<>]{0,2000}>", "\n", source))[: 2 * MAX_TEXT]))


def _is_block(tag: Tag) -> bool:
    return bool(BLOCKS.fullmatch(tag.name))


def _squeezed(text: str) -> str:
    # An empty first cell of a row stays.
    lines = [re.sub(r"[ \u00a0\u200b]+", " ", line).strip(" ").rstrip() for line in text.split("\n")]
    lines = [re.sub(r" ?\t ?", "\t", line) for line in lines]
    squeezed = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    # The rows of a table stand together.
    return re.sub(r"(?<=\n)([^\n]*\t[^\n]*)\n\n(?=[^\n]*\t)", r"\1\n", f"\n{squeezed}")[1:]


def tidy(text: str) -> str:
    """One kind of line end, no control characters that PostgreSQL or a page would refuse."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u00a0", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)

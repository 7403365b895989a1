"""A carrier's bill as a PDF: its head by names, its charges by the table that lists shipments. Pure.

A PDF without such a table is no bill of a carrier here, without a word: whatever else it is, others read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from agents.reading.bill_head import BillHead, head_of
from agents.reading.bill_pages import PageCell, PageLine, box_of, lines_of
from agents.reading.bill_words import COLUMNS, IGNORED, about_shipment, amount_of, charge_of, describe, title_of
from agents.reading.bills import ReadBill, problem_of
from cases.freight_bill import Box, ChargeKind, FreightBill
from cases.values import MAX_NAME
from tools.documents.pages import PageWord, PdfWords

# A row of these is a sum of rows, never a charge.
_SUM = re.compile(
    r"^\W*(?:sub-?total|total|totaal|totaux|summe|gesamt|zwischensumme|netto?\b|net\b|brutto|vat|tax|btw|tva|mwst|ust\b|"
    r"mehrwertsteuer|umsatzsteuer|carried forward|übertrag|report|amount due|grand)",
    re.IGNORECASE,
)
_HEADS = 60
NOTHING = "-"
REFERENCE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9./-]{4,39}", re.IGNORECASE)


@dataclass(frozen=True)
class _Column:
    """A column of the table.

    Attributes:
        ours: what it holds, as everywhere; empty: an extra charge of that title; a dash: nothing that is read.
    """

    ours: str
    title: str
    left: float
    right: float


@dataclass
class _Table:
    """What is read of a table so far: shipments by their number, in order."""

    columns: Sequence[_Column]
    shipments: dict[str, dict[str, Any]] = field(default_factory=dict)
    number: str = ""

    @property
    def by_row(self) -> bool:
        """A row for each charge, not a column."""
        return not any(one.ours == "base" for one in self.columns)


def read_pdf_bill(pdf: PdfWords, name: str = "") -> ReadBill:
    """The bill that the words of a PDF are; one that says no number is known by the name of its file."""
    lines = lines_of(pdf)
    table = _table(lines, pdf)
    if table is None or not table.shipments:
        return ReadBill()
    head = head_of(lines)
    heads = tuple(dict.fromkeys(cell.text[:MAX_NAME] for line in lines[:_HEADS] for cell in line.cells))
    try:
        return ReadBill(bill=_bill(head, table, name.rsplit(".", 1)[0]), heads=heads)
    except ValidationError as error:
        return ReadBill(problem=problem_of(error))


def _bill(head: BillHead, table: _Table, name: str) -> FreightBill:
    return FreightBill.model_validate(
        {
            "number": (head.number or name)[:MAX_NAME],
            "carrier": "",
            "day": head.day,
            "currency": head.currency or "",
            "shipments": tuple(table.shipments.values()),
            "net": head.net,
            "tax": head.tax,
            "total": head.total,
        }
    )


def _table(lines: Sequence[PageLine], pdf: PdfWords) -> _Table | None:
    """The tables that list shipments, one after the other; on each page the columns may stand elsewhere."""
    table: _Table | None = None
    page = 0
    open_ = False
    for at, line in enumerate(lines):
        columns = _columns(line, lines[at + 1 : at + 12])
        if columns is not None:
            table = _Table(columns, table.shipments, table.number) if table else _Table(columns)
            open_, page = True, line.page
        elif table is not None and open_:
            # A table goes on on the next page below its columns, repeated or not; a sum of all ends it on its page.
            open_ = _row(table, line, pdf) or line.page == page
            page = line.page
    return table


def _columns(line: PageLine, below: Sequence[PageLine]) -> tuple[_Column, ...] | None:
    """The columns that a line of titles names; none: it is no such line."""
    known = {title: ours for ours, titles in COLUMNS.items() for title in titles}
    found = []
    for cell in line.cells:
        title = title_of(cell.text)
        found.append(_Column(known.get(title, ""), cell.text.strip(), cell.left, cell.right))
    ours = {one.ours for one in found}
    if "reference" not in ours or not ours & {"amount", "base"}:
        return None
    # Beside a column of freight, columns of amounts are charges, too, unless they are sums.
    sums = {*IGNORED, *COLUMNS["amount"]} if "base" in ours else IGNORED
    return tuple(replace(one, ours=NOTHING) if title_of(one.title) in sums else one for one in found)


def _row(table: _Table, line: PageLine, pdf: PdfWords) -> bool:
    """Take a line in; whether it is a row of the table."""
    cells = _cells(table.columns, line)
    text = {name: " ".join(word.text for word in words) for name, words in cells.items()}
    number = text.get("reference", "").replace(" ", "")
    if _SUM.match(line.text) or (number and not REFERENCE.fullmatch(number)):
        return False
    number = number or (table.number if table.by_row else "")
    charges = list(_charges(table, cells, text, line, pdf))
    if not number or not charges:
        return False
    table.number = number
    into = table.shipments.setdefault(number, {"reference": number[:MAX_NAME], "charges": []})
    told = about_shipment(text)
    into.update({key: value for key, value in told.items() if value is not None and key not in into})
    describe(into, text.get("charge", ""))
    into["charges"] += charges
    return True


def _charges(
    table: _Table,
    cells: Mapping[str, Sequence[PageWord]],
    text: Mapping[str, str],
    line: PageLine,
    pdf: PdfWords,
) -> Iterator[dict[str, Any]]:
    if table.by_row:
        amount = amount_of(text.get("amount", ""))
        if amount is not None:
            yield charge_of(text.get("charge", ""), amount, line.place, box_of(line.words, pdf))
        return
    for column in table.columns:
        name = column.ours or column.title
        amount = amount_of(text.get(name, ""))
        if amount is None:
            continue
        box = box_of(cells[name], pdf)
        if column.ours in {"base", "fuel"}:
            if amount or column.ours == "base":
                yield _plain(ChargeKind(column.ours), amount, line.place, box)
        elif not column.ours and amount:
            yield charge_of(column.title, amount, line.place, box)


def _plain(kind: ChargeKind, amount: Decimal, place: str, box: Box | None) -> dict[str, Any]:
    return {"kind": kind, "amount": amount, "place": place, "box": box}


def _cells(columns: Sequence[_Column], line: PageLine) -> dict[str, list[PageWord]]:
    """The words of a line by the column that they stand under: the one that they share most of, else the nearest."""
    found: dict[str, list[PageWord]] = {}
    for cell in line.cells:
        column = max(columns, key=lambda one: (cell.beside(one.left, one.right), -_between(cell, one)))
        found.setdefault(column.ours or column.title, []).extend(cell.words)
    return found


def _between(cell: PageCell, column: _Column) -> float:
    return abs((cell.left + cell.right) / 2 - (column.left + column.right) / 2)

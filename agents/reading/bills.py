"""A carrier's bill as a file: UBL XML or CSV in, what it bills by shipment out. Pure; run in a child with limits.

A file that is no bill of a carrier is none here, without a word: whatever else it is, others read it. What is a bill
and cannot be read is told in plain words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from xml.etree import ElementTree

from pydantic import ValidationError

from agents.reading.bill_words import (
    COLUMNS,
    IGNORED,
    NUMBER,
    about_shipment,
    amount_of,
    charge_of,
    day_of,
    describe,
    title_of,
)
from cases.freight_bill import ChargeKind, FreightBill
from cases.values import MAX_NAME, Frozen
from tools.mail import Attachment

_INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
_NS = {
    "a": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "b": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_REFERENCES = (
    "a:DocumentReference/b:ID",
    "a:DespatchLineReference/a:DocumentReference/b:ID",
    "a:DespatchDocumentReference/b:ID",
)
MAX_BYTES = 5_000_000


class ReadBill(Frozen):
    """What a file holds.

    Attributes:
        bill: the bill; none: it is none, or cannot be read.
        problem: why a bill cannot be read.
        heads: what stands on top of it, where the bill does not name its carrier in a place of its own.
    """

    bill: FreightBill | None = None
    problem: str | None = None
    heads: tuple[str, ...] = ()


class PaperReading(Protocol):
    """Reads the bill that a file may be, where what a stranger sent may be read."""

    async def bill(self, file: Attachment) -> ReadBill:
        """The carrier's bill in a file.

        Raises:
            CutOffError: it takes more than a bill should.
        """
        ...


def read_bill(content: bytes, name: str, media_type: str) -> ReadBill:
    """The bill in a file, by what the file is, not by what it is called."""
    if len(content) > MAX_BYTES:
        return ReadBill()
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if text.startswith(b"<"):
            return _ubl(content)
        if media_type in {"text/csv", "application/csv"} or name.lower().endswith(".csv"):
            return _csv(content, name)
    except ValidationError as error:
        return ReadBill(problem=problem_of(error))
    return ReadBill()


def problem_of(error: ValidationError) -> str:
    """Why what a file holds is no bill that can be checked."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"])) or "bill"
    return f"it is no bill that can be checked ({where}: {first['msg']})"


# UBL


def _ubl(content: bytes) -> ReadBill:
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.IGNORECASE):
        return ReadBill()
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - it declares nothing, and this is a child with limits
    except ElementTree.ParseError:
        return ReadBill()
    if root.tag != _INVOICE:
        return ReadBill()
    shipments: dict[str, dict[str, Any]] = {}
    whole = _text(root, "b:Note")
    at = _reference(root)
    for line in root.findall("a:InvoiceLine", _NS):
        item = " ".join(filter(None, (_text(line, "a:Item/b:Name"), _text(line, "a:Item/b:Description"))))
        said = " ".join(filter(None, (item, _text(line, "b:Note"))))
        number = _reference(line) or _number(said) or at or _number(whole)
        amount = amount_of(_text(line, "b:LineExtensionAmount"))
        if amount is None:
            return ReadBill(problem="a line of it has no amount")
        into = shipments.setdefault(number or "", {"reference": number or "", "charges": []})
        describe(into, said)
        into["charges"].append(charge_of(_text(line, "a:Item/b:Name") or said, amount, f"line {_text(line, 'b:ID')}"))
    if not shipments or not any(shipments):
        # Without a shipment on it it is another bill, for whoever checks orders.
        return ReadBill()
    percent = "a:Item/a:ClassifiedTaxCategory/b:Percent"
    rates = {amount_of(_text(line, percent)) for line in root.findall("a:InvoiceLine", _NS)}
    seller = root.find("a:AccountingSupplierParty/a:Party", _NS)
    bill = FreightBill.model_validate(
        {
            "number": _text(root, "b:ID")[:MAX_NAME],
            "carrier": _seller(seller)[:MAX_NAME],
            "day": _text(root, "b:IssueDate") or None,
            "currency": _text(root, "b:DocumentCurrencyCode"),
            "shipments": tuple(shipments.values()),
            "net": amount_of(_text(root, "a:LegalMonetaryTotal/b:LineExtensionAmount")),
            "tax": amount_of(_text(root, "a:TaxTotal/b:TaxAmount")),
            "tax_percent": rates.pop() if len(rates) == 1 else None,
            "total": amount_of(_text(root, "a:LegalMonetaryTotal/b:TaxInclusiveAmount")),
        }
    )
    return ReadBill(bill=bill)


def _text(of: ElementTree.Element, path: str) -> str:
    found = of.findtext(path, default="", namespaces=_NS)
    return " ".join(found.split())


def _seller(party: ElementTree.Element | None) -> str:
    if party is None:
        return ""
    return _text(party, "a:PartyName/b:Name") or _text(party, "a:PartyLegalEntity/b:RegistrationName")


def _reference(of: ElementTree.Element) -> str:
    """The shipment that a line or the whole names by itself."""
    found = (_text(of, path) for path in _REFERENCES)
    return next((one[:MAX_NAME] for one in found if one), "")


def _number(text: str) -> str:
    found = NUMBER.search(text)
    return found["number"] if found else ""


# CSV


def _csv(content: bytes, name: str) -> ReadBill:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t|", key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if len(rows) < 2:
        return ReadBill()
    titles = [title_of(cell) for cell in rows[0]]
    columns = {ours: at for ours, names in COLUMNS.items() for at, title in enumerate(titles) if title in names}
    if "reference" not in columns or not ({"amount", "base"} & columns.keys()):
        return ReadBill()
    known = {*columns.values()}
    extras = {
        at: rows[0][at].strip()
        for at, title in enumerate(titles)
        if at not in known and title not in IGNORED and title and _is_amount(rows[1:], at)
    }
    # By a column for each charge where there is a base, else by a row for each.
    by_row = "amount" in columns and "base" not in columns
    shipments: dict[str, dict[str, Any]] = {}
    first: dict[str, str] = {}
    for at, row in enumerate(rows[1:], start=2):
        cells = {ours: row[column].strip() for ours, column in columns.items() if column < len(row)}
        if not any(cells.values()):
            continue
        first = first or cells
        number = cells.get("reference", "")[:MAX_NAME]
        into = shipments.setdefault(number, {"reference": number, "charges": []})
        into.update(
            {key: value for key, value in about_shipment(cells).items() if value is not None and key not in into}
        )
        place = f"line {at}"
        if by_row:
            amount = amount_of(cells.get("amount", ""))
            if amount is None:
                return ReadBill(problem=f"line {at} has no amount")
            into["charges"].append(charge_of(cells.get("charge", ""), amount, place))
        else:
            into["charges"] += list(_in_columns(cells, row, extras, place))
    bill = FreightBill.model_validate(
        {
            "number": (first.get("number") or name.rsplit(".", 1)[0])[:MAX_NAME],
            "carrier": first.get("carrier", "")[:MAX_NAME],
            "day": day_of(first.get("day", "")),
            "currency": first.get("currency", "").upper(),
            "shipments": tuple(shipments.values()),
        }
    )
    return ReadBill(bill=bill)


def _in_columns(
    cells: Mapping[str, str], row: list[str], extras: Mapping[int, str], place: str
) -> Iterator[dict[str, Any]]:
    for kind in (ChargeKind.BASE, ChargeKind.FUEL):
        amount = amount_of(cells.get(kind.value, ""))
        if amount is not None and (amount or kind is ChargeKind.BASE):
            yield {"kind": kind, "amount": amount, "place": place}
    for column, title in extras.items():
        amount = amount_of(row[column]) if column < len(row) else None
        if amount:
            yield {"kind": ChargeKind.EXTRA, "name": title[:MAX_NAME], "amount": amount, "place": place}


def _is_amount(rows: Iterable[list[str]], at: int) -> bool:
    """Whether a column holds amounts and nothing else."""
    cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
    return bool(cells) and all(amount_of(cell) is not None for cell in cells)

"""A carrier's bill as a file: UBL and CSV in, what it bills by shipment out; anything else is none, without a word."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agents.correspondence.bills import find_bills
from agents.correspondence.letter import open_letter
from agents.correspondence.playbook import played
from agents.correspondence.records import Records
from agents.correspondence.writer import Writer
from agents.reading.bills import ReadBill, read_bill
from agents.reading.limited import LimitedReading
from cases.freight_bill import ChargeKind, FreightBill
from tests.unit.agents.letters import opened, parse_here
from tools.mail import Attachment

UBL = """<?xml version="1.0"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>NP-2026-11</cbc:ID><cbc:IssueDate>2026-11-30</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Northline Parcel</cbc:Name></cac:PartyName>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">4.26</cbc:TaxAmount></cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">20.27</cbc:LineExtensionAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">24.53</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
  {lines}
</Invoice>"""
LINE = """<cac:InvoiceLine><cbc:ID>{id}</cbc:ID>{note}
  <cbc:LineExtensionAmount currencyID="EUR">{amount}</cbc:LineExtensionAmount>{reference}
  <cac:Item><cbc:Description>{description}</cbc:Description><cbc:Name>{name}</cbc:Name>
  <cac:ClassifiedTaxCategory><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item></cac:InvoiceLine>"""


def line(number: int, amount: str, name: str, description: str = "", reference: str = "", note: str = "") -> str:
    named = f"<cac:DocumentReference><cbc:ID>{reference}</cbc:ID></cac:DocumentReference>" if reference else ""
    noted = f"<cbc:Note>{note}</cbc:Note>" if note else ""
    return LINE.format(id=number, amount=amount, name=name, description=description, reference=named, note=noted)


def read(content: str, name: str = "bill.xml", media_type: str = "application/xml") -> FreightBill:
    found = read_bill(content.encode(), name, media_type)
    assert found.problem is None
    assert found.bill is not None
    return found.bill


def test_ubl_by_reference_note_and_words() -> None:
    lines = [
        line(1, "14.10", "Parcel freight", "12.5 kg, zone EU1", reference="3SNL440001773"),
        line(2, "1.62", "Fuel surcharge", note="Shipment no. 3SNL440001773"),
        line(3, "4.55", "Redelivery", "tracking 3SNL440001774"),
    ]
    bill = read(UBL.format(lines="".join(lines)))
    assert (bill.number, bill.carrier, bill.day, bill.currency) == (
        "NP-2026-11",
        "Northline Parcel",
        date(2026, 11, 30),
        "EUR",
    )
    assert (bill.net, bill.tax, bill.tax_percent, bill.total) == (
        Decimal("20.27"),
        Decimal("4.26"),
        Decimal(21),
        Decimal("24.53"),
    )
    first, second = bill.shipments
    assert (first.reference, first.weight_kg, first.zone) == ("3SNL440001773", Decimal("12.5"), "EU1")
    assert [(one.kind, one.name, one.amount, one.place) for one in first.charges] == [
        (ChargeKind.BASE, "", Decimal("14.10"), "line 1"),
        (ChargeKind.FUEL, "", Decimal("1.62"), "line 2"),
    ]
    assert [(second.reference, one.kind, one.name) for one in second.charges] == [
        ("3SNL440001774", ChargeKind.EXTRA, "Redelivery")
    ]


def test_a_bill_without_any_shipment_is_somebody_elses() -> None:
    goods = read_bill(UBL.format(lines=line(1, "500", "Hinges, brass")).encode(), "bill.xml", "text/xml")
    assert (goods.bill, goods.problem) == (None, None)


CSV = """Invoice;Invoice date;Carrier;Currency;Tracking number;Weight kg;Zone;Base;Fuel;Tail lift;Total
V-7;30.11.2026;Vandermeer Freight;EUR;VM20551;250;WEST;1.097,00;153,58;18,00;1.268,58
V-7;30.11.2026;Vandermeer Freight;EUR;VM20552;40;WEST;46,00;6,44;;52,44
"""


def test_csv_with_a_column_for_each_charge() -> None:
    bill = read(CSV, "v7.csv", "text/csv")
    assert (bill.number, bill.carrier, bill.day) == ("V-7", "Vandermeer Freight", date(2026, 11, 30))
    assert [[(one.kind.value, one.name, str(one.amount)) for one in of.charges] for of in bill.shipments] == [
        [("base", "", "1097.00"), ("fuel", "", "153.58"), ("extra", "Tail lift", "18.00")],
        [("base", "", "46.00"), ("fuel", "", "6.44")],
    ]


def test_csv_with_a_row_for_each_charge() -> None:
    text = (
        "shipment,charge,amount,currency,carrier,invoice\n"
        "NL1001,Base freight,14.10,EUR,Northline Parcel,F-9\n"
        "NL1001,Diesel surcharge,1.62,EUR,Northline Parcel,F-9\n"
        "NL1002,Address correction,9.00,EUR,Northline Parcel,F-9\n"
    )
    bill = read(text, "f9.csv", "text/csv")
    assert [(of.reference, one.kind.value, one.name) for of, one in bill.charges] == [
        ("NL1001", "base", ""),
        ("NL1001", "fuel", ""),
        ("NL1002", "extra", "Address correction"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"<html><body>Invoice</body></html>",
        b"<not closed",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        b"\xff\xfe\x00\x01",
        b"tracking,base\n",
    ],
)
def test_what_is_no_bill_is_none_without_a_word(content: bytes) -> None:
    for name in ("bill.xml", "bill.csv"):
        found = read_bill(content, name, "application/octet-stream")
        assert (found.bill, found.problem) == (None, None)


def test_a_bill_that_cannot_be_checked_says_why() -> None:
    found = read_bill(CSV.replace("EUR", "euros").encode(), "v7.csv", "text/csv")
    assert found.bill is None
    assert "currency" in (found.problem or "")


OTHERS = Path("/work/shared/data/oca-edi")


@pytest.mark.skipif(not OTHERS.exists(), reason="other people's files are not here")
def test_other_peoples_files_do_no_harm() -> None:
    for path in sorted(OTHERS.rglob("*.xml")):
        assert read_bill(path.read_bytes(), path.name, "application/xml").bill is None


class _Here:
    """Reads in this process, and Odoo knows the carrier by name and nothing else."""

    async def bill(self, file: Attachment) -> ReadBill:
        return read_bill(file.content, file.name, file.media_type)

    async def carriers(self) -> list[Any]:
        return [SimpleNamespace(name="Vandermeer Freight")]

    async def company_named(self, _name: str) -> None:
        return None

    async def vendor_bills(self, _numbers: list[str], _partner: int | None = None) -> list[Any]:
        return []


def test_the_words_of_a_bill_are_no_news_about_orders() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "desk@vandermeer-freight.example", "Invoice V-7"
    message.set_content("Please find our invoice attached.\n")
    message.add_attachment(CSV.replace("Fuel", "Fuel surcharge").encode(), "text", "csv", filename="v7.csv")
    message.add_attachment(b"Goods;Price\nHinge;5.20\n", "text", "csv", filename="prices.csv")
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)

    async def found() -> Any:
        letter = await open_letter(bytes(message), "message/rfc822", moment, "Europe/Brussels", parse_here)
        assert "surcharge" in letter.news
        here = _Here()
        writer = Writer("desk@vandermeer-freight.example", {}, "unknown")
        return await find_bills(letter, writer, cast("Records", here), cast("LimitedReading", here))

    bills = asyncio.run(found())
    assert [claim.number for claim in bills.claims] == ["V-7"]
    assert "surcharge" not in bills.letter.news
    assert "Hinge" in bills.letter.news
    # What the letter repeats of it is explained by it.
    assert {claim.bill.charged for claim in bills.claims} | {date(2026, 11, 30)} <= bills.letter.settled
    # People still see all of it.
    assert "surcharge" in bills.letter.parts["v7.csv"]


def test_what_a_letter_repeats_of_its_bill_is_no_open_item() -> None:
    letter = opened("Invoice V-7 over EUR 1,234.50, payable until 15 December 2026; 7.25 EUR are for storage.", "V-7")
    assert len(played(letter, ()).open_items) == 3
    explained = replace(letter, settled=frozenset({Decimal("1234.50"), date(2026, 12, 15)}))
    [left] = played(explained, ()).open_items
    assert "7.25 EUR" in left


def test_a_parcels_number_after_the_currency_is_no_amount() -> None:
    table = opened("invoice\tcurrency\tnumber\nF-9\tEUR\t3SNL440001773\nF-9\tEUR\t12AB\n")
    assert played(table, ()).open_items == ()

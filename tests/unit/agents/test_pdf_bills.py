"""Carriers' bills as PDF: charges with their place on the page, a head by the words that name it; others are none."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from agents.reading.bill_head import head_of
from agents.reading.bill_pages import lines_of
from agents.reading.bills import ReadBill
from agents.reading.pdf_bills import read_pdf_bill
from cases.carrier_events import number_key
from cases.freight_bill import ChargeKind, FreightBill
from tools.documents.pages import words_of

WIDTH, HEIGHT = A4
Place = tuple[float, float, str]


def drawn(*pages: Sequence[Place], shuffled: bool = False) -> bytes:
    """A PDF of these texts at these places: from the left and from above, in points."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for page in pages:
        places = list(page)
        if shuffled:
            places = places[1::2] + places[::2][::-1]
        canvas.setFont("Helvetica", 9)
        for left, top, text in places:
            canvas.drawString(left, HEIGHT - top, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def row(top: float, *cells: tuple[float, str]) -> list[Place]:
    return [(left, top, text) for left, text in cells]


def read(content: bytes) -> ReadBill:
    return read_pdf_bill(words_of(content))


def bill_of(content: bytes) -> FreightBill:
    found = read(content)
    assert found.problem is None
    assert found.bill is not None
    return found.bill


HEAD = [
    *row(50, (50, "Northline Parcel NV")),
    *row(62, (50, "Noorderlaan 12, 2030 Antwerpen")),
    *row(100, (50, "Invoice number:"), (160, "NL-2026-1180")),
    *row(112, (50, "Invoice date:"), (160, "30 November 2026")),
    *row(124, (50, "Your VAT number:"), (160, "BE0400000000")),
]
TITLES = row(
    180,
    (50, "Tracking number"),
    (170, "Weight"),
    (220, "Zone"),
    (270, "Base"),
    (330, "Fuel surcharge"),
    (420, "Redelivery"),
    (500, "Total"),
)
ROWS = [
    *row(196, (50, "NP0000000051"), (170, "12.5"), (220, "EU1"), (270, "14.10"), (330, "1.62"), (500, "15.72")),
    *row(
        212,
        (50, "NP0000000052"),
        (170, "4.0"),
        (220, "BE"),
        (270, "6.20"),
        (330, "0.71"),
        (420, "4.50"),
        (500, "11.41"),
    ),
    *row(236, (50, "Net amount"), (500, "EUR 27.13")),
    *row(250, (50, "VAT 21 %"), (500, "EUR 5.70")),
    *row(264, (50, "Grand total"), (500, "EUR 32.83")),
]


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_column_for_each_charge(shuffled: bool) -> None:
    bill = bill_of(drawn([*HEAD, *TITLES, *ROWS], shuffled=shuffled))
    assert (bill.number, bill.day, bill.currency) == ("NL-2026-1180", date(2026, 11, 30), "EUR")
    assert (bill.net, bill.tax, bill.total) == (Decimal("27.13"), Decimal("5.70"), Decimal("32.83"))
    first, second = bill.shipments
    assert (first.reference, first.weight_kg, first.zone) == ("NP0000000051", Decimal("12.5"), "EU1")
    assert [(one.kind, one.amount) for one in first.charges] == [
        (ChargeKind.BASE, Decimal("14.10")),
        (ChargeKind.FUEL, Decimal("1.62")),
    ]
    assert [(one.kind, one.name, one.amount) for one in second.charges][2:] == [
        (ChargeKind.EXTRA, "Redelivery", Decimal("4.50"))
    ]
    assert bill.charged == bill.net


def test_each_charge_knows_its_page_and_box() -> None:
    bill = bill_of(drawn([*HEAD, *TITLES, *ROWS]))
    fuel = bill.shipments[0].charges[1]
    assert fuel.place.startswith("page 1, line ")
    assert fuel.box is not None
    assert fuel.box.page == 1
    assert fuel.box.left * WIDTH == pytest.approx(330, abs=1)
    assert fuel.box.top * HEIGHT < 196 < fuel.box.bottom * HEIGHT + 1


def test_a_row_for_each_charge_over_two_pages() -> None:
    titles = row(180, (50, "Sendungsnummer"), (190, "Beschreibung"), (450, "Betrag"))
    first = [
        *row(60, (50, "Vandermeer Freight")),
        *row(100, (50, "Rechnungsnummer"), (200, "Rechnungsdatum")),
        *row(112, (50, "VF-88120"), (200, "30.11.2026")),
        *titles,
        *row(196, (50, "VF7700012345"), (190, "Fracht 310 kg Zone EU1"), (450, "1.214,50")),
        *row(210, (190, "Dieselzuschlag"), (450, "121,45")),
        *row(224, (50, "VF7700012346"), (190, "Fracht"), (450, "88,00")),
    ]
    second = [
        *titles,
        *row(196, (190, "Hebebühne"), (450, "35,00")),
        *row(220, (50, "Summe netto"), (450, "1.458,95")),
        *row(234, (50, "Gesamtbetrag EUR"), (450, "1.458,95")),
    ]
    bill = bill_of(drawn(first, second))
    assert (bill.number, bill.day, bill.total) == ("VF-88120", date(2026, 11, 30), Decimal("1458.95"))
    assert [(one.reference, [(c.kind.value, c.amount) for c in one.charges]) for one in bill.shipments] == [
        ("VF7700012345", [("base", Decimal("1214.50")), ("fuel", Decimal("121.45"))]),
        ("VF7700012346", [("base", Decimal("88.00")), ("extra", Decimal("35.00"))]),
    ]
    assert bill.shipments[0].weight_kg == 310
    boxes = [charge.box.page for one in bill.shipments for charge in one.charges if charge.box]
    assert boxes == [1, 1, 1, 2]


def test_what_has_no_table_of_shipments_is_no_bill_of_a_carrier() -> None:
    assert read(drawn([*HEAD, *row(200, (50, "Consulting"), (500, "EUR 1,200.00"))])) == ReadBill()
    assert read(drawn([[50, 50, "x"]][:0])) == ReadBill()  # type: ignore[list-item]


def test_a_bill_without_a_currency_says_so() -> None:
    rows = [(left, top, text.replace("EUR ", "")) for left, top, text in ROWS]
    found = read(drawn([*HEAD, *TITLES, *rows]))
    assert found.bill is None
    assert "currency" in (found.problem or "")


def test_the_number_of_a_parcel_is_never_that_of_the_bill() -> None:
    nameless = [one for one in HEAD if one[1] != 100]
    pdf = words_of(drawn([*nameless, *TITLES, *ROWS]))
    assert head_of(lines_of(pdf)).number is None
    found = read_pdf_bill(pdf, "november.pdf").bill
    assert found is not None
    assert found.number == "november"


def test_words_set_in_other_sizes_stand_on_one_line() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(50, HEIGHT - 100, "Number")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, HEIGHT - 102, "42")
    canvas.save()
    assert [line.text for line in lines_of(words_of(target.getvalue()))] == ["Number 42"]


OTHERS = Path("/work/shared/data")
# A sample of what fails: its XML says another year than its page.
CONTRADICTS = {("fail1.pdf", "day")}


def truth(path: Path) -> dict[str, str]:
    """What whoever made a bill says of it beside it: a JSON file, or the XML inside; empty: nothing."""
    beside = path.with_suffix(".json")
    if beside.exists():
        [said] = json.loads(beside.read_text())
        return {"number": said["invoice_number"], "day": said["date"], "total": str(said["amount"])}
    for name, [content] in PdfReader(path).attachments.items():
        xml = content.decode("utf-8", "replace")
        if name.endswith(".xml") and "CrossIndustry" in xml:
            number = re.search(r"ExchangedDocument>.*?ID>([^<]*)<", xml, re.DOTALL)
            day = re.search(r"IssueDateTime>.*?DateTimeString[^>]*>(\d{4})(\d\d)(\d\d)<", xml, re.DOTALL)
            total = re.search(r"GrandTotalAmount[^>]*>([^<]*)<", xml)
            assert number is not None
            assert day is not None
            assert total is not None
            return {"number": number[1], "day": "-".join(day.groups()), "total": total[1]}
    return {}


@pytest.mark.skipif(not OTHERS.exists(), reason="other people's files are not here")
def test_number_day_and_total_of_other_peoples_bills_are_right() -> None:
    right, given, wanted, wrong = 0, 0, 0, []
    for path in sorted(OTHERS.rglob("*.pdf")):
        said = truth(path) if "pypdf" not in str(path) else {}
        head = head_of(lines_of(words_of(path.read_bytes()))) if said else None
        for name, value in said.items():
            if (path.name, name) in CONTRADICTS:
                continue
            found = getattr(head, name)
            wanted += 1
            given += found is not None
            same = (
                abs(found) == abs(Decimal(value))  # a credit note's page has a sign where its XML has a type
                if name == "total" and found is not None
                else number_key(str(found)) == number_key(value)
            )
            right += same
            wrong += [] if same else [(path.name, name, value, str(found))]
    precision, recall = right / given, right / wanted
    score = 2 * precision * recall / (precision + recall)
    print(f"heads of other people's bills: F1 {score:.3f} of {wanted} values; wrong: {wrong}")
    assert wanted >= 50
    assert score >= 0.97, wrong

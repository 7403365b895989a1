"""Bills that accounts payable entered, as a scan says them: a charge a line, the shipment by the words of the line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from agents.analysis.habits import Habits
from agents.reading.bills import ReadBill, read_bill
from agents.reading.scan import draft_of
from agents.scans.bill_papers import documented
from agents.scans.freight_bills import finding, names_one, said_by
from agents.world import World
from cases.claims import FreightBillClaim, RecordRef
from cases.freight_bill import ChargeKind, FreightBill
from cases.kind import Kind
from cases.kinds import KINDS
from runtime.limited import CutOffError
from tools.mail import Attachment
from tools.odoo.errors import NoAccess
from tools.odoo.freight import BillLine, BillPaper, EnteredBill
from tools.odoo.reads import OdooReader
from tools.odoo.values import Ref

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
CARRIER = Ref(41, "Northline Parcel")


def entered(*lines: tuple[str, str], **more: Any) -> EnteredBill:
    amounts = [Decimal(amount) for _, amount in lines]
    said: dict[str, Any] = {
        "id": 7,
        "version": NOW,
        "name": "",
        "reference": "NL-2026-118",
        "kind": "in_invoice",
        "state": "draft",
        "day": date(2026, 11, 20),
        "total": sum(amounts),
        "untaxed": sum(amounts),
        "currency": "EUR",
        "vendor": CARRIER,
        "lines": tuple(
            BillLine(id=n, version=NOW, bill=Ref(7, "x"), text=text, untaxed=amount)
            for n, (text, amount) in enumerate(lines, start=1)
        ),
    }
    return EnteredBill(**{**said, **more})


def test_each_line_is_a_charge_of_the_shipment_it_names() -> None:
    bill = said_by(
        entered(
            ("Parcel NP-0000000051, 12.5 kg, zone EU1", "14.10"),
            ("Fuel surcharge", "1.62"),
            ("Redelivery np0000000052", "4.50"),
            ("Shipment no. XX9999999", "8.00"),
        ),
        {"np0000000051", "np0000000052"},
    )
    assert [(one.reference, [(c.kind, c.amount, c.place) for c in one.charges]) for one in bill.shipments] == [
        (
            "NP-0000000051",
            [(ChargeKind.BASE, Decimal("14.10"), "line 1"), (ChargeKind.FUEL, Decimal("1.62"), "line 2")],
        ),
        ("np0000000052", [(ChargeKind.EXTRA, Decimal("4.50"), "line 3")]),
        ("XX9999999", [(ChargeKind.BASE, Decimal("8.00"), "line 4")]),
    ]
    assert (bill.shipments[0].weight_kg, bill.shipments[0].zone) == (Decimal("12.5"), "EU1")
    assert bill.charged == bill.net


def test_a_bill_that_names_no_shipment_is_told_as_it_is() -> None:
    bill = said_by(entered(("Transport November 2026", "120.00")), ())
    assert [one.reference for one in bill.shipments] == [""]
    assert bill.number == "NL-2026-118"
    assert said_by(entered(("Transport", "1.00"), reference=None), ()).number == "draft bill 7"


def test_a_draft_opens_a_case_and_a_posted_one_keeps_it_open() -> None:
    assert finding(entered(("Freight", "1.00")), ()).opens
    posted = finding(entered(("Freight", "1.00"), state="posted", name="BILL/2026/11/0003"), ())
    assert not posted.opens
    draft = draft_of(posted)
    assert draft.kind is Kind.FREIGHT_DISCREPANCY
    assert draft.partner is not None
    assert draft.partner.label == CARRIER.name


def test_a_bill_by_mail_and_the_same_bill_entered_are_one_case() -> None:
    found = finding(entered(("Freight", "1.00")), ())
    [claim] = [one for one in found.claims if isinstance(one, FreightBillClaim)]
    spec = KINDS[Kind.FREIGHT_DISCREPANCY]
    by_mail = claim.model_copy(update={"refers_to": (), "carrier": "northline  parcel"})
    mailed = spec.key(by_mail.subject(), who="res.partner:41", thread="t")
    assert draft_of(found).key == mailed
    other = claim.model_copy(update={"number": "NL-2026-119"})
    assert spec.key(other.subject(), who="res.partner:41", thread="t") != mailed
    assert RecordRef(model="account.move", id=7, label="NL-2026-118") in claim.refers_to


CSV = """invoice,invoice_date,carrier,currency,tracking_number,base,fuel
NL-2026-118,2026-11-19,Northline,EUR,NP0000000051,14.10,1.62
NL-2026-118,2026-11-19,Northline,EUR,NP0000000052,9.80,1.13
"""


class _Papers:
    """What Odoo keeps beside bills, and a reader of it in this process."""

    def __init__(self, papers: dict[int, list[tuple[str, bytes]]]) -> None:
        self.kept = {
            place * 10 + bill: (bill, name, content)
            for bill, some in papers.items()
            for place, (name, content) in enumerate(some)
        }
        self.calls: list[int] = []

    async def bill_papers(self, ids: Iterable[int], *, largest: int) -> list[BillPaper]:
        wanted = set(ids)
        return [
            BillPaper(id=number, bill_id=bill, name=name, media_type="application/octet-stream", size=len(content))
            for number, (bill, name, content) in self.kept.items()
            if bill in wanted and len(content) <= largest
        ]

    async def paper_contents(self, ids: Iterable[int]) -> dict[int, bytes]:
        asked = list(ids)
        self.calls.append(len(asked))
        return {one: self.kept[one][2] for one in asked}

    async def bill(self, file: Attachment) -> ReadBill:
        if file.content == b"endless":
            raise CutOffError
        return read_bill(file.content, file.name, file.media_type)


def told(papers: dict[int, list[tuple[str, bytes]]], *bills: EnteredBill) -> dict[int, FreightBill]:
    kept = _Papers(papers)
    around = World(cast("OdooReader", kept), Habits.model_construct(), NOW, papers=kept)
    return asyncio.run(documented(around, bills))


def test_the_charges_come_from_the_document_where_the_lines_do_not_carry_them() -> None:
    one_line = entered(("Transport November", "26.65"))
    found = told({7: [("scan.png", b"\x89PNG"), ("bill.csv", CSV.encode())]}, one_line)
    document = found[7]
    assert (document.number, document.carrier, document.day) == ("NL-2026-118", "Northline Parcel", one_line.day)
    assert [one.reference for one in document.shipments] == ["NP0000000051", "NP0000000052"]
    [claim] = finding(one_line, (), document).claims
    assert isinstance(claim, FreightBillClaim)
    assert claim.bill.charged == Decimal("26.65")
    # With tax it is the same bill.
    with_tax = entered(("Transport November", "22.02"), total=Decimal("26.65"), untaxed=Decimal("22.02"))
    assert set(told({7: [("bill.csv", CSV.encode())]}, with_tax)) == {7}


def test_a_document_of_another_bill_or_one_that_is_none_says_nothing() -> None:
    bill = entered(("Transport November", "26.65"))
    for content in (CSV.replace("14.10", "14.20"), CSV.replace("EUR", "USD"), "no bill", "<x/>", "endless"):
        assert told({7: [("bill.csv", content.encode())]}, bill) == {}
    assert told({}, bill) == {}
    assert asyncio.run(documented(World(cast("OdooReader", None), Habits.model_construct(), NOW), [bill])) == {}


def test_who_may_not_see_papers_reads_the_lines() -> None:
    class Blind(_Papers):
        async def bill_papers(self, ids: Iterable[int], *, largest: int) -> list[BillPaper]:
            raise NoAccess("reader", "ir.attachment", "read", "no")

    kept = Blind({7: [("bill.csv", CSV.encode())]})
    around = World(cast("OdooReader", kept), Habits.model_construct(), NOW, papers=kept)
    assert asyncio.run(documented(around, [entered(("Transport", "26.65"))])) == {}


def test_lines_that_name_a_shipment_of_ours_are_left_as_they_are() -> None:
    assert names_one(entered(("Parcel NP-0000000051", "14.10")), {"np0000000051"})
    assert not names_one(entered(("Parcel NP-0000000051", "14.10")), {"np0000000052"})


def test_calls_grow_with_files_by_fives() -> None:
    bills = [entered(("Transport", "26.65"), id=one) for one in range(1, 8)]
    kept = _Papers({one.id: [("bill.csv", CSV.encode())] for one in bills})
    around = World(cast("OdooReader", kept), Habits.model_construct(), NOW, papers=kept)
    assert len(asyncio.run(documented(around, bills))) == 7
    assert kept.calls == [5, 2]

"""Bills that accounts payable entered, as a scan says them: a charge a line, the shipment by the words of the line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from agents.reading.scan import draft_of
from agents.scans.freight_bills import finding, said_by
from cases.claims import FreightBillClaim, RecordRef
from cases.freight_bill import ChargeKind
from cases.kind import Kind
from cases.kinds import KINDS
from tools.odoo.freight import BillLine, EnteredBill
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

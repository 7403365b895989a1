"""What a scan says of vendors' bills: those that differ, and never a carrier's; few calls, however many bills."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from agents.analysis.habits import Habits
from agents.reading.scan import draft_of
from agents.scans.invoice_mismatch import InvoiceMismatches, finding
from agents.vendor_bills.collect import collect
from agents.world import World
from cases.claims import BillMismatchClaim, Claim, MentionClaim, RecordRef, Span
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile
from cases.people import Person
from cases.roles import Role
from cases.scans import Finding
from tests.unit.agents.billed import NOW, alike, bill, line, matched, ordered
from tools.odoo.bills import BillToMatch, BoughtLine
from tools.odoo.freight import CurrencyRate, VendorBill
from tools.odoo.models import Partner
from tools.odoo.reads import OdooReader
from tools.odoo.shipments import Carrier
from tools.odoo.values import Ref


class _Odoo:
    """Bills and orders as the reader gives them, and how often it was asked."""

    def __init__(
        self,
        bills: Sequence[BillToMatch],
        lines: Sequence[BoughtLine],
        twins: Sequence[VendorBill] = (),
        rates: Sequence[CurrencyRate] = (),
    ) -> None:
        self.bills, self.lines, self.twins, self.rates = bills, lines, twins, rates
        self.calls: list[str] = []
        self.asked: list[str] = []

    async def bills_to_match(self, since: date) -> list[BillToMatch]:
        self.calls.append("bills")
        assert since < NOW.date()
        return list(self.bills)

    async def matched_bills(self, *, ids: Iterable[int] = (), order_ids: Iterable[int] = ()) -> list[BillToMatch]:
        self.calls.append("bills")
        wanted, orders = set(ids), set(order_ids)
        return [one for one in self.bills if one.id in wanted or (orders and any(x.order_line_id for x in one.lines))]

    async def carriers(self) -> list[Carrier]:
        self.calls.append("carriers")
        return [Carrier(id=1, name="Northline Parcel")]

    async def ordered_lines(self, *, ids: Iterable[int] = (), orders: Iterable[str] = ()) -> list[BoughtLine]:
        self.calls.append("orders")
        return list(self.lines)

    async def vendor_bills(self, references: Iterable[str], partner_id: int | None = None) -> list[VendorBill]:
        self.calls.append("numbers")
        self.asked = list(references)
        return [one for one in self.twins if one.reference in self.asked or one.name in self.asked]

    async def bills_like(self, references: Iterable[str], vendor_ids: Iterable[int]) -> list[VendorBill]:
        self.calls.append("alike")
        assert set(vendor_ids) <= {8}
        return [one for one in self.twins if one.id not in {70, 71}]

    async def company_named(self, name: str) -> Partner | None:
        self.calls.append("company")
        return Partner(id=8, name=name)

    async def currency_rates(self, codes: Iterable[str], until: date, *, limit: int = 20) -> list[CurrencyRate]:
        self.calls.append("rates")
        return list(self.rates)

    async def users_with_role(self, role: Role) -> list[Person]:
        self.calls.append("people")
        return []


HABITS = Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="")


def world(odoo: _Odoo) -> World:
    return World(cast("OdooReader", odoo), HABITS, NOW)


def found(odoo: _Odoo) -> Sequence[Finding]:
    return asyncio.run(InvoiceMismatches().find(world(odoo)))


def test_bills_that_differ_and_no_carriers_bill() -> None:
    right = bill(line(), id=71)
    carried = bill(line(price="9"), id=72, vendor=Ref(41, "NORTHLINE  parcel"))
    empty = bill(id=73)
    odoo = _Odoo([bill(line(price="4.50")), right, carried, empty], [ordered(billed=())])
    [one] = found(odoo)
    assert one.about == RecordRef(model="account.move", id=70, label="BILL/2026/11/0070")
    assert (one.opens, one.again) == (True, False)
    draft = draft_of(one)
    assert draft.kind is Kind.INVOICE_MISMATCH
    assert draft.key == "invoice_mismatch:account.move:70"
    assert draft.title == "Vendor bill differs: NV-4711 of Nordvik Stål AS"
    assert draft.partner is not None
    assert draft.partner.label == "Nordvik Stål AS"
    assert [one.label for one in draft.records] == ["BILL/2026/11/0070", "P00012"]
    assert one.seen == "Bill NV-4711 of Nordvik Stål AS: 5.00 EUR too much (price)."
    assert odoo.calls == ["bills", "carriers", "orders", "alike"]


def test_many_bills_take_few_calls() -> None:
    odoo = _Odoo([bill(line(), id=number) for number in range(1, 402)], [ordered()])
    found(odoo)
    assert len(odoo.calls) == 2 + 3 * 2
    assert _Odoo([], []).calls == []


def test_a_bill_in_another_currency_is_held_at_its_own_days_rate() -> None:
    foreign = bill(line(price="4.50"), currency="USD", day=date(2026, 11, 20))
    rates = [
        CurrencyRate(id=1, currency="USD", day=date(2026, 11, 19), rate=Decimal("1.125")),
        CurrencyRate(id=2, currency="USD", day=date(2026, 11, 25), rate=Decimal("2")),
    ]
    odoo = _Odoo([foreign], [ordered()], rates=rates)
    assert found(odoo) == []
    assert odoo.calls[-1] == "rates"


def test_a_blocked_bill_keeps_its_case_open_and_opens_none() -> None:
    assert not finding(matched(bill(line(price="4.50"), payment="blocked"), ordered())).opens


def test_the_claim_is_news_where_a_figure_changes() -> None:
    first, second = (finding(matched(bill(line(price=price)), ordered())).claims[0] for price in ("4.50", "4.60"))
    assert first.says() != second.says()
    assert second.replaces(first)
    assert first.says() == finding(matched(bill(line(price="4.50")), ordered())).claims[0].says()
    other = first.with_correction({"number": "NV-9"})
    assert other.refers_to == ()
    assert KINDS[Kind.INVOICE_MISMATCH].key(other.subject(), who="res.partner:8", thread="t") == (
        "invoice_mismatch:res.partner:8:nordvik stål as nv-9"
    )


SAID = "the price on invoice NV-4711 is wrong"
MENTION = MentionClaim(
    kind=Kind.INVOICE_MISMATCH, text=SAID, span=Span(part="body", start=0, end=len(SAID), quote=SAID)
)
ORDER = RecordRef(model="purchase.order", id=12, label="P00012")


def looked(claim: Claim, odoo: _Odoo, *records: RecordRef) -> list[int]:
    file = CaseFile(case_id="c", kind=Kind.INVOICE_MISMATCH, title="Vendor bill differs", claims=(claim,))
    snapshot = asyncio.run(collect(file.model_copy(update={"records": records}), world(odoo)))
    assert len(odoo.calls) <= 10
    return [one.bill.id for one in snapshot.matches] + [one.id for one in snapshot.carried]


@pytest.mark.parametrize("twins", [1, 2])
def test_a_mail_names_a_bill_by_its_number_unless_two_vendors_gave_it(twins: int) -> None:
    same = [alike(70 + at, reference="NV-4711", vendor=Ref(8 + at, "v")) for at in range(twins)]
    odoo = _Odoo([bill(line())], [ordered()], same)
    assert looked(MENTION, odoo) == ([70] if twins == 1 else [])


def test_an_order_leads_to_its_bills_and_a_carriers_is_left_to_freight() -> None:
    carried = bill(line(), id=72, vendor=Ref(41, "Northline Parcel"))
    odoo = _Odoo([bill(line()), carried], [ordered()])
    assert looked(MENTION, odoo, ORDER) == [70, 72]


def test_what_a_scan_or_a_person_names_is_looked_at() -> None:
    scanned = BillMismatchClaim(
        number="NV-4711", vendor="v", refers_to=(RecordRef(model="account.move", id=70, label="b"), ORDER)
    )
    assert looked(scanned, _Odoo([bill(line()), bill(line(), id=71)], [ordered()])) == [70]
    said = scanned.with_correction({"number": "NV-4712"})
    by_number = _Odoo([bill(line(), id=71)], [ordered()], [alike(71, reference="NV-4712")])
    assert looked(said, by_number) == [71]


def test_a_mail_that_names_nothing_costs_few_calls() -> None:
    odoo = _Odoo([bill(line())], [ordered()])
    assert looked(MENTION, odoo) == []
    assert "carriers" not in odoo.calls

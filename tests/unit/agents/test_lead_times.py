"""Whether a vendor's lead times have moved, and what follows: from receipts and snapshots made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.analysis.habits import Habits
from agents.analysis.lead_times import LeadTimeShift, listed, shift
from agents.replenishment import DriftSnapshot, Replenishment
from agents.scans.lead_time_drift import LeadTimeDrifts, finding
from agents.world import World
from cases.actions import ActionName, parse, parse_premise
from cases.claims import Claim, LeadTimeClaim, MentionClaim, RecordRef, Span, claim_of, only
from cases.exhibits import LeadTimeDots
from cases.kind import Kind
from cases.kinds import KINDS, Told
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tests.unit.agents.test_replenishment import STEADY, WAREHOUSES, sold
from tests.unit.agents.world import BEARING, NOW, UNITS
from tools.odoo.booked import BookedReceipt
from tools.odoo.models import Partner, Product, PurchaseLine, PurchaseOrder, ReorderRule, StockLevel, VendorPrice
from tools.odoo.reads.booked import booked_receipt
from tools.odoo.values import Ref

TODAY, ZONE = date(2026, 11, 23), "Europe/Brussels"
NORDVIK, SALES = Ref(70, "Nordvik"), Ref(71, "Nordvik, Sales")
ANTWERP = 1
# Every week or two of the half year before, and of the last six weeks, in days ago.
EARLIER, LATELY = (210, 190, 175, 160, 140, 120, 100, 80, 60, 50), (36, 25, 14, 5)


def receipt(number: int, ago: int, days: int, **more: Any) -> BookedReceipt:
    arrived = datetime.combine(TODAY - timedelta(days=ago), datetime.min.time(), UTC) + timedelta(hours=10)
    values: dict[str, Any] = {
        "id": number,
        "order": Ref(number, f"P{number:05}"),
        "partner": NORDVIK,
        "vendor": NORDVIK,
        "product": BEARING,
        "quantity": Decimal(10),
        "ordered_at": arrived - timedelta(days=days),
        "arrived": arrived,
    }
    return BookedReceipt(**{**values, **more})


def history(before: Sequence[int], now: Sequence[int], **more: Any) -> list[BookedReceipt]:
    first = 1000 * more.get("product", BEARING).id
    those = [*zip(EARLIER, before, strict=False), *zip(LATELY, now, strict=False)]
    return [receipt(first + number, ago, days, **more) for number, (ago, days) in enumerate(those)]


STEADY_TEN = (14, 15, 13, 14, 14, 16, 14, 13, 14, 15)
LONGER = history(STEADY_TEN, (22, 21, 24, 23))
SHORTER = history((28, 27, 30, 28, 29, 28, 27, 28, 28, 29), (15, 14, 16, 15))


def moved(receipts: Sequence[BookedReceipt]) -> LeadTimeShift:
    return shift(receipts, TODAY, ZONE)


# What moved


def test_the_middle_of_now_is_held_against_the_middle_of_before() -> None:
    found = moved(LONGER)
    assert (found.before.median, found.now.median, found.before.count, found.now.count) == (14, Decimal("22.5"), 10, 4)
    assert (found.by, found.drifted, found.longer, found.sure) == (Decimal("8.5"), True, True, 1.0)
    assert found.now.whole == 23
    assert found.before.words == "14 days (the middle of 10 orders, half of them 14 to 15, the longest 16)"


@pytest.mark.parametrize(
    ("before", "now", "drifted"),
    [
        (STEADY_TEN, (14, 14, 41, 14), False),  # One strike in four.
        (STEADY_TEN, (14, 14, 41, 41), True),
        (STEADY_TEN, (22, 21, 24), False),  # Three receipts say nothing.
        (STEADY_TEN[:7], (22, 21, 24, 23), False),  # Seven before say nothing.
        (STEADY_TEN[:8], (22, 21, 24, 23), True),
        ((4,) * 10, (6, 6, 6, 6), False),  # Half as much again, and only two days.
        ((4,) * 10, (7, 7, 7, 7), True),
        ((40,) * 10, (49, 49, 49, 49), False),  # Nine days, and less than a quarter.
        ((40,) * 10, (50, 50, 50, 50), True),
        ((40,) * 10, (30, 30, 30, 30), True),
        ((12,) * 10, (9, 9, 9, 9), True),
        ((0,) * 10, (3, 3, 3, 3), True),
    ],
)
def test_three_days_and_a_quarter_either_way(before: Sequence[int], now: Sequence[int], drifted: bool) -> None:
    assert moved(history(before, now)).drifted is drifted


def test_an_order_in_parts_is_one_order() -> None:
    """Two late orders that came in two parts each are no four late orders, and a small rest makes none late."""
    early = history(STEADY_TEN, (14, 14))
    parts = [receipt(number, ago, 30, order=Ref(9, "P00009")) for number, ago in ((901, 20), (902, 19), (903, 18))]
    assert moved([*early, *parts]).now.count == 3
    much = receipt(911, 20, 14, order=Ref(8, "P00008"), quantity=Decimal(90))
    rest = receipt(912, 2, 32, order=Ref(8, "P00008"), quantity=Decimal(10))
    assert moved([much, rest]).now.days == [14]
    little = much.model_copy(update={"quantity": Decimal(5)})
    assert moved([little, rest]).now.days == [32]


def test_what_was_entered_after_it_came_and_what_is_still_to_come_say_nothing() -> None:
    late_paper, tomorrow = receipt(1, 3, -2), receipt(2, -1, 14)
    too_old = receipt(3, 42 + 182 + 1, 14)
    found = moved([late_paper, tomorrow, too_old])
    assert (found.now.count, found.before.count, found.drifted, found.sure) == (0, 0, False, 0.0)
    edges = moved([receipt(4, 42, 14), receipt(5, 43, 14), receipt(6, 42 + 182, 14)])
    assert (edges.now.count, edges.before.count) == (1, 2)


def test_days_are_the_warehouses_own() -> None:
    at_night = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    one = receipt(1, 3, 0, ordered_at=at_night, arrived=at_night + timedelta(days=10, hours=1))
    assert moved([one]).now.days == [10]
    assert moved([one.model_copy(update={"zone": "America/New_York"})]).now.days == [10]
    just_before = one.model_copy(update={"ordered_at": at_night - timedelta(hours=1)})
    assert moved([just_before]).now.days == [11]
    assert moved([just_before.model_copy(update={"zone": "America/New_York"})]).now.days == [10]


@given(st.lists(st.integers(0, 60), min_size=8, max_size=10), st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_both_directions_are_alike(before: list[int], now: list[int]) -> None:
    found = moved(history(before, now))
    assert 0.0 <= found.sure <= 1.0
    if found.drifted:
        assert abs(found.by) >= 3


# What is read


def row(**more: Any) -> dict[str, Any]:
    order = {
        "id": 5,
        "display_name": "P00005",
        "date_approve": "2026-11-01 08:00:00",
        "partner_id": {
            "id": 71,
            "display_name": "Nordvik, Sales",
            "commercial_partner_id": {"id": 70, "display_name": "Nordvik"},
        },
        "company_id": {"id": 1, "display_name": "Halden", "partner_id": {"id": 1, "tz": "Europe/Brussels"}},
        "picking_type_id": False,
    }
    line = {"id": 6, "product_id": {"id": 6, "display_name": "Bearing"}, "order_id": order}
    values = {"id": 1, "date": "2026-11-15 10:00:00", "product_qty": 24.0, "product_uom_qty": 2.0, "quantity": 1.0}
    return {**values, "purchase_line_id": line, **more}


def test_a_receipt_is_read_with_the_company_behind_its_contact_and_in_the_products_unit() -> None:
    found = booked_receipt(row())
    assert found is not None
    assert (found.partner, found.vendor, found.quantity) == (SALES, NORDVIK, 12)
    assert found.zone == "Europe/Brussels"
    assert booked_receipt(row(quantity=0.0)) is None
    assert booked_receipt(row(product_uom_qty=0.0, product_qty=0.0)) is not None


def price(number: int = 1, delay: int = 14, vendor: Ref = NORDVIK, **more: Any) -> VendorPrice:
    values: dict[str, Any] = {"template_id": 1, "price": Decimal(9), "currency": "EUR", "min_quantity": Decimal(0)}
    return VendorPrice(id=number, vendor=vendor, delay=delay, **{**values, **more})


def product(*prices: VendorPrice, this: Ref = BEARING, cost: Decimal | None = Decimal("4.50")) -> Product:
    name, code = ("Bearing", "BRG") if this == BEARING else ("Wheel", "WHL")
    return Product(id=this.id, name=name, code=code, template_id=1, unit=UNITS, cost=cost, vendors=prices)


def test_what_odoo_has_is_the_vendors_own_and_of_today() -> None:
    other, over = price(1, 3, Ref(99, "Kessler")), price(2, 5, ends=TODAY - timedelta(days=1))
    found = listed(product(other, over, price(3, 14, SALES)), {70, 71}, TODAY)
    assert found is not None
    assert found.id == 3
    assert listed(product(other), {70}, TODAY) is None
    assert listed(None, {70}, TODAY) is None


# The scan


class FakeReader:
    """Receipts and products, as a reader gives them."""

    def __init__(self, receipts: Sequence[BookedReceipt], *products: Product) -> None:
        self.receipts, self.known, self.calls = list(receipts), products, 0

    async def booked_receipts(self, since: datetime, *, product_ids: Any = None, vendor_id: Any = None) -> Any:
        self.calls += 1
        return [
            one
            for one in self.receipts
            if one.arrived
            and one.arrived >= since
            and (product_ids is None or one.product.id in product_ids)
            and (vendor_id is None or one.vendor.id == vendor_id)
        ]

    async def products(self, ids: Sequence[int]) -> list[Product]:
        self.calls += 1
        return [one for one in self.known if one.id in ids]


HABITS = Habits(zone=ZONE, arrival_hour=17, dispatch_hour=15, importance_tags="")


async def scanned(reader: FakeReader) -> list[Any]:
    return list(await LeadTimeDrifts().find(World(reader, HABITS, NOW)))  # type: ignore[arg-type]


async def test_the_scan_finds_each_product_of_each_vendor() -> None:
    kessler = Ref(80, "Kessler")
    theirs = [
        one.model_copy(update={"id": one.id + 500, "order": Ref(one.order.id + 500, "X"), "vendor": kessler})
        for one in history(STEADY_TEN, (14, 15, 14, 14))
    ]
    of_contacts = [
        one.model_copy(update={"partner": SALES}) if number % 2 else one for number, one in enumerate(LONGER)
    ]
    reader = FakeReader([*of_contacts, *theirs], product(price(1, 14, SALES)))
    [found] = await scanned(reader)
    assert reader.calls == 3
    assert (found.about.id, found.owner.id, found.opens) == (BEARING.id, 70, True)
    [claim] = found.claims
    assert claim.label() == (
        "Nordvik takes 22.5 days in the middle of its last 4 orders (half of them 22 to 23) for [BRG] Bearing, "
        "14 in the 10 before (half of them 14 to 15); Odoo says 14"
    )
    assert claim_of(claim.model_dump(mode="json")) == claim


async def test_shorter_is_told_too_and_too_little_is_not() -> None:
    [found] = await scanned(FakeReader(SHORTER, product()))
    assert not found.claims[0].longer
    assert "Odoo has no lead time" in found.seen
    few = FakeReader(history(STEADY_TEN, (22, 23, 24)), product(price()))
    assert await scanned(few) == []
    assert few.calls == 1
    archived = FakeReader(LONGER)
    assert await scanned(archived) == []


def test_a_later_finding_is_news_only_where_it_turns() -> None:
    def claim(receipts: Sequence[BookedReceipt]) -> Claim:
        return finding(product(price()), NORDVIK, moved(receipts), price()).claims[0]

    one, later = claim(LONGER), claim(history(STEADY_TEN, (24, 25, 26, 25)))
    assert one.says() == later.says()
    assert later.replaces(one)
    assert claim(SHORTER).says() != one.says()
    spec = KINDS[Kind.LEAD_TIME_DRIFT]
    assert spec.key(one.subject(), who="", thread="") == "lead_time_drift:product.product:6:res.partner:70"
    assert spec.heading([one], Told(who="a scan")) == "Nordvik takes 22.5 days for [BRG] Bearing, 14 before"
    assert spec.heading([], Told(who="Nordvik", subject="News")) == "Nordvik speaks of lead times: News"


# What is proposed

REFS = (RecordRef(model="product.product", id=BEARING.id, label="[BRG] Bearing"),)
VENDOR = RecordRef(model="res.partner", id=70, label="Nordvik")
COMPANY = Partner(id=70, name="Nordvik", email="orders@nordvik.example", lang="de_DE", company=NORDVIK)


def order(number: int, planned: int, ordered: int = 3, **more: Any) -> PurchaseOrder:
    line: dict[str, Any] = {
        "id": number,
        "order": Ref(number, f"P{number:05}"),
        "product": BEARING,
        "name": "Bearing",
        "ordered": Decimal(60),
        "received": Decimal(0),
        "unit": UNITS,
        "price_unit": Decimal(9),
        "subtotal": Decimal(540),
        "planned": NOW + timedelta(days=planned),
    }
    values: dict[str, Any] = {
        "name": f"P{number:05}",
        "partner": NORDVIK,
        "vendor": COMPANY,
        "state": "purchase",
        "confirmed_at": NOW - timedelta(days=ordered),
        "amount_untaxed": Decimal(540),
        "lines": (PurchaseLine(**{**line, **more.pop("line", {})}),),
    }
    return PurchaseOrder(id=number, **{**values, **more})


def mention(*refs: RecordRef) -> MentionClaim:
    words = "From now on the standard lead time for bearings is ten weeks."
    span = Span(part="body", start=0, end=len(words), quote=words)
    return MentionClaim(kind=Kind.LEAD_TIME_DRIFT, text=words, span=span, refers_to=refs)


def snapshot(
    receipts: Sequence[BookedReceipt],
    /,
    *claims: Claim,
    rule: tuple[int, int] | None = (20, 60),
    weekly: Sequence[int] = STEADY,
    stock: int = 45,
    prices: Sequence[VendorPrice] = (),
    **more: Any,
) -> DriftSnapshot:
    goods = product(*(prices or (price(),)))
    found = finding(goods, NORDVIK, moved(receipts), listed(goods, {70}, TODAY))
    said = claims or found.claims
    rules = [
        ReorderRule(
            id=5,
            name="OP/5",
            product_id=BEARING.id,
            warehouse_id=ANTWERP,
            minimum=Decimal(low),
            maximum=Decimal(high),
        )
        for low, high in ([rule] if rule else [])
    ]
    values: dict[str, Any] = {
        "vendor": COMPANY,
        "receipts": tuple(receipts),
        "products": (goods,),
        "orders": (order(41, planned=11),),
        "warehouses": WAREHOUSES,
        "levels": (
            StockLevel(product_id=BEARING.id, warehouse_id=ANTWERP, quantity=Decimal(stock), reserved=Decimal(0)),
        ),
        "rules": tuple(rules),
        "outflows": tuple(sold(ANTWERP, *weekly)),
        "people": (Person(uid=5, login="p", name="Petra", roles=frozenset({Role.PROCUREMENT})),),
    }
    file = CaseFile(
        case_id="c",
        kind=Kind.LEAD_TIME_DRIFT,
        title="t",
        partner=VENDOR,
        records=(*REFS, VENDOR),
        claims=tuple(said),
        received_at=NOW,
    )
    return DriftSnapshot(file=file, read_at=NOW, habits=HABITS, **{**values, **more})


def proposed(one: DriftSnapshot) -> ProposalDraft:
    again = DriftSnapshot.model_validate(one.model_dump(mode="json"))
    assert again == one
    draft = Replenishment().think(again, {})
    assert isinstance(draft, ProposalDraft)
    assert {action.name for action in draft.actions} <= KINDS[Kind.LEAD_TIME_DRIFT].may_propose
    assert sum(option.recommended for option in draft.options) == (1 if draft.options else 0)
    for action in draft.actions:
        parse(action.name, action.args)
        parse_premise(action.name, action.premise)
    ProposalDraft.model_validate(draft.model_dump(mode="json"))
    return draft


def named(draft: ProposalDraft, name: ActionName) -> list[dict[str, Any]]:
    return [action.args for action in draft.actions if action.name is name]


def recommended(draft: ProposalDraft) -> set[ActionName]:
    ids = {one for option in draft.options if option.recommended for one in option.action_ids}
    return {action.name for action in draft.actions if action.id in ids}


MEND, LETTER, TO_DO = ActionName.ADJUST_REORDER_RULE, ActionName.MESSAGE_SUPPLIER, ActionName.SCHEDULE_ACTIVITY


def test_longer_sets_the_rule_has_the_lead_time_put_right_and_asks() -> None:
    draft = proposed(snapshot(LONGER))
    assert recommended(draft) == {MEND, LETTER, TO_DO}
    [rule] = named(draft, MEND)
    # Twenty a week over 23 days, nothing against a bad run of what never varies; one order of the usual size above.
    assert (rule["minimum"], rule["maximum"]) == ("66", "106")
    [letter] = named(draft, LETTER)
    assert (letter["ask"], letter["days_before"], letter["days_now"], letter["order"]) == (
        "lead_time",
        14,
        23,
        "P00041",
    )
    said = parse(LETTER, letter).letter()  # type: ignore[attr-defined]
    assert "etwa 23 Tage" in said.text
    assert "[BRG] Bearing" in said.text
    [todo] = named(draft, TO_DO)
    assert "[BRG] Bearing: 23 days (Odoo has 14)" in todo["note"]
    assert "P00041 (60 Units) is counted on for Fri 4 Dec 2026; it comes about Sun 13 Dec 2026" in todo["note"]
    assert "1 open order is counted on too early" in draft.summary
    assert isinstance(draft.exhibit, LeadTimeDots)
    assert [dot.now for dot in draft.exhibit.products[0].orders] == [False] * 10 + [True] * 4


def test_what_may_be_chance_is_asked_about_first() -> None:
    """Once in a while it always took long: the middle has moved, and nobody can be sure that it stays so."""
    wild = history((14, 40, 12, 38, 14, 13, 41, 14, 12, 39), (13, 24, 24, 38))
    assert moved(wild).drifted
    assert moved(wild).sure < 0.75
    draft = proposed(snapshot(wild))
    assert recommended(draft) == {LETTER, TO_DO}
    [other] = [one for one in draft.options if one.id == "raise"]
    assert {one.name for one in draft.actions if one.id in other.action_ids} == {MEND, TO_DO}


def test_shorter_keeps_less_only_as_another_way() -> None:
    draft = proposed(snapshot(SHORTER, rule=(90, 130), prices=(price(delay=28),)))
    assert recommended(draft) == {LETTER, TO_DO}
    [less] = [one for one in draft.options if one.id == "less"]
    assert "may be missing" in less.cost
    [rule] = named(draft, MEND)
    assert (rule["minimum"], rule["maximum"]) == ("43", "83")
    assert "once the supplier has confirmed it" in named(draft, TO_DO)[0]["note"]
    close = proposed(snapshot(SHORTER, rule=(50, 90), prices=(price(delay=28),)))
    assert named(close, MEND) == []


def test_a_rule_that_fits_and_a_place_without_one_are_left_alone() -> None:
    fits = proposed(snapshot(LONGER, rule=(80, 120)))
    assert named(fits, MEND) == []
    assert "Its reorder rules fit that as well" in fits.summary
    none = proposed(snapshot(LONGER, rule=None))
    assert named(none, MEND) == []
    assert "No warehouse has a reorder rule" in none.summary
    new = proposed(snapshot(LONGER, weekly=(20, 20)))
    assert named(new, MEND) == []
    assert "too few orders" in new.summary


def test_a_rule_that_buys_elsewhere_first_is_left_alone() -> None:
    kessler = price(1, 5, Ref(80, "Kessler"))
    draft = proposed(snapshot(LONGER, prices=(kessler, price(2, 14))))
    assert named(draft, MEND) == []
    assert "from Kessler first" in draft.summary
    assert "Odoo plans with 14 days" in draft.summary


def test_what_odoo_plans_with_already_needs_nobody() -> None:
    prices = (price(delay=23),)
    draft = proposed(snapshot(LONGER, rule=(80, 120), prices=prices, orders=(order(41, planned=25),)))
    assert (draft.options, draft.if_nobody_acts) == ((), "")
    early = proposed(snapshot(LONGER, rule=(80, 120), prices=prices))
    assert "P00041" in named(early, TO_DO)[0]["note"]
    assert "Enter the lead time" not in named(early, TO_DO)[0]["note"]


def test_orders_that_are_no_matter_of_lead_time_are_not_exposed() -> None:
    received = order(42, 5, line={"received": Decimal(60)})
    other = order(43, 5, line={"product": Ref(7, "Else")})
    cancelled, draft_order = order(44, 5, state="cancel"), order(45, 5, state="draft", confirmed_at=None)
    wanted_later = order(46, 60)
    long_overdue = order(47, -20, ordered=40)
    partly = order(48, 5, line={"received": Decimal(50)})
    orders = (received, other, cancelled, draft_order, wanted_later, long_overdue, partly)
    draft = proposed(snapshot(LONGER, orders=orders))
    assert "1 open order is" in draft.summary
    assert "P00048 (10 Units)" in named(draft, TO_DO)[0]["note"]
    assert named(draft, LETTER)[0]["order"] == "P00048"


def test_without_an_address_an_order_or_a_buyer_less_is_proposed() -> None:
    mute = COMPANY.model_copy(update={"email": None})
    assert named(proposed(snapshot(LONGER, orders=(order(41, 11, vendor=mute),))), LETTER) == []
    assert named(proposed(snapshot(LONGER, orders=())), LETTER) == []
    nobody = proposed(snapshot(LONGER, people=()))
    assert recommended(nobody) == {MEND, LETTER}
    assert proposed(snapshot(LONGER, rule=None, orders=(), people=())).options == ()


def test_a_person_says_what_to_plan_with() -> None:
    [claim] = only(LeadTimeClaim, snapshot(LONGER).file.claims)
    draft = proposed(snapshot(LONGER, claim.with_correction({"plan_days": 30})))
    assert named(draft, MEND)[0]["minimum"] == "86"
    assert "30 days (Odoo has 14)" in named(draft, TO_DO)[0]["note"]


def test_what_moved_back_is_over() -> None:
    draft = proposed(snapshot(history(STEADY_TEN, (14, 14, 15, 14)), *snapshot(LONGER).file.claims))
    assert (draft.options, draft.actions) == ((), ())
    assert "Nothing is to be done" in draft.summary


def test_cover_under_the_longer_lead_time_is_told() -> None:
    draft = proposed(snapshot(LONGER, stock=30))
    assert "Antwerp runs out of it on" in named(draft, TO_DO)[0]["note"]


# What is announced


def test_an_announcement_leads_to_the_same_where_odoo_shows_it() -> None:
    draft = proposed(snapshot(LONGER, mention()))
    assert recommended(draft) == {MEND, LETTER, TO_DO}
    assert "ten weeks" in named(draft, TO_DO)[0]["note"]


def test_an_announcement_that_odoo_does_not_show_is_asked_about() -> None:
    draft = proposed(snapshot(history(STEADY_TEN, (14, 14, 15, 14)), mention(), products=()))
    assert recommended(draft) == {TO_DO}
    [todo] = named(draft, TO_DO)
    assert (todo["model"], todo["record_id"]) == ("res.partner", 70)
    assert "“From now on the standard lead time for bearings is ten weeks.”" in todo["note"]
    assert "now 14 days (the middle of 4 orders" in todo["note"]
    few = proposed(snapshot(LONGER[-2:], mention(), products=()))
    assert "too few to compare" in named(few, TO_DO)[0]["note"]


def test_of_whom_nothing_came_somebody_finds_out() -> None:
    for more in ({"vendor": None, "receipts": ()}, {"receipts": ()}):
        draft = proposed(snapshot(LONGER, mention(), products=(), **more))
        assert recommended(draft) == {TO_DO}
        assert "Whose lead times" in draft.summary
    nobody = proposed(snapshot(LONGER, mention(), vendor=None, receipts=(), products=(), people=()))
    assert nobody.options == ()


def test_several_products_are_one_proposal() -> None:
    wheel = Ref(7, "[WHL] Wheel")
    both = [*LONGER, *history(STEADY_TEN, (30, 31, 32, 33), product=wheel)]
    goods = (product(price()), product(price(2), this=wheel))
    draft = proposed(snapshot(LONGER, mention(), receipts=tuple(both), products=goods))
    [letter] = named(draft, LETTER)
    assert len(letter["products"]) == 2
    [todo] = named(draft, TO_DO)
    assert (todo["model"], todo["record_id"]) == ("res.partner", 70)
    assert "2 products" in todo["summary"]
    assert draft.summary.index("31.5 days") < draft.summary.index("22.5 days")


def test_both_directions_at_one_vendor_are_not_mixed() -> None:
    wheel = Ref(7, "[WHL] Wheel")
    both = [*history((28,) * 10, (15, 14, 16, 15), product=wheel), *LONGER]
    goods = (product(price()), product(price(2, 28), this=wheel))
    orders = (order(41, 11), order(42, 30, line={"product": wheel}))
    draft = proposed(snapshot(LONGER, mention(), receipts=tuple(both), products=goods, orders=orders))
    assert named(draft, LETTER)[0]["products"] == ["[WHL] Wheel"]
    assert (named(draft, LETTER)[0]["days_before"], named(draft, LETTER)[0]["days_now"]) == (28, 15)
    assert "[BRG] Bearing: 22.5 days now, 14 before" in draft.summary
    assert [one["product"] for one in named(draft, MEND)] == ["[BRG] Bearing"]

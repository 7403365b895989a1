"""Who runs out, what the others can spare, what is proposed: from a snapshot made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.analysis.habits import Habits
from agents.replenishment.cover import StockStanding, standings
from agents.replenishment.demand import DemandRate, Outflow, rate
from agents.replenishment.remedies import remedy
from agents.replenishment.snapshot import ReplenishmentSnapshot
from agents.replenishment.think import think
from agents.replenishment.transit import trips
from agents.scans.replenishment_imbalance import finding, imbalanced
from cases.actions import ActionName, parse, parse_premise
from cases.claims import ImbalanceClaim, RecordRef, only
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tests.unit.agents import world
from tests.unit.agents.world import BEARING, NOW, UNITS, move
from tools.odoo.freight import CurrencyRate
from tools.odoo.models import Product, ReorderRule, StockLevel, StockMove, VendorPrice
from tools.odoo.ordered import OnOrder
from tools.odoo.reads.outflows import CustomerMove, customer_move
from tools.odoo.values import Ref

TODAY = date(2026, 11, 23)
ANTWERP, GDANSK, LYON = 1, 2, 3
WAREHOUSES = (
    *world.WAREHOUSES,
    world.warehouse(LYON, "Lyon", world.place(11, "LYO/Stock", LYON)),
)
REFS = (
    RecordRef(model="product.product", id=BEARING.id, label=BEARING.name),
    RecordRef(model="stock.warehouse", id=ANTWERP, label="Antwerp"),
)


def weekly(*quantities: int, first_week: int = 0) -> list[Outflow]:
    """So much in each week, the newest first, on the Monday of it."""
    return [
        Outflow(day=TODAY - timedelta(days=7 * (week + first_week) + 3), quantity=Decimal(quantity), order=f"S{week}")
        for week, quantity in enumerate(quantities)
        if quantity
    ]


def sold(warehouse: int, *quantities: int) -> list[CustomerMove]:
    return [
        CustomerMove(
            product_id=BEARING.id,
            warehouse_id=warehouse,
            quantity=one.quantity,
            at=NOW - (TODAY - one.day),
            order=f"{warehouse}-{one.order}",
        )
        for one in weekly(*quantities)
    ]


def snapshot(
    stock: dict[int, int],
    outflows: Sequence[CustomerMove],
    *moves: StockMove,
    rules: dict[int, tuple[int, int]] | None = None,
    transit: str = "",
    delay: int = 14,
    vendors: Sequence[VendorPrice] | None = None,
    reserved: dict[int, int] | None = None,
) -> ReplenishmentSnapshot:
    usual = VendorPrice(
        id=1,
        vendor=Ref(70, "Nordvik"),
        template_id=1,
        price=Decimal(9),
        currency="EUR",
        unit=UNITS,
        min_quantity=Decimal(0),
        delay=delay,
    )
    claim = ImbalanceClaim(product_text=BEARING.name, warehouse_text="Antwerp", refers_to=REFS, read_by="scan")
    return ReplenishmentSnapshot(
        file=CaseFile(
            case_id="c",
            kind=Kind.REPLENISHMENT_IMBALANCE,
            title="t",
            records=REFS,
            claims=(claim,),
            received_at=NOW,
        ),
        read_at=NOW,
        habits=Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="", transit=transit),
        product=Product(
            id=BEARING.id,
            name="Bearing",
            code="BRG",
            template_id=1,
            unit=UNITS,
            cost=Decimal("4.50"),
            vendors=tuple(vendors if vendors is not None else (usual,)),
        ),
        warehouses=WAREHOUSES,
        levels=tuple(
            StockLevel(
                product_id=BEARING.id,
                warehouse_id=warehouse,
                quantity=Decimal(quantity),
                reserved=Decimal((reserved or {}).get(warehouse, 0)),
            )
            for warehouse, quantity in stock.items()
        ),
        moves=tuple(moves),
        rules=tuple(
            ReorderRule(
                id=warehouse,
                name=f"OP/{warehouse}",
                product_id=BEARING.id,
                warehouse_id=warehouse,
                minimum=Decimal(low),
                maximum=Decimal(high),
            )
            for warehouse, (low, high) in (rules or {}).items()
        ),
        outflows=tuple(outflows),
        people=(Person(uid=5, login="p", name="Petra", roles=frozenset({Role.PROCUREMENT})),),
    )


def at(one: ReplenishmentSnapshot, warehouse: int) -> StockStanding:
    return next(found for found in standings(one) if found.warehouse.id == warehouse)


def proposed(one: ReplenishmentSnapshot) -> ProposalDraft:
    again = ReplenishmentSnapshot.model_validate(one.model_dump(mode="json"))
    assert again == one
    draft = think(again, {})
    assert {action.name for action in draft.actions} <= KINDS[Kind.REPLENISHMENT_IMBALANCE].may_propose
    assert sum(option.recommended for option in draft.options) == (1 if draft.options else 0)
    return draft


def moves_of(draft: ProposalDraft) -> list[tuple[str, str]]:
    return [
        (action.args["from_warehouse"], action.args["quantity"])
        for action in draft.actions
        if action.name is ActionName.TRANSFER_STOCK
    ]


STEADY = (20,) * 13


# Demand


def test_a_weekly_rhythm_is_no_trend() -> None:
    """All of a week leaves on one day: the rate is the same on whatever day one looks."""
    mondays = [
        Outflow(day=TODAY - timedelta(days=7 * week), quantity=Decimal(21), order=str(week)) for week in range(14)
    ]
    for ahead in range(7):
        found = rate(mondays, TODAY + timedelta(days=ahead))
        assert (found.weekly, found.spread, found.method) == (21, 0, "steady")


def test_one_offs_and_returns_are_left_out() -> None:
    flows = weekly(*STEADY)
    usual = rate(flows, TODAY)
    project = Outflow(day=TODAY - timedelta(days=10), quantity=Decimal(400), order="BIG")
    back = Outflow(day=TODAY - timedelta(days=2), quantity=Decimal(-30), order="BIG")
    found = rate([*flows, project, back], TODAY)
    assert (found.weekly, found.spread, found.one_offs) == (usual.weekly, usual.spread, (Decimal(400),))
    four_times = Outflow(day=TODAY - timedelta(days=10), quantity=Decimal(80), order="FOUR")
    assert rate([*flows, four_times], TODAY).one_offs == ()
    returned = [*flows, Outflow(day=TODAY - timedelta(days=1), quantity=Decimal(-13), order="S4")]
    assert rate(returned, TODAY).weekly == Decimal(247) / 13


def test_demand_that_skips_weeks_is_reckoned_as_such() -> None:
    found = rate(weekly(0, 12, 0, 0, 12, 0, 0, 12, 0, 0, 12, 0, 12), TODAY)
    assert found.method == "intermittent"
    assert Decimal(3) < found.weekly < Decimal(5)
    dying = rate(weekly(0, 0, 0, 0, 0, 0, 0, 0, 12, 12, 0, 12, 12), TODAY)
    assert dying.weekly < found.weekly


def test_less_than_four_weeks_say_nothing() -> None:
    found = rate(weekly(30, 30, 30), TODAY)
    assert (found.method, found.weeks, found.weekly) == ("none", 3, 0)
    assert rate(weekly(30, 30, 30, 30), TODAY).weekly == 30
    assert rate([], TODAY) == DemandRate()


def test_what_skips_weeks_is_reckoned_from_when_the_product_is_sold_at_all() -> None:
    """Three orders in the last four weeks and none in the nine before, while others sold it all along."""
    late = weekly(20, 0, 0, 40)
    long_sold = TODAY - timedelta(days=85)
    assert rate(late, TODAY).weeks == 4
    found = rate(late, TODAY, long_sold)
    assert (found.weeks, found.method) == (13, "intermittent")
    assert found.weekly < rate(late, TODAY).weekly / 2
    # What began four weeks ago and comes every week since is what it is.
    assert rate(weekly(20, 20, 20, 20), TODAY, long_sold).weekly == 20


def test_one_or_two_orders_in_a_quarter_are_no_demand_that_goods_are_moved_for() -> None:
    """A giver keeps for them all the same."""
    twice = sold(ANTWERP, 0, 0, 40, 0, 0, 0, 40)
    found = at(snapshot({ANTWERP: 0, GDANSK: 300}, [*twice, *sold(GDANSK, *STEADY)]), ANTWERP)
    assert (found.rate.orders, found.rate.comes_again, found.missing) == (2, False, 0)
    assert at(snapshot({ANTWERP: 50}, twice), ANTWERP).keeps > 0
    promised = move(1, world.ANT_STOCK, world.CUSTOMERS, 12, 5)
    wanted = at(snapshot({ANTWERP: 0, GDANSK: 300}, [*twice, *sold(GDANSK, *STEADY)], promised), ANTWERP)
    assert (wanted.missing, wanted.missing_promised) == (12, 12)
    often = at(snapshot({ANTWERP: 0, GDANSK: 300}, sold(ANTWERP, 0, 40, 0, 40, 0, 0, 40)), ANTWERP)
    assert often.missing > 0
    draft = proposed(snapshot({ANTWERP: 0, GDANSK: 300}, [*twice, *sold(GDANSK, *STEADY)], promised))
    assert any("2 orders of it are too few to count on more" in fact.label for fact in draft.evidence)


def test_a_return_counts_where_it_had_left() -> None:
    """Also when it came back to quarantine, or to another house."""
    gdansk = {"id": 9, "display_name": "GDN/Stock", "usage": "internal", "warehouse_id": GDANSK}
    row = {
        "product_id": BEARING.id,
        "product_qty": 24.0,
        "product_uom_qty": 2.0,
        "quantity": 1.0,
        "date": "2026-11-20 10:00:00",
        "location_id": {"id": 5, "display_name": "Customers", "usage": "customer", "warehouse_id": False},
        "location_dest_id": {"id": 48, "display_name": "Quarantine", "usage": "internal", "warehouse_id": False},
        "sale_line_id": {"id": 1, "order_id": {"id": 7, "display_name": "S00007"}},
        "origin_returned_move_id": {"id": 3, "location_id": gdansk},
    }
    found = customer_move(row)
    assert found is not None
    assert (found.warehouse_id, found.quantity, found.order) == (GDANSK, Decimal(-12), "S00007")
    assert customer_move({**row, "origin_returned_move_id": False}) is None


# Cover


def test_what_is_overdue_or_in_quarantine_is_no_supply() -> None:
    receipt = move(1, world.VENDORS, world.ANT_STOCK, 500, -2)
    aside = move(2, world.ANT_STOCK, world.ANT_QUARANTINE, 0, 1)
    found = at(snapshot({ANTWERP: 10}, sold(ANTWERP, *STEADY), receipt, aside), ANTWERP)
    assert (found.overdue, found.runs_out()) == (500, 4)
    assert found.missing == 30
    comes = at(
        snapshot({ANTWERP: 10}, sold(ANTWERP, *STEADY), move(1, world.VENDORS, world.ANT_STOCK, 500, 2)), ANTWERP
    )
    assert (comes.missing, comes.overdue) == (0, 0)


def test_a_promise_is_part_of_the_demand_not_on_top_of_it() -> None:
    promise = move(1, world.ANT_STOCK, world.CUSTOMERS, 35, 5)
    found = at(snapshot({ANTWERP: 40}, sold(ANTWERP, *STEADY), promise), ANTWERP)
    assert (found.missing, found.missing_promised) == (0, 0)
    larger = move(1, world.ANT_STOCK, world.CUSTOMERS, 55, 5)
    found = at(snapshot({ANTWERP: 40}, sold(ANTWERP, *STEADY), larger), ANTWERP)
    assert (found.missing, found.missing_promised) == (15, 15)


def test_the_giver_keeps_what_it_needs() -> None:
    """The neighbour that has plenty but needs it: promised goods, its demand over the lead time, its rule's minimum."""
    own = move(1, world.GDN_STOCK, world.CUSTOMERS, 60, 30)
    found = at(snapshot({GDANSK: 150}, sold(GDANSK, *STEADY), own, rules={GDANSK: (25, 80)}), GDANSK)
    assert (found.keeps, found.spare) == (125, 25)
    new = at(snapshot({GDANSK: 150}, sold(GDANSK, 20, 20)), GDANSK)
    assert new.spare == 0
    idle = at(snapshot({GDANSK: 150}, []), GDANSK)
    assert idle.spare == 150


# What is proposed


def test_typical_moved_and_the_rule_set_right() -> None:
    found = snapshot(
        {ANTWERP: 12, GDANSK: 300},
        [*sold(ANTWERP, *STEADY), *sold(GDANSK, *(10,) * 13)],
        rules={ANTWERP: (5, 40), GDANSK: (30, 60)},
    )
    draft = proposed(found)
    # Forty leave while an order is on its way; twelve are there.
    assert moves_of(draft) == [("Gdańsk", "28")]
    [mended] = [action for action in draft.actions if action.name is ActionName.ADJUST_REORDER_RULE]
    assert (mended.args["rule"], mended.args["minimum"], mended.args["maximum"]) == ("OP/1", "40", "75")
    assert [option.id for option in draft.options if option.recommended] == ["transfer_and_mend"]
    # All of it comes from elsewhere, so nothing is left to be bought beside.
    [asked] = [action for action in draft.actions if action.name is ActionName.SCHEDULE_ACTIVITY]
    assert asked.excludes == tuple(one.id for one in draft.actions if one.name is ActionName.TRANSFER_STOCK)
    said = " ".join(option.cost for option in draft.options)
    assert "the trip costs nobody said" in said
    assert "orders again only below 5" in draft.summary


def test_the_cost_of_a_trip_is_said_where_it_is_known() -> None:
    code = WAREHOUSES[1].code
    known = snapshot(
        {ANTWERP: 12, GDANSK: 300},
        [*sold(ANTWERP, *STEADY), *sold(GDANSK, *(10,) * 13)],
        transit=f"ANT>{code}=1:10, {code}>ant=2:95.50",
    )
    draft = proposed(known)
    [option] = [one for one in draft.options if one.id == "transfer"]
    assert option.cost == "95.50 EUR for 1 trip."
    [transfer] = [action for action in draft.actions if action.name is ActionName.TRANSFER_STOCK]
    assert (transfer.args["leaves"], transfer.args["arrives"]) == ("2026-11-24", "2026-11-26")


def bought(draft: ProposalDraft) -> list[tuple[str, str]]:
    return [
        (action.args["vendor"], action.args["quantity"])
        for action in draft.actions
        if action.name is ActionName.BUY_ELSEWHERE
    ]


def price(number: int, delay: int, each: str, least: int = 0, currency: str = "EUR", **more: Any) -> VendorPrice:
    values = {"unit": UNITS, "min_quantity": Decimal(least), **more}
    vendor = Ref(number, f"Vendor {number}")
    return VendorPrice(
        id=number, vendor=vendor, template_id=1, price=Decimal(each), currency=currency, delay=delay, **values
    )


def recommended(draft: ProposalDraft) -> set[ActionName]:
    [option] = [one for one in draft.options if one.recommended]
    return {one.name for one in draft.actions if one.id in option.action_ids}


PARTLY = {ANTWERP: 12, GDANSK: 45}
WANTED = [*sold(ANTWERP, *STEADY), *sold(GDANSK, *(20,) * 13)]


def test_partial_the_rest_is_drafted_at_whoever_is_cheapest_for_a_buyer_to_confirm() -> None:
    vendors = (price(71, 14, "9"), price(72, 20, "8", least=60), price(73, 16, "8.50"))
    draft = proposed(snapshot(PARTLY, WANTED, vendors=vendors))
    assert moves_of(draft) == [("Gdańsk", "5")]
    # Sixty at the lowest price cost more than the twenty-three that are missing.
    assert bought(draft) == [("Vendor 73", "23")]
    assert recommended(draft) == {ActionName.TRANSFER_STOCK, ActionName.BUY_ELSEWHERE}
    [order] = [one for one in draft.actions if one.name is ActionName.BUY_ELSEWHERE]
    # Confirmed tomorrow, sixteen days from then.
    assert (order.args["confirm_by"], order.args["arrives"]) == ("2026-11-24", "2026-12-10")
    assert (order.args["buyer"], order.args["price"], order.args["least"]) == ("Petra", "8.5", "0")
    assert order.excludes == ()


def test_what_odoo_orders_by_its_rule_is_not_drafted_beside_it() -> None:
    draft = proposed(snapshot(PARTLY, WANTED, rules={ANTWERP: (60, 90)}))
    assert bought(draft) == []
    [asked] = [action for action in draft.actions if action.name is ActionName.SCHEDULE_ACTIVITY]
    assert "23 Units must be bought" in asked.args["note"]
    assert asked.excludes == ()
    assert recommended(draft) == {ActionName.TRANSFER_STOCK, ActionName.SCHEDULE_ACTIVITY}


@pytest.mark.parametrize("state", ["draft", "sent", "purchase"])
def test_what_stands_on_a_draft_is_not_bought_again(state: str) -> None:
    line = OnOrder(
        id=1,
        product_id=BEARING.id,
        warehouse_id=ANTWERP,
        quantity=Decimal(40),
        order=Ref(9, "P00009"),
        vendor=Ref(70, "Nordvik"),
        state=state,
    )
    draft = proposed(snapshot(PARTLY, WANTED).model_copy(update={"on_order": (line,)}))
    if state == "purchase":
        [order] = [one for one in draft.actions if one.name is ActionName.BUY_ELSEWHERE]
        assert order.premise["on_order"] == "40"
        return
    assert bought(draft) == []
    [asked] = [action for action in draft.actions if action.name is ActionName.SCHEDULE_ACTIVITY]
    assert "Nobody has confirmed P00009 at Nordvik over 40 Units: confirm it, or cancel it" in asked.args["note"]
    assert recommended(draft) == {ActionName.TRANSFER_STOCK, ActionName.SCHEDULE_ACTIVITY}
    elsewhere = line.model_copy(update={"warehouse_id": GDANSK})
    assert bought(proposed(snapshot(PARTLY, WANTED).model_copy(update={"on_order": (elsewhere,)})))


def test_nothing_is_bought_beside_transfers_that_cover_all() -> None:
    vendors = (price(71, 14, "9"), price(72, 2, "9.50"))
    draft = proposed(
        snapshot({ANTWERP: 12, GDANSK: 300}, [*sold(ANTWERP, *STEADY), *sold(GDANSK, 10, 10, 10, 10)], vendors=vendors)
    )
    assert moves_of(draft) == [("Gdańsk", "28")]
    assert bought(draft) == []


def test_another_currency_is_compared_by_odoos_rate_and_what_cannot_be_compared_is_left_out() -> None:
    vendors = (
        price(71, 14, "9"),
        price(72, 14, "9", currency="USD"),
        price(73, 14, "1", currency="XYZ"),
        price(74, 14, "1", unit=Ref(9, "Dozens")),
        price(75, 14, "1", ends=TODAY - timedelta(days=1)),
    )
    rates = tuple(
        CurrencyRate(id=place, currency=code, day=TODAY - timedelta(days=1), rate=Decimal(much))
        for place, (code, much) in enumerate({"USD": "1.25", "EUR": "1"}.items(), 1)
    )
    draft = proposed(snapshot(PARTLY, WANTED, vendors=vendors).model_copy(update={"rates": rates}))
    [order] = [one for one in draft.actions if one.name is ActionName.BUY_ELSEWHERE]
    assert (order.args["vendor"], order.args["currency"], order.args["price"]) == ("Vendor 72", "USD", "9")
    action, premise = parse(order.name, order.args), parse_premise(order.name, order.premise)
    # 23 at 9 USD, 0.80 EUR each.
    assert str(action.facts(premise).exposure.amount) == "165.60"
    without = proposed(snapshot(PARTLY, WANTED, vendors=vendors))
    assert bought(without) == [("Vendor 71", "23")]


def test_whoever_would_confirm_it_must_be_known() -> None:
    nobody = snapshot(PARTLY, WANTED).model_copy(update={"people": ()})
    draft = proposed(nobody)
    assert {one.name for one in draft.actions} == {ActionName.TRANSFER_STOCK}


def test_nothing_to_do() -> None:
    draft = proposed(snapshot({ANTWERP: 200, GDANSK: 5}, sold(ANTWERP, *STEADY)))
    assert (draft.options, draft.actions) == ((), ())
    assert "lasts at Antwerp" in draft.summary


def test_nobody_can_spare_any() -> None:
    """Plenty in sight, all of it wanted: nothing is moved, and a person buys."""
    draft = proposed(snapshot({ANTWERP: 12, GDANSK: 60}, [*sold(ANTWERP, *STEADY), *sold(GDANSK, *(30,) * 13)]))
    assert moves_of(draft) == []
    assert [option.id for option in draft.options if option.recommended] == ["buy"]


def test_too_little_history_is_said_and_moves_nothing_for_a_guess() -> None:
    draft = proposed(snapshot({ANTWERP: 2, GDANSK: 300}, sold(ANTWERP, 20, 20)))
    assert draft.actions == ()
    assert any("only 2 weeks of sales: too little" in fact.label for fact in draft.evidence)


def test_a_fast_vendor_is_named_where_the_trip_costs_more_than_the_goods() -> None:
    code = WAREHOUSES[1].code
    found = snapshot(
        {ANTWERP: 12, GDANSK: 300},
        [*sold(ANTWERP, *STEADY), *sold(GDANSK, *(10,) * 13)],
        transit=f"{code}>ANT=1:80",
        vendors=(price(71, 14, "0.80", least=30), price(72, 3, "1.10", least=30)),
    )
    draft = proposed(found)
    assert moves_of(draft) == []
    assert bought(draft) == [("Vendor 72", "30")]
    [option] = [one for one in draft.options if one.recommended]
    assert "30 from Vendor 72 at 1.10 EUR each, 33.00 EUR without tax, by Fri 27 Nov 2026" in option.effect
    assert option.cost == "33.00 EUR without tax for the goods."


def test_a_rule_that_hoards_is_named() -> None:
    found = snapshot(
        {ANTWERP: 12, GDANSK: 400},
        [*sold(ANTWERP, *STEADY), *sold(GDANSK, *(10,) * 13)],
        rules={ANTWERP: (60, 90), GDANSK: (30, 900)},
    )
    [mended] = [action for action in proposed(found).actions if action.name is ActionName.ADJUST_REORDER_RULE]
    assert (mended.args["warehouse"], mended.args["maximum"]) == ("Gdańsk", "150")


def test_whoever_names_nothing_is_asked() -> None:
    file = CaseFile(
        case_id="c",
        kind=Kind.REPLENISHMENT_IMBALANCE,
        title="t",
        records=(REFS[0],),
        claims=(),
        received_at=NOW,
    )
    bare = snapshot({}, []).model_copy(update={"file": file, "product": None})
    [asked] = proposed(bare).actions
    assert asked.name is ActionName.SCHEDULE_ACTIVITY


@pytest.mark.parametrize("text", ["ANT=1:5", "ANT>GDN", "ANT>GDN=x", "ANT>GDN=-1", "ANT>GDN=1:-5", "ANT>GDN=1:NaN"])
def test_a_way_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not of the form"):
        trips(text)


numbers = st.integers(min_value=0, max_value=120)


@st.composite
def companies(draw: st.DrawFn) -> ReplenishmentSnapshot:
    stock = {one: draw(numbers) for one in (ANTWERP, GDANSK, LYON)}
    flows = [
        move_
        for one in stock
        for move_ in sold(one, *draw(st.lists(st.integers(min_value=0, max_value=30), min_size=13, max_size=13)))
    ]
    places = {ANTWERP: world.ANT_STOCK, GDANSK: world.GDN_STOCK, LYON: world.place(11, "LYO/Stock", LYON)}
    wants: list[Any] = [
        move(number, places[one], world.CUSTOMERS, draw(st.integers(min_value=1, max_value=40)), draw(numbers))
        for number, one in enumerate(draw(st.lists(st.sampled_from(list(places)), max_size=4)))
    ]
    rules = {one: (low := draw(st.integers(min_value=0, max_value=30)), low + 20) for one in stock}
    return snapshot(stock, flows, *wants, rules=rules, delay=draw(st.integers(min_value=1, max_value=20)))


@settings(max_examples=25, deadline=None)
@given(companies())
def test_no_case_of_a_product_gives_away_what_another_does_and_no_giver_opens_a_hole(
    one: ReplenishmentSnapshot,
) -> None:
    found = standings(one)
    given_: dict[int, int] = {}
    for short in found:
        if not short.missing:
            continue
        plan = remedy(one, found, short)
        assert sum(part.quantity for part in plan.moved) <= short.missing
        for part in plan.moved:
            assert part.giver.missing == 0
            given_[part.giver.warehouse.id] = given_.get(part.giver.warehouse.id, 0) + part.quantity
    for warehouse, quantity in given_.items():
        giver = at(one, warehouse)
        assert quantity <= giver.spare
        left = giver.model_copy(update={"on_hand": giver.on_hand - quantity})
        assert left.on_hand >= giver.keeps
        assert left.missing == 0


def test_a_scan_finds_who_runs_out_where_another_can_spare_some() -> None:
    one = snapshot({ANTWERP: 5, GDANSK: 400}, [*sold(ANTWERP, *[10] * 8), *sold(GDANSK, *[2] * 8)])
    assert one.product is not None
    [short] = imbalanced(standings(one))
    found = finding(one.product, short)
    assert short.warehouse.id == ANTWERP
    assert (found.about.model, found.about.id) == ("product.product", BEARING.id)
    assert [ref.id for ref in found.claims[0].refers_to] == [BEARING.id, ANTWERP]
    assert "Bearing runs out at Antwerp" in found.seen


def test_a_scan_leaves_to_buying_what_nobody_can_spare() -> None:
    needs_it = snapshot({ANTWERP: 5, GDANSK: 120}, [*sold(ANTWERP, *[10] * 8), *sold(GDANSK, *[60] * 8)])
    assert [one.warehouse.id for one in standings(needs_it) if one.missing] == [ANTWERP]
    assert imbalanced(standings(needs_it)) == []


def test_moving_figures_are_no_news_to_a_case() -> None:
    sales = [*sold(ANTWERP, *[10] * 8), *sold(GDANSK, *[2] * 8)]
    both = [snapshot({ANTWERP: left, GDANSK: 400}, sales) for left in (5, 3)]
    first, later = (finding(one.product, imbalanced(standings(one))[0]).claims[0] for one in both if one.product)
    assert first.label() != later.label()
    assert first.says() == later.says()
    assert later.replaces(first)


def test_the_lead_time_that_a_person_says_is_believed_over_the_vendor_s() -> None:
    given = snapshot({ANTWERP: 60, GDANSK: 400}, [*sold(ANTWERP, *STEADY), *sold(GDANSK, *STEADY)])
    assert at(given, ANTWERP).lead_days == 14
    [claim] = only(ImbalanceClaim, given.file.claims)
    said = given.file.model_copy(update={"claims": (claim.with_correction({"lead_days": "42"}),)})
    longer = given.model_copy(update={"file": said})
    assert at(longer, ANTWERP).lead_days == 42
    assert proposed(longer) != proposed(given)

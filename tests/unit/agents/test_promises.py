"""Promises that cannot be kept: who lacks what and why, what closes it, from a snapshot made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.habits import Habits
from agents.inbound.promises.gaps import offered, standings
from agents.inbound.promises.snapshot import PromiseSnapshot
from agents.inbound.promises.think import think_of_promise
from agents.scans.commitment_risk import finding, is_open
from cases.actions import ActionName
from cases.claims import CommitmentClaim, MentionClaim, RecordRef, only
from cases.kind import Kind
from cases.kinds import KINDS, Told
from cases.models import ActionDraft, CaseFile, Option, ProposalDraft
from cases.people import Person
from cases.roles import Role
from tests.unit.agents import world
from tests.unit.agents.test_hurt import at, delivery, sale
from tests.unit.agents.test_inbound_purchases import offer
from tests.unit.agents.world import BEARING, NOW, UNITS, WAREHOUSES, move
from tools.odoo.freight import CurrencyRate
from tools.odoo.models import Product, ReorderRule, SaleLine, SaleOrder, StockLevel, StockMove, VendorPrice
from tools.odoo.ordered import OnOrder
from tools.odoo.promised import OfferedLine, StrayGoods
from tools.odoo.values import Ref

PURCHASE = Ref(12, "P00012")
BUYER = Person(uid=2, login="b", name="Buyer", roles=frozenset({Role.PROCUREMENT}))
SELLER = Person(uid=3, login="s", name="Seller", roles=frozenset({Role.SALES}))


def receipt(number: int, quantity: int, day: int, **more: Any) -> StockMove:
    values = {"purchase_line_id": number, "purchase_order": PURCHASE, **more}
    return move(number, world.VENDORS, world.ANT_STOCK, quantity, day, **values)


def seen(
    *moves: StockMove,
    sales: tuple[SaleOrder, ...] = (),
    stock: int = 0,
    reserved: int = 0,
    elsewhere: int = 0,
    vendors: tuple[VendorPrice, ...] = (),
    claims: tuple[Any, ...] = (),
    **more: Any,
) -> PromiseSnapshot:
    """The first order is the one that the case is about."""
    order = sales[0] if sales else None
    ref = RecordRef(model="sale.order", id=order.id, label=order.name) if order else None
    file = CaseFile(
        case_id="c",
        kind=Kind.COMMITMENT_RISK,
        title="at risk",
        records=(ref,) if ref else (),
        claims=claims,
        partner=RecordRef(model="res.partner", id=99, label="Meridian"),
    )
    values: dict[str, Any] = {
        "read_at": NOW,
        "order": order,
        "warehouses": WAREHOUSES,
        "moves": moves,
        "levels": (
            StockLevel(product_id=6, warehouse_id=1, quantity=Decimal(stock), reserved=Decimal(reserved)),
            StockLevel(product_id=6, warehouse_id=2, quantity=Decimal(elsewhere), reserved=Decimal(0)),
        ),
        "sales": sales,
        "products": (
            Product(id=6, name="Bearing", code="BRG", template_id=6, unit=UNITS, cost=Decimal(4), vendors=vendors),
        ),
        "rules": (ReorderRule(id=1, product_id=6, warehouse_id=2, minimum=Decimal(0), maximum=Decimal(100)),),
        "habits": Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags="Key account=3"),
        "people": (BUYER, SELLER),
    }
    return PromiseSnapshot(file=file, **{**values, **more})


def day(number: int) -> date:
    return at(number).date()


def names(draft: ProposalDraft, option: Option) -> list[ActionName]:
    return [one.name for one in draft.actions if one.id in option.action_ids]


def recommended(draft: ProposalDraft) -> Option:
    [one] = [option for option in draft.options if option.recommended]
    return one


def only_action(draft: ProposalDraft, name: ActionName) -> ActionDraft:
    [one] = [action for action in draft.actions if action.name is name]
    return one


# Who lacks what


def test_goods_that_lie_there_are_never_missing_however_late_they_leave() -> None:
    late, soon = sale(31, 20, -3), sale(32, 20, 5)
    given = seen(delivery(2, late, -4), delivery(3, soon, 4), sales=(late, soon), stock=40)
    assert not any(one.gaps for one in standings(given).values())


def test_a_receipt_after_the_promise_is_a_gap_until_the_day_after_it_comes() -> None:
    wants = sale(31, 40, 3)
    given = seen(delivery(2, wants, 2), receipt(1, 60, 7), sales=(wants,), stock=10)
    [gap] = standings(given)[31].gaps
    # Thirty of forty; what comes on a Monday leaves on the Tuesday after it.
    assert (gap.short, gap.can_on, gap.own, gap.warehouse_id) == (30, day(8), False, 1)
    assert standings(given)[31].leaves == day(8)


def test_a_receipt_in_time_is_none_and_so_is_one_that_is_due_today() -> None:
    wants = sale(31, 40, 3)
    for comes in (1, 0):
        assert not standings(seen(delivery(2, wants, 2), receipt(1, 60, comes), sales=(wants,)))[31].gaps
    # Its hour is past, and the day is not.
    earlier = receipt(1, 60, 0, date=NOW - timedelta(hours=3))
    assert not standings(seen(delivery(2, wants, 2), earlier, sales=(wants,)))[31].gaps


def test_what_a_late_order_alone_explains_is_its_own_case() -> None:
    wants = sale(31, 40, 3)
    one = standings(seen(delivery(2, wants, 2), receipt(1, 60, -2), sales=(wants,)))[31]
    assert (bool(one.gaps), one.owned, one.at_risk, one.overdue) == (True, True, False, (PURCHASE,))
    # It does not bring enough: the rest would be missing all the same.
    less = standings(seen(delivery(2, wants, 2), receipt(1, 30, -2), sales=(wants,)))[31]
    assert (less.gaps[0].short, less.leaves, less.at_risk, less.overdue) == (40, None, True, (PURCHASE,))


def test_what_is_overdue_and_of_no_purchase_order_is_nobody_elses() -> None:
    wants = sale(31, 40, 3)
    for outside in (world.VENDORS, world.TRANSIT, world.PRODUCTION):
        lost = move(1, outside, world.ANT_STOCK, 60, -2)
        one = standings(seen(delivery(2, wants, 2), lost, sales=(wants,)))[31]
        assert (one.at_risk, one.leaves, one.gaps[0].short) == (True, None, 40)


def test_who_is_served_first_is_odoos_own_order() -> None:
    first, second, starred = sale(31, 20, 4), sale(32, 20, 2), sale(33, 20, 9)
    given = seen(
        delivery(2, first, 3),
        delivery(3, second, 1),
        delivery(4, starred, 8, priority="1"),
        receipt(1, 60, 12),
        sales=(first, second, starred),
        stock=40,
    )
    found = standings(given)
    assert [number for number, one in found.items() if one.gaps] == [31]
    assert found[31].leaves == day(14)


def test_no_promise_is_no_gap_and_the_deadline_is_one_where_the_order_says_nothing() -> None:
    nothing = sale(31, 40, None)
    assert not standings(seen(delivery(2, nothing, 2, deadline=None), sales=(nothing,)))[31].gaps
    assert standings(seen(delivery(2, nothing, 2, deadline=at(4)), sales=(nothing,)))[31].promise.day == day(4)


def test_made_to_order_comes_by_its_own_receipt_and_from_no_stock() -> None:
    wants = sale(31, 40, 3)
    own = delivery(2, wants, 2, made_to_order=True, waits_for=(1,), state="waiting")
    late = seen(own, receipt(1, 40, 7), sales=(wants,), stock=100)
    [gap] = standings(late)[31].gaps
    assert (gap.short, gap.own, gap.can_on) == (40, True, day(8))
    overdue = standings(seen(own, receipt(1, 40, -2), sales=(wants,), stock=100))[31]
    assert overdue.owned
    # Its goods came: it is like any other.
    assert not standings(seen(own.model_copy(update={"reserved": Decimal(40)}), sales=(wants,)))[31].gaps


def test_a_dropped_shipment_depends_on_its_purchase_alone() -> None:
    wants = sale(31, 40, 3)

    def straight(comes: int) -> StockMove:
        more = {"sale_order": Ref(31, "S31"), "purchase_order": PURCHASE, "purchase_line_id": 1}
        return move(2, world.VENDORS, world.CUSTOMERS, 40, comes, **more)

    [gap] = standings(seen(straight(6), sales=(wants,), stock=500))[31].gaps
    assert (gap.warehouse_id, gap.can_on, gap.own) == (None, day(6), True)
    assert not standings(seen(straight(3), sales=(wants,)))[31].gaps
    assert standings(seen(straight(-1), sales=(wants,)))[31].owned


def test_of_two_steps_the_first_speaks_and_what_is_picked_is_there() -> None:
    wants = sale(31, 40, 3)
    pick = move(2, world.ANT_STOCK, world.ANT_OUTPUT, 40, 2, final=world.CUSTOMERS, sale_order=Ref(31, "S31"))
    ship = move(3, world.ANT_OUTPUT, world.CUSTOMERS, 40, 2, sale_order=Ref(31, "S31"), waits_for=(2,))
    both = standings(seen(pick, ship, receipt(1, 60, 7), sales=(wants,)))[31]
    assert [(gap.short, gap.demands) for gap in both.gaps] == [(40, (2,))]
    assert not standings(seen(ship, sales=(wants,)))[31].gaps


def test_cross_docked_goods_come_with_the_receipt_before_them() -> None:
    wants = sale(31, 40, 3)
    cross = move(4, world.ANT_INPUT, world.ANT_OUTPUT, 40, 7, waits_for=(1,))
    ship = move(3, world.ANT_OUTPUT, world.CUSTOMERS, 40, 7, sale_order=Ref(31, "S31"), waits_for=(4,))
    comes = move(1, world.VENDORS, world.ANT_INPUT, 40, 7, purchase_order=PURCHASE, purchase_line_id=1)
    [gap] = standings(seen(ship, cross, comes, sales=(wants,)))[31].gaps
    assert (gap.short, gap.can_on, gap.own) == (40, day(8), True)


def test_drafts_returns_and_finished_moves_promise_nothing() -> None:
    wants = sale(31, 40, 3)
    back = move(5, world.CUSTOMERS, world.ANT_STOCK, 40, 1, sale_order=Ref(31, "S31"))
    for none in (delivery(2, wants, 2, state="draft"), back):
        one = standings(seen(none, sales=(wants,)))[31]
        assert (one.gaps, one.leaves) == ((), None)
    # What comes back from a customer is no supply either.
    assert standings(seen(delivery(2, wants, 2), back, sales=(wants,)))[31].gaps


def test_what_nobody_counts_is_always_there() -> None:
    wants = sale(31, 40, 3)
    given = seen(delivery(2, wants, 2), sales=(wants,))
    loose = given.products[0].model_copy(update={"storable": False})
    assert not standings(given.model_copy(update={"products": (loose,)}))[31].gaps


# Quotations


def line(quantity: int = 30, promised: int = 3, number: int = 1, **more: Any) -> OfferedLine:
    values = {"order": Ref(31, "S31"), "product": BEARING, "unit": UNITS, "warehouse_id": 1, **more}
    return OfferedLine(id=number, quantity=Decimal(quantity), promised=at(promised), **values)


def test_a_quotation_stands_behind_all_that_is_ordered_and_beside_no_other() -> None:
    ordered = sale(40, 30, 10)
    given = seen(delivery(2, ordered, 9), receipt(1, 60, 7), sales=(ordered,), stock=50)
    found = offered(given, [line(20), line(30, order=Ref(32, "S32")), line(20, number=3, order=Ref(33, "S33"))])
    # Twenty are left when the order has its thirty; each quotation sees all twenty.
    assert [(one.order.name, [gap.short for gap in one.gaps]) for one in found.values()] == [
        ("S31", []),
        ("S32", [10]),
        ("S33", []),
    ]
    assert found[32].leaves == day(8)


def test_what_a_quotation_would_buy_for_itself_is_not_held_against_stock() -> None:
    assert not offered(seen(), [line(to_order=True), line(number=2, kit=True)])[31].gaps
    assert is_open(line(valid_until=day(0)), day(0))
    assert not is_open(line(valid_until=day(-1)), day(0))


def quotation(**more: Any) -> PromiseSnapshot:
    offered_for = sale(31, 30, 3).model_copy(update={"state": "sent", "salesperson": Ref(5, "Sara")})
    return seen(sales=(offered_for,), offered=(line(),), **more)


def test_a_quotation_is_set_right_by_whoever_made_it_and_never_confirmed() -> None:
    draft = think_of_promise(quotation(), {})
    todo = only_action(draft, ActionName.SCHEDULE_ACTIVITY)
    assert (todo.args["user"], todo.args["record"], todo.args["model"]) == ("Sara", "S31", "sale.order")
    assert "offer no day before one is known" in todo.args["note"]
    assert recommended(draft).id == "ask"
    spare = think_of_promise(quotation(elsewhere=100), {})
    assert recommended(spare).id == "ask"
    assert only_action(spare, ActionName.TRANSFER_STOCK).args["quantity"] == "30"
    assert "Gdańsk could spare" in only_action(spare, ActionName.SCHEDULE_ACTIVITY).args["note"]
    # Nothing is bought for what nobody has ordered, nor told to who did not order it.
    dear = think_of_promise(quotation(vendors=(offer(71, 1),)), {})
    assert {one.name for one in dear.actions} == {ActionName.SCHEDULE_ACTIVITY}
    assert "Vendor 71" in only_action(dear, ActionName.SCHEDULE_ACTIVITY).args["note"]


# What is done


def late(*moves: StockMove, promised: int = 3, **more: Any) -> PromiseSnapshot:
    wants = more.pop("wants", sale(31, 40, promised, "Key account"))
    return seen(delivery(2, wants, 2), *moves, sales=(wants, *more.pop("others", ())), **more)


def test_the_promise_is_moved_to_the_day_it_can_be_kept_and_the_customer_told_so() -> None:
    draft = think_of_promise(late(receipt(1, 60, 7)), {})
    revise, tell = only_action(draft, ActionName.REVISE_COMMITMENT), only_action(draft, ActionName.MESSAGE_CUSTOMER)
    assert (revise.args["order"], revise.args["new_date"]) == ("S31", day(8).isoformat())
    assert (tell.args["old_date"], tell.args["new_date"]) == (day(3).isoformat(), day(8).isoformat())
    assert tell.depends_on == (revise.id,)
    assert tell.takes["new_date"].action == revise.id
    assert recommended(draft).id == "accept"
    assert "P00012 brings it on Mon 30 Nov 2026" in draft.summary
    assert draft.needed_by == at(3)
    assert "400.00 EUR, 5 days late" in draft.if_nobody_acts
    assert revise.premise["value"] == "400.00"
    assert {one.name for one in draft.actions} <= KINDS[Kind.COMMITMENT_RISK].may_propose


def test_without_a_known_day_nothing_is_promised_and_a_day_will_follow() -> None:
    draft = think_of_promise(late(), {})
    tell = only_action(draft, ActionName.MESSAGE_CUSTOMER)
    assert tell.args["new_date"] is None
    todo = only_action(draft, ActionName.SCHEDULE_ACTIVITY)
    assert (todo.args["user"], todo.args["role"]) == ("Buyer", "procurement")
    # Whoever buys need not be able to open what was sold.
    assert (todo.args["model"], todo.args["record"]) == ("product.product", "[BRG] Bearing")
    assert {one.name for one in draft.actions} == {ActionName.MESSAGE_CUSTOMER, ActionName.SCHEDULE_ACTIVITY}
    assert "Nobody knows when it can leave" in draft.summary
    assert "for nobody knows how long" in draft.if_nobody_acts


def test_another_warehouse_that_can_spare_it_keeps_the_promise() -> None:
    draft = think_of_promise(late(receipt(1, 60, 7), stock=10, elsewhere=100), {})
    transfer = only_action(draft, ActionName.TRANSFER_STOCK)
    assert (transfer.args["quantity"], transfer.args["from_warehouse"]) == ("30", "Gdańsk")
    best = recommended(draft)
    assert (best.id, names(draft, best)) == ("transfer", [ActionName.TRANSFER_STOCK])
    # A promise that holds is not revised, and nobody is told that it breaks.
    [accept] = [one for one in draft.options if one.id == "accept"]
    assert set(transfer.excludes) == set(accept.action_ids)


def test_the_giver_keeps_what_it_needs_itself() -> None:
    there = sale(41, 90, 20)
    own = move(5, world.GDN_STOCK, world.CUSTOMERS, 90, 19, sale_order=Ref(41, "S41"), deadline=there.commitment)
    draft = think_of_promise(late(receipt(1, 60, 7), own, elsewhere=100, others=(there,)), {})
    assert ActionName.TRANSFER_STOCK not in {one.name for one in draft.actions}
    assert recommended(draft).id == "accept"


def test_a_transfer_that_is_too_late_for_the_promise_still_gives_an_earlier_day() -> None:
    draft = think_of_promise(late(receipt(1, 60, 20), promised=1, elsewhere=100), {})
    best = recommended(draft)
    assert best.id == "transfer"
    first, second = (one for one in draft.actions if one.name is ActionName.REVISE_COMMITMENT)
    assert (first.args["new_date"], second.args["new_date"]) == (day(14 + 8 - 1).isoformat(), day(3).isoformat())
    transfer = only_action(draft, ActionName.TRANSFER_STOCK)
    assert second.depends_on == (transfer.id,)
    assert first.id in second.excludes
    assert set(names(draft, best)) == {
        ActionName.TRANSFER_STOCK,
        ActionName.REVISE_COMMITMENT,
        ActionName.MESSAGE_CUSTOMER,
    }
    told = [one for one in draft.actions if one.name is ActionName.MESSAGE_CUSTOMER]
    assert [one.args["new_date"] for one in told] == [first.args["new_date"], second.args["new_date"]]


def test_what_comes_from_elsewhere_is_for_this_order_and_others_are_told_of() -> None:
    before = sale(32, 30, 2)
    draft = think_of_promise(late(delivery(3, before, 1), receipt(1, 90, 7), elsewhere=100, others=(before,)), {})
    assert only_action(draft, ActionName.TRANSFER_STOCK).args["quantity"] == "40"
    assert "S32 lack the same" in recommended(draft).effect


def test_another_vendor_is_bought_from_where_nothing_else_brings_it() -> None:
    draft = think_of_promise(late(vendors=(offer(71, 1, "6"), offer(72, 1, "5"))), {})
    order = only_action(draft, ActionName.BUY_ELSEWHERE)
    assert (order.args["vendor"], order.args["quantity"], order.args["for_orders"]) == ("Vendor 72", "40", ["S31"])
    best = recommended(draft)
    assert (best.id, best.cost) == ("buy", "200.00 EUR without tax.")


def test_what_is_on_order_already_is_not_recommended_to_be_bought_twice() -> None:
    coming = OnOrder(
        id=3, product_id=6, warehouse_id=1, quantity=Decimal(60), order=PURCHASE, vendor=Ref(7, "N"), state="purchase"
    )
    given = late(receipt(1, 60, 7), vendors=(offer(7, 1, "1", vendor=Ref(7, "N")), offer(72, 1)), on_order=(coming,))
    draft = think_of_promise(given, {})
    # Nor is it bought from whoever is late already.
    assert only_action(draft, ActionName.BUY_ELSEWHERE).args["vendor"] == "Vendor 72"
    assert recommended(draft).id == "accept"
    [option] = [one for one in draft.options if one.id == "buy"]
    assert "as much stock more than was wanted" in option.cost


def test_a_vendor_that_is_too_late_for_the_promise_is_no_day_to_promise() -> None:
    draft = think_of_promise(late(vendors=(offer(71, 9),)), {})
    [option] = [one for one in draft.options if one.id == "buy"]
    assert "promised to nobody" in option.effect
    assert set(names(draft, option)) == {ActionName.BUY_ELSEWHERE, ActionName.MESSAGE_CUSTOMER}
    assert only_action(draft, ActionName.MESSAGE_CUSTOMER).args["new_date"] is None
    assert ActionName.REVISE_COMMITMENT not in {one.name for one in draft.actions}
    assert recommended(draft).id == "accept"
    # Either somebody finds a day, or the desk drafts the order.
    assert only_action(draft, ActionName.BUY_ELSEWHERE).excludes == (
        only_action(draft, ActionName.SCHEDULE_ACTIVITY).id,
    )


def test_a_draft_that_waits_is_named_and_not_drafted_again() -> None:
    drafted = OnOrder(id=3, product_id=6, warehouse_id=1, quantity=Decimal(40), order=Ref(9, "P00009"), state="draft")
    draft = think_of_promise(late(vendors=(offer(71, 1),), on_order=(drafted,)), {})
    assert ActionName.BUY_ELSEWHERE not in {one.name for one in draft.actions}
    assert only_action(draft, ActionName.SCHEDULE_ACTIVITY).args["record"] == "P00009"
    assert "P00009 is a draft over 40" in only_action(draft, ActionName.SCHEDULE_ACTIVITY).args["note"]
    assert "P00009 waits to be confirmed" in draft.if_nobody_acts
    # Nobody is told that it is late while it may still come in time.
    best = recommended(draft)
    assert (best.id, names(draft, best)) == ("confirm", [ActionName.SCHEDULE_ACTIVITY])


def test_what_odoo_orders_by_itself_is_not_recommended_to_be_bought() -> None:
    rule = ReorderRule(id=2, product_id=6, warehouse_id=1, minimum=Decimal(10), maximum=Decimal(50), automatic=True)
    draft = think_of_promise(late(vendors=(offer(71, 1),), rules=(rule,)), {})
    assert recommended(draft).id == "accept"
    assert "buy" in {one.id for one in draft.options}
    assert (
        "A reorder rule orders [BRG] Bearing by itself" in only_action(draft, ActionName.SCHEDULE_ACTIVITY).args["note"]
    )


def test_leads_name_what_later_orders_hold_and_what_lies_where_nothing_is_reserved() -> None:
    later = sale(35, 15, 9)
    held = delivery(3, later, 8, reserved=Decimal(15))
    stray = (StrayGoods(product_id=6, place="ANT/Input", quantity=Decimal(25)),)
    draft = think_of_promise(late(held, stock=15, reserved=15, others=(later,), stray=stray), {})
    note = only_action(draft, ActionName.SCHEDULE_ACTIVITY).args["note"]
    assert "S35, promised for Wed 2 Dec 2026, holds 15" in note
    assert "25 of [BRG] Bearing lie in ANT/Input" in note


def test_made_to_order_is_not_brought_from_elsewhere() -> None:
    wants = sale(31, 40, 3)
    own = delivery(2, wants, 2, made_to_order=True, waits_for=(1,))
    draft = think_of_promise(
        seen(own, receipt(1, 40, 7), sales=(wants,), elsewhere=500, stock=500, vendors=(offer(72, 1),)), {}
    )
    assert {one.name for one in draft.actions} == {ActionName.REVISE_COMMITMENT, ActionName.MESSAGE_CUSTOMER}


def test_a_locked_order_and_a_customer_without_an_address_are_peoples() -> None:
    locked = sale(31, 40, 3).model_copy(update={"locked": True})
    draft = think_of_promise(late(receipt(1, 60, 7), wants=locked), {})
    assert {one.name for one in draft.actions} == {ActionName.SCHEDULE_ACTIVITY}
    assert "is locked" in only_action(draft, ActionName.SCHEDULE_ACTIVITY).args["summary"]
    mute = sale(31, 40, 3)
    mute = mute.model_copy(update={"customer": mute.customer.model_copy(update={"email": None})})
    draft = think_of_promise(late(receipt(1, 60, 7), wants=mute), {})
    assert {one.name for one in draft.actions} == {ActionName.SCHEDULE_ACTIVITY, ActionName.REVISE_COMMITMENT}
    assert "by telephone" in only_action(draft, ActionName.SCHEDULE_ACTIVITY).args["summary"]


def test_an_order_in_another_currency_is_worth_its_rate_and_nothing_without_one() -> None:
    wants = sale(31, 40, 3).model_copy(update={"currency": "USD"})
    rates = (CurrencyRate(id=1, currency="USD", rate=Decimal(2), day=day(-1)),)
    assert late(wants=wants, rates=rates).value == Decimal("200.00")
    assert late(wants=wants).value == 0


# What reports say


def claim(**more: Any) -> CommitmentClaim:
    refs = (
        RecordRef(model="sale.order", id=31, label="S31"),
        RecordRef(model="product.product", id=6, label=BEARING.name),
    )
    values = {"order_text": "S31", "product_text": BEARING.name, "short": Decimal(30), "promised": day(3), **more}
    return CommitmentClaim(refers_to=refs, read_by="scan", **values)


def test_the_scan_says_order_item_quantity_and_both_days() -> None:
    wants = sale(31, 40, 3)
    one = standings(seen(delivery(2, wants, 2), receipt(1, 60, 7), sales=(wants,), stock=10))[31]
    found = finding(one, RecordRef(model="res.partner", id=31, label="Customer 31"), {6: "Units"})
    assert (found.about.model, found.about.label) == ("sale.order", "S31")
    assert list(found.claims) == [claim(possible_on=day(8), unit_text="Units")]
    assert found.claims[0].label() == (
        "S31 is promised for Thu 26 Nov 2026; 30 Units of [BRG] Bearing will not be there, and it can leave on "
        "Tue 1 Dec 2026"
    )
    told = Told(who="a scan", record=found.about, partner=found.owner)
    assert KINDS[Kind.COMMITMENT_RISK].heading(found.claims, told) == (
        "S31 for Customer 31, promised for Thu 26 Nov 2026: 30 [BRG] Bearing missing, can leave on Tue 1 Dec 2026"
    )


def test_how_much_is_missing_is_no_news_and_another_day_is() -> None:
    assert claim(short=Decimal(5)).says() == claim().says()
    assert claim(possible_on=day(8)).says() != claim().says()
    assert claim().replaces(claim(promised=day(9)))
    assert "offered" in claim(quotation=True).label()
    assert "some of" in claim(short=None).label()


def test_a_persons_day_stands_for_what_comes_late_by_odoos() -> None:
    said = claim().with_correction({"possible_on": day(10)})
    draft = think_of_promise(late(stock=10, claims=(said,)), {})
    assert only_action(draft, ActionName.REVISE_COMMITMENT).args["new_date"] == day(10).isoformat()
    # What comes in time is not made later by it, and what they say comes in time is no gap.
    assert standings(late(receipt(1, 60, 1), claims=(said,)))[31].leaves == day(2)
    early = claim().with_correction({"possible_on": day(3)})
    assert not standings(late(claims=(early,)))[31].gaps


MENTION = MentionClaim(kind=Kind.COMMITMENT_RISK, text="S31 will never be on time")


def test_a_fear_without_a_case_in_odoo_is_answered_by_whoever_sells() -> None:
    fine = late(stock=50, claims=(MENTION,))
    draft = think_of_promise(fine, {})
    todo = only_action(draft, ActionName.SCHEDULE_ACTIVITY)
    assert (todo.args["user"], todo.args["role"]) == ("Seller", "sales")
    assert "nothing is missing for S31" in todo.args["note"]
    owned = think_of_promise(late(receipt(1, 60, -2), claims=(MENTION,)), {})
    assert "P00012, which is overdue" in only_action(owned, ActionName.SCHEDULE_ACTIVITY).args["note"]
    nobody = think_of_promise(seen(claims=(MENTION,)), {})
    assert only_action(nobody, ActionName.SCHEDULE_ACTIVITY).args["record"] == "Meridian"


def test_what_nothing_in_odoo_would_bring_is_said() -> None:
    wants = sale(31, 40, 3)
    bought = wants.lines[0].model_copy(update={"id": 32, "product": Ref(60, "Gearbox")})
    wants = wants.model_copy(update={"lines": (*wants.lines, bought)})
    given = seen(delivery(2, wants, 2, sale_line_id=31), sales=(wants,), stock=40, claims=(MENTION,))
    note = only_action(think_of_promise(given, {}), ActionName.SCHEDULE_ACTIVITY).args["note"]
    assert "For Gearbox Odoo plans no delivery" in note


def test_a_fear_that_odoo_shares_leads_to_the_same_investigation() -> None:
    draft = think_of_promise(late(receipt(1, 60, 7), claims=(MENTION,)), {})
    assert recommended(draft).id == "accept"
    assert [one.source for one in draft.evidence].count("email") == 1


@pytest.mark.parametrize("state", ["cancel", "sale"])
def test_what_is_over_since_the_scan_found_it_needs_nobody(state: str) -> None:
    wants = sale(31, 40, 3).model_copy(update={"state": state})
    draft = think_of_promise(seen(sales=(wants,), claims=(claim(),)), {})
    assert (draft.actions, draft.options) == ((), ())
    assert "S31" in draft.summary


def test_only_the_first_order_that_a_mail_names_is_looked_at_and_the_other_is_told_of() -> None:
    other = RecordRef(model="sale.order", id=77, label="S77")
    given = late(receipt(1, 60, 7), claims=(MENTION.model_copy(update={"refers_to": (other,)}),))
    draft = think_of_promise(given, {})
    assert any("S77 is named, too" in one.label for one in draft.evidence)


def test_of_a_kit_what_the_customer_ordered_is_named() -> None:
    wants = sale(31, 40, 3)
    kit = Ref(60, "[KIT] Bearing kit")
    line_ = SaleLine.model_validate({**wants.lines[0].model_dump(), "product": kit})
    wants = wants.model_copy(update={"lines": (line_,)})
    part = delivery(2, wants, 2, sale_line_id=31)
    one = standings(seen(part, sales=(wants,)))[31]
    [said] = only(CommitmentClaim, finding(one, None, {}).claims)
    assert said.product_text == "[BRG] Bearing, a part of [KIT] Bearing kit"


def test_days_are_the_companys_own() -> None:
    wants = sale(31, 40, 3)
    night = datetime(2026, 11, 23, 23, 30, tzinfo=NOW.tzinfo)
    # Half past midnight in Brussels: what was due on the 23rd is overdue there.
    given = late(receipt(1, 60, 0), wants=wants).model_copy(update={"read_at": night})
    assert standings(given)[31].owned

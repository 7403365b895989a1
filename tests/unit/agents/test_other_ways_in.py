"""Bought goods that do not simply come into stock: sent straight to a customer, as a kit, from a subcontractor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agents.inbound.lateness import lateness
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from cases.actions import RescheduleReceipt
from cases.actions.base import ActionName
from cases.actions.reschedule_receipt import SeenReceipt
from cases.claims import DelayClaim, RecordRef
from cases.models import ProposalDraft
from tests.unit.agents import world
from tests.unit.agents.test_hurt import LINE, ORDER, day, delay, delivery, hurt, sale, saying, snapshot
from tests.unit.agents.world import BEARING, UNITS, move
from tools.odoo.models import PurchaseLine, SaleOrder
from tools.odoo.values import Ref

KIT = Ref(60, "[KIT] Starter set")
SCREWS, PLATES = Ref(61, "[SCR] Screws"), Ref(62, "[PLT] Plates")


def straight(of: SaleOrder, *said: DelayClaim, quantity: int = 60) -> InboundSnapshot:
    """The order's only line goes from the vendor to this customer."""
    made = snapshot(sales=(of,), ordered=quantity)
    made = saying(*said, made=made) if said else made
    order = made.orders[0].model_copy(update={"warehouse_id": None})
    sent = made.moves[0].model_copy(update={"destination": world.CUSTOMERS, "sale_order": Ref(of.id, of.name)})
    return made.model_copy(update={"orders": (order,), "moves": (sent,)})


def kit(*said: DelayClaim, sales: tuple[SaleOrder, ...] = ()) -> InboundSnapshot:
    """Ten sets are ordered; Odoo receives twenty screws and ten plates, and delivers them so."""
    made = snapshot(sales=sales, ordered=10)
    line = made.orders[0].lines[0].model_copy(update={"product": KIT, "name": "Starter set"})
    order = made.orders[0].model_copy(update={"lines": (line,)})
    comes: dict[str, Any] = {"purchase_line_id": LINE, "purchase_order": ORDER}
    moves = [
        move(1, world.VENDORS, world.ANT_STOCK, 20, 4, product=SCREWS, **comes),
        move(2, world.VENDORS, world.ANT_STOCK, 10, 4, product=PLATES, **comes),
    ]
    for of in sales:
        wants = int(of.lines[0].ordered)
        goes: dict[str, Any] = {"sale_order": Ref(of.id, of.name), "sale_line_id": of.id, "deadline": of.commitment}
        moves.append(move(11, world.ANT_STOCK, world.CUSTOMERS, 2 * wants, 5, product=SCREWS, **goes))
        moves.append(move(12, world.ANT_STOCK, world.CUSTOMERS, wants, 5, product=PLATES, **goes))
    made = made.model_copy(update={"orders": (order,), "moves": tuple(moves), "levels": ()})
    return saying(*said, made=made) if said else made


def with_line(made: InboundSnapshot, number: int, name: str, **more: Any) -> InboundSnapshot:
    """The same with another line on the order."""
    values: dict[str, Any] = {"ordered": Decimal(1), "received": Decimal(0), "price_unit": Decimal(80)}
    line = PurchaseLine(
        id=number, order=ORDER, product=Ref(number + 100, name), name=name, subtotal=Decimal(80), **{**values, **more}
    )
    order = made.orders[0].model_copy(update={"lines": (*made.orders[0].lines, line)})
    return made.model_copy(update={"orders": (order,)})


def names(draft: ProposalDraft) -> list[ActionName]:
    return [action.name for action in draft.actions]


def test_goods_sent_straight_to_a_customer_break_that_customers_promise() -> None:
    waiting = sale(21, 60, 7)
    made = straight(waiting)
    # What arrives at the customer need not be unpacked here first: the new day itself.
    assert hurt(made) == {"S21": day(11)}
    draft = think(made, {})
    assert {ActionName.RESCHEDULE_RECEIPT, ActionName.REVISE_COMMITMENT, ActionName.MESSAGE_CUSTOMER} <= {*names(draft)}
    assert "S21" in draft.summary
    [promise] = [action.args for action in draft.actions if action.name is ActionName.REVISE_COMMITMENT]
    assert promise["new_date"] == str(day(11))
    assert any("no stock of ours" in one.label for one in draft.evidence)


def test_a_promise_far_enough_away_holds() -> None:
    assert hurt(straight(sale(21, 60, 14))) == {}


def test_a_shipment_of_the_vendor_that_was_late_already_hurts_nobody_anew() -> None:
    made = straight(sale(21, 60, 2), delay(new_date=day(4)))
    assert hurt(made) == {}


def test_without_a_day_the_customer_is_warned_and_promised_nothing() -> None:
    draft = think(straight(sale(21, 60, 7), delay(precision="unknown")), {})
    assert ActionName.MESSAGE_CUSTOMER in names(draft)
    assert ActionName.REVISE_COMMITMENT not in names(draft)
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)


def test_a_part_of_a_shipment_to_a_customer_is_not_split_off_by_the_desk() -> None:
    made = straight(sale(21, 60, 7), delay(quantity=Decimal(20), on_time_quantity=Decimal(40), new_date=day(11)))
    assert hurt(made) == {"S21": day(11)}
    draft = think(made, {})
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)
    assert any("straight to the customer" in str(action.args) for action in draft.actions)


def test_a_bought_kit_is_moved_with_all_its_parts_and_its_customer_is_hurt() -> None:
    made = kit(sales=(sale(21, 6, 7),))
    assert hurt(made) == {"S21": date(2026, 12, 7)}
    draft = think(made, {})
    [moved] = [action for action in draft.actions if action.name is ActionName.RESCHEDULE_RECEIPT]
    seen = SeenReceipt.model_validate(moved.premise)
    assert sorted(one.id for one in seen.moves) == [1, 2]
    [change] = RescheduleReceipt.model_validate(moved.args).diff(seen)
    assert "10 Units" in change.field
    assert "Starter set" in draft.summary


def test_a_part_of_a_kits_quantity_hurts_in_proportion_and_is_set_by_hand() -> None:
    first, second = sale(21, 4, 7), sale(22, 6, 7)
    said = delay(quantity=Decimal(5), new_date=day(11))
    [part] = lateness(made := kit(said, sales=(first,))).parts
    assert dict(part.taken) == {1: Decimal(10), 2: Decimal(5)}
    assert hurt(made) == {}
    assert hurt(kit(said, sales=(second,))) == {"S22": date(2026, 12, 7)}
    draft = think(made, {})
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)
    assert any("comes as a kit" in str(action.args) for action in draft.actions)


def test_a_kit_that_stands_on_its_day_is_settled_and_an_earlier_one_is_asked() -> None:
    assert lateness(kit(delay(new_date=day(4)))).settled
    made = kit(delay(new_date=day(3)))
    assert lateness(made).puzzled
    assert lateness(made).parts == ()


def test_a_subcontractors_goods_are_a_receipt() -> None:
    place = world.place(77, "Physical Locations/Subcontracting Location", 0).model_copy(update={"warehouse_id": None})
    made = snapshot(delivery(11, waiting := sale(21, 30, 7), 6), sales=(waiting,))
    bought = made.moves[0].model_copy(update={"source": place})
    made = made.model_copy(update={"moves": (bought, *made.moves[1:])})
    assert hurt(made) == {"S21": date(2026, 12, 7)}
    draft = think(made, {})
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)
    assert any("comes from a subcontractor" in str(action.args) for action in draft.actions)


def test_what_goes_back_to_a_vendor_is_none() -> None:
    back = move(5, world.ANT_STOCK, world.VENDORS, 3, 4, purchase_line_id=LINE, purchase_order=ORDER)
    assert not back.comes_from_vendor


@pytest.mark.parametrize("words", [None, "Freight charge"])
def test_freight_and_services_are_no_late_goods(words: str | None) -> None:
    made = with_line(snapshot(), 9, "Freight charge", service=True)
    if words is None:
        found = lateness(made)
        assert [part.line.id for part in found.parts] == [LINE]
        assert not found.puzzled
        assert ActionName.SCHEDULE_ACTIVITY not in names(think(made, {}))
        return
    refers = (
        RecordRef(model="purchase.order", id=12, label="P00012"),
        RecordRef(model="purchase.order.line", id=9, label=words),
    )
    named = saying(DelayClaim(refers_to=refers, product_text=words, new_date=day(11)), made=made)
    assert lateness(named).parts == ()
    assert "is a service" in lateness(named).remarks[0]


def test_an_order_of_services_alone_has_nothing_to_come_late() -> None:
    made = snapshot()
    line = made.orders[0].lines[0].model_copy(update={"service": True})
    order = made.orders[0].model_copy(update={"lines": (line,)})
    found = lateness(made.model_copy(update={"orders": (order,), "moves": ()}))
    assert found.puzzled
    assert "services alone" in found.remarks[0]


def test_where_only_freight_is_open_the_goods_have_arrived() -> None:
    made = with_line(snapshot(), 9, "Freight charge", service=True)
    goods, freight = made.orders[0].lines
    order = made.orders[0].model_copy(update={"lines": (goods.model_copy(update={"received": goods.ordered}), freight)})
    assert "has arrived already" in lateness(made.model_copy(update={"orders": (order,)})).remarks[0]


def test_what_is_made_of_late_components_is_named() -> None:
    feeds = move(
        31, world.ANT_STOCK, world.PRODUCTION, 20, 6, feeds=Ref(5, "WH/MO/00005"), makes=Ref(70, "[PMP] Pump unit")
    )
    made = snapshot(feeds)
    draft = think(made, {})
    told = " ".join(one.label for one in draft.evidence)
    assert "WH/MO/00005, which makes [PMP] Pump unit" in told
    assert any("Pump unit" in str(action.args) for action in draft.actions)


def test_one_number_in_two_companies_is_a_question_and_names_both() -> None:
    made = snapshot(company=Ref(1, "Halden"))
    other = made.orders[0].model_copy(update={"id": 13, "company": Ref(2, "Halden West")})
    said = DelayClaim(order_text="P00012", new_date=day(11))
    made = saying(said, made=made.model_copy(update={"orders": (*made.orders, other)}))
    made = made.model_copy(update={"file": made.file.model_copy(update={"records": ()})})
    found = lateness(made)
    assert (found.order, found.parts) == (None, ())
    assert "Halden West" in found.remarks[0]
    corrected = saying(said.model_copy(update={"read_by": "person"}), made=made)
    assert lateness(corrected).order is None


def test_of_one_item_on_two_lines_only_the_one_that_is_meant_moves() -> None:
    made = with_line(snapshot(), 9, BEARING.name, ordered=Decimal(30), unit=UNITS)
    second = made.orders[0].lines[1].model_copy(update={"product": BEARING})
    order = made.orders[0].model_copy(update={"lines": (made.orders[0].lines[0], second)})
    later = move(2, world.VENDORS, world.ANT_STOCK, 30, 11, purchase_line_id=9, purchase_order=ORDER)
    made = made.model_copy(update={"orders": (order,), "moves": (*made.moves, later)})
    refers = (
        RecordRef(model="purchase.order", id=12, label="P00012"),
        RecordRef(model="purchase.order.line", id=LINE, label="Bearing"),
    )
    named = saying(DelayClaim(refers_to=refers, product_text="BRG", new_date=day(16)), made=made)
    [part] = lateness(named).parts
    assert (part.line.id, part.late) == (LINE, 60)

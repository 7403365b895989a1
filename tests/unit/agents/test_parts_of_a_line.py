"""Parts of a line that come on their own days, from receipts of their own, counted in their own units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agents.inbound.hurt import effect
from agents.inbound.late_parts import LatePart
from agents.inbound.lateness import lateness
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from cases.actions import RescheduleReceipt
from cases.actions.base import ActionName
from cases.actions.reschedule_receipt import SeenReceipt
from cases.claims import DelayClaim, Precision, RecordRef
from tests.unit.agents import world
from tests.unit.agents.test_hurt import LINE, ORDER, day, delivery, sale, saying, snapshot
from tests.unit.agents.world import move
from tools.odoo.models import StockMove
from tools.odoo.values import Ref

LINES = (
    RecordRef(model="purchase.order", id=12, label="P00012"),
    RecordRef(model="purchase.order.line", id=LINE, label="Bearing"),
)


def split(*said: DelayClaim, sales: Any = (), moves: tuple[StockMove, ...] = ()) -> InboundSnapshot:
    """A line of a hundred as our own split leaves it: forty as planned on day 4, sixty a week later."""
    later = move(2, world.VENDORS, world.ANT_STOCK, 60, 11, purchase_line_id=LINE, purchase_order=ORDER)
    made = saying(*said, made=snapshot(later, *moves, sales=sales, ordered=100))
    first = made.moves[0].model_copy(update={"demand": Decimal(40)})
    return made.model_copy(update={"moves": (first, *made.moves[1:])})


def part(quantity: int | None, on: int, **more: Any) -> DelayClaim:
    return DelayClaim(
        refers_to=LINES, quantity=None if quantity is None else Decimal(quantity), new_date=day(on), **more
    )


def test_a_second_slip_takes_the_goods_that_come_last() -> None:
    waiting = sale(21, 40, 8)
    made = split(part(60, 18), sales=(waiting,), moves=(delivery(11, waiting, 8),))
    found = lateness(made)
    [late] = found.parts
    assert (late.taken, late.planned, late.late) == (((2, Decimal(60)),), day(11), Decimal(60))
    [touched] = effect(made, found.parts).touched
    assert touched.before == touched.after
    names = {action.name for action in think(made, {}).actions}
    assert ActionName.RESCHEDULE_RECEIPT in names
    assert not names & {ActionName.REVISE_COMMITMENT, ActionName.MESSAGE_CUSTOMER}


def test_what_comes_earlier_than_its_own_receipt_is_not_late() -> None:
    found = lateness(split(part(60, 9)))
    assert found.parts == ()
    assert any("earlier than Odoo expects" in remark for remark in found.remarks)


def test_what_stands_on_the_new_day_already_is_settled() -> None:
    found = lateness(split(part(60, 11)))
    assert (found.parts, found.settled) == ((), True)


@pytest.mark.parametrize("rest", [part(60, 18), part(None, 18, on_time_quantity=Decimal(40))])
def test_two_parts_that_are_both_late_come_on_their_own_days(rest: DelayClaim) -> None:
    first, second = sale(21, 40, 8), sale(22, 60, 22)
    made = saying(
        part(40, 11),
        rest,
        made=snapshot(delivery(11, first, 7), delivery(12, second, 21), sales=(first, second), ordered=100),
    )
    found = lateness(made)
    assert [(late.late, late.new_day, late.planned, late.taken) for late in found.parts] == [
        (Decimal(40), day(11), day(4), ((1, Decimal(40)),)),
        (Decimal(60), day(18), day(4), ((1, Decimal(60)),)),
    ]
    assert (found.remarks, [late.sure for late in found.parts]) == ((), [1.0, 1.0])
    after = {one.sale.name: one.after for one in effect(made, found.parts).touched}
    # Received on Friday 4 and 11 December, they leave on the Mondays after.
    assert after == {"S21": day(14), "S22": day(21)}


def test_both_parts_of_a_line_are_one_change() -> None:
    [reschedule] = [
        action
        for action in think(saying(part(40, 11), part(60, 18), made=snapshot(ordered=100)), {}).actions
        if action.name is ActionName.RESCHEDULE_RECEIPT
    ]
    args = RescheduleReceipt.model_validate(reschedule.args)
    seen = SeenReceipt.model_validate(reschedule.premise)
    assert [(one.line_id, one.late_quantity, one.new_date) for one in args.lines] == [
        (LINE, Decimal(40), day(11)),
        (LINE, Decimal(60), day(18)),
    ]
    assert ([one.line_id for one in seen.lines], [one.id for one in seen.moves]) == ([LINE], [1])
    assert args.whole(LINE, seen)


def test_what_is_too_much_on_a_day_comes_with_a_later_part() -> None:
    # Sixty stand on day 11, of which forty are to come then, and forty on day 4.
    found = lateness(split(part(40, 11), part(60, 18)))
    assert [(one.late, one.new_day, dict(one.taken)) for one in found.parts] == [
        (Decimal(40), day(11), {}),
        (Decimal(60), day(18), {2: Decimal(20), 1: Decimal(40)}),
    ]


def test_a_part_that_stands_is_named_where_it_would_be_taken_otherwise() -> None:
    made = split(part(60, 11), part(40, 18))
    found = lateness(made)
    assert [(one.late, one.new_day, dict(one.taken)) for one in found.parts] == [
        (Decimal(60), day(11), {}),
        (Decimal(40), day(18), {1: Decimal(40)}),
    ]
    draft = think(made, {})
    assert f"60 Units of {found.parts[0].product.name} on Fri 4 Dec 2026 as it stands" in draft.summary


def test_a_part_without_a_day_holds_the_other_back() -> None:
    found = lateness(saying(part(40, 11), part(60, 11, precision=Precision.UNKNOWN), made=snapshot(ordered=100)))
    assert [one.new_day for one in found.parts] == [day(11)]
    unknown = DelayClaim(refers_to=LINES, quantity=Decimal(60), precision=Precision.UNKNOWN)
    found = lateness(saying(part(40, 11), unknown, made=snapshot(ordered=100)))
    [late] = found.parts
    assert (late.whole, late.new_day) == (True, None)
    assert late.sure < 1
    assert any("40 Units on" in remark and "60 Units on no day" in remark for remark in found.remarks)


def test_more_in_parts_than_is_open_is_said_and_the_last_day_counts() -> None:
    found = lateness(saying(part(60, 11), part(80, 18), made=snapshot(ordered=100)))
    assert [(one.late, one.new_day) for one in found.parts] == [(Decimal(20), day(11)), (Decimal(80), day(18))]
    assert any("speaks of 140" in remark and "only 100 are open" in remark for remark in found.remarks)


def test_what_is_told_names_the_day_of_the_goods_that_come_later() -> None:
    draft = think(split(part(60, 18)), {})
    [reschedule] = [action for action in draft.actions if action.name is ActionName.RESCHEDULE_RECEIPT]
    [change] = RescheduleReceipt.model_validate(reschedule.args).diff(SeenReceipt.model_validate(reschedule.premise))
    assert (change.before, change.after) == ("Fri 4 Dec 2026", "Fri 11 Dec 2026")
    assert "on Fri 11 Dec 2026 instead of Fri 4 Dec 2026" in draft.summary


def test_a_later_word_about_the_whole_puts_away_what_was_said_of_parts() -> None:
    [late] = lateness(saying(part(40, 11), part(60, 18), part(None, 14), made=snapshot(ordered=100))).parts
    assert (late.whole, late.new_day, late.sure) == (True, day(14), 1.0)


def test_a_line_that_comes_as_planned_after_all_is_not_late_any_more() -> None:
    order_wide = DelayClaim(refers_to=LINES[:1], new_date=day(11))
    assert lateness(saying(order_wide)).parts
    found = lateness(saying(order_wide, part(None, 4)))
    assert (found.parts, found.settled) == ((), True)


@pytest.mark.parametrize("turned", [False, True])
def test_a_part_on_time_leaves_the_late_part_late(turned: bool) -> None:
    said = (part(20, 4), part(40, 11))
    [late] = lateness(saying(*(reversed(said) if turned else said))).parts
    assert (late.late, late.new_day, late.sure) == (Decimal(40), day(11), 1.0)


def test_what_was_said_of_another_order_is_left_out() -> None:
    wrong = DelayClaim(refers_to=(RecordRef(model="purchase.order", id=99, label="P00099"),), new_date=day(30))
    corrected = DelayClaim(new_date=day(12), read_by="person", order_text="P00012")
    found = lateness(saying(corrected, wrong))
    [late] = found.parts
    assert late.new_day == day(12)
    assert "What was said of P00099 is left out here." in found.remarks


def in_dozens(claim: DelayClaim) -> InboundSnapshot:
    """Ten dozen on the order, a hundred and twenty pieces in the receipt."""
    made = saying(claim, made=snapshot(ordered=120))
    [order] = made.orders
    dozens = order.lines[0].model_copy(update={"ordered": Decimal(10), "unit": Ref(2, "Dozens")})
    return made.model_copy(update={"orders": (order.model_copy(update={"lines": (dozens,)}),)})


@pytest.mark.parametrize(
    ("quantity", "unit", "late", "puzzled"),
    [
        (60, "pcs", 60, False),
        (60, None, 60, False),
        (6, "pcs", 6, False),
        (6, "dozen", 72, False),
        (6, None, 72, True),
        (500, "pcs", 120, False),
        (2, "pallets", 120, True),
    ],
)
def test_a_quantity_counts_in_the_unit_it_was_said_in(
    quantity: int, unit: str | None, late: int, puzzled: bool
) -> None:
    found = lateness(in_dozens(part(quantity, 11, unit_text=unit)))
    [only] = found.parts
    assert isinstance(only, LatePart)
    assert (only.late, found.puzzled) == (Decimal(late), puzzled)


def test_the_rest_counts_in_the_unit_of_the_part_it_is_the_rest_of() -> None:
    made = in_dozens(part(24, 11, unit_text="pcs"))
    rest = part(None, 18, on_time_quantity=Decimal(24))
    found = lateness(saying(*made.file.claims, rest, made=made))  # type: ignore[arg-type]
    assert [(one.late, one.new_day) for one in found.parts] == [(Decimal(24), day(11)), (Decimal(96), day(18))]
    assert not found.puzzled


@pytest.mark.parametrize("said", [part(6, 11), part(2, 11, unit_text="pallets")])
def test_a_unit_that_cannot_be_told_is_believed_less(said: DelayClaim) -> None:
    [late] = lateness(in_dozens(said)).parts
    assert late.sure < 1


def test_a_count_of_packages_alone_is_all_of_it_and_is_asked_about() -> None:
    found = lateness(saying(part(None, 11, unit_text="2 pallets"), made=snapshot(ordered=100)))
    [late] = found.parts
    assert (late.whole, found.puzzled) == (True, True)
    assert any("“2 pallets”" in remark for remark in found.remarks)

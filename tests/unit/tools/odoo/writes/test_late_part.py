"""Which goods come later: those that were to come last, in the move's own unit, and what is done already stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.actions.reschedule_receipt import LateLine
from tools.odoo.writes.receipt_plan import ReceiptPlan, plan_of, values
from tools.odoo.writes.receipt_state import IncomingMove, OrderLineState

OLD, FIRST, NEW = "2026-12-01 16:00:00", "2026-12-07 16:00:00", "2026-12-14 16:00:00"


def move(key: int, quantity: str, day: str, **more: Any) -> IncomingMove:
    row: dict[str, Any] = dict.fromkeys(
        (
            "product_id",
            "product_uom",
            "location_id",
            "location_dest_id",
            "location_final_id",
            "picking_type_id",
            "warehouse_id",
            "company_id",
            "partner_id",
        ),
        1,
    )
    row |= {"price_unit": 2.0, "procure_method": "make_to_stock", "propagate_cancel": True, "sequence": 10}
    row |= {"id": key, "state": "assigned", "origin": "P1", "reference_ids": [], "move_dest_ids": []}
    row |= {"date": day, "date_deadline": day, "product_qty": float(quantity), "product_uom_qty": float(quantity)}
    row |= {"location_usage": "supplier", "location_dest_usage": "internal"}
    row |= {"picking_id": {"id": 9, "origin": "P1", "name": "IN/1", "partner_id": 5, "state": "assigned"}}
    return IncomingMove(key, row | more)


def line_of(*moves: IncomingMove) -> OrderLineState:
    ordered = tuple(sorted(moves, key=lambda one: one.row["date"], reverse=True))
    return OrderLineState(4, 1, Decimal(50), None, OLD, ordered)


def late(quantity: int | None, day: int = 14) -> LateLine:
    part = Decimal(quantity) if quantity else None
    return LateLine(line_id=4, product="Bolt", late_quantity=part, new_date=date(2026, 12, day))


def plan(*parts: LateLine, of: tuple[IncomingMove, ...], whole: bool = False) -> ReceiptPlan:
    dates = [f"{part.new_date} 16:00:00" for part in parts]
    return plan_of(parts, line_of(*of), dates, "Europe/Brussels", whole=whole)


def test_the_last_ones_come_later_and_one_is_split() -> None:
    made = plan(late(40), of=(move(1, "20", OLD), move(2, "30", "2026-12-03 16:00:00")))
    assert [(one.id, day) for one, day in made.move] == [(2, NEW)]
    [split] = made.split
    assert (split.move.id, split.quantity, split.date, made.whole) == (1, Decimal(10), NEW, False)


def test_all_of_it_takes_the_line_along() -> None:
    made = plan(late(None), of=(move(1, "20", OLD),), whole=True)
    assert made.whole
    assert made.split == []
    assert not made.done


def test_done_stays_done() -> None:
    assert plan(late(30), of=(move(1, "20", OLD), move(2, "30", NEW))).done


def test_what_stands_at_another_hour_of_the_day_is_set_to_the_hour_of_arrivals() -> None:
    made = plan(late(30), of=(move(1, "20", OLD), move(2, "30", "2026-12-14 09:00:00")))
    assert ([(one.id, day) for one, day in made.move], made.split) == ([(2, NEW)], [])


def test_finished_moves_are_history() -> None:
    made = plan(late(None), of=(move(1, "20", OLD, state="done"), move(2, "30", OLD)), whole=True)
    assert [moved.id for moved, _ in made.move] == [2]


def test_each_part_of_a_line_gets_its_own_day() -> None:
    made = plan(late(40, 7), late(30), of=(move(1, "100", OLD),))
    assert made.move == []
    assert [(one.quantity, one.date) for one in made.split] == [(Decimal(40), FIRST), (Decimal(30), NEW)]
    [[_, picking, written]] = values([made], "P1", "EXP-1")["picking_ids"]
    assert (picking, written["move_ids"]) == (9, [[1, 1, {"product_uom_qty": 30.0}]])
    receipts = [new for _, _, new in written["backorder_ids"]]
    assert [(one["scheduled_date"], one["move_ids"][0][2]["product_uom_qty"]) for one in receipts] == [
        (FIRST, 40.0),
        (NEW, 30.0),
    ]


def test_all_of_it_in_parts_moves_the_line_to_the_first_of_them() -> None:
    made = plan(late(40, 7), late(60), of=(move(1, "100", OLD),), whole=True)
    assert [(one.id, day) for one, day in made.move] == [(1, FIRST)]
    assert [(one.quantity, one.date) for one in made.split] == [(Decimal(60), NEW)]
    written = values([made], "P1", "EXP-1")
    [[_, _, line]] = written["order_line"]
    assert line == {"date_planned": FIRST, "move_ids": [[1, 1, {"date": FIRST, "date_deadline": FIRST}]]}
    [[_, _, beside]] = written["picking_ids"]
    assert beside["move_ids"] == [[1, 1, {"product_uom_qty": 40.0}]]


def test_a_part_that_stands_on_its_day_is_not_taken_for_another() -> None:
    made = plan(late(40, 7), late(60, 21), of=(move(1, "40", FIRST), move(2, "60", NEW)))
    assert ([(one.id, day) for one, day in made.move], made.split) == ([(2, "2026-12-21 16:00:00")], [])
    # Were it not for the first part, what comes last would be the other's.
    turned = plan(late(40, 7), late(60, 21), of=(move(1, "60", OLD), move(2, "40", FIRST)))
    assert ([(one.id, day) for one, day in turned.move], turned.split) == ([(1, "2026-12-21 16:00:00")], [])


def test_parts_are_done_only_when_each_stands_on_its_day() -> None:
    stands = (move(1, "40", FIRST), move(2, "60", NEW))
    assert plan(late(40, 7), late(60), of=stands).done
    assert not plan(late(40, 7), late(60), of=stands, whole=True).done
    assert not plan(late(40, 7), late(60), of=(move(1, "40", OLD), move(2, "60", NEW))).done
    assert not plan(late(40, 7), late(60), of=(move(1, "50", FIRST), move(2, "50", NEW))).done


@pytest.mark.parametrize(("demand", "part", "rest"), [(50.0, 30.0, 20.0), (5.0, 3.0, 2.0)])
def test_a_split_counts_in_the_moves_own_unit(demand: float, part: float, rest: float) -> None:
    one = move(1, "50", OLD, product_uom_qty=demand)
    written = values([plan(late(30), of=(one,))], "P1", "EXP-1")
    [[_, picking, beside]] = written["picking_ids"]
    [[_, kept, keeps]] = beside["move_ids"]
    [[_, _, new]] = beside["backorder_ids"]
    [[_, _, later]] = new["move_ids"]
    assert (picking, kept, keeps["product_uom_qty"], later["product_uom_qty"]) == (9, 1, rest, part)
    assert (new["origin"], new["scheduled_date"], later["date"]) == ("P1 EXP-1", NEW, NEW)


def test_made_to_order_keeps_the_deadline_behind_it() -> None:
    waiting = [{"id": 8, "state": "waiting", "date": NEW, "date_deadline": "2026-12-02 16:00:00"}]
    one = move(1, "50", OLD, move_dest_ids=waiting)
    [[_, _, line]] = values([plan(late(None), of=(one,), whole=True)], "P1", "EXP-1")["order_line"]
    assert line["date_planned"] == NEW
    assert line["move_ids"] == [[1, 1, {"date": NEW, "date_deadline": OLD}]]


def test_goods_sent_straight_to_the_customer_keep_the_promise() -> None:
    one = move(1, "50", OLD, location_dest_usage="customer")
    [[_, _, line]] = values([plan(late(None), of=(one,), whole=True)], "P1", "EXP-1")["order_line"]
    assert line["move_ids"] == [[1, 1, {"date": NEW, "date_deadline": OLD}]]
    assert one.fields()["promises"] == {"1": OLD}

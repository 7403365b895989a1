"""Which goods come later: those that were to come last, in the move's own unit, and what is done already stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.actions.reschedule_receipt import LateLine
from tools.odoo.writes.receipt_state import Incoming, Line, Receipt
from tools.odoo.writes.reschedule_receipt import _plan, _values

NEW = "2026-12-14 16:00:00"


def move(key: int, quantity: str, day: str, **more: Any) -> Incoming:
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
    return Incoming(key, row | more)


def receipt(*moves: Incoming) -> Receipt:
    ordered = tuple(sorted(moves, key=lambda one: one.row["date"], reverse=True))
    line = Line(4, 1, None, "2026-12-01 16:00:00", ordered)
    return Receipt(1, "P1", "purchase", False, {4: line})


def late(quantity: int | None) -> LateLine:
    part = Decimal(quantity) if quantity else None
    return LateLine(line_id=4, product="Bolt", late_quantity=part, new_date=date(2026, 12, 14))


def test_the_last_ones_come_later_and_one_is_split() -> None:
    first, second = move(1, "20", "2026-12-01 16:00:00"), move(2, "30", "2026-12-03 16:00:00")
    plan = _plan(late(40), receipt(first, second), NEW, whole=False)
    assert [one.id for one in plan.move] == [2]
    assert plan.split is not None
    assert (plan.split[0].id, plan.split[1], plan.whole) == (1, Decimal(10), False)


def test_all_of_it_takes_the_line_along() -> None:
    plan = _plan(late(None), receipt(move(1, "20", "2026-12-01 16:00:00")), NEW, whole=True)
    assert plan.whole
    assert plan.split is None
    assert not plan.done


def test_done_stays_done() -> None:
    one, other = move(1, "20", "2026-12-01 16:00:00"), move(2, "30", NEW)
    assert _plan(late(30), receipt(one, other), NEW, whole=False).done


def test_finished_moves_are_history() -> None:
    one = move(1, "20", "2026-12-01 16:00:00", state="done")
    other = move(2, "30", "2026-12-01 16:00:00")
    plan = _plan(late(None), receipt(one, other), NEW, whole=True)
    assert [moved.id for moved in plan.move] == [2]


@pytest.mark.parametrize(("demand", "part", "rest"), [(50.0, 30.0, 20.0), (5.0, 3.0, 2.0)])
def test_a_split_counts_in_the_moves_own_unit(demand: float, part: float, rest: float) -> None:
    one = move(1, "50", "2026-12-01 16:00:00", product_uom_qty=demand)
    values = _values([_plan(late(30), receipt(one), NEW, whole=False)], "P1", "EXP-1")
    [[_, picking, written]] = values["picking_ids"]
    [[_, kept, keeps]] = written["move_ids"]
    [[_, _, new]] = written["backorder_ids"]
    [[_, _, later]] = new["move_ids"]
    assert (picking, kept, keeps["product_uom_qty"], later["product_uom_qty"]) == (9, 1, rest, part)
    assert (new["origin"], new["scheduled_date"], later["date"]) == ("P1 EXP-1", NEW, NEW)


def test_made_to_order_keeps_the_deadline_behind_it() -> None:
    waiting = [{"id": 8, "state": "waiting", "date": NEW, "date_deadline": "2026-12-02 16:00:00"}]
    one = move(1, "50", "2026-12-01 16:00:00", move_dest_ids=waiting)
    [[_, _, line]] = _values([_plan(late(None), receipt(one), NEW, whole=True)], "P1", "EXP-1")["order_line"]
    assert line["date_planned"] == NEW
    assert line["move_ids"] == [[1, 1, {"date": NEW, "date_deadline": "2026-12-01 16:00:00"}]]


def test_goods_sent_straight_to_the_customer_keep_the_promise() -> None:
    one = move(1, "50", "2026-12-01 16:00:00", location_dest_usage="customer")
    [[_, _, line]] = _values([_plan(late(None), receipt(one), NEW, whole=True)], "P1", "EXP-1")["order_line"]
    assert line["move_ids"] == [[1, 1, {"date": NEW, "date_deadline": "2026-12-01 16:00:00"}]]
    assert one.fields()["promises"] == {"1": "2026-12-01 16:00:00"}

"""A transfer of Odoo's as work: whether it waits, where it is picked, who takes it, whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from tools.odoo.reads.work_parse import open_picking
from tools.odoo.values import Ref

CUSTOMER = {"id": 9, "display_name": "Brown", "email": "b@customers.example", "lang": "de_DE", "category_id": []}
STOCK = {"id": 3, "complete_name": "ANT/Stock"}


def order(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "display_name": f"S{number}", "commitment_date": "2026-11-26 13:00:00", "currency_rate": 1.0,
        "locked": False, "partner_id": CUSTOMER, **more,
    }  # fmt: skip


def moved(number: int = 1, of: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    sold = {"price_subtotal": 20.0, "product_uom_qty": 2.0, "order_id": of or order(21)}
    return {
        "id": number, "state": "assigned", "product_qty": 2.0, "product_uom_qty": 2.0, "quantity": 2.0, "picked": False,
        "product_id": {"id": 5, "display_name": "Nut", "standard_price": 4.0},
        "location_final_id": {"id": 8, "usage": "customer"}, "sale_line_id": sold, **more,
    }  # fmt: skip


def row(*moves: dict[str, Any], **more: Any) -> dict[str, Any]:
    kind = {
        "id": 7, "display_name": "Deliveries", "batch_max_pickings": 0, "batch_max_lines": 30, "auto_batch": False,
        "batch_auto_confirm": True,
    }  # fmt: skip
    return {
        "id": 51, "name": "ANT/OUT/51", "state": "assigned", "scheduled_date": "2026-11-26 14:00:00",
        "date_deadline": False, "priority": "0", "printed": False, "picking_type_id": kind, "partner_id": CUSTOMER,
        "user_id": False, "batch_id": False, "location_dest_id": {"id": 8, "usage": "customer"}, "location_id": STOCK,
        "carrier_id": {"id": 4, "display_name": "Northline Parcel"}, "move_line_ids": [],
        "move_ids": list(moves) or [moved()], **more,
    }  # fmt: skip


def at(*places: str) -> list[dict[str, Any]]:
    return [{"location_id": {"id": index, "complete_name": place}} for index, place in enumerate(places)]


def test_what_it_takes_to_organise_it_is_read() -> None:
    found = open_picking(row(user_id={"id": 31, "display_name": "Ada"}))
    assert found is not None
    assert (found.carrier, found.user, found.order) == (Ref(4, "Northline Parcel"), Ref(31, "Ada"), Ref(21, "S21"))
    assert (found.email, found.lang, found.products) == ("b@customers.example", "de_DE", ("Nut",))
    assert (found.can_be_batched, found.most_transfers, found.most_lines) == (True, 0, 30)
    assert not found.locked
    assert not found.shared


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (at("ANT/Stock"), ("ANT/Stock",)),
        (at("ANT/Stock/Aisle A/A-01", "ANT/Stock/Aisle A/A-07"), ("ANT/Stock/Aisle A",)),
        (at("ANT/Stock/Aisle B/B-01", "ANT/Stock/Aisle A/A-07"), ("ANT/Stock/Aisle A", "ANT/Stock/Aisle B")),
        (at("ANT/Stocks/1"), ("ANT/Stocks/1",)),
        ([{"location_id": False}], ("ANT/Stock",)),
        ([], ()),
    ],
)
def test_where_it_is_picked_is_the_aisle_and_not_the_bin(lines: list[dict[str, Any]], places: tuple[str, ...]) -> None:
    found = open_picking(row(move_line_ids=lines))
    assert found is not None
    assert found.places == places


@pytest.mark.parametrize(
    ("batch", "auto", "planned"),
    [
        # A batch that somebody started, or that is somebody's, is being worked: it is no open work.
        ({"state": "in_progress", "user_id": False}, False, None),
        ({"state": "in_progress", "user_id": 31}, True, None),
        # Odoo 19 starts one for every delivery of a new warehouse, by itself and for nobody.
        ({"state": "in_progress", "user_id": False}, True, 6),
        ({"state": "draft", "user_id": False}, False, 6),
    ],
)
def test_a_batch_that_odoo_started_for_nobody_is_only_a_plan(
    batch: dict[str, Any], auto: bool, planned: int | None
) -> None:
    given = row(batch_id={"id": 6, "display_name": "BATCH/6", **batch})
    given["picking_type_id"]["auto_batch"] = auto
    found = open_picking(given)
    assert (found.planned_batch.id if found and found.planned_batch else None) == planned
    assert (found is None) == (planned is None)


def test_goods_of_two_orders_and_a_locked_one_are_known() -> None:
    both = open_picking(row(moved(1), moved(2, order(22))))
    assert both is not None
    assert both.shared
    locked = open_picking(row(moved(1, order(21, locked=True))))
    assert locked is not None
    assert locked.locked


def test_an_odoo_without_batches_has_none_to_offer() -> None:
    given = row()
    del given["batch_id"]
    given["picking_type_id"] = {"id": 7, "display_name": "Deliveries"}
    found = open_picking(given)
    assert found is not None
    assert not found.can_be_batched
    assert (found.most_transfers, found.most_lines, found.planned_batch) == (0, 0, None)

"""What came of an applied change: the day kept or not, in the zone that it was meant in; nothing said is no yes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agents.analysis.aftermath import Later, came_true
from cases.actions.base import ActionName
from cases.carrier_events import CarrierEvent, Milestone
from cases.follow_ups import CameTrue, Watched
from tests.unit.agents.world import ANT_STOCK, CUSTOMERS, TRANSIT, VENDORS, move
from tools.odoo.freight import VendorBill
from tools.odoo.models import Picking
from tools.odoo.values import Ref

DONE_AT = datetime(2026, 11, 26, 10, tzinfo=UTC)
AFTER = datetime(2026, 12, 12, 9, tzinfo=UTC)
YES, NO, UNCLEAR = CameTrue.YES, CameTrue.NO, CameTrue.UNCLEAR


def watched(name: ActionName, args: dict[str, Any], premise: dict[str, Any], **more: Any) -> Watched:
    given = {"action_id": "a", "case_id": "c", "after": {}, "partner": None, "done_at": DONE_AT, **more}
    return Watched(name=name, args=args, premise=premise, **given)


def receipt(*parts: tuple[str | None, str]) -> Watched:
    """Of 50 ordered, these parts come on these days."""
    lines = [{"line_id": 71, "product": "Lamp", "late_quantity": late, "new_date": day} for late, day in parts]
    premise = {
        "order": "P7",
        "lines": [{"line_id": 71, "planned": "2026-11-25T16:00:00Z", "ordered": "50"}],
        "moves": [{"id": 701, "line_id": 71, "quantity": "50", "date": "2026-11-25T16:00:00Z"}],
        "zone": "Europe/Brussels",
        "arrival_hour": 17,
    }
    return watched(ActionName.RESCHEDULE_RECEIPT, {"order_id": 7, "order": "P7", "lines": lines}, premise)


def came(number: int, quantity: int, when: str | None, **more: Any) -> Any:
    """Goods of the line that were booked in at a moment; none: they are still to come."""
    done = {"state": "done", "reserved": Decimal(quantity), "date": datetime.fromisoformat(when)} if when else {}
    return move(number, VENDORS, ANT_STOCK, quantity, **{"purchase_line_id": 71, **done, **more})


@pytest.mark.parametrize(
    ("parts", "moves", "expected"),
    [
        ([(None, "2026-12-04")], [came(1, 50, "2026-12-04T15:00:00Z")], YES),
        # Half past eleven in the evening in Brussels is still that day; half past midnight is not.
        ([(None, "2026-12-04")], [came(1, 50, "2026-12-04T22:30:00Z")], YES),
        ([(None, "2026-12-04")], [came(1, 50, "2026-12-04T23:30:00Z")], NO),
        ([(None, "2026-12-04")], [came(1, 50, None)], NO),
        ([(None, "2026-12-04")], [came(1, 30, "2026-12-03T15:00:00Z"), came(2, 20, None)], NO),
        # What was to come after that day need not be there on it.
        (
            [("30", "2026-12-04"), ("20", "2026-12-11")],
            [came(1, 30, "2026-12-04T15:00:00Z"), came(2, 20, "2026-12-11T15:00:00Z")],
            YES,
        ),
        (
            [("30", "2026-12-04"), ("20", "2026-12-11")],
            [came(1, 20, "2026-12-04T15:00:00Z"), came(2, 30, "2026-12-11T15:00:00Z")],
            NO,
        ),
        # Counted in boxes of ten there, and in pieces here: shares are compared.
        ([("30", "2026-12-04")], [came(1, 500, "2026-12-04T15:00:00Z")], YES),
        ([(None, "2026-12-04")], [came(1, 50, None, state="cancel")], UNCLEAR),
    ],
)
def test_a_suppliers_day_is_kept_when_all_of_it_had_come(parts: Any, moves: Any, expected: CameTrue) -> None:
    found = came_true(receipt(*parts), Later(moves=tuple(moves)), AFTER)
    assert found is not None
    assert found.came_true is expected
    assert found.detail
    assert len(found.evidence) == (0 if expected is UNCLEAR else len(moves))


def test_nothing_is_said_before_the_day_is_over_where_it_was_meant() -> None:
    one, later = receipt((None, "2026-12-04")), Later(moves=(came(1, 50, "2026-12-03T15:00:00Z"),))
    assert came_true(one, later, datetime(2026, 12, 4, 22, 59, tzinfo=UTC)) is None
    assert came_true(one, later, datetime(2026, 12, 4, 23, 0, tzinfo=UTC)) is not None


def promise() -> Watched:
    premise = {
        "order": "S21",
        "customer": "Brown",
        "commitment": None,
        "promise": "2026-11-27T14:00:00Z",
        "pickings": [],
        "zone": "Europe/Brussels",
        "dispatch_hour": 15,
    }
    args = {"order_id": 21, "order": "S21", "customer": "Brown", "new_date": "2026-12-08"}
    return watched(ActionName.REVISE_COMMITMENT, args, premise)


def test_a_customers_day_is_kept_when_everything_had_left() -> None:
    left = {"state": "done", "date": datetime(2026, 12, 8, 14, tzinfo=UTC), "sale_order": Ref(21, "S21")}
    gone, still = move(1, ANT_STOCK, CUSTOMERS, 5, **left), move(2, ANT_STOCK, CUSTOMERS, 5, sale_order=Ref(21, "S21"))
    other = move(3, ANT_STOCK, CUSTOMERS, 5, sale_order=Ref(22, "S22"))
    for moves, expected in (((gone, other), YES), ((gone, still), NO), ((other,), UNCLEAR)):
        found = came_true(promise(), Later(moves=moves), AFTER)
        assert found is not None
        assert found.came_true is expected


def test_a_delivery_that_was_let_wait_is_asked_about_on_its_new_day() -> None:
    args = {
        "picking_id": 51, "picking": "ANT/OUT/51", "order_id": 21, "order": "S21", "customer": "Brown",
        "new_date": "2026-12-08",
    }  # fmt: skip
    seen = {
        "warehouse": "Antwerp", "scheduled": "2026-11-26T14:00:00Z", "zone": "Europe/Brussels", "dispatch_hour": 15,
    }  # fmt: skip
    asked = watched(ActionName.RESCHEDULE_DELIVERY, args, seen)
    assert asked.asked_from() == datetime(2026, 12, 8, 23, tzinfo=UTC)
    mine = {"picking": Picking(id=51, name="ANT/OUT/51", state="done")}
    for day, expected in ((8, YES), (9, NO)):
        left = {"state": "done", "date": datetime(2026, 12, day, 14, tzinfo=UTC)}
        found = came_true(asked, Later(moves=(move(1, ANT_STOCK, CUSTOMERS, 5, **mine, **left),)), AFTER)
        assert found is not None
        assert found.came_true is expected


def test_a_transfer_is_received_when_its_second_leg_is_done() -> None:
    seen = {
        "free": 9,
        "own_need": 0,
        "at_receiver": 0,
        "from_location_id": 8,
        "to_location_id": 9,
        "transit_location_id": 10,
        "from_type_id": 1,
        "to_type_id": 2,
        "from_zone": "Europe/Brussels",
        "to_zone": "Europe/Warsaw",
        "dispatch_hour": 15,
        "arrival_hour": 17,
    }
    args = {
        "product_id": 6,
        "product": "Bearing",
        "quantity": 5,
        "unit_id": 1,
        "from_warehouse_id": 2,
        "from_warehouse": "Gdańsk",
        "to_warehouse_id": 1,
        "to_warehouse": "Antwerp",
        "leaves": "2026-12-01",
        "arrives": "2026-12-02",
    }
    one = watched(ActionName.TRANSFER_STOCK, args, seen, after={"pickings": [31, 32]})
    out = move(1, ANT_STOCK, TRANSIT, 5, state="done", picking=Picking(id=31, version="", name="OUT", state="done"))
    into = move(2, TRANSIT, ANT_STOCK, 5, picking=Picking(id=32, version="", name="IN", state="assigned"))
    done = into.model_copy(update={"state": "done", "date": datetime(2026, 12, 2, 15, tzinfo=UTC)})
    for moves, expected in (((out, into), NO), ((out, done), YES)):
        found = came_true(one, Later(moves=moves), AFTER)
        assert found is not None
        assert found.came_true is expected


def credit() -> Watched:
    args = {
        "bill_id": 5,
        "bill": "BILL/5",
        "partner_id": 9,
        "partner": "Northline",
        "amount": 40,
        "text": "Freight",
        "currency": "EUR",
        "worth": {"amount": 40, "currency": "EUR"},
    }
    premise = {"state": "posted", "total": 121, "vendor_id": 9}
    return watched(ActionName.REQUEST_CREDIT_NOTE, args, premise)


def note(state: str, amount: str) -> VendorBill:
    return VendorBill(
        id=8,
        version="",
        name="RBILL/8",
        kind="in_refund",
        state=state,
        total=amount,
        untaxed=amount,
        vendor=Ref(9, "N"),
    )


def test_a_credit_note_counts_when_it_is_posted_and_its_absence_after_a_month() -> None:
    posted = Later(credit_notes={5: (note("posted", "40"),)})
    found = came_true(credit(), posted, AFTER)
    assert found is not None
    assert found.came_true is YES
    for notes in ((), (note("draft", "40"),), (note("posted", "25"),)):
        later = Later(credit_notes={5: notes})
        assert came_true(credit(), later, DONE_AT + timedelta(days=29)) is None
        late = came_true(credit(), later, DONE_AT + timedelta(days=30))
        assert late is not None
        assert late.came_true is NO


def said(status: Milestone, hours: float, number: str = "NP 0000000050") -> CarrierEvent:
    at = DONE_AT + timedelta(hours=hours)
    return CarrierEvent(carrier="Northline", tracking_number=number, status=status, occurred_at=at)


def test_an_attempt_is_judged_by_what_the_carrier_said_first_after_it_was_asked() -> None:
    args = {
        "picking_id": 50,
        "picking": "OUT/50",
        "tracking": "NP0000000050",
        "partner_id": 80,
        "partner": "Northline",
    }
    one = watched(ActionName.REQUEST_REATTEMPT, args, {"email": None, "state": "done"})
    before, other = said(Milestone.FAILED_ATTEMPT, -5), said(Milestone.DELIVERED, 3, "NP0000000051")
    under_way = said(Milestone.OUT_FOR_DELIVERY, 2)
    for after, expected in ((Milestone.DELIVERED, YES), (Milestone.FAILED_ATTEMPT, NO), (Milestone.LOST, NO)):
        events = (before, under_way, other, said(after, 8), said(Milestone.DELIVERED, 30))
        found = came_true(one, Later(events=events), AFTER)
        assert found is not None
        assert found.came_true is expected
    assert came_true(one, Later(events=(before, under_way, other)), DONE_AT + timedelta(days=13)) is None
    silent = came_true(one, Later(events=(before, other)), DONE_AT + timedelta(days=15))
    assert silent is not None
    assert silent.came_true is UNCLEAR

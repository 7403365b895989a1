"""What the warehouse's actions say, show and ask for: who walks what, who gets what, and whose promise is broken."""

from __future__ import annotations

from typing import Any

import pytest

from cases.actions import ArgumentsError, parse, parse_premise
from cases.policy import load_policy
from cases.roles import Role

PICKINGS = [{"picking_id": 12, "picking": "ANT/OUT/12"}, {"picking_id": 13, "picking": "ANT/OUT/13"}]
BATCH: dict[str, Any] = {
    "warehouse_id": 1, "warehouse": "Antwerp", "type_id": 7, "type": "Deliveries", "summary": "Northline, Aisle A",
    "pickings": PICKINGS,
}  # fmt: skip
GIVEN: dict[str, Any] = {
    "warehouse_id": 1, "warehouse": "Antwerp", "user_id": 3, "user": "Petra", "pickings": PICKINGS,
}  # fmt: skip
LATER: dict[str, Any] = {
    "picking_id": 12, "picking": "ANT/OUT/12", "order_id": 4, "order": "S4", "customer": "Hotel",
    "new_date": "2026-11-27",
}  # fmt: skip
DEPARTURE: dict[str, Any] = {
    "warehouse": "Antwerp", "scheduled": "2026-11-26T14:00:00Z", "promise": "2026-11-26T23:30:00Z",
    "zone": "Europe/Brussels", "dispatch_hour": 15, "value": "40.00",
}  # fmt: skip


def test_a_batch_says_what_is_walked_together_and_by_whom() -> None:
    action = parse("batch_pickings", BATCH)
    seen = parse_premise("batch_pickings", {"pickings": [{"picking_id": 12, "lines": 3, "customer": "Hotel"}]})
    assert action.sentence() == "Pick 2 transfers at Antwerp in one walk (Northline, Aisle A)"
    first, second = action.diff(seen)
    assert (first.label, first.field, first.before) == ("ANT/OUT/12 · Hotel", "Batch", "none")
    # What was not seen is not said to have been in no batch.
    assert (second.label, second.before) == ("ANT/OUT/13", None)
    walked = parse("batch_pickings", {**BATCH, "user_id": 3, "user": "Petra"})
    assert walked.sentence().endswith(", walked by Petra")
    fewer = parse("batch_pickings", {**BATCH, "pickings": [*PICKINGS, {"picking_id": 14, "picking": "ANT/OUT/14"}]})
    assert fewer.refuse_edit(action) is None
    assert "was not proposed" in (action.refuse_edit(fewer) or "")
    assert "cannot be edited" in (action.refuse_edit(walked) or "")


@pytest.mark.parametrize(
    ("name", "args", "why"),
    [
        ("batch_pickings", {**BATCH, "pickings": PICKINGS[:1]}, "pickings"),
        ("batch_pickings", {**BATCH, "pickings": PICKINGS * 2}, "named once"),
        ("batch_pickings", {**BATCH, "user_id": 3}, "named with their name"),
        ("assign_pickings", {**GIVEN, "pickings": []}, "pickings"),
        ("assign_pickings", {**GIVEN, "pickings": PICKINGS * 2}, "named once"),
        ("assign_pickings", {**GIVEN, "user_id": None}, "user_id"),
        ("reschedule_delivery", {**LATER, "new_date": "soon"}, "new_date"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, args: dict[str, Any], why: str) -> None:
    with pytest.raises(ArgumentsError, match=why):
        parse(name, args)


def test_giving_work_to_somebody_says_whose_it_was() -> None:
    action = parse("assign_pickings", GIVEN)
    seen = parse_premise("assign_pickings", {"pickings": [{"picking_id": 12, "user_id": 5, "user": "Bo"}]})
    assert action.sentence() == "Give 2 transfers at Antwerp to Petra"
    assert [(one.before, one.after) for one in action.diff(seen)] == [("Bo", "Petra"), (None, "Petra")]
    one = parse("assign_pickings", {**GIVEN, "pickings": PICKINGS[:1]})
    assert one.sentence() == "Give 1 transfer at Antwerp to Petra"
    assert action.refuse_edit(one) is None
    assert "was not proposed" in (one.refuse_edit(action) or "")


@pytest.mark.parametrize(
    ("day", "promise", "kept"),
    [
        # Half past midnight in Brussels is the 27th already.
        ("2026-11-27", "2026-11-26T23:30:00Z", True),
        ("2026-11-27", "2026-11-26T22:30:00Z", False),
        ("2026-11-28", "2026-11-26T23:30:00Z", False),
        ("2026-12-24", None, True),
    ],
)
def test_past_the_promise_sales_is_asked_too(day: str, promise: str | None, kept: bool) -> None:
    action = parse("reschedule_delivery", {**LATER, "new_date": day})
    premise = parse_premise("reschedule_delivery", {**DEPARTURE, "promise": promise})
    facts = action.facts(premise)
    assert (facts.within_promise, facts.takes_from_customer) == (kept, not kept)
    assert [one.who for one in action.diff(premise)] == (["target"] if kept else ["target", "loses"])
    rule = load_policy().rule_for(action.name, facts)
    assert rule is not None
    asked = [set(need.any_of) for need in rule.ask]
    assert asked == ([{Role.WAREHOUSE}] if kept else [{Role.WAREHOUSE}, {Role.SALES}])


def test_a_delivery_leaves_at_the_houses_hour_of_the_new_day() -> None:
    action = parse("reschedule_delivery", LATER)
    premise = parse_premise("reschedule_delivery", DEPARTURE)
    assert action.leaves(premise).isoformat() == "2026-11-27T14:00:00+00:00"  # type: ignore[attr-defined]
    assert action.sentence() == "Let ANT/OUT/12 (S4) for Hotel leave on Fri 27 Nov 2026"
    [planned] = action.diff(premise)
    assert (planned.before, planned.after) == ("Thu 26 Nov 2026", "Fri 27 Nov 2026")

"""Another policy asked about what was proposed: who would have had to approve, what would have been forbidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cases.kind import Kind
from cases.models import Need
from cases.policy import Policy, load_policy
from cases.policy_simulation import Recorded, Simulation, simulate
from cases.roles import Role
from tests.integration.cases.desk import message, reschedule, transfer

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PRESENT = load_policy()
BUYER, STORE, FREIGHT = (Need(any_of=(role,)) for role in (Role.PROCUREMENT, Role.WAREHOUSE, Role.LOGISTICS))


def policy(*rules: dict[str, Any]) -> Policy:
    return Policy.model_validate({"version": "tried", "approval_lasts": "24h", "rules": rules})


def recorded(action: Any, *needs: Need, **more: Any) -> Recorded:
    given = {
        "id": action.id,
        "case_id": "c",
        "case_number": "EX-1001",
        "kind": Kind.INBOUND_DELAY,
        "name": action.name,
        "args": action.args,
        "premise": action.premise,
        "needs": needs,
        "policy_version": "then",
        "at": NOW,
        "needed_by": None,
        "stop": None,
        "decided": True,
    }
    return Recorded(**{**given, **more})


def tried(other: Policy, *rows: Recorded) -> Simulation:
    return simulate(rows, other, PRESENT, since=NOW)


def test_the_same_policy_makes_no_difference() -> None:
    rows = (recorded(reschedule(), BUYER), recorded(transfer(), STORE, FREIGHT))
    found = tried(PRESENT, *rows)
    assert (found.replayed, found.differences) == (2, ())


def test_each_difference_is_told() -> None:
    other = policy(
        {"when": {"action": "transfer_stock", "exposure_up_to": "5000"}, "ask": ["warehouse"], "within": "8h"},
        {"when": {"action": "message_customer"}, "ask": ["sales"], "within": "24h"},
        {"when": {"action": "schedule_activity"}, "ask": ["sales"], "within": "24h"},
    )
    found = tried(
        other,
        recorded(reschedule(), BUYER),
        recorded(transfer(), STORE, FREIGHT),
        recorded(message()),
    )
    assert [(one.action_id, one.change, one.before, one.after) for one in found.differences] == [
        ("a1", "now_forbidden", "procurement", "nobody: forbidden"),
        ("a4", "other_people", "warehouse, and logistics", "warehouse"),
        ("a3", "now_allowed", "nobody: forbidden", "sales"),
    ]
    assert found.changes == {"now_forbidden": 1, "other_people": 1, "now_allowed": 1}
    assert found.differences[1].exposure == "4000.00 EUR"


def test_another_time_for_the_same_people_is_told_as_time() -> None:
    other = policy({"when": {"action": "reschedule_receipt"}, "ask": ["procurement"], "within": "6h"})
    [found] = tried(other, recorded(reschedule(), BUYER)).differences
    assert (found.change, found.before, found.after) == ("other_time", "24 h", "6 h")


def test_a_hard_stop_stays_one_whatever_the_policy_says() -> None:
    assert tried(PRESENT, recorded(reschedule(), stop="Ring them first.")).differences == ()


def test_what_this_release_cannot_read_is_counted_and_not_guessed() -> None:
    odd = recorded(reschedule(), BUYER).model_copy(update={"args": {"order_id": "seven"}})
    found = tried(PRESENT, odd)
    assert (found.replayed, found.unreadable, found.differences) == (0, 1, ())

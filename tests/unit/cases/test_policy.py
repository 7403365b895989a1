"""The policy: every action has a rule, it reads aloud, and whatever is misspelt is refused at start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.base import ActionName, Facts, Money
from cases.policy import SHIPPED, PolicyError, load_policy
from cases.roles import Role

POLICY = load_policy()
LAST = len(POLICY.rules)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
amounts = st.decimals(min_value=0, max_value=10**9, places=2)


def facts(amount: Decimal | int = 0, **more: Any) -> Facts:
    return Facts(exposure=Money(amount=Decimal(amount), currency="EUR"), **more)


def written(tmp_path: Path, change: Any) -> Path:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "policy.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("action", ActionName)
@pytest.mark.parametrize("amount", [0, 2000, 2001, 10**9])
def test_every_action_has_a_rule_whatever_it_is_worth(action: ActionName, amount: int) -> None:
    ruling = POLICY.ruling(action, facts(amount), now=NOW, needed_by=None)
    assert not ruling.forbidden
    assert ruling.needs


@given(amounts)
def test_a_transfer_above_the_limit_always_needs_logistics_too(amount: Decimal) -> None:
    ruling = POLICY.ruling(ActionName.TRANSFER_STOCK, facts(amount), now=NOW, needed_by=None)
    asked = [need.any_of for need in ruling.needs]
    assert asked[0] == (Role.WAREHOUSE,)
    assert ((Role.LOGISTICS,) in asked) is (amount > 2000)


@given(st.integers(min_value=-200, max_value=200), st.sampled_from(ActionName))
def test_deadlines_come_in_order_and_shrink_towards_the_need(hours: int, action: ActionName) -> None:
    needed_by = NOW + timedelta(hours=hours)
    ruling = POLICY.ruling(action, facts(), now=NOW, needed_by=needed_by)
    usual = POLICY.ruling(action, facts(), now=NOW, needed_by=None)
    assert NOW < ruling.remind_at < ruling.escalate_at < ruling.expires_at <= usual.expires_at
    if timedelta(minutes=15) < needed_by - NOW:
        assert ruling.expires_at <= needed_by


def test_what_no_rule_fits_is_forbidden(tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["rules"] = [rule for rule in data["rules"] if rule.get("when", {}).get("action") != "transfer_stock"]

    ruling = load_policy(written(tmp_path, change)).ruling(ActionName.TRANSFER_STOCK, facts(), now=NOW, needed_by=None)
    assert ruling.forbidden
    assert ruling.needs == ()
    assert ruling.expires_at == NOW


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    def change(data: Any) -> None:
        special = {
            "when": {"action": "transfer_stock", "warehouse": "Ghent", "takes_from_customer": True},
            "ask": ["warehouse_manager"],
            "within": "30m",
        }
        data["rules"].insert(0, special)

    policy = load_policy(written(tmp_path, change))
    ghent = facts(5000, warehouse="Ghent", takes_from_customer=True)
    assert policy.ruling(ActionName.TRANSFER_STOCK, ghent, now=NOW, needed_by=None).needs[0].any_of == (
        Role.WAREHOUSE_MANAGER,
    )
    assert policy.sentences[0] == (
        "Transfer stock that takes from a customer at Ghent: approved by warehouse manager within 0.5 hours."
    )
    other = facts(5000, warehouse="Liège", takes_from_customer=True)
    assert len(policy.ruling(ActionName.TRANSFER_STOCK, other, now=NOW, needed_by=None).needs) == 2


def _wrong(path: str, value: Any) -> Any:
    def change(data: Any) -> None:
        *way, last = path.split(".")
        target = data
        for part in way:
            target = target[int(part)] if part.isdecimal() else target[part]
        key = int(last) if last.isdecimal() else last
        if value is None:
            del target[key]
        else:
            target[key] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("rules.0.when.action", "reschedule_reciept", "rule 1, when.action"),
        ("rules.1.when.exposure_upto", "5", "rule 2, when.exposure_upto"),
        ("rules.1.when.exposure_up_to", "-5", "rule 2, when.exposure_up_to"),
        ("rules.1.when.exposure_up_to", "a lot", "rule 2, when.exposure_up_to"),
        ("rules.0.ask", ["procurment"], "rule 1, ask"),
        ("rules.0.ask", [], "rule 1, ask"),
        ("rules.0.within", "soon", "24h"),
        ("rules.0.within", None, "rule 1, within"),
        ("rules.0.approve", "always", "rule 1, approve"),
        (f"rules.{LAST}.forbid", "most things", "the last must be `forbid: everything else`"),
        (f"rules.{LAST}", {"when": {"action": "transfer_stock"}, "ask": ["sales"], "within": "1h"}, "the last must be"),
        ("version", None, "version"),
        ("approval_lasts", None, "approval_lasts"),
        ("answer_days", 0, "answer_days"),
        ("defaults", {}, "defaults"),
    ],
)
def test_whatever_is_misspelt_is_refused(tmp_path: Path, path: str, value: Any, words: str) -> None:
    with pytest.raises(PolicyError) as refused:
        load_policy(written(tmp_path, _wrong(path, value)))
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["", "rules: []", "rules: {}", "- 1", "{", "rules: [1]"])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"policy\.yaml"):
        load_policy(path)


def test_a_policy_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path / "none.yaml")

"""The planned past adds up: stock never runs below zero and ends where the story begins."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import sandbox

SEED = Path(sandbox.__file__).with_name("seed")


@pytest.fixture
def data() -> dict[str, Any]:
    return {
        name: yaml.safe_load((SEED / f"{name}.yaml").read_text())
        for name in ("company", "partners", "products", "story")
    }


@pytest.fixture
def history() -> Iterator[ModuleType]:
    """The seeder's module, found as Odoo's interpreter finds it."""
    sys.path.insert(0, str(SEED))
    try:
        yield import_module("history")
    finally:
        sys.path.remove(str(SEED))
        sys.modules.pop("history")


def test_the_past_is_the_same_every_time(history: ModuleType, data: dict[str, Any]) -> None:
    assert history.plan(data) == history.plan(data)


def test_stock_never_runs_below_zero_and_ends_as_stated(history: ModuleType, data: dict[str, Any]) -> None:
    initial, orders, purchases = history.plan(data)
    changes: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for purchase in purchases:
        for day, parts in purchase["receipts"]:
            for code, quantity in parts.items():
                changes[code, purchase["warehouse"]][day][0] += quantity
    for order in orders:
        for code, quantity in order["lines"].items():
            changes[code, order["warehouse"]][order["shipped"]][1] += quantity
    for place, level in initial.items():
        for day in sorted(changes[place]):
            received, shipped = changes[place][day]
            level += received - shipped
            assert level >= 0, (place, day)
        code, warehouse = place
        assert level == data["products"]["products"][code]["stock"][warehouse], place


def test_the_past_is_over(history: ModuleType, data: dict[str, Any]) -> None:
    _, orders, purchases = history.plan(data)
    assert max(order["shipped"] for order in orders) == -1
    assert max(day for purchase in purchases for day, _ in purchase["receipts"]) < 0
    assert all(order["ordered"] < order["shipped"] for order in orders)
    assert 250 <= len(orders) + len(purchases) <= 400


def test_every_supplier_has_a_past_and_what_was_ordered_came(history: ModuleType, data: dict[str, Any]) -> None:
    _, _, purchases = history.plan(data)
    assert {purchase["supplier"] for purchase in purchases} == set(data["partners"]["suppliers"])
    for purchase in purchases:
        came: dict[str, int] = defaultdict(int)
        for _, parts in purchase["receipts"]:
            for code, quantity in parts.items():
                came[code] += quantity
        assert came == purchase["lines"]
        assert all(quantity > 0 for quantity in came.values())


def test_the_far_supplier_has_become_slower(history: ModuleType, data: dict[str, Any]) -> None:
    _, _, purchases = history.plan(data)
    late = [
        (purchase["planned"] > history.RECENT, purchase["receipts"][0][0] - purchase["planned"])
        for purchase in purchases
        if purchase["supplier"] == "xinhai"
    ]
    before = [days for recent, days in late if not recent]
    lately = [days for recent, days in late if recent]
    assert before
    assert lately
    assert min(lately) > max(before)

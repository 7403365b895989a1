"""Generated scenarios: the same seed, the same files; each can be loaded, and its truth is what was drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cases.actions.base import ActionName
from cases.kind import Kind
from cli.evals import app
from evals.harness.generating import generate, written
from evals.harness.given import GivenPurchase, GivenSale
from evals.harness.names import Names
from evals.harness.scenario import Scenario, ScenarioError, load_scenarios
from tests.unit.evals.test_scenarios import THURSDAY


def test_the_same_seed_gives_the_same_files_and_another_gives_others(tmp_path: Path) -> None:
    for folder, seed in (("one", 7), ("two", 7), ("three", 8)):
        written(tmp_path / folder, generate(seed, 24))
    one, two, three = (
        [path.read_text(encoding="utf-8") for path in sorted((tmp_path / name).glob("*.yaml"))]
        for name in ("one", "two", "three")
    )
    assert one == two
    assert one != three
    assert load_scenarios(tmp_path / "one") == sorted(generate(7, 24), key=lambda made: made.id)


def test_a_scenario_stays_the_same_whatever_else_is_drawn() -> None:
    assert generate(3, 40)[:8] == generate(3, 8)


def test_only_kinds_that_are_generated_and_folders_without_others(tmp_path: Path) -> None:
    assert {made.kind for made in generate(1, 6, [Kind.INBOUND_DELAY])} == {Kind.INBOUND_DELAY}
    with pytest.raises(ScenarioError, match="picking_backlog: not generated; there are inbound_delay"):
        generate(1, 1, [Kind.PICKING_BACKLOG])
    (tmp_path / "mine.yaml").write_text("id: mine\n")
    with pytest.raises(ScenarioError, match=r"holds mine\.yaml already"):
        written(tmp_path, generate(1, 1))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_the_command_writes_so_many(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["generate", "--to", str(tmp_path / "to"), "--seed", "5", "--count", "9"])
    assert done.exit_code == 0
    assert len(load_scenarios(tmp_path / "to")) == 9


def days(scenario: Scenario) -> tuple[int, dict[str, int]]:
    """How many pieces are bought, and how many each sale takes."""
    bought, sold = 0, {}
    for step in scenario.given:
        if isinstance(step.what, GivenPurchase):
            bought = int(sum(step.what.lines.values()))
        elif isinstance(step.what, GivenSale):
            sold[step.what.key] = int(sum(step.what.lines.values()))
    return bought, sold


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_a_promise_is_said_to_break_exactly_where_the_goods_come_after_it(seed: int) -> None:
    names = Names(THURSDAY, {})
    for made in generate(seed, 8, [Kind.INBOUND_DELAY]):
        moved = [one for one in made.then.must if one.action is ActionName.RESCHEDULE_RECEIPT]
        if not moved:
            continue
        [line] = moved[0].args["lines"]  # type: ignore[misc, union-attr]
        new = names.day(line["new_date"])  # type: ignore[index, call-overload, arg-type]
        late = int(line.get("late_quantity", 0))  # type: ignore[union-attr, arg-type]
        bought, wanted = days(made)
        stocked = bool(made.given[0].product and made.given[0].product.stock)
        free = bought - late if late else 0
        broken = set()
        for step in made.given:
            if step.sale is None:
                continue
            free -= wanted[step.sale.key]
            if names.day(step.sale.promised) <= new and free < 0 and not stocked:
                broken.add(f"{{{step.sale.key}}}")
        told = {one.args["order"] for one in made.then.must if one.action is ActionName.REVISE_COMMITMENT}
        assert told == broken, made.id
        assert sum(wanted.values()) == bought

"""Scenarios on a real Odoo: a clean world for each, the whole road, and a company that nobody sees again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evals.harness.run import run_scenarios
from evals.harness.scenario import Scenario, load_scenario
from runtime.settings import load

pytestmark = pytest.mark.odoo
DEVELOP = Path(__file__).parents[3] / "evals" / "scenarios" / "develop"


def shipped(name: str) -> Scenario:
    return load_scenario(DEVELOP / f"{name}.yaml")


def impossible(name: str) -> Scenario:
    content = yaml.safe_load((DEVELOP / f"{name}.yaml").read_text(encoding="utf-8"))
    content["id"] = "the-impossible"
    content["given"][1]["purchase"]["supplier"] = "nobody"
    return Scenario.model_validate(content)


def wrong(name: str) -> Scenario:
    """The scenario with another truth: the customer is promised a day that cannot be, and nobody else is written to."""
    content = yaml.safe_load((DEVELOP / f"{name}.yaml").read_text(encoding="utf-8"))
    content["id"] = "the-wrong-truth"
    content["then"]["end"][1]["has"] = {"commitment_date": "today+30wd"}
    content["then"]["must_not"] = ["revise_commitment"]
    return Scenario.model_validate(content)


async def test_a_clean_world_each_right_and_wrong_told_apart() -> None:
    told: list[str] = []
    late = "inbound-one-line-en"
    chosen = [shipped(late), wrong(late), impossible(late), shipped("nothing-out-of-office-de")]
    found = await run_scenarios(chosen, load(), trials=1, jobs=1, progress=told.append)
    by_id = {one.id: one for one in found.scenarios}
    right = by_id["inbound-one-line-en"]
    assert (right.passed, right.why, right.errors) == (True, (), ())
    assert 0 < right.odoo_calls[0] <= 10
    # The same order number again: the world was clean, or it would be another.
    other = by_id["the-wrong-truth"]
    assert not other.passed
    assert other.forbidden
    assert any("commitment_date" in one for one in other.why)
    assert any(line.startswith("Given: P") for line in other.story)
    assert by_id["nothing-out-of-office-de"].passed
    assert by_id["the-impossible"].errors == ("The scenario cannot be made: there is no supplier 'nobody'",)
    assert (found.totals.forbidden, found.totals.infrastructure_errors, found.totals.trials) == (1, 1, 3)
    assert any(one.startswith("inbound-one-line-en (1 of 4)") for one in told)

"""Scenarios on a real Odoo: a clean world for each, the whole road, and a company that nobody sees again.

Some of the develop half are held against the baseline: whoever makes them worse, or has anything forbidden proposed,
does not get past this.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from pydantic import SecretStr

from evals.harness.compare import compare
from evals.harness.run import run_in
from evals.harness.scenario import Scenario, load_scenario
from evals.harness.scoring import RunResult, run_result
from evals.harness.worlds import open_worlds
from runtime.settings import load
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.odoo
EVALS = Path(__file__).parents[3] / "evals"
LATE = "inbound-one-line-en"
# Every kind, door, language and difficulty once, of those that take least.
FAST = (
    LATE,
    "inbound-part-on-time-de",
    "inbound-taken-back-en",
    "inbound-stranger-en",
    "inbound-only-a-week-nl",
    "delivery-damaged-in-stock",
    "delivery-instructed-by-detail",
    "freight-too-much",
    "replenish-transfer",
    "backlog-nobody-works-yet",
    "stop-bank-beside-a-delay-en",
    "nothing-newsletter-fr",
    "time-spring-change-en",
)


class Tried(NamedTuple):
    """What was tried, in one company after the other."""

    fast: RunResult
    odd: RunResult
    with_model: RunResult
    told: list[str]
    asked: int


def shipped(name: str) -> Scenario:
    return load_scenario(EVALS / "scenarios" / "develop" / f"{name}.yaml")


def impossible(name: str) -> Scenario:
    content = yaml.safe_load((EVALS / "scenarios" / "develop" / f"{name}.yaml").read_text(encoding="utf-8"))
    content["id"] = "the-impossible"
    content["given"][1]["purchase"]["supplier"] = "nobody"
    return Scenario.model_validate(content)


def wrong(name: str) -> Scenario:
    """The scenario with another truth: the customer is promised a day that cannot be, and nobody else is written to."""
    content = yaml.safe_load((EVALS / "scenarios" / "develop" / f"{name}.yaml").read_text(encoding="utf-8"))
    content["id"] = "the-wrong-truth"
    content["then"]["end"][1]["has"] = {"commitment_date": "today+30wd"}
    content["then"]["must_not"] = ["revise_commitment"]
    return Scenario.model_validate(content)


async def _all(model: ScriptedModel) -> Tried:
    told: list[str] = []
    async with open_worlds(load(), 1, told.append) as [world]:
        fast = await run_in([world], [shipped(name) for name in FAST], trials=1, progress=told.append)
        odd = await run_in([world], [wrong(LATE), impossible(LATE)], trials=1, progress=told.append)
        world.settings = world.settings.model_copy(
            update={"model": "scripted", "openai_base_url": model.url, "openai_api_key": SecretStr("none")}
        )
        with_model = await run_in([world], [shipped(LATE)], trials=1, progress=told.append)
    return Tried(fast, odd, with_model, told, len(model.requests))


@pytest.fixture(scope="module")
def tried() -> Tried:
    with ScriptedModel() as model, ThreadPoolExecutor(1) as thread:  # a loop of its own, whatever loop the tests have
        return thread.submit(asyncio.run, _all(model)).result()


def test_nothing_forbidden_and_nothing_lost_against_the_baseline(tried: Tried) -> None:
    baseline = RunResult.model_validate_json((EVALS / "baselines" / "develop.json").read_bytes())
    before = run_result([one for one in baseline.scenarios if one.id in FAST], baseline.about)
    found = compare(before, tried.fast)
    stories = {one.id: one.story or one.errors for one in tried.fast.scenarios if not one.passed}
    assert (tried.fast.totals.forbidden, tried.fast.totals.infrastructure_errors) == (0, 0), stories
    assert not found.worse, stories
    assert tried.fast.totals.pass_1 is not None
    assert tried.fast.totals.pass_1 >= 0.85, stories


def test_a_clean_world_each_right_and_wrong_told_apart(tried: Tried) -> None:
    right = next(one for one in tried.fast.scenarios if one.id == LATE)
    assert (right.passed, right.why, right.errors) == (True, (), ())
    assert 0 < right.odoo_calls[0] <= 10
    assert (right.tokens, right.model_calls) == ((0,), (0,))
    other, failing = tried.odd.scenarios
    assert not other.passed
    assert other.forbidden
    assert any("commitment_date" in one for one in other.why)
    assert any(line.startswith("Given: P") for line in other.story)
    assert failing.errors == ("The scenario cannot be made: there is no supplier 'nobody'",)
    assert (tried.odd.totals.forbidden, tried.odd.totals.infrastructure_errors, tried.odd.totals.trials) == (1, 1, 1)
    assert any(one.startswith(f"{LATE} (1 of {len(FAST)})") for one in tried.told)


def test_a_model_is_asked_beside_and_what_it_costs_is_counted(tried: Tried) -> None:
    """A scripted endpoint stands in for the model: it agrees, and reads nothing that is not there."""
    [beside] = tried.with_model.scenarios
    assert (beside.passed, beside.errors) == (True, ())
    assert tried.asked == tried.with_model.totals.model_calls > 0
    assert tried.with_model.totals.tokens == 600 * tried.asked
    assert tried.with_model.about["model"] == "scripted"
    assert tried.fast.about["model"] == "none"
    assert {"procurement", "sales"} <= set(tried.fast.by_approver)

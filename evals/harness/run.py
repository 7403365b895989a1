"""All scenarios of a folder, each so often, some beside each other; what cannot be tried is counted apart.

A trial that the machine broke (Odoo away, no world) is tried once more in a fresh world and then counted as an
infrastructure error, never as a failure of the desk; so is a scenario that names what there is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import psycopg
import structlog
from sqlalchemy.exc import OperationalError

from evals.harness.judging import Judged
from evals.harness.observed import Observed
from evals.harness.scenario import Scenario, ScenarioError
from evals.harness.scoring import RunResult, TrialResult, result_of, run_result
from evals.harness.telling import told_trial
from evals.harness.trial import run_trial
from evals.harness.worlds import TrialWorld, open_worlds
from runtime.jobs import TryLater
from runtime.postgres import PostgresUnavailable
from runtime.settings import Settings
from sandbox.errors import SandboxError
from tools.odoo.errors import OdooError

Progress = Callable[[str], None]
_log = structlog.get_logger(__name__)
# What breaks around the desk; whatever else goes wrong in a trial is the desk's own.
_AROUND = (OdooError, SandboxError, PostgresUnavailable, TryLater, OperationalError, psycopg.Error, OSError)
_TRIES = 2


async def run_scenarios(
    scenarios: Sequence[Scenario],
    settings: Settings,
    *,
    trials: int,
    jobs: int,
    progress: Progress,
    keep: Callable[[RunResult], None] | None = None,
) -> RunResult:
    """Try all of them.

    Args:
        scenarios: what is tried.
        settings: of this machine; policy and model are taken from them, nothing of a desk in use is touched.
        trials: how often each is tried, in a clean world every time.
        jobs: how many worlds stand beside each other.
        progress: told each step.
        keep: given all figures so far after each trial, so that a run that is ended early is not lost.

    Raises:
        SandboxError: no world could be made.
    """
    async with open_worlds(settings, min(jobs, len(scenarios) * trials), progress) as worlds:
        return await run_in(worlds, scenarios, trials=trials, progress=progress, keep=keep)


async def run_in(
    worlds: Sequence[TrialWorld],
    scenarios: Sequence[Scenario],
    *,
    trials: int,
    progress: Progress,
    keep: Callable[[RunResult], None] | None = None,
) -> RunResult:
    """The same in worlds that stand already; policy and model are those of the first."""
    waiting: asyncio.Queue[tuple[int, Scenario]] = asyncio.Queue()
    for scenario in scenarios:
        for _ in range(trials):
            waiting.put_nowait((waiting.qsize(), scenario))
    done: dict[str, list[TrialResult]] = {scenario.id: [] for scenario in scenarios}
    began = datetime.now(UTC)
    number = waiting.qsize()

    def so_far() -> RunResult:
        results = [result_of(scenario, done[scenario.id], told_trial) for scenario in scenarios if done[scenario.id]]
        return run_result(results, _about(worlds[0].settings, began, trials))

    def take(scenario: Scenario, result: TrialResult) -> None:
        done[scenario.id].append(result)
        if keep is not None:
            keep(so_far())

    async with asyncio.TaskGroup() as group:
        for world in worlds:
            group.create_task(_work_off(world, waiting, take, number, progress))
    return so_far()


async def _work_off(
    world: TrialWorld,
    waiting: asyncio.Queue[tuple[int, Scenario]],
    take: Callable[[Scenario, TrialResult], None],
    number: int,
    progress: Progress,
) -> None:
    while not waiting.empty():
        _, scenario = waiting.get_nowait()
        progress(f"{scenario.id} ({number - waiting.qsize()} of {number})")
        take(scenario, await _tried(scenario, world))


async def _tried(scenario: Scenario, world: TrialWorld) -> TrialResult:
    error = ""
    for _ in range(_TRIES):
        try:
            seen, judged = await run_trial(scenario, world)
        except ScenarioError as wrong:
            return TrialResult(error=f"The scenario cannot be made: {wrong}")
        except _AROUND as wrong:
            error = f"{type(wrong).__name__}: {' '.join(str(wrong).split())[:300]}"
            _log.warning("evals.not_tried", scenario=scenario.id, error=error)
        except Exception as broken:  # whatever it is: the desk fell over, and the scenario with it
            why = f"The desk broke: {type(broken).__name__}: {' '.join(str(broken).split())[:300]}"
            _log.error("evals.broke", scenario=scenario.id, why=why, exc_info=broken)
            return TrialResult(judged=Judged(passed=False, counts={}, why=(why,)), seen=Observed())
        else:
            return TrialResult(judged=judged, seen=seen)
    return TrialResult(error=error)


def _about(settings: Settings, began: datetime, trials: int) -> dict[str, str]:
    took = (datetime.now(UTC) - began).total_seconds()
    return {
        "began": began.isoformat(timespec="seconds"),
        "seconds": f"{took:.0f}",
        "trials": str(trials),
        "model": settings.model or "none",
        "policy": str(settings.policy_file or "the built-in one"),
    }

"""All trials of a run → the figures of `evals run --json`, each with its interval. Pure.

A share is counted over whatever it is a share of (records, claims, actions). `pass_1` is the share of trials that
passed, averaged over scenarios; `pass_k` the share of scenarios of which every trial did. Trials of one scenario are no
new scenarios, so both have the interval of so many scenarios. Infrastructure errors are no trials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt
from statistics import median

from pydantic import BaseModel, ConfigDict, Field

from cases.kind import Kind
from cases.overrides.shares import Z
from evals.calibration import score
from evals.harness.baseline import by_keywords, commonest
from evals.harness.judging import Judged, Tally
from evals.harness.observed import Observed
from evals.harness.scenario import Scenario


class Interval(BaseModel):
    """A share of `of` with the ends of its 95 % interval (Wilson), all from 0 to 1."""

    share: float
    of: int
    low: float
    high: float


class Totals(BaseModel):
    """The figures of some scenarios. A figure of nothing is absent.

    Attributes:
        forbidden: trials in which something was proposed or done that nobody may.
        routing_accuracy: reports that became exactly the right cases.
        keyword_baseline: the same, had a few keywords decided; commonest_baseline: had it always been the commonest.
        claims_f1: claims that were read right in every field that matters; no other was read.
        action_precision: proposed actions that are wanted or fine; action_recall: wanted ones that were proposed.
        arguments: wanted actions, where one of that name was proposed, that were right to the last argument.
        ece, brier, aurc: how sure each proposed action was, against whether it was right (not what people decided).
        odoo_calls_median: calls from the first report to the last proposal.
        seconds_median: of a trial without making its world.
        model_calls, tokens: of all trials together; nought without a model.
        intervals: of every share.
    """

    model_config = ConfigDict(extra="forbid")

    scenarios: int
    trials: int
    pass_1: float | None = None
    pass_k: float | None = None
    k: int = 1
    forbidden: int = 0
    routing_accuracy: float | None = None
    keyword_baseline: float | None = None
    commonest_baseline: float | None = None
    references: float | None = None
    claims_f1: float | None = None
    action_precision: float | None = None
    action_recall: float | None = None
    arguments: float | None = None
    end_state: float | None = None
    messages: float | None = None
    unchanged: float | None = None
    execution: float | None = None
    ece: float | None = None
    brier: float | None = None
    aurc: float | None = None
    odoo_calls_median: float | None = None
    seconds_median: float | None = None
    model_calls: int = 0
    tokens: int = 0
    infrastructure_errors: int = 0
    intervals: dict[str, Interval] = Field(default_factory=dict)


class TrialResult(BaseModel):
    """One trial of a scenario: what was judged of what was seen, or why it could not be made."""

    judged: Judged | None = None
    seen: Observed | None = None
    error: str | None = None


class ScenarioResult(BaseModel):
    """One scenario with its trials.

    Attributes:
        passed: whether every trial did.
        scores: the shares that it was judged by, over its trials.
        asked: of the proposed actions that a role may approve, how many were wanted or fine, by role.
        why: what was wrong, of the first trial that failed.
        story: that trial, told from what was given to what Odoo showed.
    """

    id: str
    title: str
    kind: Kind
    difficulty: str
    language: str
    source: str
    wanted: tuple[Kind, ...]
    passed: bool
    trials: int
    trials_passed: int
    errors: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    scores: dict[str, float] = Field(default_factory=dict)
    counts: dict[str, Tally] = Field(default_factory=dict)
    fields: dict[str, Tally] = Field(default_factory=dict)
    keyword_right: int = 0
    sure: tuple[tuple[float, bool], ...] = ()
    asked: dict[str, Tally] = Field(default_factory=dict)
    odoo_calls: tuple[int, ...] = ()
    seconds: tuple[float, ...] = ()
    model_calls: tuple[int, ...] = ()
    tokens: tuple[int, ...] = ()
    why: tuple[str, ...] = ()
    story: tuple[str, ...] = ()


class RunResult(BaseModel):
    """A whole run, as it is written.

    Attributes:
        about: when, of which folder, with which model and how many trials.
        claim_fields: claims' fields that were read right.
        by_approver: of what a role was asked to approve, how much was wanted or fine.
    """

    about: dict[str, str] = Field(default_factory=dict)
    totals: Totals
    by_kind: dict[str, Totals]
    by_difficulty: dict[str, Totals] = Field(default_factory=dict)
    by_language: dict[str, Totals] = Field(default_factory=dict)
    by_source: dict[str, Totals] = Field(default_factory=dict)
    claim_fields: dict[str, Interval] = Field(default_factory=dict)
    by_approver: dict[str, Interval] = Field(default_factory=dict)
    scenarios: list[ScenarioResult]


def result_of(
    scenario: Scenario, trials: Sequence[TrialResult], story: Callable[[TrialResult], Sequence[str]]
) -> ScenarioResult:
    """What the trials of one scenario came to."""
    done = [(one, one.judged, one.seen) for one in trials if one.judged is not None and one.seen is not None]
    failed = next((one for one, judged, _ in done if not judged.passed), None)
    counts = _summed(judged.counts for _, judged, _ in done)
    wanted = tuple(sorted(one.kind for one in scenario.then.cases))
    return ScenarioResult(
        id=scenario.id,
        title=scenario.title,
        kind=scenario.kind,
        difficulty=scenario.difficulty.value,
        language=scenario.language,
        source=scenario.source,
        wanted=wanted,
        passed=bool(done) and failed is None,
        trials=len(done),
        trials_passed=sum(judged.passed for _, judged, _ in done),
        errors=tuple(one.error for one in trials if one.error is not None),
        forbidden=tuple(dict.fromkeys(what for _, judged, _ in done for what in judged.forbidden)),
        scores={name: round(one.right / one.of, 4) for name, one in counts.items() if one.of},
        counts=counts,
        fields=_summed(judged.fields for _, judged, _ in done),
        keyword_right=sum(by_keywords(seen.told) == wanted for _, _, seen in done),
        sure=tuple((one.sure, one.right) for _, judged, _ in done for one in judged.sure),
        asked=_summed(_asked(judged) for _, judged, _ in done),
        odoo_calls=tuple(seen.odoo_calls for _, _, seen in done),
        seconds=tuple(seen.seconds for _, _, seen in done),
        model_calls=tuple(seen.model_calls for _, _, seen in done),
        tokens=tuple(seen.tokens for _, _, seen in done),
        why=failed.judged.why if failed and failed.judged else (),
        story=tuple(story(failed)) if failed else (),
    )


def run_result(results: Sequence[ScenarioResult], about: Mapping[str, str]) -> RunResult:
    """All figures of a run."""
    return RunResult(
        about=dict(about),
        totals=totals(results),
        by_kind=_by(results, lambda one: one.kind.value),
        by_difficulty=_by(results, lambda one: one.difficulty),
        by_language=_by(results, lambda one: one.language),
        by_source=_by(results, lambda one: one.source),
        claim_fields=_shares(result.fields for result in results),
        by_approver=_shares(result.asked for result in results),
        scenarios=list(results),
    )


def _shares(counted: Iterable[Mapping[str, Tally]]) -> dict[str, Interval]:
    return {name: interval(one.right / one.of, one.of) for name, one in sorted(_summed(counted).items()) if one.of}


def _asked(judged: Judged) -> dict[str, Tally]:
    roles = sorted({role for one in judged.sure for role in one.asked})
    mine = {role: [one.right for one in judged.sure if role in one.asked] for role in roles}
    return {role: Tally(right=sum(right), of=len(right)) for role, right in mine.items()}


def failures(run: RunResult) -> list[ScenarioResult]:
    """The scenarios that did not pass, forbidden things first."""
    return sorted((one for one in run.scenarios if not one.passed), key=lambda one: (not one.forbidden, one.id))


def totals(results: Sequence[ScenarioResult]) -> Totals:
    """The figures of some scenarios."""
    done = [one for one in results if one.trials]
    trials = sum(one.trials for one in done)
    found: dict[str, Interval] = {}
    if done:
        found["pass_1"] = interval(_mean(one.trials_passed / one.trials for one in done), len(done))
        found["pass_k"] = interval(_mean(float(one.passed) for one in done), len(done))
        found["keyword_baseline"] = interval(sum(one.keyword_right for one in done) / trials, trials)
        always = commonest(one.wanted for one in done)
        right = sum(one.trials for one in done if one.wanted == always)
        found["commonest_baseline"] = interval(right / trials, trials)
    counts = _summed(one.counts for one in done)
    for name, one in counts.items():
        if one.of:
            found[_CALLED.get(name, name)] = interval(one.right / one.of, one.of)
    if f1 := _f1(counts):
        found["claims_f1"] = f1
    sure = [one for result in done for one in result.sure]
    scored = score([one for one, _ in sure], [right for _, right in sure]) if sure else None
    calls = [one for result in done for one in result.odoo_calls]
    seconds = [one for result in done for one in result.seconds]
    return Totals(
        scenarios=len(results),
        trials=trials,
        k=max((one.trials for one in done), default=1),
        forbidden=sum(bool(one.forbidden) for one in done),
        ece=scored.ece if scored else None,
        brier=scored.brier if scored else None,
        aurc=scored.aurc if scored else None,
        odoo_calls_median=median(calls) if calls else None,
        seconds_median=round(median(seconds), 2) if seconds else None,
        model_calls=sum(sum(one.model_calls) for one in done),
        tokens=sum(sum(one.tokens) for one in done),
        infrastructure_errors=sum(len(one.errors) for one in results),
        intervals=found,
        **{name: one.share for name, one in found.items() if name in Totals.model_fields},
    )


def interval(share: float, of: int) -> Interval:
    """A share of so many with its interval; the share may lie between two counts."""
    z2 = Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return Interval(
        share=round(share, 4),
        of=of,
        low=round(max(0.0, middle - half), 4),
        high=round(min(1.0, middle + half), 4),
    )


_CALLED = {"routing": "routing_accuracy"}


def _f1(counts: Mapping[str, Tally]) -> Interval | None:
    found, wanted = counts.get("claims_precision"), counts.get("claims_recall")
    if found is None or wanted is None or not found.of + wanted.of:
        return None
    return interval(2 * wanted.right / (found.of + wanted.of), found.of + wanted.of)


def _by(results: Sequence[ScenarioResult], what: Callable[[ScenarioResult], str]) -> dict[str, Totals]:
    """Weak spots first."""
    some = {name: totals([one for one in results if what(one) == name]) for name in sorted(map(what, results))}
    return dict(sorted(some.items(), key=lambda one: (one[1].pass_1 is None, one[1].pass_1, one[0])))


def _summed(counted: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for counts in counted:
        for name, one in counts.items():
            right[name] += one.right
            of[name] += one.of
    return {name: Tally(right=right[name], of=of[name]) for name in of}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)

"""A trial told like a story: what there was, what came in, what was made of it, what was wrong. Plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evals.harness.observed import Observed, SeenAction, SeenCase
from evals.harness.scoring import TrialResult

_QUIET = frozenset({"span", "refers_to", "read_by", "sure", "trust", "type"})


def told_trial(trial: TrialResult) -> list[str]:
    """The story of a trial that was judged."""
    if trial.seen is None or trial.judged is None:
        return [f"It could not be tried: {trial.error}"]
    return list(_lines(trial.seen, trial.judged.why))


def _lines(seen: Observed, why: tuple[str, ...]) -> Iterator[str]:
    for one in seen.given:
        yield f"Given: {one}."
    for report in seen.reports:
        said = f" ({report.why})" if report.why else ""
        yield f"There came {report.heading}. The report is {report.status.replace('_', ' ')}{said}."
    if not seen.cases:
        yield "No case was opened."
    for case in seen.cases:
        yield from _case(case)
    for message in seen.messages:
        yield f"{', '.join(message.to)} got on {message.on}: {' '.join(message.text.split())[:400]}"
    for number, rows in enumerate(seen.ends, 1):
        yield f"Odoo showed for expectation {number}: {list(rows)[:5]}"
    for one in why:
        yield f"Wrong: {one}"


def _case(case: SeenCase) -> Iterator[str]:
    about = ", ".join(record.label for record in case.records) or "nothing that is known"
    yield f"{case.number} was opened, {case.kind.replace('_', ' ')}: {case.title} (about {about})."
    for claim in case.claims:
        yield f"  It read a {claim['type']}: {_claim(claim)}."
    if case.stop:
        yield "  It is a hard stop."
    if case.why_person:
        yield f"  A person takes it: {case.why_person}"
    if case.summary:
        yield f"  Proposed: {case.summary}"
    for action in case.actions:
        yield f"  - {_action(action)}"
    yield f"  In the end it is {case.status.replace('_', ' ')}."


def _action(action: SeenAction) -> str:
    args = ", ".join(f"{name} {value}" for name, value in action.args.items() if not name.endswith("_id"))
    way = "" if action.recommended else ", beside the recommended way"
    why = f" ({action.why})" if action.why else ""
    return f"{action.name} ({action.sure:.2f} sure{way}): {args[:500]}; {action.status.replace('_', ' ')}{why}"


def _claim(claim: Mapping[str, Any]) -> str:
    said = ((name, value) for name, value in claim.items() if name not in _QUIET and value is not None)
    return ", ".join(f"{name} {value}" for name, value in said)[:400]

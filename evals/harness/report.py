"""A run as one page of HTML that needs nothing beside it: figures with intervals, weak spots first, stories.

Whatever a stranger wrote is escaped. Pictures are server-rendered, with the figures under them.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, StrictUndefined

from evals.harness.scoring import RunResult, Totals, failures

SHOWN = {
    "pass_1": "passed",
    "pass_k": "passed every time",
    "routing_accuracy": "the right cases",
    "keyword_baseline": "… by keywords alone",
    "commonest_baseline": "… always the commonest",
    "references": "the right records",
    "claims_f1": "claims (F1)",
    "action_recall": "wanted actions proposed",
    "action_precision": "proposed actions wanted",
    "arguments": "arguments exact",
    "execution": "carried out and read back",
    "end_state": "end state in Odoo",
    "messages": "messages",
    "unchanged": "the rest unchanged",
}
"""The shares by name, and how people read them."""


def html_of(run: RunResult) -> str:
    """The page."""
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = Path(__file__).with_name("report.html").read_text(encoding="utf-8")
    groups: dict[str, dict[str, Totals]] = {
        "kind": run.by_kind,
        "difficulty": run.by_difficulty,
        "language": run.by_language,
        "source": run.by_source,
    }
    shares = {
        "Fields of claims that were read right": run.claim_fields,
        "Of what a role was asked to approve, what was wanted or fine": run.by_approver,
    }
    return page.from_string(source).render(run=run, groups=groups, shares=shares, failures=failures(run), shown=SHOWN)

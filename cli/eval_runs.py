"""`expediter evals run`, `report` and `compare`: scenarios tried on real worlds, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from cases.kind import Kind
from cli.progress import live
from evals.harness.compare import Comparison
from evals.harness.compare import compare as compared
from evals.harness.generating import generate, written
from evals.harness.report import SHOWN, html_of
from evals.harness.run import run_scenarios
from evals.harness.scenario import load_scenarios, schema
from evals.harness.scoring import Interval, RunResult, Totals, failures
from runtime import telemetry
from runtime.errors import PlainError
from runtime.settings import load

SCENARIOS = Path(__file__).parents[1] / "evals" / "scenarios"


class RunFileError(PlainError):
    """A file is not what `evals run --json` writes."""


def run(
    scenarios: Annotated[
        Path, typer.Option(metavar="DIR", exists=True, file_okay=False, help="The folder of the scenarios.")
    ] = SCENARIOS,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be given more than once.")] = None,
    trials: Annotated[int, typer.Option(min=1, max=20, help="How often each is tried.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, max=8, help="How many companies stand beside each other.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write all figures.", dir_okay=False)
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="OUT", help="Write a page to read.", dir_okay=False)] = None,
    without_model: Annotated[
        bool, typer.Option("--without-model", help="The playbook alone, though a model is configured.")
    ] = False,
) -> None:
    """Try scenarios, each in a company of its own; the exit status is not 0 after anything forbidden."""
    telemetry.configure("ERROR")
    chosen = load_scenarios(scenarios, kind or ())

    def keep(so_far: RunResult) -> None:
        if out is not None:
            out.write_text(so_far.model_dump_json(indent=1) + "\n", encoding="utf-8")

    settings = load()
    if without_model:
        settings = settings.model_copy(update={"model": None})
    with live() as progress:
        found = asyncio.run(
            run_scenarios(chosen, settings, trials=trials, jobs=jobs, progress=progress, keep=keep if out else None)
        )
    keep(found)
    if html is not None:
        html.write_text(html_of(found), encoding="utf-8")
    _show_run(found)
    if found.totals.forbidden:
        raise typer.Exit(1)


def report(
    path: Annotated[Path, typer.Argument(metavar="RUN.json", exists=True, dir_okay=False, help="What a run wrote.")],
    html: Annotated[Path | None, typer.Option(metavar="OUT", help="Write a page to read.", dir_okay=False)] = None,
) -> None:
    """Show a run again, or make a page of it that needs nothing beside it."""
    found = run_of(path)
    if html is None:
        _show_run(found)
    else:
        html.write_text(html_of(found), encoding="utf-8")


def compare(
    before: Annotated[Path, typer.Argument(metavar="A.json", exists=True, dir_okay=False, help="The earlier run.")],
    after: Annotated[Path, typer.Argument(metavar="B.json", exists=True, dir_okay=False, help="The later run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Two runs case by case, differences first; the exit status is not 0 where the later one is worse."""
    found = compared(run_of(before), run_of(after))
    typer.echo(found.model_dump_json()) if as_json else _show_comparison(found)
    if found.worse:
        raise typer.Exit(1)


def make(
    to: Annotated[Path, typer.Option(metavar="DIR", file_okay=False, help="An empty folder, or one made so before.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    count: Annotated[int, typer.Option(min=1, max=9999, help="How many; the kinds in turn.")] = 40,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be given more than once.")] = None,
) -> None:
    """Draw scenarios whose truth is known, for load and for calibration."""
    written(to, generate(seed, count, kind or ()))
    typer.echo(f"{count} scenarios in {to}")


def show_schema() -> None:
    """Print the JSON Schema of a scenario."""
    typer.echo(schema(), nl=False)


def run_of(path: Path) -> RunResult:
    """A run as it was written.

    Raises:
        RunFileError: it is none.
    """
    try:
        return RunResult.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RunFileError(f"{path} is no run of scenarios: {error.errors()[0]['msg']}") from None


def _show_run(found: RunResult) -> None:
    console = Console()
    for one in failures(found):
        console.print(f"{one.id} ({one.kind.value}): {one.title}", style="bold", highlight=False, markup=False)
        for line in one.story or one.errors:
            console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    console.print(_shares("all", found.totals), highlight=False)
    for title, some in (
        ("kind", found.by_kind),
        ("difficulty", found.by_difficulty),
        ("language", found.by_language),
        ("source", found.by_source),
    ):
        console.print(_passed(title, some), highlight=False)
    console.print(_intervals("what a role was asked for, wanted or fine", found.by_approver), highlight=False)
    total = found.totals
    console.print(
        f"{total.scenarios} scenarios, {total.trials} trials; {total.forbidden} with something forbidden; "
        f"{total.infrastructure_errors} could not be tried. Half ask Odoo {total.odoo_calls_median or 0:.0f} times or "
        f"less and take {total.seconds_median or 0:.1f} s or less.",
        highlight=False,
    )
    if total.model_calls:
        model = found.about.get("model", "a model")
        console.print(f"{model} was asked {total.model_calls} times and cost {total.tokens} tokens.", highlight=False)


def _show_comparison(found: Comparison) -> None:
    console = Console()
    for one in found.scenarios:
        for what in one.newly_forbidden:
            console.print(f"forbidden now: {one.id}: {what}", style="bold", highlight=False, markup=False)
        if one.standing in {"lost", "won"}:
            console.print(f"{one.standing}: {one.id}: {one.title}", highlight=False, markup=False)
            for line in one.why_after or one.why_before:
                console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    table = Table("figure", "before", "after", box=None, pad_edge=False)
    for name, (was, is_) in found.figures.items():
        table.add_row(name.replace("_", " "), _or_none(was), _or_none(is_))
    console.print(table)
    alone = f" {len(found.left_out)} are in one of them alone." if found.left_out else ""
    console.print(
        f"{found.lost} lost, {found.won} won, of {len(found.scenarios)} in both; as uneven by chance with probability "
        f"{found.p:.3f} (McNemar, exact).{alone}",
        highlight=False,
    )


def _or_none(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _shares(title: str, of: Totals) -> Table:
    table = Table(title, "share", "of", "95 %", box=None, pad_edge=False)
    for name, words in SHOWN.items():
        if name in of.intervals:
            table.add_row(words, *_words(of.intervals[name]))
    return table


def _passed(title: str, some: Mapping[str, Totals]) -> Table:
    table = Table(f"passed, by {title}", "share", "of", "95 %", box=None, pad_edge=False)
    for name, one in some.items():
        if "pass_1" in one.intervals:
            table.add_row(name.replace("_", " "), *_words(one.intervals["pass_1"]))
    return table


def _intervals(title: str, some: Mapping[str, Interval]) -> Table:
    table = Table(title, "share", "of", "95 %", box=None, pad_edge=False)
    for name, one in sorted(some.items(), key=lambda one: one[1].share):
        table.add_row(name.replace("_", " "), *_words(one))
    return table


def _words(one: Interval) -> tuple[str, str, str]:
    return f"{one.share:.1%}", str(one.of), f"{one.low:.0%} to {one.high:.0%}"

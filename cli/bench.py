"""`expediter bench`: measure speed, as ratios inside one run."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cases.kinds import KINDS
from cli.progress import live
from evals.bench import BenchReport, bench
from runtime import telemetry
from runtime.settings import load

app = typer.Typer()


@app.command()
def measure(
    mails: Annotated[int, typer.Option(min=100, help="Mails handed to the intake.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure a company of the bench's own, some minutes; nothing that runs is disturbed."""
    settings = load()
    telemetry.configure("ERROR")
    with live() as progress:
        report = asyncio.run(bench(settings, mails, progress))
    if as_json:
        typer.echo(report.model_dump_json())
    else:
        _show(report)


def _show(report: BenchReport) -> None:
    table = Table("what", "value", "against", "baseline", "ratio", box=None, pad_edge=False)
    for figure in report.figures:
        table.add_row(
            figure.name,
            f"{figure.value:g} {figure.unit}",
            figure.against,
            f"{figure.baseline:g} {figure.unit}",
            f"{figure.ratio:g}",
        )
    console = Console()
    console.print(f"{report.machine}; {report.cases} cases, {report.intake.mails} mails, {report.writes} writes")
    console.print(table)
    console.print(
        f"Odoo calls a case: {report.odoo_calls_fewest_lines} with {report.fewest_lines} line(s), "
        f"{report.odoo_calls_most_lines} with {report.most_lines}"
    )
    for kind in report.odoo_calls:
        console.print(
            f"Odoo calls a case, {KINDS[kind.kind].title.lower()}: {kind.median:g} (median), {kind.worst} at worst, "
            f"of {kind.cases} cases"
        )

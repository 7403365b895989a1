"""`expediter bench`: measure speed, as ratios inside one run."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cases.kinds import KINDS
from cli.progress import live
from evals.bench import BenchReport, bench, machine
from evals.bench_scans import ScanBench, measure_scans
from runtime import telemetry
from runtime.settings import load

app = typer.Typer()


@app.command()
def measure(
    mails: Annotated[int, typer.Option(min=100, help="Mails handed to the intake.")] = 1000,
    scans: Annotated[bool, typer.Option("--scans", help="Measure scans of a company that grows, instead.")] = False,
    moves: Annotated[
        int, typer.Option(min=1000, help="Lines of deliveries of the largest company, with --scans.")
    ] = 100_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure a company of the bench's own, some minutes; nothing that runs is disturbed."""
    settings = load()
    telemetry.configure("ERROR")
    if scans:
        with live() as progress:
            grown = asyncio.run(measure_scans(settings, moves, machine(), progress))
        if as_json:
            typer.echo(grown.model_dump_json())
        else:
            _show_scans(grown)
        return
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


def _show_scans(report: ScanBench) -> None:
    table = Table("scan", "lines", "transfers", "found", "seconds", "Odoo calls", "peak MiB", box=None, pad_edge=False)
    for one in report.scans:
        table.add_row(
            one.kind.value,
            f"{one.moves:,}",
            f"{one.transfers:,}",
            f"{one.found:,}",
            f"{one.seconds:g}",
            f"{one.odoo_calls:,}",
            f"{one.peak_mib:g}",
        )
    console = Console()
    console.print(report.machine)
    console.print(table)
    for kind, ratio in report.growth.items():
        console.print(f"{kind.value}: {ratio:g} times the seconds a line of a quarter of the company (1 is linear)")

"""`expediter evals`: is it right, and does it know when it is not?"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cases.overrides import DIMENSIONS, WORDS, Fate, Group, Overrides, overrides
from cases.policy_simulation import MEANS
from cases.store.proposals import overrides as store
from cli import eval_runs
from cli.calibrate import calibrate
from cli.durations import duration
from cli.keep import keep, show_kept
from cli.progress import live
from cli.record import open_record
from evals.reading import ReadSet, read_set
from evals.reading_score import Figure, weak_first
from runtime import telemetry
from runtime.settings import Settings, load

app = typer.Typer(help="Measure whether it is right, and what people overrode.", no_args_is_help=True)
app.command()(calibrate)
app.command()(keep)
app.command("kept")(show_kept)

Since = Annotated[str, typer.Option(help="How far back: a number with h, d or w, such as 30d.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


app.command("run")(eval_runs.run)
app.command("report")(eval_runs.report)
app.command("compare")(eval_runs.compare)
app.command("generate")(eval_runs.make)
app.command("schema")(eval_runs.show_schema)


@app.callback()
def evals() -> None:
    """How scenarios end, how well reports are read, and figures of what was decided on the living desk."""


@app.command("overrides")
def show_overrides(since: Since = "30d", as_json: AsJson = False) -> None:
    """What people made of what was proposed: approved, edited, rejected, answered, expired, undone."""
    found = asyncio.run(_overrides(load(), duration(since)))
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        _show(found)


async def _overrides(settings: Settings, back: timedelta) -> Overrides:
    now = datetime.now(UTC)
    async with open_record(settings) as database, database.transaction() as session:
        rows = await store.rows(session, now - 2 * back)  # as long a time before it is compared with
    return overrides(
        rows.proposed,
        rows.corrected,
        since=now - back,
        until=now,
        still_open=rows.open,
        followed=rows.followed,
        shadows=rows.shadows,
    )


def _show(found: Overrides) -> None:
    typer.echo(
        f"{found.all.decided} actions decided since {found.since:%d %b %Y}; approved unchanged: "
        f"{found.all.unchanged.words}; {found.all.undone} undone later, {found.all.escalated} escalated, "
        f"{found.open} still wait."
    )
    if found.all.takes.median is not None:
        typer.echo(
            f"Half are decided within {found.all.takes.median:g} h, nine of ten within {found.all.takes.p90:g} h."
        )
    for name in DIMENSIONS:
        if found.by[name]:
            typer.echo()
            Console().print(_table(name, found.by[name]))
    for reason in found.reasons:
        typer.echo(f"Rejected {reason.n}: {reason.code.replace('_', ' ')}")
    for field in found.fields:
        typer.echo(f"Edited {field.n}: {field.field} of {field.action} ({field.wording} in its wording alone)")
    for right in found.corrections:
        typer.echo(f"Put right {right.n}: {right.field} of {right.claim}")
    for words in _learned(found):
        typer.echo(words)
    for look in found.look:
        typer.echo(f"Look at {look.case_number} {look.title}: {look.action} {look.why}")


def _learned(found: Overrides) -> list[str]:
    """What has changed, what people always approve, what came of it."""
    return [
        *(one.words for one in found.drift.alarms),
        *(one.words for one in found.drift.confidence),
        *(one.words for one in found.drift.suggestions),
        *(f"{one.label}: {one.yes.words}; {one.unclear} cannot be told" for one in found.aftermath.turnouts),
        *(
            f"Beside it, {one.configuration}: right {one.right.words}"
            + (f"; the one in use on the same {one.live_right.words}" if one.live_right else "")
            + "".join(f"; {n} {MEANS[change]}" for change, n in one.changes.items())
            for one in found.shadows
        ),
        *(f"Days that {one.partner} named and kept: {one.kept.words}" for one in found.aftermath.words),
    ]


def _table(name: str, groups: tuple[Group, ...]) -> Table:
    table = Table(f"by {name}", *(WORDS[fate] for fate in Fate), "unchanged", "expected", box=None, pad_edge=False)
    for group in groups:
        expected = f"{group.expected:.0%}" if group.expected is not None and group.unchanged.value is not None else ""
        counts = (str(group.counts.get(fate, 0)) for fate in Fate)
        table.add_row(group.label, *counts, group.unchanged.words, expected)
    return table


@app.command("read")
def read(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="world.json, and ID.eml with ID.json.")
    ],
    out: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write totals and every mail as JSON.", dir_okay=False)
    ] = None,
) -> None:
    """Read a set of mails offline, without Odoo and database, and say what was right, weak spots first."""
    telemetry.configure("ERROR")
    with live() as progress:
        found = asyncio.run(read_set(folder, progress))
    if out is not None:
        out.write_text(found.model_dump_json(indent=1) + "\n", encoding="utf-8")
    _show_read(found)


def _show_read(found: ReadSet) -> None:
    console = Console()
    took = sorted(mail.ms for mail in found.mails)
    console.print(f"{len(found.mails)} mails; {took[len(took) // 2]:.0f} ms each in the middle", highlight=False)
    for title, figures in (
        ("all", found.totals.totals),
        ("kinds right, by kind", weak_first(found.totals.by_kind)),
        ("kinds right, by language", weak_first(found.totals.by_language)),
        ("late quantities, by field", found.totals.by_field),
    ):
        console.print(_figures(title, figures), highlight=False)


def _figures(title: str, figures: dict[str, Figure]) -> Table:
    table = Table(title, "", "", "95 %", box=None, pad_edge=False)
    for name, one in figures.items():
        share = f"{one.share:.0%}" if one.of else ""
        interval = f"{one.low:.0%} to {one.high:.0%}" if one.of else ""
        table.add_row(name, f"{one.right} of {one.of}", share, interval)
    return table

"""`expediter policy`: is the approval policy sound, and what does it say?"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cases.policy import SHIPPED, Policy, PolicyError, load_policy
from cases.policy_simulation import MEANS, Simulation
from cases.policy_simulation import simulate as simulate_policy
from cases.store.proposals import recorded
from cli.durations import duration
from cli.record import open_record
from runtime.settings import Settings, load

app = typer.Typer(help="Check the approval policy, read it aloud, try another one.", no_args_is_help=True)


@app.callback()
def policy() -> None:
    """Who must approve what: ordered rules that end in forbidding everything else."""


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="The policy's file. Default: EXPEDITER_POLICY_FILE, else the shipped one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check a policy and read it aloud, rule by rule. Exit status 1 when it cannot be used."""
    source = file or load().policy_file or SHIPPED
    try:
        found = load_policy(source)
    except PolicyError as error:
        if as_json:
            typer.echo(json.dumps({"ok": False, "file": str(source), "problem": str(error)}))
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if as_json:
        document = {"ok": True, "file": str(source), "version": found.version, "sentences": found.sentences}
        typer.echo(json.dumps(document))
    else:
        _aloud(found)


@app.command()
def simulate(
    file: Annotated[Path, typer.Argument(help="The policy to try.")],
    since: Annotated[str, typer.Option(help="How far back: a number with h, d or w, such as 30d.")] = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Ask another policy about what was proposed, and tell what it would have said otherwise. Nothing is changed."""
    settings = load()
    tried, present = load_policy(file), load_policy(settings.policy_file)
    found = asyncio.run(_simulation(settings, tried, present, duration(since)))
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        _differences(found)


async def _simulation(settings: Settings, tried: Policy, present: Policy, back: timedelta) -> Simulation:
    since = datetime.now(UTC) - back
    async with open_record(settings) as database, database.transaction() as session:
        rows = await recorded.rows(session, since)
    return simulate_policy(rows, tried, present, since=since)


def _differences(found: Simulation) -> None:
    typer.echo(
        f"Policy {found.policy}, asked about {found.replayed} actions proposed since {found.since:%d %b %Y}: "
        f"{len(found.differences)} would have been treated otherwise."
    )
    for change, count in found.changes.items():
        typer.echo(f"{count:>5} {MEANS[change]}")
    if found.unreadable:
        typer.echo(f"{found.unreadable} are of an older shape and could not be asked about.")
    if found.differences:
        table = Table("case", "action", "at stake", "as it was", "as it would be", box=None, pad_edge=False)
        for one in found.differences:
            table.add_row(one.case_number, one.action.value, one.exposure, one.before, one.after)
        Console().print(table)


def _aloud(found: Policy) -> None:
    typer.echo(f"Policy {found.version}. An approval lasts {_days(found)}. The first rule that fits decides.")
    for number, sentence in enumerate(found.sentences, start=1):
        typer.echo(f"{number:>3}. {sentence}")


def _days(found: Policy) -> str:
    hours = found.approval_lasts.total_seconds() / 3600
    return "one hour" if hours == 1 else f"{hours:g} hours"

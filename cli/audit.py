"""`expediter audit`: is the log of who did what still the one that was written?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from cases.store import sealing
from cases.store.sealing import Verdict
from cli.record import open_record
from runtime.settings import Settings, load

app = typer.Typer(help="Verify the audit log.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The log of who did what: append-only, chained, its head kept outside the database."""


@app.command()
def verify(
    head: Annotated[
        Path | None,
        typer.Option(help="The file that the heads of the chain are written to. Default: in the data folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check every line of the log, its chain and its head. Exit status 1 when anything was changed or cut off."""
    settings = load()
    found = asyncio.run(_verdict(settings, head or settings.data_dir / sealing.HEAD_FILE))
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json")))
    elif found.ok:
        typer.echo(_all_well(found))
    else:
        typer.echo(found.problem, err=True)
    if not found.ok:
        raise typer.Exit(1)


async def _verdict(settings: Settings, head: Path) -> Verdict:
    async with open_record(settings) as database, database.transaction() as session:
        return await sealing.verify(session, head)


def _all_well(found: Verdict) -> str:
    waiting = found.rows - found.sealed
    parts = [f"The audit log is whole: {found.rows} line{'s' if found.rows != 1 else ''}"]
    if waiting:
        parts.append(f"{waiting} of them not sealed yet")
    if found.erased:
        parts.append(f"the content of {found.erased} erased as recorded")
    return ", ".join(parts) + "."

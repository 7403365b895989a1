"""`expediter evals keep` and `evals kept`: decided cases as files, and what today's release makes of them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from cases.kept import KeptCase
from cases.store import kept as store
from cli.record import open_record
from evals.kept_cases import KeptScores, score_kept
from runtime.settings import Settings, load

HERE = Path("kept-cases")
Folder = Annotated[Path, typer.Option("--to", metavar="DIR", file_okay=False, help="The folder of kept cases.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def keep(
    case: Annotated[str, typer.Argument(help="Its number, such as EX-1001, or its id.")],
    to: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Keep a decided case as a file: report, what was read in Odoo, what was proposed, what people decided."""
    found = asyncio.run(_kept(load(), case))
    to.mkdir(parents=True, exist_ok=True)
    path = to / f"{found.number}.json"
    path.write_text(found.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if as_json:
        typer.echo(json.dumps({"kept": str(path), "case": found.number, "actions": len(found.actions)}))
    else:
        typer.echo(f"{found.number} is kept in {path}. It holds the report as it came: treat it like mail.")


async def _kept(settings: Settings, case: str) -> KeptCase:
    async with open_record(settings) as database, database.transaction() as session:
        return await store.keep(session, case)


def show_kept(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False)] = HERE, as_json: AsJson = False
) -> None:
    """Think kept cases through again, and say what would be proposed otherwise than people decided. No Odoo."""
    found = score_kept(folder)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        _show(found)
    if found.passed + found.unreadable < found.cases:
        raise typer.Exit(1)


def _show(found: KeptScores) -> None:
    typer.echo(f"{found.passed} of {found.cases} kept cases would be proposed as people decided.")
    for one in found.results:
        for why in (*one.wrong, *((one.unreadable,) if one.unreadable else ())):
            typer.echo(f"{one.number} {one.title}: {why}")

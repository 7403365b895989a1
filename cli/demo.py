"""`expediter demo`: a trading company on a real Odoo, one story for each kind of exception, and the inbox for them."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.prepared import LOOKED_FOR, ToldReport, file_contracts, reports, scan, send
from cli.progress import live
from cli.record import open_record
from cli.scratch import scratch
from cli.standing import Standing, bring_up
from cli.story import Team, carriers_of, decide_everything, fell_short, told
from runtime import telemetry
from runtime.errors import PlainError
from runtime.settings import Settings, load
from sandbox.world import Sandbox

app = typer.Typer()
Progress = Callable[[str], None]


class OwnOdooError(PlainError):
    """The demonstration works on the sandbox alone, never on an Odoo of one's own."""


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Tell the whole story, decisions and writes included, and clean up.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="With --once: also what belongs to no specialist, so every kind there is.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring everything up, send prepared reports in and look for what nobody reports; the inbox then waits for you.

    With --once the demonstration's people decide as well, on a company of its own that is gone afterwards; the exit
    status is 0 only if every story came to an end and everything written was verified; with --all, if a case of every
    kind came to a verified end.
    """
    settings = load()
    telemetry.configure("ERROR")
    if settings.odoo_url:
        raise OwnOdooError("The demonstration works on the sandbox alone. Unset EXPEDITER_ODOO_URL to see it.")
    if once:
        _once(settings, as_json, everything=everything)
        return
    with live() as progress:
        standing = bring_up(settings, Sandbox(settings), progress)
        found = asyncio.run(_shown(standing, progress))
    if as_json:
        typer.echo(json.dumps(_standing_document(standing, found)))
    else:
        _invite(standing, found)


def _once(settings: Settings, as_json: bool, *, everything: bool) -> None:
    # Ended politely, it cleans up as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with live() as progress, scratch(settings, progress) as standing:
        document, missing = asyncio.run(_whole_story(standing, progress, everything=everything))
    receipts = [receipt for case in document["cases"] for receipt in case["receipts"]]
    good = bool(receipts) and all(receipt["verified"] for receipt in receipts)
    short = [] if everything else fell_short(document)
    if as_json:
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        _recount(document)
    for kind in missing if everything else ():
        typer.echo(f"No case of {kind} came to a verified end.", err=True)
    for line in short:
        typer.echo(line, err=True)
    if not good or short or (everything and missing):
        raise typer.Exit(1)


async def _shown(standing: Standing, progress: Progress) -> list[ToldReport]:
    """Everything that waits for people in the inbox."""
    async with open_record(standing.settings) as database:
        await file_contracts(database)
        found = await send(standing, database, reports(_today(standing)), progress, _secret(standing))
        for kind in LOOKED_FOR:
            found += await scan(standing, database, kind, progress)
        return found


async def _whole_story(standing: Standing, progress: Progress, *, everything: bool) -> tuple[dict[str, Any], list[str]]:
    """The document of what became of everything, and the kinds of which nothing came to a verified end.

    What was reported is decided on before Odoo is looked through: a scan sees what the desk has written.
    """
    if standing.world is None:
        raise OwnOdooError("The demonstration works on the sandbox alone.")
    async with (
        open_record(standing.settings) as database,
        Team(standing.url, standing.world) as team,
        carriers_of(standing.url, database) as carriers,
    ):
        await file_contracts(database)
        sent = reports(_today(standing), everything=everything)
        found = await send(standing, database, sent, progress, _secret(standing))
        await decide_everything(team, progress, carriers)
        for kind in LOOKED_FOR:
            found += await scan(standing, database, kind, progress)
            await decide_everything(team, progress, carriers)
        progress("Reading the receipts")
        document = await told(team, [(one.id, one.became) for one in found])
    wanted = {kind.value for one in found for kind in one.kinds}
    return document, sorted(wanted - set(_ended_well(document)))


def _ended_well(document: dict[str, Any]) -> list[str]:
    """The kinds of the cases that something was written for, all of it verified."""
    return [
        case["kind"]
        for case in document["cases"]
        if case["receipts"] and all(receipt["verified"] for receipt in case["receipts"])
    ]


def _today(standing: Standing) -> date:
    return standing.world.today if standing.world else datetime.now(UTC).date()


def _secret(standing: Standing) -> str | None:
    return next(iter(standing.settings.secrets_of_webhooks.get("standard", ())), None)


def _standing_document(standing: Standing, found: list[ToldReport]) -> dict[str, Any]:
    return {
        "url": standing.url,
        "odoo_url": standing.odoo_url,
        "pid": standing.pid,
        "users": [user.model_dump(mode="json") for user in (standing.world.users if standing.world else ())],
        "reports": [
            {
                "report_id": one.report_id,
                "status": one.status.value,
                "why": one.why,
                "cases": [
                    {"id": case.id, "number": case.number, "kind": case.kind.value, "status": case.status.value}
                    for case in one.cases
                ],
            }
            for one in (shown.became for shown in found)
        ],
    }


def _invite(standing: Standing, found: list[ToldReport]) -> None:
    console = Console()
    for one in found:
        console.print(f"[bold]{one.title}[/bold]: {one.became.words}", highlight=False, soft_wrap=True)
    console.print(f"\nThe inbox: [bold]{standing.url}[/bold]    Odoo: {standing.odoo_url}\n", highlight=False)
    table = Table("sign in as", "login", "password", box=None, pad_edge=False)
    for user in standing.world.users if standing.world else ():
        table.add_row(user.role.words, user.login, user.password)
    console.print(table)
    console.print("\nStop it with: expediter down", highlight=False)


def _recount(document: dict[str, Any]) -> None:
    for case in document["cases"]:
        typer.echo(f"{case['number']} {case['kind']} ({case['report']}): {case['status']}")
        for receipt in case["receipts"]:
            how = "verified" if receipt["verified"] else "NOT verified"
            typer.echo(f"  {receipt['action']}: {receipt['outcome']}, {how} {receipt['detail']}".rstrip())

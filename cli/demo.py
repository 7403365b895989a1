"""`expediter demo`: a trading company on a real Odoo, late shipments and failed deliveries, and the inbox for them."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.following import Became
from cli.progress import live
from cli.record import open_record
from cli.scratch import scratch
from cli.standing import Standing, bring_up
from cli.story import Prepared, Team, carriers_of, decide_everything, investigated, told
from evals.scenarios import failed_deliveries, prepared
from runtime import telemetry
from runtime.errors import PlainError
from runtime.settings import Settings, load
from sandbox import deliveries
from sandbox.story import tell
from sandbox.world import Sandbox

app = typer.Typer()
# The failed deliveries of the demonstration, by their ids in `evals.scenarios.events`.
SHOWN = ("nobody-there", "address", "lost")
Progress = Callable[[str], None]


class OwnOdooError(PlainError):
    """The demonstration works on the sandbox alone, never on an Odoo of one's own."""


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Tell the whole story, decisions and writes included, and clean up.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring everything up and send prepared reports in, mails and webhooks; the inbox then waits for you.

    With --once the demonstration's people decide as well, on a company of its own that is gone afterwards; the exit
    status is 0 only if everything written was verified.
    """
    settings = load()
    telemetry.configure("ERROR")
    if settings.odoo_url:
        raise OwnOdooError("The demonstration works on the sandbox alone. Unset EXPEDITER_ODOO_URL to see it.")
    if once:
        _once(settings, as_json)
        return
    with live() as progress:
        standing = bring_up(settings, Sandbox(settings), progress)
        found = asyncio.run(_send_in(standing, progress))
    if as_json:
        typer.echo(json.dumps(_standing_document(standing, found)))
    else:
        _invite(standing, found)


def _once(settings: Settings, as_json: bool) -> None:
    # Ended politely, it cleans up as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with live() as progress, scratch(settings, progress) as standing:
        document = asyncio.run(_whole_story(standing, progress))
    receipts = [receipt for case in document["cases"] for receipt in case["receipts"]]
    good = bool(receipts) and all(receipt["verified"] for receipt in receipts)
    if as_json:
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        _recount(document)
    if not good:
        raise typer.Exit(1)


async def _send_in(standing: Standing, progress: Progress) -> list[Became]:
    async with open_record(standing.settings) as database:
        return await investigated(standing.url, database, _prepared(standing), progress, _secret(standing))


async def _whole_story(standing: Standing, progress: Progress) -> dict[str, Any]:
    if standing.world is None:
        raise OwnOdooError("The demonstration works on the sandbox alone.")
    async with (
        open_record(standing.settings) as database,
        Team(standing.url, standing.world) as team,
        carriers_of(standing.url, database) as carriers,
    ):
        found = await investigated(standing.url, database, _prepared(standing), progress, _secret(standing))
        await decide_everything(team, progress, carriers)
        progress("Reading the receipts")
        return await told(team, _prepared(standing), found)


def _prepared(standing: Standing) -> list[Prepared]:
    """Late shipments by mail, failed deliveries by a carrier's webhook."""
    today = standing.world.today if standing.world else datetime.now(UTC).date()
    failed = {event.id: event for event in failed_deliveries(deliveries.tell(today), today)}
    return [*prepared(tell(today)), *(failed[key] for key in SHOWN)]


def _secret(standing: Standing) -> str | None:
    return next(iter(standing.settings.secrets_of_webhooks.get("standard", ())), None)


def _standing_document(standing: Standing, found: list[Became]) -> dict[str, Any]:
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
                "cases": [{"id": case.id, "number": case.number, "status": case.status.value} for case in one.cases],
            }
            for one in found
        ],
    }


def _invite(standing: Standing, found: list[Became]) -> None:
    console = Console()
    for report, one in zip(_prepared(standing), found, strict=True):
        console.print(f"[bold]{report.title}[/bold]: {one.words}", highlight=False, soft_wrap=True)
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

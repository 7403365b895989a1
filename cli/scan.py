"""`expediter scan`: look through Odoo for one kind of exception now; wait until what was found is a case."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from agents.reading.limited import LimitedReading
from agents.scans import Scan
from agents.world import World, habits_of
from cases.store import working_days
from cases.store.reports import scans
from cli.following import follow
from cli.progress import live
from cli.record import open_record
from graphs.scanning import Scanned, run_scan, scan_of
from runtime import telemetry
from runtime.database import Database
from runtime.errors import PlainError
from runtime.settings import Settings, load
from sandbox.world import Sandbox
from tools.odoo.reads import open_reader

app = typer.Typer()


class NowError(PlainError):
    """That moment cannot be taken for now."""


@app.command()
def scan(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="The kind of exception, such as inbound_delay.")],
    now: Annotated[
        str | None, typer.Option(metavar="ISO", help="The moment to take for now; on the sandbox only.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look through Odoo for one kind of exception, open or join the cases of what is found, close what is over.

    A worker must be running: it opens the cases.
    """
    settings = load()
    telemetry.configure("ERROR")
    wanted = scan_of(kind)
    moment = _moment(now, settings) if now else None
    with live() as progress:
        document = asyncio.run(counted(settings, wanted.kind.value, moment, progress))
    typer.echo(json.dumps(document) if as_json else _words(document))


async def counted(
    settings: Settings, kind: str, moment: datetime | None, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Scan, wait until what was found is a case, and count what became of it.

    Args:
        settings: as loaded.
        kind: what is looked for.
        moment: what to take for now; absent: the clock's.
        progress: told each step.

    Raises:
        PlainError: the record does not answer, nobody works, or it takes too long.
        OdooError: Odoo cannot be read now.
    """
    async with open_record(settings) as database:
        progress("Looking through Odoo")
        done = await look(settings, database, scan_of(kind), moment)
        if done.report_ids:
            await follow(database, done.report_ids, progress, within=600.0)
        filed: Counter[str] = Counter()
        async with database.transaction() as session:
            for report_id in done.report_ids:
                filed.update(await scans.became(session, report_id))
    return {
        "kind": done.kind.value,
        "found": done.found,
        "opened": filed["opened"],
        # What is known already, and what a case that is open was told anew.
        "joined": done.known + filed["joined"] + filed["nothing_new"] + filed["doubted"],
        "resolved": len(done.resolved),
        "odoo_calls": done.odoo_calls,
    }


async def look(settings: Settings, database: Database, scan: Scan, moment: datetime | None) -> Scanned:
    """Scan once, as of a moment or the clock's; what it found is kept to be read.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    async with database.transaction() as session:
        work = await working_days.load(session)
    limits = LimitedReading(settings.cache_dir)
    try:
        async with open_reader(settings) as reader:
            world = World(reader, habits_of(settings, work), moment or datetime.now(UTC), papers=limits)
            return await run_scan(scan, database, world, told=moment is not None)
    finally:
        await limits.close()


def _moment(text: str, settings: Settings) -> datetime:
    """The moment that is meant; one without a zone is the company's local time.

    Raises:
        NowError: it is no moment, or this is not the sandbox.
    """
    if not _is_sandbox(settings):
        raise NowError("--now is for the sandbox alone: a company's own Odoo is looked at as of now.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NowError(f"“{text}” is no moment; give one such as 2026-11-26T14:30:00+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.timezone))


def _is_sandbox(settings: Settings) -> bool:
    if settings.odoo_url is None:
        return True
    return settings.odoo_url.rstrip("/") == Sandbox(settings.model_copy(update={"odoo_url": None})).status().url


def _words(told: Mapping[str, Any]) -> str:
    return (
        f"{told['found']} found, {told['opened']} of them new cases, {told['joined']} known already; "
        f"{told['resolved']} closed because nothing is wrong any more. Odoo was asked {told['odoo_calls']} times."
    )

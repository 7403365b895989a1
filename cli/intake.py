"""`expediter intake`: take in report files as if they had arrived by mail, and say what became of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.intake import MEDIA_TYPE, read_headers, sender_of
from api.problems import Problem
from cases.status import ReportStatus
from cases.store import reports
from cases.store.records import Kept
from cli.following import Became, follow
from cli.progress import live
from cli.record import open_record
from runtime import telemetry
from runtime.database import Database
from runtime.errors import PlainError
from runtime.settings import Settings, load

app = typer.Typer()


class NotAReportError(PlainError):
    """That file is no email."""


@app.command()
def intake(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Raw emails (.eml).", exists=True, dir_okay=False)
    ],
    wait: Annotated[bool, typer.Option(help="Wait until the reports were read and investigated.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Take in raw emails from files; each is a report once, however often it is sent in."""
    settings = load()
    telemetry.configure("ERROR")
    mails = [(path, path.read_bytes()) for path in files]
    with live() as progress:
        kept, known = asyncio.run(_take_in(settings, mails, wait=wait, progress=progress))
    if as_json:
        typer.echo(json.dumps([_document(path, one, known) for (path, _), one in zip(mails, kept, strict=True)]))
        return
    for (path, _), one in zip(mails, kept, strict=True):
        what = known[one.report_id].words if one.report_id in known else "kept"
        typer.echo(f"{path.name}: {'known already; ' if one.duplicate else ''}{what}")
    if any(one.status is ReportStatus.DEAD for one in known.values()):
        raise typer.Exit(1)


async def _take_in(
    settings: Settings, mails: list[tuple[Path, bytes]], *, wait: bool, progress: Callable[[str], None]
) -> tuple[list[Kept], dict[str, Became]]:
    async with open_record(settings) as database:
        progress(f"Keeping {len(mails)} reports" if len(mails) > 1 else "Keeping the report")
        kept = [await _keep(database, path, content) for path, content in mails]
        if not wait:
            return kept, {}
        ids = list(dict.fromkeys(one.report_id for one in kept))
        return kept, {one.report_id: one for one in await follow(database, ids, progress)}


async def _keep(database: Database, path: Path, content: bytes) -> Kept:
    try:
        headers = read_headers(content)
    except Problem as problem:
        raise NotAReportError(f"{path}: {problem.detail}") from None
    message_id = " ".join(str(headers.get("message-id", "")).split())[:500]
    async with database.transaction() as session:
        return await reports.keep(
            session,
            source="email",
            sender=sender_of(headers),
            delivery_id=message_id or None,
            content=content,
            media_type=MEDIA_TYPE,
        )


def _document(path: Path, kept: Kept, known: dict[str, Became]) -> dict[str, object]:
    found = known.get(kept.report_id)
    return {
        "file": str(path),
        "report_id": kept.report_id,
        "duplicate": kept.duplicate,
        "status": found.status.value if found else None,
        "why": found.why if found else None,
        "cases": [
            {"id": case.id, "number": case.number, "kind": case.kind.value, "status": case.status.value}
            for case in (found.cases if found else ())
        ],
    }

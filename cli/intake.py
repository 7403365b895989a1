"""`expediter intake`: take in report files as if they had arrived by mail or webhook; say what became of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from api.intake import MEDIA_TYPE, delivery_id_of, read_headers, sender_of
from api.problems import Problem
from cases.status import ReportStatus
from cases.store.records import Kept
from cases.store.reports import reports
from cli.following import Became, follow
from cli.progress import live
from cli.record import open_record
from cli.signed import Signer
from runtime import telemetry
from runtime.database import Database
from runtime.settings import Settings, load

app = typer.Typer()


@dataclass(frozen=True)
class MailFile:
    """One file: its raw message, or why it is refused."""

    path: Path
    content: bytes = b""
    refused: str | None = None
    kept: Kept | None = None


@app.command()
def intake(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Raw emails (.eml), or events (.json).", exists=True, dir_okay=False),
    ],
    webhook: Annotated[
        str | None,
        typer.Option(
            metavar="SOURCE",
            help="Sign the files as this source does (standard, easypost), and send them to the inbox.",
        ),
    ] = None,
    wait: Annotated[bool, typer.Option(help="Wait until the reports were read and investigated.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Take in raw emails from files; each is a report once, however often it is sent in.

    With --webhook the files are carriers' events as JSON, and go through the inbox's door with the first secret of that
    source: of EXPEDITER_WEBHOOK_SECRETS, else the sandbox's.

    A file that is refused is named and passed over; the exit status is 1 then, as when a report became a dead letter.
    """
    settings = load()
    telemetry.configure("ERROR")
    signer = Signer(settings, webhook) if webhook else None
    letters = [_read(path, settings.max_report_bytes, is_mail=signer is None) for path in files]
    with live() as progress:
        letters, known = asyncio.run(_take_in(settings, letters, signer, wait=wait, progress=progress))
    if as_json:
        typer.echo(json.dumps([_document(one, known) for one in letters]))
    else:
        for one in letters:
            typer.echo(f"{one.path.name}: {_words(one, known)}", err=one.refused is not None)
    dead = any(one.status is ReportStatus.DEAD for one in known.values())
    if dead or any(one.refused for one in letters):
        raise typer.Exit(1)


async def _take_in(
    settings: Settings, letters: list[MailFile], signer: Signer | None, *, wait: bool, progress: Callable[[str], None]
) -> tuple[list[MailFile], dict[str, Became]]:
    async with open_record(settings) as database:
        progress(f"Keeping {len(letters)} reports" if len(letters) > 1 else "Keeping the report")
        letters = [await (_send(signer, one) if signer else _keep(database, one)) for one in letters]
        ids = list(dict.fromkeys(one.kept.report_id for one in letters if one.kept))
        if not wait or not ids:
            return letters, {}
        return letters, {one.report_id: one for one in await follow(database, ids, progress)}


def _read(path: Path, most_bytes: int, *, is_mail: bool) -> MailFile:
    try:
        if path.stat().st_size > most_bytes:
            return MailFile(path, refused=f"Larger than {most_bytes:,} bytes (EXPEDITER_MAX_REPORT_BYTES).")
        content = path.read_bytes()
        if is_mail:
            read_headers(content)
    except Problem as problem:
        return MailFile(path, refused=problem.detail)
    except OSError as error:
        return MailFile(path, refused=f"It cannot be read: {error.strerror}.")
    return MailFile(path, content)


async def _keep(database: Database, letter: MailFile) -> MailFile:
    if letter.refused is not None:
        return letter
    headers = read_headers(letter.content)
    async with database.transaction() as session:
        kept = await reports.keep(
            session,
            source="email",
            sender=sender_of(headers),
            delivery_id=delivery_id_of(headers),
            content=letter.content,
            media_type=MEDIA_TYPE,
        )
    return replace(letter, content=b"", kept=kept)


async def _send(signer: Signer, letter: MailFile) -> MailFile:
    if letter.refused is not None:
        return letter
    answer = await signer.send(letter.content)
    if isinstance(answer, str):
        return replace(letter, content=b"", refused=answer)
    return replace(letter, content=b"", kept=answer)


def _words(one: MailFile, known: dict[str, Became]) -> str:
    if one.kept is None:
        return one.refused or ""
    what = known[one.kept.report_id].words if one.kept.report_id in known else "kept"
    return f"known already; {what}" if one.kept.duplicate else what


def _document(one: MailFile, known: dict[str, Became]) -> dict[str, object]:
    if one.kept is None:
        return {"file": str(one.path), "report_id": None, "refused": one.refused}
    found = known.get(one.kept.report_id)
    return {
        "file": str(one.path),
        "report_id": one.kept.report_id,
        "duplicate": one.kept.duplicate,
        "status": found.status.value if found else None,
        "why": found.why if found else None,
        "cases": [
            {"id": case.id, "number": case.number, "kind": case.kind.value, "status": case.status.value}
            for case in (found.cases if found else ())
        ],
    }

"""`expediter knowledge`: the contracts, procedures and policies that the desk goes by."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cases.contracts import MAX_FILE, ContractError, contract_of, split
from cases.guidance import PAGE, Collection, StoredFile
from cases.store import knowledge as store
from cli.indexing import indexed
from cli.record import open_record
from runtime.errors import PlainError
from runtime.settings import Settings, load
from tools.documents import DocumentRefusedError, read_pdf

app = typer.Typer(help="Put in contracts, procedures and policies.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Where = Annotated[Collection, typer.Option("--collection", help="What the file is for.")]


class FileError(PlainError):
    """A file cannot be put in; the message says which and why."""


@app.callback()
def knowledge() -> None:
    """Markdown or PDF; a contract is Markdown with a typed head. A file of the same name is a new version."""


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Markdown or PDF.")], where: Where, as_json: AsJson = False
) -> None:
    """Put files in. All or none: a head that does not fit is told by field, and nothing is put in."""
    texts = [(path, _text(path)) for path in files]
    added, passages = asyncio.run(_add(load(), where, texts))
    if as_json:
        typer.echo(json.dumps({"added": [{**_told(one), "new": new} for one, new in added], "passages": passages}))
        return
    for one, new in added:
        typer.echo(f"{one.name}: version {one.version}" + ("" if new else ", already put in"))
    typer.echo(f"Passages: {passages}.", err=True)


@app.command("list")
def list_all(where: Annotated[Collection | None, typer.Option("--collection")] = None, as_json: AsJson = False) -> None:
    """What counts now: name, collection, carrier and validity."""
    found = [_told(one) for one in asyncio.run(_current(load(), where))]
    if as_json:
        typer.echo(json.dumps({"items": found}))
        return
    for one in found:
        valid = f"  {one['valid_from']} to {one['valid_to'] or 'open end'}" if one["carrier"] else ""
        typer.echo(f"{one['name']:<30} {one['collection']:<11} {one['carrier'] or '':<24}{valid}".rstrip())


@app.command()
def show(name: str, where: Where = Collection.CONTRACTS, as_json: AsJson = False) -> None:
    """One file as it was put in."""
    found = next((one for one in asyncio.run(_current(load(), where)) if one.name == name), None)
    if found is None:
        raise FileError(f"There is no {name} in {where.value}.")
    typer.echo(json.dumps({**_told(found), "content": found.content}) if as_json else found.content)


@app.command()
def remove(name: str, where: Where = Collection.CONTRACTS, as_json: AsJson = False) -> None:
    """Let a file count no more. What was decided by it stays as it is."""
    if not asyncio.run(_remove(load(), where, name)):
        raise FileError(f"There is no {name} in {where.value}.")
    typer.echo(json.dumps({"removed": name}) if as_json else f"{name} counts no more.")


@app.command()
def reindex(as_json: AsJson = False) -> None:
    """Make the index of passages and of decided cases anew from what is on file. A worker must be running."""
    passages = asyncio.run(_reindex(load()))
    typer.echo(json.dumps({"passages": passages}) if as_json else f"Passages: {passages}.")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > MAX_FILE:
        raise FileError(f"{path} is longer than {MAX_FILE:,} bytes.")
    if content.startswith(b"%PDF-"):
        try:
            return "".join(page + PAGE for page in asyncio.run(read_pdf(content)).pages)
        except DocumentRefusedError as error:
            raise FileError(f"{path} was refused: {error}.") from None
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\x00", "")
    except UnicodeDecodeError:
        raise FileError(f"{path} is neither PDF nor text in UTF-8.") from None


async def _add(
    settings: Settings, where: Collection, texts: Sequence[tuple[Path, str]]
) -> tuple[list[tuple[StoredFile, bool]], str]:
    async with open_record(settings) as database:
        async with database.transaction() as session:
            added = []
            for path, content in texts:
                try:
                    added.append(await store.add(session, where, path.stem, content))
                except ContractError as error:
                    raise FileError(f"{path}: {error}") from None
            job = await store.reindex(session)
        return added, await indexed(database, job)


async def _reindex(settings: Settings) -> str:
    async with open_record(settings) as database:
        async with database.transaction() as session:
            job = await store.reindex(session, anew=True)
        return await indexed(database, job)


async def _current(settings: Settings, where: Collection | None) -> list[StoredFile]:
    async with open_record(settings) as database, database.transaction() as session:
        return await store.current(session, where)


async def _remove(settings: Settings, where: Collection, name: str) -> bool:
    async with open_record(settings) as database, database.transaction() as session:
        there = await store.remove(session, where, name)
        await store.reindex(session)
        return there


def _told(one: StoredFile) -> dict[str, Any]:
    """A file as programs are told of it; a contract with carrier and validity."""
    contract = contract_of(one.content) if one.collection is Collection.CONTRACTS else None
    head, _ = split(one.content)
    return {
        "name": one.name,
        "collection": one.collection.value,
        "version": one.version,
        "added_at": one.at.isoformat(),
        "carrier": contract.carrier if contract else None,
        "currency": contract.currency if contract else None,
        "valid_from": contract.valid_from.isoformat() if contract else None,
        "valid_to": contract.valid_to.isoformat() if contract and contract.valid_to else None,
        "head": json.loads(json.dumps(head, default=str)),
    }

"""`expediter odoo`: whether everything about Odoo is as it must be; make its two accounts."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.progress import live
from runtime.settings import Settings, load
from sandbox.world import Sandbox
from tools.odoo.accounts import Account, Accounts, account_file, load_account
from tools.odoo.connect import odoo_target
from tools.odoo.errors import OdooError
from tools.odoo.provision import CheckFinding, check, provision, store

app = typer.Typer(help="Check the connection to Odoo, or provision the two accounts.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

PASSWORD_VARIABLE = "EXPEDITER_ODOO_ADMIN_PASSWORD"  # noqa: S105 - the variable's name
_MARKS = {"ok": "[green]ok[/green]", "warning": "[yellow]warning[/yellow]", "problem": "[red]problem[/red]"}


@app.command("check")
def check_command(as_json: Json = False) -> None:
    """Look at the address, the database's identity, both accounts, their rights, and when their keys end.

    Exit status 1 when there is a problem.
    """
    findings = asyncio.run(check(load()))
    sound = all(finding.level != "problem" for finding in findings)
    if as_json:
        document = {"ok": sound, "findings": [finding.model_dump(mode="json") for finding in findings]}
        typer.echo(json.dumps(document))
    else:
        _table(findings)
    if not sound:
        raise typer.Exit(1)


@app.command("provision")
def provision_command(
    url: Annotated[
        str | None, typer.Option(help="Address of Odoo. Default: EXPEDITER_ODOO_URL, else the sandbox.")
    ] = None,
    database: Annotated[str | None, typer.Option(help="Its database. Default: EXPEDITER_ODOO_DATABASE.")] = None,
    admin_login: Annotated[str, typer.Option(help="An administrator of that Odoo (Settings).")] = "admin",
    rotate: Annotated[bool, typer.Option(help="Make new keys and take the old ones away at once.")] = False,
    as_json: Json = False,
) -> None:
    """Make the reading and the writing account, their rights and keys; pin the database. May be run again at any time.

    The administrator's password is asked for, or taken from EXPEDITER_ODOO_ADMIN_PASSWORD; it is used and forgotten.
    """
    settings = load()
    try:
        where = _where(settings, url, database)
        secret = (
            where[2] or os.environ.get(PASSWORD_VARIABLE) or typer.prompt(f"Password of {admin_login}", hide_input=True)
        )
        with live() as progress:
            progress("Making groups, rights, guards and keys in Odoo")
            accounts = asyncio.run(
                provision(where[0], where[1], admin_login, secret, existing=_existing(settings), rotate=rotate)
            )
            store(accounts, settings)
    except OdooError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from None
    _tell(accounts, settings, as_json)


def _where(settings: Settings, url: str | None, database: str | None) -> tuple[str, str, str | None]:
    """Address, database, and the administrator's password where it is the sandbox's and no secret."""
    url, database = url or settings.odoo_url, database or settings.odoo_database
    if url and database:
        return url, database, None
    sandbox = Sandbox(settings).status()
    if url is None and sandbox.running and sandbox.url and sandbox.database:
        return sandbox.url, sandbox.database, sandbox.admin.password
    target = odoo_target(settings)
    return url or target.url, database or target.database, None


def _existing(settings: Settings) -> Accounts | None:
    """Both accounts, where earlier runs made them and their keys live."""
    found: dict[str, Account] = {}
    for which in ("reader", "writer"):
        try:
            found[which] = load_account(settings, "reader" if which == "reader" else "writer")
        except OdooError:
            return None
    uuid = found["reader"].database_uuid
    return Accounts(reader=found["reader"], writer=found["writer"], database_uuid=uuid or "")


def _tell(accounts: Accounts, settings: Settings, as_json: bool) -> None:
    if as_json:
        document = {
            "database_uuid": accounts.database_uuid,
            "reader": _public(accounts.reader, settings),
            "writer": _public(accounts.writer, settings),
        }
        typer.echo(json.dumps(document))
        return
    typer.echo(f"Pinned database {accounts.database_uuid} ({accounts.reader.database} at {accounts.reader.url}).")
    for account in (accounts.reader, accounts.writer):
        public = _public(account, settings)
        typer.echo(f"{account.login}: key until {public['expires']}, kept in {public['file']}")


def _public(account: Account, settings: Settings) -> dict[str, str]:
    """What may be shown of an account: never its key."""
    which = "reader" if account.login.endswith("reader") else "writer"
    path = account_file(settings, "reader" if which == "reader" else "writer")
    expires = account.expires.date().isoformat() if account.expires else "unknown"
    return {"login": account.login, "expires": expires, "file": str(path)}


def _table(findings: list[CheckFinding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        table.add_row(_MARKS[finding.level], finding.about, finding.text)
    Console().print(table)

"""`expediter token`: access for programs that send reports in, report answers, or act for a person."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from cases.people import Person
from cases.store import people
from cli.record import open_record
from runtime.settings import Settings, load
from tools.odoo.errors import OlderProvisioning
from tools.odoo.reads import open_reader

app = typer.Typer(help="Create access tokens.", no_args_is_help=True)


class Scope(StrEnum):
    """What a token opens."""

    INTAKE = "intake"
    INBOX = "inbox"
    INTEGRATION = "integration"


@app.callback()
def token() -> None:
    """Access tokens: printed once, only their hashes are kept."""


@app.command()
def create(
    scope: Annotated[
        Scope,
        typer.Option(
            help="intake: send reports in. inbox: act as an Odoo user. integration: report what a carrier answered."
        ),
    ],
    user: Annotated[str | None, typer.Option(metavar="LOGIN", help="The Odoo user an inbox token acts as.")] = None,
    days: Annotated[int, typer.Option(min=1, max=people.LONGEST_TOKEN, help="Days it is good for.")] = 90,
) -> None:
    """Print a new token, alone on its line. It cannot be shown again."""
    if (scope is Scope.INBOX) is (user is None):
        typer.echo("An inbox token wants --user LOGIN; any other token acts for nobody.", err=True)
        raise typer.Exit(2)
    settings = load()
    person = asyncio.run(_person(settings, user)) if user is not None else None
    if user is not None and person is None:
        typer.echo(f"Odoo has no active user {user} who may sign in at the desk.", err=True)
        raise typer.Exit(1)
    typer.echo(asyncio.run(_create(settings, scope, person, days)))


async def _person(settings: Settings, login: str) -> Person | None:
    async with open_reader(settings) as reader:
        person = await reader.person(login)
    if person is not None and person.credentials is None:
        raise OlderProvisioning("nobody would notice that the token has to end")
    return person


async def _create(settings: Settings, scope: Scope, person: Person | None, days: int) -> str:
    async with open_record(settings) as database, database.transaction() as session:
        return await people.create_token(session, scope.value, person=person, days=days)

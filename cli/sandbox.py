"""`expediter sandbox`: a real Odoo 19 on this machine, up, down, reset, status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cases.store.sealing import HEAD_FILE, start_over
from cli.programs import programs
from cli.progress import live
from runtime.database import record_cluster
from runtime.errors import PlainError
from runtime.settings import Settings, load
from sandbox.world import Sandbox

app = typer.Typer(help="A real Odoo 19 on this machine with a small trading company in it.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

RECORD = "expediter"
"""The database of the demonstration's record."""


@app.command()
def up(as_json: Json = False) -> None:
    """Bring Odoo up: about two minutes the first time, seconds afterwards."""
    sandbox = Sandbox(load())
    with live() as progress:
        sandbox.up(progress)
    _tell(sandbox, as_json)


@app.command()
def reset(as_json: Json = False) -> None:
    """Put the company back to how it was, as of today, and forget the demonstration's cases with it.

    An inbox that runs on it starts again.
    """
    settings = load()
    sandbox = Sandbox(settings, on_reset=_forgetting(settings))
    with live() as progress:
        ran = [] if settings.odoo_url else programs(settings).stop_all()
        sandbox.reset(progress)
        if ran:
            progress("Starting the worker and the inbox again")
            _up_again()
    _tell(sandbox, as_json)


@app.command()
def down() -> None:
    """Stop Odoo and its PostgreSQL. What is in them stays."""
    sandbox = Sandbox(load())
    ran = sandbox.status().running
    sandbox.down(stop_cluster=True)
    typer.echo("The sandbox is down." if ran else "The sandbox was not running.")


@app.command()
def status(as_json: Json = False) -> None:
    """Say whether it runs, where, and whom to sign in as."""
    _tell(Sandbox(load()), as_json)


def _tell(sandbox: Sandbox, as_json: bool) -> None:
    state = sandbox.status()
    if as_json:
        typer.echo(json.dumps(state.model_dump(mode="json")))
    elif not state.running:
        typer.echo("The sandbox is not running. Start it with: expediter sandbox up")
    else:
        typer.echo(f"Odoo answers at {state.url}, database {state.database}.")
        table = Table("role", "login", "password", "name", box=None, pad_edge=False)
        table.add_row("administrator", state.admin.login, state.admin.password, "")
        for user in state.users:
            table.add_row(user.role.words, user.login, user.password, user.name)
        Console().print(table)


def _forgetting(settings: Settings) -> Callable[[], None] | None:
    """Drops the demonstration's record with its world; never one that belongs to an Odoo or database of one's own."""
    if settings.odoo_url or settings.database_url:
        return None

    def forget() -> None:
        cluster = record_cluster(settings)
        if (cluster.data / "PG_VERSION").exists():
            cluster.start()
            cluster.drop_database(RECORD)
        # The old record's seal would otherwise say, rightly, that everything it knew is gone.
        start_over(settings.data_dir / HEAD_FILE)

    return forget


def _up_again() -> None:
    """What `expediter up` does, in a process of its own: this command stays light."""
    shown = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "up", "--json"], capture_output=True, text=True, check=False
    )
    if shown.returncode:
        raise PlainError(f"The company is reset, but the desk did not start again: {shown.stderr.strip()}")

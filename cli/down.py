"""`expediter down`: stop everything that `demo` or `up` started."""

from __future__ import annotations

import typer

from cli.standing import take_down
from runtime.settings import load
from sandbox.world import Sandbox

app = typer.Typer()


@app.command()
def down() -> None:
    """Stop the inbox, the worker, the sandbox's Odoo and the embedded databases. What is in them stays."""
    settings = load()
    stopped = take_down(settings, None if settings.odoo_url else Sandbox(settings))
    typer.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")

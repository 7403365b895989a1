"""`expediter up`: start what the demonstration starts, without sending reports in."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from cli.progress import live
from cli.standing import Standing, bring_up
from runtime import telemetry
from runtime.settings import load
from sandbox.world import Sandbox

app = typer.Typer()


@app.command()
def up(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> None:
    """Start Odoo (the sandbox, unless EXPEDITER_ODOO_URL names another), the record, the worker and the inbox."""
    settings = load()
    telemetry.configure("ERROR")
    sandbox = None if settings.odoo_url else Sandbox(settings)
    with live() as progress:
        standing = bring_up(settings, sandbox, progress)
    if as_json:
        typer.echo(json.dumps(_document(standing)))
    else:
        typer.echo(f"The inbox is at {standing.url}, Odoo at {standing.odoo_url}. Stop both with: expediter down")


def _document(standing: Standing) -> dict[str, Any]:
    """What runs, and how to sign webhooks to the sandbox; secrets of one's own are never printed."""
    secrets = standing.world.webhook_secrets.model_dump() if standing.world else None
    return {
        "url": standing.url,
        "odoo_url": standing.odoo_url,
        "pid": standing.pid,
        **({"webhook_secrets": secrets} if secrets else {}),
    }

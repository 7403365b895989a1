"""`expediter model`: does the configured language model answer, in which form, and is it right about what it reads?"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from agents.model import Model
from cli.progress import live
from evals.model_check import check_model
from runtime.errors import PlainError
from runtime.settings import load

app = typer.Typer(help="Check the configured language model.", no_args_is_help=True)
NONE = "No model is configured: set EXPEDITER_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY. Everything works without."


class NoModelError(PlainError):
    """There is nothing to check."""


@app.callback()
def model() -> None:
    """The second reader behind an OpenAI-compatible endpoint; optional."""


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> None:
    """Have it read a dozen letters whose truth is known. Exit status 1 where it does not answer or is often wrong."""
    configured = Model.from_settings(load())
    if configured is None:
        raise NoModelError(NONE)
    with live() as progress:
        found = asyncio.run(check_model(configured, progress))
    if as_json:
        document = found.model_dump(mode="json")
        figures = {"precision": found.precision, "recall": found.recall, "good": found.good}
        typer.echo(json.dumps({**document, **figures}))
    else:
        for line in found.words:
            typer.echo(line)
    if not found.good:
        raise typer.Exit(1)

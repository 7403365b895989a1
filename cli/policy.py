"""`expediter policy`: is the approval policy sound, and what does it say?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cases.policy import SHIPPED, Policy, PolicyError, load_policy
from runtime.settings import load

app = typer.Typer(help="Check the approval policy and read it aloud.", no_args_is_help=True)


@app.callback()
def policy() -> None:
    """Who must approve what: ordered rules that end in forbidding everything else."""


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="The policy's file. Default: EXPEDITER_POLICY_FILE, else the shipped one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check a policy and read it aloud, rule by rule. Exit status 1 when it cannot be used."""
    source = file or load().policy_file or SHIPPED
    try:
        found = load_policy(source)
    except PolicyError as error:
        if as_json:
            typer.echo(json.dumps({"ok": False, "file": str(source), "problem": str(error)}))
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if as_json:
        document = {"ok": True, "file": str(source), "version": found.version, "sentences": found.sentences}
        typer.echo(json.dumps(document))
    else:
        _aloud(found)


def _aloud(found: Policy) -> None:
    typer.echo(f"Policy {found.version}. An approval lasts {_days(found)}. The first rule that fits decides.")
    for number, sentence in enumerate(found.sentences, start=1):
        typer.echo(f"{number:>3}. {sentence}")


def _days(found: Policy) -> str:
    hours = found.approval_lasts.total_seconds() / 3600
    return "one hour" if hours == 1 else f"{hours:g} hours"

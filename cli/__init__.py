"""The command `expediter`: one table of commands, one module each, imported only when it is called.

Importing everything at start would cost eight seconds for `--help`; the table keeps it under half a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: dict[str, str] = {
    "demo": "Bring up a trading company on a real Odoo and send five reports through the desk.",
    "up": "Start what the demo starts, without sending reports in.",
    "down": "Stop everything that `demo` or `up` started.",
    "serve": "Run the web process: intake, inbox, pages.",
    "worker": "Run the worker: investigation and execution.",
    "intake": "Take in report files (raw emails) as if they had arrived by mail.",
    "sandbox": "A real Odoo 19 on this machine: up, down, reset, status.",
    "odoo": "Check the connection to Odoo, or provision the two accounts.",
    "policy": "Check the approval policy and read it aloud.",
    "audit": "Verify the audit log.",
    "token": "Create access tokens.",
    "bench": "Measure speed, as ratios inside one run.",
}


class Commands(TyperGroup):
    """Lists the table without importing anything; imports one module when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> TyperCommand | None:
        """A stand-in that carries only the help line."""
        return TyperCommand(name, help=COMMANDS[name]) if name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command, imported now."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, typer.main.get_command(import_module(f"cli.{name}").app), rest


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Expediter: agents investigate logistics exceptions on Odoo, people approve, Odoo is changed exactly once."""

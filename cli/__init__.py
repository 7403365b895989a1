"""The command `expediter`: one table of commands, one module each, imported only when it is called.

Importing everything at start would cost eight seconds for `--help`; the table keeps it under half a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from runtime.errors import PlainError

COMMANDS: dict[str, str] = {
    "demo": "Bring up a trading company on a real Odoo and send late shipments and failed deliveries through the desk.",
    "up": "Start what the demo starts, without sending reports in.",
    "down": "Stop everything that `demo` or `up` started.",
    "serve": "Run the web process: intake, inbox, pages.",
    "worker": "Run the worker: investigation and execution.",
    "intake": "Take in report files as if they had arrived by mail, or as signed webhooks.",
    "scan": "Look through Odoo for one kind of exception now, and open the cases of what is found.",
    "sandbox": "A real Odoo 19 on this machine: up, down, reset, status.",
    "odoo": "Check the connection to Odoo, or provision the two accounts.",
    "policy": "Check the approval policy, read it aloud, try another one on what was proposed.",
    "knowledge": "Put in carriers' contracts, procedures and policies that the desk goes by.",
    "audit": "Verify the audit log.",
    "token": "Create access tokens.",
    "evals": "Measure whether it is right, how well it reads, and what people overrode.",
    "model": "Check whether the configured language model answers, in which form, and how well it reads.",
    "bench": "Measure speed, as ratios inside one run.",
}

# Named here so that `--help` need not import the settings; a test holds the two together.
SETTINGS: tuple[str, ...] = (
    "EXPEDITER_DATA_DIR",
    "EXPEDITER_CACHE_DIR",
    "DATABASE_URL",
    "EXPEDITER_ODOO_URL",
    "EXPEDITER_ODOO_DATABASE",
    "EXPEDITER_ODOO_WIRE",
    "EXPEDITER_ODOO_TIMEOUT",
    "EXPEDITER_ODOO_LIMIT",
    "EXPEDITER_ODOO_SETTLE",
    "EXPEDITER_ODOO_READER_LOGIN",
    "EXPEDITER_ODOO_READER_KEY",
    "EXPEDITER_ODOO_WRITER_LOGIN",
    "EXPEDITER_ODOO_WRITER_KEY",
    "EXPEDITER_TIMEZONE",
    "EXPEDITER_ARRIVAL_HOUR",
    "EXPEDITER_DISPATCH_HOUR",
    "EXPEDITER_CUT_OFF",
    "EXPEDITER_IMPORTANCE_TAGS",
    "EXPEDITER_TICKET_PROJECT",
    "EXPEDITER_RETURNS_LOCATION",
    "EXPEDITER_LANDED_COST_PRODUCT",
    "EXPEDITER_SCANS",
    "EXPEDITER_TRANSIT",
    "EXPEDITER_PROMISE_DAYS",
    "EXPEDITER_MUTE_CARRIERS",
    "EXPEDITER_OWN_DOMAINS",
    "EXPEDITER_MAIL_AUTHSERV",
    "EXPEDITER_POLICY_FILE",
    "EXPEDITER_SESSION_HOURS",
    "EXPEDITER_HOST",
    "EXPEDITER_PORT",
    "EXPEDITER_PUBLIC_URL",
    "EXPEDITER_TRUSTED_PROXIES",
    "EXPEDITER_ONE_SYSTEM_USER",
    "EXPEDITER_WEBHOOK_SECRETS",
    "EXPEDITER_MAX_REPORT_BYTES",
    "EXPEDITER_CARRIER_REQUESTS_URL",
    "EXPEDITER_CARRIER_REQUESTS_SECRET",
    "EXPEDITER_MODEL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "EXPEDITER_MODEL_TIMEOUT",
    "EXPEDITER_MODEL_CALLS",
    "EXPEDITER_MODEL_TOKENS",
    "EXPEDITER_SHADOW_MODEL",
    "EXPEDITER_SHADOW_BASE_URL",
    "EXPEDITER_SHADOW_API_KEY",
    "EXPEDITER_SHADOW_PROMPTS",
    "EXPEDITER_SHADOW_POLICY_FILE",
    "CHROMA_URL",
    "EXPEDITER_EMBEDDING_MODEL",
    "EXPEDITER_LOG_LEVEL",
)


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

    def invoke(self, ctx: Any) -> Any:
        """Plain words and exit status 1 for what a person can act on; a traceback only for our own mistakes."""
        try:
            return super().invoke(ctx)
        except PlainError as error:
            typer.secho(str(error), err=True, fg=typer.colors.RED)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Settings are environment variables, or lines of `.env`; `.env.example` explains each: "
    + ", ".join(SETTINGS),
)


@app.callback()
def main() -> None:
    """Expediter: agents investigate logistics exceptions on Odoo, people approve, Odoo is changed exactly once."""

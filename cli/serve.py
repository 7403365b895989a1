"""`expediter serve`: run the web process until it is told to stop."""

from __future__ import annotations

import asyncio

import typer
import uvicorn

from api.app import create_app
from cases.policy import load_policy
from cases.store.schema import migrate
from runtime import telemetry
from runtime.database import Database, record_url
from runtime.settings import Settings, load

app = typer.Typer()

GRACE_SECONDS = 5
BACKLOG = 2048


@app.command()
def serve() -> None:
    """Run the web process: intake, inbox and pages. Stop it with Ctrl-C."""
    settings = load()
    telemetry.configure(settings.log_level)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    policy = load_policy(settings.policy_file)
    url = await asyncio.to_thread(record_url, settings)
    async with Database(url) as database:
        application = create_app(settings, database, policy)
        await migrate(url)
        config = uvicorn.Config(
            application,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        await uvicorn.Server(config).serve()

"""`expediter serve`: run the web process until it is told to stop."""

from __future__ import annotations

import asyncio

import typer
import uvicorn
from fastapi import FastAPI

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
        await uvicorn.Server(server_config(application, settings)).serve()


def server_config(application: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the server runs: where it listens, and which proxies it believes."""
    return uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
        # From the right of X-Forwarded-For, the first address that is none of theirs is whoever asks.
        proxy_headers=True,
        forwarded_allow_ips=settings.believed_proxies,
    )

"""`expediter worker`: run the worker until it is told to stop."""

from __future__ import annotations

import asyncio

import typer

from graphs.worker import run_worker
from runtime import telemetry
from runtime.job_runner import stop_on_signals
from runtime.settings import Settings, load

app = typer.Typer()


@app.command()
def worker() -> None:
    """Run the worker: reads reports, investigates, and carries out what people approved. Stop it with Ctrl-C."""
    settings = load()
    telemetry.configure(settings.log_level)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    await run_worker(settings, stop)

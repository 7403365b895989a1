"""Load on the intake of a real web process, beside bare rows written to the same PostgreSQL. Used by `evals.bench`."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel, ConfigDict

from cases.store import people
from evals.bench_world import BenchError
from runtime.database import Database
from runtime.processes import Processes
from runtime.settings import Settings

AT_ONCE = 10
MAIL = (
    "From: orders@supplier.example\r\nTo: purchasing@company.example\r\nSubject: Delay {key}\r\n"
    "Message-ID: <{key}@bench.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\n"
    "Dear customer,\r\n\r\nyour order is delayed; details follow.\r\n{padding}\r\n"
)


class IntakeFigures(BaseModel):
    """What the intake did.

    Attributes:
        accepted_a_second: mails answered 202, ten at a time, load and server on the same machine.
        p99_ms: of their answers.
        rows_a_second: bare rows of the same size, one transaction each, ten at a time.
        row_p99_ms: of those.
    """

    model_config = ConfigDict(frozen=True)

    mails: int
    accepted_a_second: float
    p99_ms: float
    rows_a_second: float
    row_p99_ms: float


async def measure_intake(own: Settings, mails: int) -> IntakeFigures:
    """Hand in mails over HTTP, then write as many bare rows.

    Raises:
        BenchError: a mail was not accepted.
    """
    async with Database(own.database_url or "") as database, database.transaction() as session:
        token = await people.create_token(session, "intake", days=1)
    contents = [MAIL.format(key=uuid4().hex, padding="x" * 2000).encode() for _ in range(mails)]
    processes = Processes(own.data_dir)
    port = _free_port()
    processes.start("serve", "cli", "serve", env=_environment(own, port))
    try:
        await asyncio.to_thread(processes.wait_until, "serve", lambda: _answers(port))
        accepted = await _post_all(port, token, contents)
    finally:
        await asyncio.to_thread(processes.stop, "serve")
    rows = await _write_rows(own, contents)
    return IntakeFigures(
        mails=mails,
        accepted_a_second=round(mails / accepted[0], 1),
        p99_ms=_p99(accepted[1]),
        rows_a_second=round(mails / rows[0], 1),
        row_p99_ms=_p99(rows[1]),
    )


async def _post_all(port: int, token: str, contents: list[bytes]) -> tuple[float, list[float]]:
    headers = {"authorization": f"Bearer {token}", "content-type": "message/rfc822"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:

        async def post(content: bytes) -> None:
            answer = await client.post("/intake/email", content=content)
            if answer.status_code != httpx.codes.ACCEPTED:
                raise BenchError(f"The intake answered {answer.status_code} instead of 202.")

        return await _timed(post, contents)


async def _write_rows(own: Settings, contents: list[bytes]) -> tuple[float, list[float]]:
    async with AsyncConnectionPool(own.database_url or "", min_size=AT_ONCE, max_size=AT_ONCE, open=False) as pool:
        async with pool.connection() as connection:
            await connection.execute("CREATE TABLE bench_rows (id text PRIMARY KEY, content bytea)")

        async def write(content: bytes) -> None:
            async with pool.connection() as connection:
                await connection.execute("INSERT INTO bench_rows VALUES (%s, %s)", (uuid4().hex, content))

        return await _timed(write, contents)


async def _timed(act: Callable[[bytes], Awaitable[None]], contents: list[bytes]) -> tuple[float, list[float]]:
    """All of them, ten at a time: seconds in all, and seconds of each."""
    waiting = iter(contents)
    each: list[float] = []

    async def hand() -> None:
        for content in waiting:
            began = time.perf_counter()
            await act(content)
            each.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))
    return time.perf_counter() - began, each


def _p99(seconds: list[float]) -> float:
    return round(statistics.quantiles(seconds, n=100)[98] * 1000, 2)


def _environment(own: Settings, port: int) -> dict[str, str | None]:
    return {
        "EXPEDITER_DATA_DIR": str(own.data_dir),
        "DATABASE_URL": own.database_url,
        "EXPEDITER_ODOO_URL": own.odoo_url,
        "EXPEDITER_ODOO_DATABASE": own.odoo_database,
        "EXPEDITER_PORT": str(port),
        "EXPEDITER_LOG_LEVEL": "WARNING",
        "EXPEDITER_ODOO_WRITER_KEY": None,
        # The bench's desk is one process's own; nothing but its own sandbox could be written to.
        "EXPEDITER_ONE_SYSTEM_USER": "true",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])

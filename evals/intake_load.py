"""Load on the intake of a real web process, beside bare rows written to the same PostgreSQL. Used by `evals.bench`."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import socket
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

import httpx
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel, ConfigDict

from cases.store import people
from evals.bench_world import BenchError
from runtime.database import Database
from runtime.processes import Processes
from runtime.settings import Settings
from tools.carriers import standard

T = TypeVar("T")
AT_ONCE = 10
MAIL = (
    "From: orders@supplier.example\r\nTo: purchasing@company.example\r\nSubject: Delay {key}\r\n"
    "Message-ID: <{key}@bench.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\n"
    "Dear customer,\r\n\r\nyour order is delayed; details follow.\r\n{padding}\r\n"
)


EVENT = (
    '{{"type":"tracking.event","version":1,"timestamp":"2026-11-23T09:00:00Z","data":{{"carrier":"Northline Parcel",'
    '"tracking_number":"{key}","status":"in_transit","reason":null,"detail":"{padding}",'
    '"occurred_at":"2026-11-23T08:59:00Z","expected_at":null,"attempt":null,"return_by":null}}}}'
)


@dataclass(frozen=True)
class IntakeRequest:
    """One request to the intake."""

    address: str
    headers: dict[str, str]
    content: bytes


class IntakeFigures(BaseModel):
    """What the intake did.

    Attributes:
        accepted_a_second: mails answered 202, ten at a time, load and server on the same machine.
        p99_ms: of their answers.
        webhooks_a_second: signed webhooks answered 202, as many, the same way.
        webhook_p99_ms: of their answers.
        rows_a_second: bare rows of the same size, one transaction each, ten at a time.
        row_p99_ms: of those.
    """

    model_config = ConfigDict(frozen=True)

    mails: int
    accepted_a_second: float
    p99_ms: float
    webhooks_a_second: float
    webhook_p99_ms: float
    rows_a_second: float
    row_p99_ms: float


async def measure_intake(own: Settings, mails: int) -> IntakeFigures:
    """Hand in mails over HTTP, then as many signed webhooks, then write as many bare rows.

    Raises:
        BenchError: one was not accepted.
    """
    async with Database(own.database_url or "") as database, database.transaction() as session:
        token = await people.create_token(session, "intake", days=1)
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    processes = Processes(own.data_dir)
    port = _free_port()
    processes.start("serve", "cli", "serve", env=_environment(own, port, secret))
    try:
        await asyncio.to_thread(processes.wait_until, "serve", lambda: _answers(port))
        accepted = await _post_all(port, [_mail(token) for _ in range(mails)])
        webhooks = await _post_all(port, [_webhook(secret) for _ in range(mails)])
    finally:
        await asyncio.to_thread(processes.stop, "serve")
    rows = await _write_rows(own, [_mail(token).content for _ in range(mails)])
    return IntakeFigures(
        mails=mails,
        accepted_a_second=round(mails / accepted[0], 1),
        p99_ms=_p99(accepted[1]),
        webhooks_a_second=round(mails / webhooks[0], 1),
        webhook_p99_ms=_p99(webhooks[1]),
        rows_a_second=round(mails / rows[0], 1),
        row_p99_ms=_p99(rows[1]),
    )


def _mail(token: str) -> IntakeRequest:
    headers = {"authorization": f"Bearer {token}", "content-type": "message/rfc822"}
    return IntakeRequest("/intake/email", headers, MAIL.format(key=uuid4().hex, padding="x" * 2000).encode())


def _webhook(secret: str) -> IntakeRequest:
    key = uuid4().hex
    content = EVENT.format(key=key, padding="x" * 2000).encode()
    signed = standard.sign(secret, f"msg_{key}", datetime.now(UTC), content)
    return IntakeRequest("/intake/webhooks/standard", {**signed, "content-type": "application/json"}, content)


async def _post_all(port: int, deliveries: list[IntakeRequest]) -> tuple[float, list[float]]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:

        async def post(one: IntakeRequest) -> None:
            answer = await client.post(one.address, content=one.content, headers=one.headers)
            if answer.status_code != httpx.codes.ACCEPTED:
                raise BenchError(f"The intake answered {answer.status_code} instead of 202.")

        return await _timed(post, deliveries)


async def _write_rows(own: Settings, contents: list[bytes]) -> tuple[float, list[float]]:
    async with AsyncConnectionPool(own.database_url or "", min_size=AT_ONCE, max_size=AT_ONCE, open=False) as pool:
        async with pool.connection() as connection:
            await connection.execute("CREATE TABLE bench_rows (id text PRIMARY KEY, content bytea)")

        async def write(content: bytes) -> None:
            async with pool.connection() as connection:
                await connection.execute("INSERT INTO bench_rows VALUES (%s, %s)", (uuid4().hex, content))

        return await _timed(write, contents)


async def _timed(act: Callable[[T], Awaitable[None]], all_of_them: list[T]) -> tuple[float, list[float]]:
    """All of them, ten at a time: seconds in all, and seconds of each."""
    waiting = iter(all_of_them)
    each: list[float] = []

    async def hand() -> None:
        for one in waiting:
            began = time.perf_counter()
            await act(one)
            each.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))
    return time.perf_counter() - began, each


def _p99(seconds: list[float]) -> float:
    return round(statistics.quantiles(seconds, n=100)[98] * 1000, 2)


def _environment(own: Settings, port: int, secret: str) -> dict[str, str | None]:
    return {
        "EXPEDITER_DATA_DIR": str(own.data_dir),
        "DATABASE_URL": own.database_url,
        "EXPEDITER_ODOO_URL": own.odoo_url,
        "EXPEDITER_ODOO_DATABASE": own.odoo_database,
        "EXPEDITER_PORT": str(port),
        "EXPEDITER_WEBHOOK_SECRETS": f"standard={secret}",
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

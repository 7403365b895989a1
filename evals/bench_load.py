"""What an approval has to stand beside: hostile mail being read, and a model that never answers. For `bench`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from agents.model import Model
from cases.store.reports import reports
from evals.bench_world import BenchError
from graphs.desk import Desk

LETTERS = 12
HALF_A_MEGABYTE = 500_000


def hostile_mails() -> Iterator[bytes]:
    """Mails that are made to be slow: entities by the hundred thousand, odd charsets, days and parts without end."""
    html = "Content-Type: text/html; charset=utf-8"
    for _ in range(4):
        yield _mail(html, "&" * HALF_A_MEGABYTE)
        yield _mail(html, "<a " + "&amp;<" * (HALF_A_MEGABYTE // 6))
    yield _mail("Content-Type: text/plain; charset=punycode", "a-b" * (HALF_A_MEGABYTE // 3))
    yield _mail("Content-Type: text/plain; charset=utf-8", "P00012 late 4 December, " * (HALF_A_MEGABYTE // 24))
    yield _mail("Content-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n" * 50_000)


def letters() -> Iterator[bytes]:
    """Plain letters of strangers, each of which a configured model is asked about."""
    for number in range(LETTERS):
        yield _mail("Content-Type: text/plain; charset=utf-8", f"Order X{number:04} will be late until 4 December.")


async def keep(desk: Desk, mails: Iterator[bytes]) -> None:
    """Hand mails in, as if they had arrived."""
    for content in mails:
        async with desk.database.transaction() as session:
            await reports.keep(
                session,
                source="bench",
                sender="stranger@elsewhere.example",
                delivery_id=uuid4().hex,
                content=content,
                media_type="message/rfc822",
            )


@asynccontextmanager
async def hanging_model(desk: Desk) -> AsyncIterator[Desk]:
    """The desk with a model behind an endpoint that takes every question and answers none."""
    held: list[asyncio.StreamWriter] = []

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = desk.settings.model_copy(
        update={"model": "hangs", "openai_base_url": f"http://127.0.0.1:{port}/v1", "openai_api_key": None}
    )
    model = Model.from_settings(settings)
    if model is None:
        raise BenchError("No model could be configured for the bench.")
    try:
        yield replace(desk, settings=settings, model=model)
    finally:
        for writer in held:
            writer.close()
        server.close()


def _mail(kind: str, body: str) -> bytes:
    head = f"From: stranger@elsewhere.example\r\nSubject: {uuid4().hex}\r\nMIME-Version: 1.0\r\n{kind}\r\n\r\n"
    return f"{head}{body}".encode()

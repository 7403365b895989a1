"""A link to the real Odoo that can break at a chosen moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from urllib.parse import urlsplit


class Fault(StrEnum):
    """How the link treats a request."""

    PASS = "pass"
    CUT = "the request arrives, the answer is cut off"
    SILENT = "the request arrives, the answer never comes"
    GATEWAY = "a proxy answers 502"


class Link:
    """A port of this machine that leads to Odoo.

    Attributes:
        url: where to reach Odoo through it.
        faults: what happens to the next requests, in order; when used up they pass.
        requests: requests seen.
    """

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self.url = ""
        self.faults: list[Fault] = []
        self.requests = 0

    async def serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One connection: one request."""
        try:
            request = await _message(client)
            self.requests += 1
            fault = self.faults.pop(0) if self.faults else Fault.PASS
            if fault is Fault.GATEWAY:
                answer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\nConnection: close\r\n\r\nsorry")
            else:
                response = await self._ask(request)
                if fault is Fault.SILENT:
                    await asyncio.sleep(5)
                elif fault is Fault.PASS:
                    answer.write(response)
            await answer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            answer.close()

    async def _ask(self, request: bytes) -> bytes:
        odoo, sending = await asyncio.open_connection(self._target.hostname, self._target.port)
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        sending.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
        await sending.drain()
        response = await odoo.read()
        sending.close()
        head, _, body = response.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


async def _message(stream: asyncio.StreamReader) -> bytes:
    head = await stream.readuntil(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + (await stream.readexactly(int(lengths[0])) if lengths else b"")


@asynccontextmanager
async def link_to(url: str) -> AsyncIterator[Link]:
    """Open a link."""
    link = Link(url)
    server = await asyncio.start_server(link.serve, "127.0.0.1", 0)
    link.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield link
    finally:
        server.close()

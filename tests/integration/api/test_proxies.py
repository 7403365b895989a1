"""Behind a proxy: whose word about an address is believed, with the server that `serve` runs."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request

from cli.serve import server_config
from runtime.settings import load


async def seen(trusted: str, forwarded: list[str]) -> str:
    """The address that the application sees of a request that comes from this machine."""
    app = FastAPI()

    @app.get("/")
    async def address(request: Request) -> str:
        assert request.client is not None
        return request.client.host

    settings = load(trusted_proxies=trusted, port=0)
    server = uvicorn.Server(server_config(app, settings))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient() as client:
            headers = [("X-Forwarded-For", value) for value in forwarded]
            return str((await client.get(f"http://127.0.0.1:{port}/", headers=headers)).json())
    finally:
        server.should_exit = True
        await task


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        ("", [], "127.0.0.1"),
        ("", ["198.51.100.7"], "198.51.100.7"),
        # What the asker wrote stands on the left; what the proxies saw on the right.
        ("", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("", ["203.0.113.9, 198.51.100.7, 10.0.0.5"], "10.0.0.5"),
        ("10.0.0.0/24", ["203.0.113.9, 198.51.100.7, 10.0.0.5"], "198.51.100.7"),
        ("10.0.0.5", ["203.0.113.9, 198.51.100.7", "10.0.0.5"], "198.51.100.7"),
        ("2001:db8::/32", ["198.51.100.7, 2001:db8::5"], "198.51.100.7"),
    ],
)
async def test_the_rightmost_address_that_is_no_proxy(
    trusted: str, forwarded: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # the server's own setting must not contradict ours
    assert await seen(trusted, forwarded) == address

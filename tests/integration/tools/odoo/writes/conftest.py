"""A fresh, exact world for each test of the writes, and the writing account's session in it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from runtime.settings import Wire, load
from sandbox.world import Sandbox, World
from tests.integration.tools.odoo.writes.trading import Trading, build
from tools.odoo.client import OdooSession
from tools.odoo.writes import OdooWriter

INSTANCE = f"writes_{os.getpid()}"


@dataclass(frozen=True)
class Prepared:
    """The world that every test starts from."""

    sandbox: Sandbox
    world: World
    trading: Trading


@pytest.fixture(scope="session")
async def prepared() -> AsyncIterator[Prepared]:
    sandbox = Sandbox(load(), INSTANCE)
    world = await asyncio.to_thread(sandbox.up)
    try:
        async with await _admin(world) as odoo:
            trading = await build(odoo)
        await asyncio.to_thread(sandbox.keep, "base")
        yield Prepared(sandbox, world, trading)
    finally:
        await asyncio.to_thread(sandbox.drop)


@pytest.fixture
async def trading(prepared: Prepared) -> Trading:
    """A fresh world."""
    await asyncio.to_thread(prepared.sandbox.reset, base="base")
    return prepared.trading


@pytest.fixture
async def admin(prepared: Prepared, trading: Trading) -> AsyncIterator[OdooSession]:
    """The administrator, who looks at everything."""
    async with await _admin(prepared.world) as odoo:
        yield odoo


@pytest.fixture
async def writer(prepared: Prepared, trading: Trading) -> AsyncIterator[OdooWriter]:
    session = await _admin(prepared.world)
    uuid = await session.database_uuid()
    assert uuid
    async with OdooWriter(session, uuid) as odoo:
        yield odoo


async def _admin(world: World) -> OdooSession:
    return await OdooSession.open(
        world.url, world.database, world.admin.login, world.admin.password, wire=Wire.JSONRPC, timeout=60
    )

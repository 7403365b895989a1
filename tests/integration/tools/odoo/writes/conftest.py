"""A fresh, exact world for each test of the writes, and the writing account's session in it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from runtime.settings import Settings, Wire, load
from sandbox.world import Sandbox, SandboxWorld
from tests.integration.tools.odoo.writes.trading import Trading, build
from tools.odoo.client import OdooSession
from tools.odoo.provision import provision, store
from tools.odoo.writes import OdooWriter, open_writer

INSTANCE = f"writes_{os.getpid()}"


@dataclass(frozen=True)
class Prepared:
    """The world that every test starts from."""

    sandbox: Sandbox
    world: SandboxWorld
    trading: Trading
    settings: Settings


@pytest.fixture(scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prepared]:
    sandbox = Sandbox(load(), INSTANCE)
    world = await asyncio.to_thread(sandbox.up)
    settings = load(
        data_dir=tmp_path_factory.mktemp("accounts"), odoo_url=world.url, odoo_database=world.database, odoo_timeout=40
    )
    try:
        async with await _admin(world) as odoo:
            trading = await build(odoo)
        accounts = await provision(world.url, world.database, world.admin.login, world.admin.password)
        store(accounts, settings)
        await asyncio.to_thread(sandbox.keep, "base")
        yield Prepared(sandbox, world, trading, settings)
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
def wire() -> Wire:
    """How the writing account speaks; tests of the straight road run on both."""
    return Wire.AUTO


@pytest.fixture
async def writer(prepared: Prepared, trading: Trading, wire: Wire) -> AsyncIterator[OdooWriter]:
    """The writing account with no more rights than provisioning gives it."""
    settings = prepared.settings.model_copy(update={"odoo_wire": wire})
    async with await open_writer(settings) as odoo:
        yield odoo


async def _admin(world: SandboxWorld) -> OdooSession:
    return await OdooSession.open(
        world.url, world.database, world.admin.login, world.admin.password, wire=Wire.JSONRPC, timeout=60
    )

"""The seeded company on a real Odoo, provisioned once, and sessions of its accounts on both wires."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from runtime.settings import Settings, Wire, load
from sandbox.story import Story, tell
from sandbox.world import Sandbox, World
from tools.odoo.accounts import Accounts, store
from tools.odoo.client import OdooSession
from tools.odoo.provision import provision
from tools.odoo.reads import OdooReader, open_reader

WIRES = (Wire.JSON2, Wire.JSONRPC)


@dataclass(frozen=True)
class Company:
    """The world that tests of reads, rights and sign-in look at."""

    sandbox: Sandbox
    world: World
    settings: Settings
    accounts: Accounts
    story: Story


@pytest.fixture(scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    sandbox = Sandbox(load(), f"tools_{os.getpid()}")
    world = await asyncio.to_thread(sandbox.up)
    settings = load(
        data_dir=tmp_path_factory.mktemp("desk"), odoo_url=world.url, odoo_database=world.database, odoo_timeout=60
    )
    try:
        accounts = await provision(world.url, world.database, world.admin.login, world.admin.password)
        store(accounts, settings)
        await asyncio.to_thread(sandbox.keep, "base")
        yield Company(sandbox, world, settings, accounts, tell(world.today))
    finally:
        await asyncio.to_thread(sandbox.drop)


@pytest.fixture
async def untouched(company: Company) -> Company:
    """The company as provisioned, whatever an earlier test did to it."""
    await asyncio.to_thread(company.sandbox.reset, base="base")
    return company


@pytest.fixture
async def administrator(company: Company) -> AsyncIterator[OdooSession]:
    """Who looks at everything."""
    world = company.world
    async with await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password) as session:
        yield session


@pytest.fixture(params=WIRES, ids=str)
def both_wires(request: pytest.FixtureRequest) -> Wire:
    """Each wire in turn."""
    wire: Wire = request.param
    return wire


@pytest.fixture
async def as_reader(company: Company, both_wires: Wire) -> AsyncIterator[OdooSession]:
    """The reading account's bare session, which nobody outside tests is given."""
    account = company.accounts.reader
    async with await OdooSession.open(
        company.world.url, company.world.database, account.login, account.key.get_secret_value(), wire=both_wires
    ) as session:
        yield session


@pytest.fixture
async def as_writer(company: Company, both_wires: Wire) -> AsyncIterator[OdooSession]:
    """The writing account's bare session."""
    account = company.accounts.writer
    async with await OdooSession.open(
        company.world.url, company.world.database, account.login, account.key.get_secret_value(), wire=both_wires
    ) as session:
        yield session


@pytest.fixture
async def reader(company: Company, both_wires: Wire) -> AsyncIterator[OdooReader]:
    """What agents get."""
    async with open_reader(company.settings.model_copy(update={"odoo_wire": both_wires})) as opened:
        yield opened

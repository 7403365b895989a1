"""The seeded company on a real Odoo, provisioned once, and sessions of its accounts on both wires."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from runtime.settings import Settings, Wire, load
from sandbox.story import Story, tell
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.accounts import Accounts, store
from tools.odoo.client import OdooSession
from tools.odoo.provision import provision
from tools.odoo.reads import OdooReader, open_reader

WIRES = (Wire.JSON2, Wire.JSONRPC)


@dataclass(frozen=True)
class Company:
    """The world that tests of reads, rights and sign-in look at."""

    sandbox: Sandbox
    world: SandboxWorld
    settings: Settings
    accounts: Accounts
    story: Story
    draft_bill: int


@pytest.fixture(scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    sandbox = Sandbox(load(), f"tools_{os.getpid()}")
    world = await asyncio.to_thread(sandbox.up)
    settings = load(
        data_dir=tmp_path_factory.mktemp("desk"), odoo_url=world.url, odoo_database=world.database, odoo_timeout=40
    )
    try:
        accounts = await provision(world.url, world.database, world.admin.login, world.admin.password)
        store(accounts, settings)
        draft_bill = await _draft_bill(world)
        await asyncio.to_thread(sandbox.keep, "base")
        yield Company(sandbox, world, settings, accounts, tell(world.today), draft_bill)
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


@pytest.fixture(scope="session")
async def sessions(company: Company) -> AsyncIterator[dict[tuple[str, Wire], OdooSession]]:
    """The accounts' bare sessions, which nobody outside tests is given."""
    opened: dict[tuple[str, Wire], OdooSession] = {}
    for which, account in (("reader", company.accounts.reader), ("writer", company.accounts.writer)):
        for wire in WIRES:
            opened[which, wire] = await OdooSession.open(
                company.world.url, company.world.database, account.login, account.key.get_secret_value(), wire=wire
            )
    yield opened
    for session in opened.values():
        await session.close()


@pytest.fixture
def as_reader(sessions: dict[tuple[str, Wire], OdooSession], both_wires: Wire) -> OdooSession:
    """The reading account's session."""
    return sessions["reader", both_wires]


@pytest.fixture
def as_writer(sessions: dict[tuple[str, Wire], OdooSession], both_wires: Wire) -> OdooSession:
    """The writing account's session."""
    return sessions["writer", both_wires]


@pytest.fixture
async def reader(company: Company, both_wires: Wire) -> AsyncIterator[OdooReader]:
    """What agents get."""
    async with open_reader(company.settings.model_copy(update={"odoo_wire": both_wires})) as opened:
        yield opened


async def _draft_bill(world: SandboxWorld) -> int:
    async with await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password) as session:
        [vendor] = await session.search_read("res.partner", [["email", "=like", "orders@nordvik%"]], ["id"], limit=1)
        values = {
            "move_type": "in_invoice",
            "partner_id": vendor["id"],
            "invoice_date": "2026-11-02",
            "invoice_line_ids": [[0, 0, {"name": "Freight", "quantity": 1, "price_unit": 10}]],
        }
        [bill] = await session.create("account.move", [values])
        return bill

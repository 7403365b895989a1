"""The desk on a real Odoo and a real PostgreSQL, without HTTP: a company a session, a fresh record for each test."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cases.people import Person
from cases.roles import Role
from cases.store import health
from graphs.case import case_graph
from graphs.checkpoints import open_saver
from graphs.desk import Desk
from graphs.worker import open_desk
from runtime.database import Database
from runtime.settings import Settings, load
from sandbox.world import Sandbox
from tests.integration.graphs.hand import Company, Errand, Hand
from tools.odoo.client import OdooSession
from tools.odoo.provision import provision
from tools.odoo.sign_in import sign_in

STATE = "provisioned"


@pytest.fixture(scope="session")
def company() -> Iterator[Company]:
    """The company, provisioned once a session."""
    sandbox = Sandbox(load(), f"graphs_{os.getpid()}")
    sandbox.up()
    world = sandbox.reset()
    with ThreadPoolExecutor(1) as other:  # a loop of its own, whatever loop the tests have
        making = provision(world.url, world.database, world.admin.login, world.admin.password)
        accounts = other.submit(asyncio.run, making).result()
    sandbox.keep(STATE)
    yield Company(sandbox, world, accounts)
    sandbox.drop()


@pytest.fixture
def fresh_company(company: Company) -> Company:
    """The company as on its first morning, whatever an earlier test did to it."""
    company.sandbox.reset(base=STATE)
    return company


@pytest.fixture
def settings(company: Company, record_url: str) -> Iterator[Settings]:
    """Settings of a desk with an empty record."""
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    yield company.settings(folder, record_url)
    shutil.rmtree(folder)


@pytest.fixture
async def desk(settings: Settings, company: Company, record_url: str) -> AsyncIterator[Desk]:
    """A desk with its record pinned to the company."""
    async with Database(record_url) as database:
        async with database.transaction() as session:
            await health.pin_odoo(session, company.accounts.database_uuid)
        async with open_desk(settings, database) as made:
            yield made


@pytest.fixture
async def admin(company: Company) -> AsyncIterator[OdooSession]:
    """An administrator's session, to change the world behind the desk's back and to look at it."""
    world = company.world
    async with await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password) as session:
        yield session


@pytest.fixture(scope="session")
def signed_in() -> dict[Role, Person]:
    """Who signed in already."""
    return {}


@pytest.fixture
async def hand(
    desk: Desk, settings: Settings, company: Company, admin: OdooSession, signed_in: dict[Role, Person]
) -> AsyncIterator[Hand]:
    """The desk, its case graph and everybody who decides."""
    for user in company.world.users:
        if user.role not in signed_in:
            signed_in[user.role] = await sign_in(settings, user.login, user.password)
    async with open_saver(desk.database) as saver:
        yield Hand(desk, case_graph(saver), saver, signed_in, admin)


@pytest.fixture
async def errand(admin: OdooSession, hand: Hand) -> Errand:
    """A to-do on some open purchase order, for the buyer."""
    [order] = await admin.search_read("purchase.order", [["state", "=", "purchase"]], ["name"], limit=1)
    return Errand(order["id"], order["name"], hand.people[Role.PROCUREMENT])

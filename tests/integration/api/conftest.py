"""A desk on a real record: the application, people with given roles, and clients that speak for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from cases.people import Person
from cases.policy import Policy, load_policy
from cases.store import people as record_people
from cases.store.proposals import proposals
from cases.store.proposals.records import ProposalRecord
from runtime.database import Database
from runtime.settings import Settings, load
from sandbox.world import Sandbox, SandboxWorld
from tests.integration.api import stories
from tests.unit.tools.carriers import deliveries
from tools.odoo import accounts
from tools.odoo.errors import OdooDown, SignInsHeld, WrongPassword
from tools.odoo.provision import provision

PASSWORD = "correct horse"
BASE = "people"


@dataclass
class Known:
    """People whose roles a test gives; `away` is Odoo not answering, `held` its own brake. It has tests of its own."""

    people: dict[str, Person] = field(default_factory=dict)
    away: bool = False
    held: bool = False
    asked: int = 0

    async def sign_in(self, login: str, secret: str) -> Person:
        self._answer()
        if self.held:
            raise SignInsHeld
        if login not in self.people or secret != PASSWORD:
            raise WrongPassword(login)
        return self.people[login]

    async def now(self, person: Person) -> Person | None:
        self._answer()
        return self.people.get(person.login)

    async def odoo(self) -> str:
        self._answer()
        return "19.0"

    async def close(self) -> None:
        pass

    def _answer(self) -> None:
        self.asked += 1
        if self.away:
            raise OdooDown("http://odoo.example", "it is switched off")


@dataclass
class DeskUnderTest:
    """Everything a test of the web process needs."""

    app: FastAPI
    database: Database
    policy: Policy
    people: Known
    settings: Settings
    stack: AsyncExitStack

    async def client(
        self, *, token: str | None = None, page: bool = False, address: str = "127.0.0.1"
    ) -> httpx.AsyncClient:
        """Somebody who speaks HTTP with the desk; `page` is a browser."""
        headers = {"Accept": "text/html" if page else "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=(address, 5))
        client = httpx.AsyncClient(transport=transport, base_url="http://desk.example", headers=headers)
        return await self.stack.enter_async_context(client)

    async def speaks_for(self, person: Person) -> httpx.AsyncClient:
        """A client with an inbox token of that person."""
        async with self.database.transaction() as session:
            return await self.client(token=await record_people.create_token(session, "inbox", person=person, days=1))

    async def sender(self) -> httpx.AsyncClient:
        """A client with an intake token."""
        async with self.database.transaction() as session:
            return await self.client(token=await record_people.create_token(session, "intake", days=1))

    async def browser(self, person: Person) -> httpx.AsyncClient:
        """A browser in which that person has signed in."""
        client = await self.client(page=True)
        form = await client.get("/sign-in")
        csrf = form.cookies["expediter_form"]
        sent = {"login": person.login, "password": PASSWORD, "csrf": csrf, "next": "/"}
        answer = await client.post("/sign-in", data=sent)
        assert answer.status_code == 303, answer.text
        return client

    async def late_hinges(self) -> stories.Story:
        """The case with three options."""
        return await stories.late_hinges(self.database, self.policy, datetime.now(UTC))

    async def small_delay(self, n: int = 31) -> stories.Story:
        """The case with two actions."""
        return await stories.small_delay(
            self.database, self.policy, datetime.now(UTC), n=n, supplier="Holzwerk Kamenz AG", days=6
        )

    async def in_doubt(self, story: stories.Story) -> str:
        """Nobody knows what became of the case's first action; the id of the receipt that says so."""
        return await stories.in_doubt(self.database, self.policy, datetime.now(UTC), story)

    async def asked(self, order: int = 61) -> stories.Asked:
        """A carrier was asked for another attempt and has not answered."""
        return await stories.asked(self.database, self.policy, datetime.now(UTC), order)

    async def proposal(self, story: stories.Story) -> ProposalRecord:
        """The proposal as it stands."""
        assert story.proposal_id
        async with self.database.transaction() as session:
            return await proposals.load(session, story.proposal_id)


@pytest.fixture
async def desk(record_url: str, tmp_path: Path) -> AsyncIterator[DeskUnderTest]:
    """A desk with an empty record and six people, one of them without a role."""
    settings = load(
        data_dir=tmp_path,
        odoo_url="http://127.0.0.1:8069",
        odoo_database="x",
        max_report_bytes=20_000,
        webhook_secrets=f"standard={deliveries.SECRET},easypost={deliveries.SHOP}",
    )
    everybody = (stories.PLANNER, stories.SELLER, stories.STORE, stories.MANAGER, stories.FINANCE, stories.VISITOR)
    people = Known({person.login: person for person in everybody})
    policy = load_policy()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(record_url))
        app = create_app(settings, database, policy, people=people)
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield DeskUnderTest(app, database, policy, people, settings, stack)


@pytest.fixture(scope="session")
def keys(odoo: Sandbox) -> accounts.Accounts:
    """The company provisioned, once; each test gets a clone of it."""
    made = odoo.reset()
    with ThreadPoolExecutor(1) as other:  # a loop of its own, whatever loop the tests have
        making = provision(made.url, made.database, made.admin.login, made.admin.password)
        found = other.submit(asyncio.run, making).result()
    odoo.keep(BASE)
    return found


@pytest.fixture
def provisioned(odoo: Sandbox, keys: accounts.Accounts) -> SandboxWorld:
    """The provisioned company, untouched."""
    return odoo.reset(base=BASE)


@pytest.fixture
def web_settings(provisioned: SandboxWorld, keys: accounts.Accounts, record_url: str, tmp_path: Path) -> Settings:
    """A web process's settings for the provisioned company: it is given the reader's account alone."""
    made = load(
        data_dir=tmp_path, odoo_url=provisioned.url, odoo_database=provisioned.database, database_url=record_url
    )
    accounts.store(keys, made)
    accounts.account_file(made, "writer").unlink()
    return made

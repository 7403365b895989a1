"""Who signs in and what they may decide, asked of a real Odoo through the web process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import UnsafeStartError, create_app
from api.people import OdooPeople
from cases.people import Person
from cases.policy import load_policy
from cases.roles import Role
from runtime.database import Database
from runtime.settings import Settings, load
from sandbox.world import SandboxWorld
from tools.odoo.client import OdooSession, WebSession
from tools.odoo.errors import OdooDown, OdooError, SignInsHeld, TimedOut, WrongPassword

pytestmark = pytest.mark.odoo

COOLDOWN_AFTER = 10  # wrong passwords, as Odoo sets up a new database


@pytest.fixture
def world(provisioned: SandboxWorld) -> SandboxWorld:
    """The company that has our accounts."""
    return provisioned


@pytest.fixture
def settings(web_settings: Settings) -> Settings:
    """Of a web process on it."""
    return web_settings


@pytest.fixture
async def people(settings: Settings) -> AsyncIterator[OdooPeople]:
    """People with a memory of no time at all."""
    made = OdooPeople(settings, remember=0)
    yield made
    await made.close()


async def test_roles_come_from_groups_and_are_read_again(
    people: OdooPeople, world: SandboxWorld, administrator: OdooSession
) -> None:
    user = next(user for user in world.users if user.role is Role.WAREHOUSE)
    person = await people.sign_in(user.login, user.password)
    assert person.roles == {Role.WAREHOUSE}
    assert await people.odoo()
    [purchase] = await administrator.search_read(
        "ir.model.data", [["module", "=", "purchase"], ["name", "=", "group_purchase_user"]], ["res_id"]
    )
    await administrator.write("res.users", [person.uid], {"group_ids": [(4, purchase["res_id"])]})
    now = await people.now(person)
    assert now is not None
    assert now.roles == {Role.WAREHOUSE, Role.PROCUREMENT}
    await administrator.write("res.users", [person.uid], {"active": False})
    assert await people.now(person) is None


async def test_many_questions_at_once_are_one_read(settings: Settings, world: SandboxWorld) -> None:
    people = OdooPeople(settings, remember=30)
    user = next(user for user in world.users if user.role is Role.SALES)
    person = (await people.sign_in(user.login, user.password)).model_copy(update={"roles": frozenset()})
    try:
        found = await asyncio.gather(*(people.now(person) for _ in range(20)))
    finally:
        await people.close()
    assert {each.roles for each in found if each} == {frozenset({Role.SALES})}


async def test_wrong_passwords_and_an_odoo_that_is_away(
    people: OdooPeople, settings: Settings, world: SandboxWorld
) -> None:
    with pytest.raises(WrongPassword):
        await people.sign_in("procurement", "wrong")
    user = world.users[0]
    person = await people.sign_in(user.login, user.password)
    away = OdooPeople(settings.model_copy(update={"odoo_url": "http://127.0.0.1:9"}), remember=0)
    with pytest.raises(OdooError) as refused:
        await away.now(person)
    assert user.password not in str(refused.value) or user.password == user.login
    with pytest.raises(OdooDown):
        await away.odoo()
    await away.close()


@pytest.mark.parametrize("secret", ["wrong", "0123456789abcdef0123456789abcdef01234567"])
async def test_wrong_passwords_over_its_wires_do_not_make_odoo_shut_us_out(
    people: OdooPeople, world: SandboxWorld, secret: str
) -> None:
    user = world.users[0]
    for _ in range(COOLDOWN_AFTER + 2):
        with pytest.raises(WrongPassword):
            await people.sign_in(user.login, secret)
    assert (await people.sign_in(user.login, user.password)).login == user.login


async def test_odoos_own_brake_is_told_and_does_not_reach_our_sign_in(people: OdooPeople, world: SandboxWorld) -> None:
    user = world.users[0]
    async with WebSession(world.url, world.database, user.login, 10) as web:
        for _ in range(COOLDOWN_AFTER):
            with pytest.raises(WrongPassword):
                await web.sign_in("wrong")
        with pytest.raises(SignInsHeld, match="for about a minute"):
            await web.sign_in(user.password)
    assert (await people.sign_in(user.login, user.password)).login == user.login


async def test_while_odoo_hangs_requests_do_not_wait_for_each_other(settings: Settings) -> None:
    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    connections: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hanging = settings.model_copy(update={"odoo_url": f"http://127.0.0.1:{port}"})
    people = OdooPeople(hanging, ask_within=0.5, away=30)
    everybody = [Person(uid=n % 6 + 2, login="x", name="X", roles=frozenset()) for n in range(24)]
    begun = time.monotonic()
    told = await asyncio.gather(*(people.now(person) for person in everybody), return_exceptions=True)
    assert {type(error) for error in told} == {TimedOut}
    assert time.monotonic() - begun < 1.5
    seen, begun = len(connections), time.monotonic()
    with pytest.raises(TimedOut):
        await people.now(everybody[0])
    assert (len(connections), time.monotonic() - begun < 0.5) == (seen, True), "a failure is remembered"
    await people.close()
    for writer in connections:
        writer.close()
    server.close()


async def test_once_odoo_is_back_it_is_asked_again(settings: Settings, world: SandboxWorld) -> None:
    people = OdooPeople(settings, remember=0, away=0.1)
    person = Person(uid=2, login="admin", name="Admin", roles=frozenset())
    assert await people.now(person) is not None
    people._settings = settings.model_copy(update={"odoo_url": "http://127.0.0.1:9"})
    people._forget_reader()
    told = await asyncio.gather(*(people.now(person) for _ in range(5)), return_exceptions=True)
    assert {type(error) for error in told} == {OdooDown}
    people._settings = settings
    await asyncio.sleep(0.15)
    gone = asyncio.create_task(people.now(person))
    stays = asyncio.create_task(people.now(person))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays is not None, "whoever hangs up does not take the answer along"
    await people.close()


async def test_the_whole_sign_in_through_the_pages(settings: Settings, world: SandboxWorld, record_url: str) -> None:
    user = next(user for user in world.users if user.role is Role.PROCUREMENT_MANAGER)
    async with Database(record_url) as database:
        app = create_app(settings, database, load_policy())
        transport = httpx.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client,
        ):
            client.headers["Accept"] = "text/html"
            csrf = (await client.get("/sign-in")).cookies["expediter_form"]
            sent = {"login": user.login, "password": user.password, "csrf": csrf, "next": "/"}
            assert (await client.post("/sign-in", data={**sent, "password": "wrong"})).status_code == 401
            assert (await client.post("/sign-in", data=sent)).status_code == 303
            page = await client.get("/")
            assert page.status_code == 200
            assert "procurement manager" in page.text
            client.headers["Accept"] = "application/json"
            parts = (await client.get("/readyz")).json()["parts"]
            assert parts["odoo"]["ok"] is True


async def test_the_web_process_refuses_the_writing_key(record_url: str, tmp_path: Path) -> None:
    unsafe = load(data_dir=tmp_path, odoo_writer_key="not for the web")
    async with Database(record_url) as database:
        with pytest.raises(UnsafeStartError) as refused:
            create_app(unsafe, database, load_policy())
    assert "not for the web" not in str(refused.value)

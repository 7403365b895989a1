"""Up, again, reset, keep, down, drop: on the real thing, with the times people are promised."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import psutil
import pytest
from typer.testing import CliRunner

from cli.sandbox import app
from runtime.settings import load
from sandbox import engines, template
from sandbox.calendar import offset_of
from sandbox.databases import Databases
from sandbox.errors import SandboxError
from sandbox.steps import silent
from sandbox.world import DAY, MARK, Sandbox, SandboxWorld
from tools.odoo.client import OdooSession

pytestmark = pytest.mark.odoo


async def _rename_a_supplier(world: SandboxWorld, name: str) -> None:
    async with await _admin(world) as session:
        [row] = await session.search_read("res.partner", [["name", "=", "Nordvik Components AS"]], ["id"])
        await session.write("res.partner", [row["id"]], {"name": name})


async def _suppliers_called(world: SandboxWorld, name: str) -> int:
    async with await _admin(world) as session:
        return await session.search_count("res.partner", [["name", "=", name]])


async def _admin(world: SandboxWorld) -> OdooSession:
    return await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password, timeout=60)


@pytest.fixture
def databases() -> Databases:
    return engines.find(load().cache_dir, silent).databases


@pytest.fixture
def neighbour() -> Iterator[Sandbox]:
    """A second instance beside the session's."""
    sandbox = Sandbox(load(), f"test2_{os.getpid()}")
    yield sandbox
    sandbox.drop()


def test_up_again_finds_what_runs(odoo: Sandbox, world: SandboxWorld) -> None:
    began = time.monotonic()
    assert odoo.up() == world
    assert time.monotonic() - began < 5


async def test_reset_forgets_everything_while_odoo_runs(odoo: Sandbox, world: SandboxWorld) -> None:
    await _rename_a_supplier(world, "Somebody Else")
    began = time.monotonic()
    again = odoo.reset()
    assert time.monotonic() - began < 5
    assert again == world
    assert await _suppliers_called(world, "Somebody Else") == 0
    assert await _suppliers_called(world, "Nordvik Components AS") == 1


async def test_a_kept_state_can_be_gone_back_to(odoo: Sandbox, world: SandboxWorld) -> None:
    await _rename_a_supplier(world, "Renamed Once")
    odoo.keep("renamed")
    await _rename_a_supplier_back(world)
    odoo.reset(base="renamed")
    assert await _suppliers_called(world, "Renamed Once") == 1
    odoo.reset()
    assert await _suppliers_called(world, "Renamed Once") == 0
    with pytest.raises(SandboxError, match="keeps no state called 'nothing'"):
        odoo.reset(base="nothing")


async def test_a_kept_state_is_moved_to_another_day_and_shared(
    odoo: Sandbox, world: SandboxWorld, databases: Databases
) -> None:
    odoo.keep("morning")
    [known] = await _planned(world)
    borrower = Sandbox(load(), f"test3_{os.getpid()}", shelf=f"test_{os.getpid()}")
    try:
        later = world.today + timedelta(days=120)
        odoo.keep_as_of("later", "morning", later)
        moved = borrower.reset(base="later")
        assert moved.today == later
        [then] = await _planned(moved)
        assert offset_of(then, later) == offset_of(known, world.today)
    finally:
        borrower.drop()
    # What is another's to keep is not dropped with whoever used it.
    assert odoo.reset(base="morning").today == world.today


async def _planned(world: SandboxWorld) -> list[date]:
    """The day on which the first open line of a purchase is planned."""
    async with await _admin(world) as session:
        rows = await session.search_read(
            "purchase.order.line", [["state", "=", "purchase"]], ["date_planned"], order="id", limit=1
        )
    return [date.fromisoformat(str(row["date_planned"])[:10]) for row in rows]


def test_what_is_replaced_goes_in_the_background_and_what_was_left_of_it_later(
    odoo: Sandbox, world: SandboxWorld, databases: Databases
) -> None:
    left = "expediter_old_left_by_a_killed_process"
    databases.create(left)
    odoo.reset()
    assert databases.exists(world.database)
    assert databases.in_use()  # Odoo; it waits until what goes is gone
    assert not databases.exists(left)
    # One that somebody works in is taken from them.
    other = f"expediter_test4_{os.getpid()}"
    databases.create(other)
    with databases.connect(other):
        databases.discard(other)
        assert not databases.exists(other)
    databases.discard(other)


def test_secrets_of_webhooks_are_made_once_and_survive_a_reset(odoo: Sandbox, world: SandboxWorld) -> None:
    assert odoo.status().webhook_secrets == world.webhook_secrets
    assert odoo.reset().webhook_secrets == world.webhook_secrets
    assert load(webhook_secrets=world.webhook_secrets.setting).secrets_of_webhooks == {
        name: (secret,) for name, secret in world.webhook_secrets.model_dump().items()
    }


async def _rename_a_supplier_back(world: SandboxWorld) -> None:
    async with await _admin(world) as session:
        [row] = await session.search_read("res.partner", [["name", "=", "Renamed Once"]], ["id"])
        await session.write("res.partner", [row["id"]], {"name": "Nordvik Components AS"})


def test_the_database_is_marked_and_keeps_its_identity(
    odoo: Sandbox, world: SandboxWorld, databases: Databases
) -> None:
    name, made_from = str(databases.parameter(world.database, MARK)).split()
    assert name == f"test_{os.getpid()}"
    assert databases.exists(template.PREFIX + made_from)
    assert databases.parameter(world.database, DAY) == world.today.isoformat()
    identity = databases.parameter(world.database, "database.uuid")
    odoo.reset()
    assert databases.parameter(world.database, "database.uuid") == identity


async def test_instances_do_not_know_each_other(world: SandboxWorld, neighbour: Sandbox, databases: Databases) -> None:
    other = neighbour.up()
    assert other.url != world.url
    assert databases.parameter(other.database, "database.uuid") != databases.parameter(world.database, "database.uuid")
    await _rename_a_supplier(other, "Only There")
    assert await _suppliers_called(world, "Only There") == 0

    # Down and up again: seconds, and nothing is lost.
    neighbour.down()
    assert not neighbour.status().running
    began = time.monotonic()
    again = neighbour.up()
    assert time.monotonic() - began < 30
    assert await _suppliers_called(again, "Only There") == 1


def test_a_killed_odoo_is_noticed_and_started_anew(neighbour: Sandbox) -> None:
    neighbour.up()
    pid = neighbour.process_id()
    assert pid is not None
    psutil.Process(pid).kill()
    give_up = time.monotonic() + 10
    while neighbour.status().running and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not neighbour.status().running
    neighbour.up()
    assert neighbour.status().running


async def test_people_can_use_its_pages(world: SandboxWorld) -> None:
    async with httpx.AsyncClient(base_url=world.url, timeout=60) as browser:
        page = await browser.get("/web/login")
        assert page.status_code == 200
        assert 'name="password"' in page.text
        scripts = re.findall(r'src="(/web/assets/[^"]+\.js)"', page.text)
        assert scripts
        for script in scripts:
            assert (await browser.get(script)).status_code == 200


def test_where_nothing_can_run_odoo_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match=r"no apt.*Docker does not answer.*EXPEDITER_ODOO_URL"):
        Sandbox(load(cache_dir=tmp_path / "cache"), "nowhere").up()


def test_an_instance_needs_a_plain_name() -> None:
    for name in ("Demo", "a-b", "", "template", "x" * 31):
        with pytest.raises(SandboxError, match="cannot name an instance"):
            Sandbox(load(), name)


def test_status_prints_what_the_contract_says() -> None:
    result = CliRunner().invoke(app, ["status", "--json"])
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert set(printed) == {"running", "url", "database", "admin", "users", "webhook_secrets"}
    assert printed["admin"] == {"login": "admin", "password": "admin"}
    assert len(printed["users"]) == 12
    assert {"role", "login", "password"} <= set(printed["users"][0])

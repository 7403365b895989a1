"""`token create --scope inbox` on a real Odoo: the token acts as that user, with that user's roles."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases.people import Person
from cases.store import people
from cli import app
from runtime.database import Database
from runtime.settings import load
from sandbox.world import SandboxWorld
from tools.odoo.accounts import store
from tools.odoo.provision import provision

pytestmark = pytest.mark.odoo


def test_an_inbox_token_acts_as_the_odoo_user(
    world: SandboxWorld, record_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATABASE_URL": record_url,
        "EXPEDITER_DATA_DIR": str(tmp_path),
        "EXPEDITER_ODOO_URL": world.url,
        "EXPEDITER_ODOO_DATABASE": world.database,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    store(asyncio.run(provision(world.url, world.database, world.admin.login, world.admin.password)), load())
    planner = next(user for user in world.users if user.role == "procurement")

    shown = CliRunner().invoke(app, ["token", "create", "--scope", "inbox", "--user", planner.login])
    assert shown.exit_code == 0, shown.stderr
    [secret] = shown.stdout.splitlines()

    async def holder() -> Person | None:
        async with Database(record_url) as database, database.transaction() as session:
            found = await people.token(session, secret)
            return found.person if found else None

    person = asyncio.run(holder())
    assert person is not None
    assert person.login == planner.login
    assert "procurement" in person.roles

    nobody = CliRunner().invoke(app, ["token", "create", "--scope", "inbox", "--user", "nobody@here"])
    assert nobody.exit_code == 1
    assert "no active user nobody@here" in nobody.stderr

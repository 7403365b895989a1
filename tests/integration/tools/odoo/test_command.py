"""`expediter odoo`, as a person or a script runs it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.tools.odoo.conftest import Company

pytestmark = pytest.mark.odoo


async def expediter(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("expediter")), "odoo", *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EXPEDITER_")} | variables
    return await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def key_in(file: str) -> str:
    key: str = json.loads(Path(file).read_text())["key"]
    return key


def kept(folder: Path) -> bool:
    return (folder / "odoo").exists()


def forget(file: str) -> None:
    Path(file).unlink()


async def test_provision_then_check(company: Company, tmp_path: Path) -> None:
    world = company.world
    where = {"EXPEDITER_DATA_DIR": str(tmp_path)}
    made = await expediter(
        "provision",
        "--url",
        world.url,
        "--database",
        world.database,
        "--json",
        EXPEDITER_ODOO_ADMIN_PASSWORD=world.admin.password,
        **where,
    )
    assert made.returncode == 0, made.stderr
    document: dict[str, Any] = json.loads(made.stdout)
    assert document["database_uuid"] == company.accounts.database_uuid
    keys = [key_in(document[which]["file"]) for which in ("reader", "writer")]
    assert not any(key in made.stdout + made.stderr for key in keys)

    checked = await expediter("check", "--json", **where)
    assert checked.returncode == 0, checked.stdout
    assert json.loads(checked.stdout)["ok"] is True
    shown = await expediter("check", **where)
    assert "has the rights it needs" in " ".join(shown.stdout.split())

    forget(document["reader"]["file"])
    without = await expediter(
        "check", "--json", EXPEDITER_ODOO_URL=world.url, EXPEDITER_ODOO_DATABASE=world.database, **where
    )
    assert without.returncode == 1
    found = json.loads(without.stdout)["findings"]
    assert any("no reader account" in finding["text"] for finding in found if finding["level"] == "problem")


async def test_a_wrong_password_is_one_plain_line(company: Company, tmp_path: Path) -> None:
    world = company.world
    refused = await expediter(
        "provision",
        "--url",
        world.url,
        "--database",
        world.database,
        EXPEDITER_DATA_DIR=str(tmp_path),
        EXPEDITER_ODOO_ADMIN_PASSWORD="not-it",
    )
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "does not accept" in refused.stderr
    assert "not-it" not in refused.stderr
    assert not kept(tmp_path)

"""Fixtures for tests on a real Odoo: one instance of the sandbox for each test session, reset for each test."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator

import psutil
import pytest

from runtime.settings import Settings, load
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.client import OdooSession


@pytest.fixture(scope="session")
def odoo() -> Iterator[Sandbox]:
    """An instance of this test session alone, up. Tests that change nothing may share it as it is."""
    settings = load()
    _drop_orphans(settings)
    sandbox = Sandbox(settings, f"test_{os.getpid()}")
    sandbox.up()
    yield sandbox
    sandbox.drop()


@pytest.fixture
def world(odoo: Sandbox) -> SandboxWorld:
    """The seeded company as of today, untouched: about a quarter of a second."""
    return odoo.reset()


@pytest.fixture
async def administrator(world: SandboxWorld) -> AsyncIterator[OdooSession]:
    """The administrator's session in a fresh world."""
    async with await OdooSession.open(
        world.url, world.database, world.admin.login, world.admin.password, timeout=60
    ) as session:
        yield session


def _drop_orphans(settings: Settings) -> None:
    """Remove the instances of test sessions that were killed before they could do it themselves."""
    for folder in (settings.cache_dir / "instances").glob("*_*"):
        owner = re.fullmatch(r"[a-z]+_(\d+)", folder.name)
        if folder.is_dir() and owner and not psutil.pid_exists(int(owner[1])):
            Sandbox(settings, folder.name).drop()

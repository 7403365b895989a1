"""The seeded company on a real Odoo, and the reader that agents get."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from agents import world as around
from agents.correspondence.reading import read_report
from agents.model import Model
from agents.reading.limited import LimitedReading
from agents.specialist import Handover, Snapshot
from agents.supervisor import parse_snapshot, specialist_for
from cases.kinds import KINDS
from cases.models import CaseDraft, CaseFile, ProposalDraft, Reading
from runtime.settings import Settings, load
from sandbox.story import Story, tell
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.accounts import store
from tools.odoo.client import OdooSession
from tools.odoo.provision import provision
from tools.odoo.reads import OdooReader, open_reader


@dataclass(frozen=True)
class Office:
    """The desk's view of the company, without a record: reports in, proposals out."""

    sandbox: Sandbox
    world: SandboxWorld
    settings: Settings
    story: Story
    reader: OdooReader
    limits: LimitedReading

    async def read(self, raw: bytes, model: Model | None = None, settings: Settings | None = None) -> Reading:
        now = datetime.now(UTC)
        known = settings or self.settings
        return await read_report(raw, "message/rfc822", "test", self.reader, model, known, now, self.limits)

    async def collect(self, draft: CaseDraft) -> Snapshot:
        file = CaseFile(
            case_id="c", **draft.model_dump(exclude={"key", "repeated", "trust", "says"}), received_at=datetime.now(UTC)
        )
        specialist = specialist_for(draft.kind)
        assert specialist is not None
        return await specialist.collect(
            file, around.World(self.reader, around.habits_of(self.settings), datetime.now(UTC))
        )

    def think(self, snapshot: Snapshot) -> ProposalDraft | Handover:
        """The proposal, thought from the snapshot as storage gives it back."""
        kind = snapshot.file.kind
        specialist = specialist_for(kind)
        assert specialist is not None
        again = parse_snapshot(kind, snapshot.model_dump(mode="json"))
        assert again == snapshot
        found = specialist.think(again, {})
        if isinstance(found, ProposalDraft):
            # What a kind declares holds for every draft that any test makes.
            assert {action.name for action in found.actions} <= KINDS[kind].may_propose
        return found

    async def propose(self, raw: bytes) -> ProposalDraft:
        reading = await self.read(raw)
        [draft] = reading.cases
        found = self.think(await self.collect(draft))
        assert isinstance(found, ProposalDraft)
        return found


@pytest.fixture(scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    sandbox = Sandbox(load(), f"agents_{os.getpid()}")
    world = await asyncio.to_thread(sandbox.up)
    settings = load(
        data_dir=tmp_path_factory.mktemp("desk"),
        odoo_url=world.url,
        odoo_database=world.database,
        odoo_timeout=40,
        own_domains="halden-supply.example",
    )
    limits = LimitedReading(settings.cache_dir)
    try:
        store(await provision(world.url, world.database, world.admin.login, world.admin.password), settings)
        await asyncio.to_thread(sandbox.keep, "base")
        async with open_reader(settings) as reader:
            yield Office(sandbox, world, settings, tell(world.today), reader, limits)
    finally:
        await limits.close()
        await asyncio.to_thread(sandbox.drop)


@pytest.fixture
async def changed(office: Office) -> AsyncIterator[OdooSession]:
    """An administrator's session, for tests that change the world first; it is put back afterwards."""
    world = office.world
    async with await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password) as session:
        yield session
    await asyncio.to_thread(office.sandbox.reset, base="base")

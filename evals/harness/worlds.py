"""A clean world for every trial: the seeded company, copied anew from a provisioned base, and an empty record.

A runner keeps one Odoo process and swaps the database under it; provisioning, sign-ins and migrations are done once.
Everything is of this process's own and gone afterwards: no desk that people use is touched.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from agents.model import Model
from agents.reading.limited import LimitedReading
from cases.people import Person
from cases.policy import load_policy
from cases.roles import Role
from cases.store import health
from cases.store.schema import migrate
from graphs.case import CaseGraph, case_graph
from graphs.checkpoints import open_saver
from graphs.desk import Desk
from graphs.desk import now as real_now
from graphs.reading import SharedReader
from runtime.database import Database
from runtime.postgres import Cluster
from runtime.settings import Settings
from sandbox.flows import Flows, open_flows
from sandbox.world import Sandbox, SandboxWorld
from tools.odoo.provision import Accounts, provision, store
from tools.odoo.sign_in import sign_in

Progress = Callable[[str], None]
OUR_DOMAIN = "halden-supply.example"
_BASE = "provisioned"
_MIGRATED = "migrated"


@dataclass(frozen=True)
class TrialDesk:
    """What one trial works with.

    Attributes:
        desk: as a worker has it.
        graph: of its cases.
        flows: what people do in Odoo beside it.
        people: somebody of each role, signed in.
    """

    desk: Desk
    graph: CaseGraph
    flows: Flows
    people: Mapping[Role, Person]
    world: SandboxWorld


@dataclass
class TrialWorld:
    """One company with its Odoo process, for one trial after the other."""

    name: str
    sandbox: Sandbox
    world: SandboxWorld
    accounts: Accounts
    settings: Settings
    cluster: Cluster
    limits: LimitedReading
    people: dict[Role, Person] = field(default_factory=dict)
    number: int = 0
    leaving: list[asyncio.Task[None]] = field(default_factory=list)

    @asynccontextmanager
    async def fresh(self, changes: Mapping[Any, str], now: datetime | None = None) -> AsyncIterator[TrialDesk]:
        """The company as on its first morning, and a desk with an empty record.

        Args:
            changes: settings of the desk that are other than usual, by name.
            now: the moment that the desk believes and on whose day the company stands; the real one when absent.

        Raises:
            SandboxError: the company cannot be copied.
            OdooError: its Odoo does not answer.
        """
        self.number += 1
        database_name = f"{self.name}_{self.number}"
        self.world, _ = await asyncio.gather(
            asyncio.to_thread(self._reset, now),
            asyncio.to_thread(self.cluster.ensure_database, database_name, template=_MIGRATED),
        )
        settings = self.settings.model_copy(update={**changes, "database_url": self.cluster.dsn(database_name)})
        try:
            async with AsyncExitStack() as stack:
                database = await stack.enter_async_context(Database(settings.database_url or ""))
                async with database.transaction() as session:
                    await health.pin_odoo(session, self.accounts.database_uuid)
                saver = await stack.enter_async_context(open_saver(database))
                flows = await stack.enter_async_context(open_flows(self.world))
                reader = SharedReader(settings)
                stack.push_async_callback(reader.close)
                await self._sign_in(settings)
                desk = Desk(
                    settings,
                    database,
                    reader,
                    load_policy(settings.policy_file),
                    Model.from_settings(settings),
                    self.accounts.database_uuid,
                    self.limits,
                    clock=(lambda: now) if now else real_now,
                )
                yield TrialDesk(desk, case_graph(saver), flows, self.people, self.world)
        finally:
            # Removing files takes longer than making them; the next trial need not wait for it.
            self.leaving.append(asyncio.create_task(asyncio.to_thread(self.cluster.drop_database, database_name)))

    def _reset(self, now: datetime | None) -> SandboxWorld:
        if now is None:
            return self.sandbox.reset(base=_BASE)
        label = f"day_{now:%Y%m%d}"
        self.sandbox.keep_as_of(label, _BASE, now.date())
        return self.sandbox.reset(base=label)

    async def _sign_in(self, settings: Settings) -> None:
        for user in self.world.users:
            if user.role not in self.people:
                self.people[user.role] = await sign_in(settings, user.login, user.password)


@asynccontextmanager
async def open_worlds(settings: Settings, count: int, progress: Progress) -> AsyncIterator[list[TrialWorld]]:
    """So many companies beside each other; nothing of them remains.

    Raises:
        SandboxError: no Odoo could be brought up.
        PostgresUnavailable: no record could be made.
    """
    folder = settings.cache_dir / "scratch" / f"evals_{os.getpid()}"
    base = settings.model_copy(
        update={"data_dir": folder, "database_url": None, "odoo_reader_key": None, "odoo_writer_key": None}
    )
    # Nobody needs it after a power cut, and every trial makes a database in it.
    cluster = Cluster(folder / "postgres", name="record", fsync=False, cache=settings.cache_dir)
    try:
        progress("Making an empty record")
        await asyncio.to_thread(cluster.start)
        await asyncio.to_thread(cluster.ensure_database, _MIGRATED)
        await migrate(cluster.dsn(_MIGRATED))
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(_first_world(base, cluster, folder, progress))
            yield [
                first,
                *[
                    await stack.enter_async_context(_like(first, base, folder, number, progress))
                    for number in range(2, count + 1)
                ],
            ]
    finally:
        if (cluster.data / "PG_VERSION").exists():
            await asyncio.to_thread(cluster.stop)
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _first_world(base: Settings, cluster: Cluster, folder: Path, progress: Progress) -> AsyncIterator[TrialWorld]:
    """A company with both accounts provisioned; what the others are copied from is kept of it."""
    name = f"evals_{os.getpid()}_1"
    sandbox = Sandbox(base, name)
    limits = LimitedReading(base.cache_dir)
    try:
        world = await asyncio.to_thread(sandbox.up, progress)
        progress("Provisioning the two accounts")
        accounts = await provision(world.url, world.database, world.admin.login, world.admin.password)
        await asyncio.to_thread(sandbox.keep, _BASE)
        own = _settings_of(base, folder / name, world)
        store(accounts, own)
        made = TrialWorld(name, sandbox, world, accounts, own, cluster, limits)
        yield made
        await asyncio.gather(*made.leaving)
    finally:
        await limits.close()
        await asyncio.to_thread(sandbox.drop)


@asynccontextmanager
async def _like(
    first: TrialWorld, base: Settings, folder: Path, number: int, progress: Progress
) -> AsyncIterator[TrialWorld]:
    """Another company with an Odoo of its own, copied from what is kept of the first, accounts and all."""
    name = f"evals_{os.getpid()}_{number}"
    sandbox = Sandbox(base, name, shelf=first.name)
    limits = LimitedReading(base.cache_dir)
    try:
        world = await asyncio.to_thread(sandbox.reset, progress, base=_BASE)
        own = _settings_of(base, folder / name, world)
        store(first.accounts, own)
        # The same company with the same people in it: whoever signed in to one is known in the other.
        made = TrialWorld(name, sandbox, world, first.accounts, own, first.cluster, limits, first.people)
        yield made
        await asyncio.gather(*made.leaving)
    finally:
        await limits.close()
        await asyncio.to_thread(sandbox.drop)


def _settings_of(base: Settings, folder: Path, world: SandboxWorld) -> Settings:
    """Of a desk in that company, whose clock a scenario may set: no other desk's can be."""
    return base.model_copy(
        update={
            "data_dir": folder,
            "odoo_url": world.url,
            "odoo_database": world.database,
            "odoo_timeout": 15.0,
            "odoo_limit": 5.0,
            "odoo_settle": 20.0,
            "scans": "off",
            "own_domains": OUR_DOMAIN,
        }
    )

"""A world: one Odoo database of the seeded company, moved to today, with an Odoo process of its own.

`Sandbox` is the door for the command line, the demonstration, the evaluations and the tests. Everything here is
synchronous and may take seconds; asynchronous callers use `asyncio.to_thread`. Instances are independent of each other
(database, process, port) and share the cluster, the unpacked Odoo and the template.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from cases.roles import Role
from runtime.settings import Settings
from sandbox import calendar, engines, template, webhooks
from sandbox.engine import Engine
from sandbox.errors import SandboxError
from sandbox.growth import Growth, grow
from sandbox.odoo_server import OdooServer
from sandbox.people import ADMIN, users
from sandbox.steps import Progress, silent
from sandbox.webhooks import WebhookSecrets

MARK = "expediter.sandbox"
"""The system parameter that says: this database was made by the sandbox. Its value is the instance and the template."""
DAY = "expediter.sandbox.day"
"""The system parameter with the day the world was moved to (`YYYY-MM-DD`)."""
DEMO = "demo"
DEMO_PORT = 8469


class Login(BaseModel):
    """Somebody to sign in as. The sandbox's passwords are no secrets: its Odoo listens on this machine only."""

    model_config = ConfigDict(frozen=True)

    login: str
    password: str


class RoleLogin(Login):
    """Somebody who holds a role."""

    role: Role
    name: str


class SandboxWorld(BaseModel):
    """A running Odoo with the seeded company in it."""

    model_config = ConfigDict(frozen=True)

    url: str
    database: str
    today: date
    admin: Login
    users: list[RoleLogin]
    webhook_secrets: WebhookSecrets

    def user(self, role: Role) -> RoleLogin:
        """The one who holds a role."""
        return next(user for user in self.users if user.role == role)


class Status(BaseModel):
    """What `expediter sandbox status --json` prints. Its secrets are made when it is first brought up."""

    model_config = ConfigDict(frozen=True)

    running: bool
    url: str | None
    database: str | None
    admin: Login
    users: list[RoleLogin]
    webhook_secrets: WebhookSecrets | None


class Sandbox:
    """One instance of the sandbox, known by its name. Two objects of the same name are the same instance.

    Args:
        settings: where the cache folder is.
        name: lower-case letters, digits and underscores; `demo` is the one people look at.
        shelf: the instance whose kept states this one uses; its own when absent.
        on_reset: called by `reset` before the database is replaced, so that the caller can drop what remembers it.
    """

    def __init__(
        self,
        settings: Settings,
        name: str = DEMO,
        *,
        shelf: str | None = None,
        on_reset: Callable[[], None] | None = None,
    ) -> None:
        if not re.fullmatch(r"(?!template)[a-z0-9_]{1,30}", name):
            raise SandboxError(f"{name!r} cannot name an instance: use up to 30 lower-case letters, digits and _.")
        self._name = name
        self._shelf = f"expediter_{shelf or name}_kept_"
        self._cache = settings.cache_dir
        self._folder = self._cache / "instances" / name
        self._server = OdooServer(self._folder, DEMO_PORT if name == DEMO else None)
        self._on_reset = on_reset

    @property
    def database(self) -> str:
        """The instance's database."""
        return f"expediter_{self._name}"

    def up(self, progress: Progress = silent) -> SandboxWorld:
        """Bring the instance up, making whatever is missing; within seconds when nothing is.

        Raises:
            SandboxError: with what stands in the way and what to do about it.
        """
        with self._locked():
            running = self._server.state()
            if running:
                return self._world(self._engine(progress))
            engine = self._engine(progress)
            name = template.ensure(engine, self._cache, progress)
            if not engine.databases.exists(self.database):
                progress("Opening the company's books as of today")
                self._clone(engine, name)
            progress("Starting Odoo")
            self._server.start(engine, self.database)
            return self._world(engine)

    def reset(self, progress: Progress = silent, *, base: str | None = None) -> SandboxWorld:
        """Put the database back to the seeded company as of today, under its name, while Odoo runs.

        Args:
            progress: told what is being done.
            base: the label of a state kept by `keep`; the seeded company when absent.

        Raises:
            SandboxError: as `up`, or there is no such kept state.
        """
        with self._locked():
            engine = self._engine(progress)
            name = template.ensure(engine, self._cache, progress) if base is None else None
            if self._on_reset:
                self._on_reset()
            if name is not None:
                self._clone(engine, name)
            elif base is not None and engine.databases.exists(self._kept(base)):
                engine.databases.replace(self.database, self._kept(base))
            else:
                raise SandboxError(f"The sandbox keeps no state called {base!r}.")
            self._server.start(engine, self.database)
            return self._world(engine)

    def keep(self, label: str) -> None:
        """Keep the database as it is now under a label, for `reset(base=label)`; replaces what had that label."""
        with self._locked():
            self._engine().databases.replace(self._kept(label), self.database)

    def keeps(self, label: str) -> bool:
        """Whether a state of that label is kept."""
        return self._engine().databases.exists(self._kept(label))

    def keep_as_of(self, label: str, base: str, today: date) -> None:
        """Keep a copy of a kept state moved to another day, under a label; nothing when there is one.

        Raises:
            SandboxError: there is no such kept state.
        """
        databases = self._engine().databases
        with FileLock(self._moving):
            if databases.exists(self._kept(label)):
                return
            raw = f"{self._shelf}raw"
            databases.replace(raw, self._kept(base))
            since = databases.parameter(raw, DAY)
            if since is None:
                raise SandboxError(f"Nothing says which day it is in {self._kept(base)}.")
            with databases.connect(raw) as connection:
                calendar.move_to(connection, today, date.fromisoformat(since))
                connection.execute("ANALYZE")
            databases.set_parameters(raw, {DAY: today.isoformat()})
            databases.rename(raw, self._kept(label))

    def grow(self, moves: int) -> Growth:
        """Add so many lines of deliveries, and what belongs to them, for measuring; see `growth`.

        Raises:
            SandboxError: there is no such company, or nothing in it that could be copied.
        """
        with self._locked(), self._engine().databases.connect(self.database) as connection:
            return grow(connection, moves)

    def down(self, *, stop_cluster: bool = False) -> None:
        """Stop the instance's Odoo; its database stays. The cluster stops if asked to and nobody else uses it."""
        with self._locked():
            self._server.stop()
            engine = engines.find(self._cache, silent)
            if stop_cluster and engine.running() and not self.others() and not engine.databases.in_use():
                engine.stop()

    def drop(self) -> None:
        """Stop the instance and remove everything it has: its databases and its folder."""
        with self._locked():
            self._server.stop()
            databases = self._engine().databases
            if self._shelf.startswith(f"{self.database}_"):
                for database in databases.names(self._shelf):
                    databases.discard(database)
                self._moving.unlink(missing_ok=True)
            databases.discard(self.database)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.with_suffix(".lock").unlink(missing_ok=True)

    def status(self) -> Status:
        """Whether it runs, where, and whom to sign in as. Starts nothing."""
        state = self._server.state()
        return Status(
            running=state is not None,
            url=f"http://127.0.0.1:{state.port}" if state else None,
            database=self.database if state else None,
            admin=Login(**ADMIN),
            users=[RoleLogin(**user) for user in users()],
            webhook_secrets=webhooks.find(self._folder),
        )

    def process_id(self) -> int | None:
        """The number of the instance's Odoo process, when it runs."""
        state = self._server.state()
        return state.pid if state else None

    def others(self) -> list[str]:
        """The names of other instances that run."""
        folders = (self._cache / "instances").glob("*/server.json")
        names = [path.parent.name for path in folders if path.parent.name != self._name]
        return [name for name in names if OdooServer(self._cache / "instances" / name).state()]

    def _clone(self, engine: Engine, name: str) -> None:
        """Replace the database by the seeded company as of today, and mark it as ours before Odoo can see it."""
        databases = engine.databases
        today = datetime.now(UTC).date()
        fresh = f"{self.database}_fresh"
        databases.replace(fresh, template.as_of(engine, name, today, self._cache))
        databases.set_parameters(
            fresh,
            {
                MARK: f"{self._name} {name.removeprefix(template.PREFIX)}",
                DAY: today.isoformat(),
                # The same for an instance across resets: who pinned the world before a reset still finds it.
                "database.uuid": str(uuid5(NAMESPACE_URL, f"expediter:sandbox:{self._folder}")),
            },
        )
        databases.discard(self.database)
        databases.rename(fresh, self.database)

    def _world(self, engine: Engine) -> SandboxWorld:
        state = self._server.state()
        if state is None:
            raise SandboxError(f"Odoo is not running. Its log: {self._server.log}")
        if engine.databases.parameter(self.database, MARK) is None:
            raise SandboxError(f"The database {self.database} was not made by the sandbox; it is left alone.")
        day = engine.databases.parameter(self.database, DAY)
        return SandboxWorld(
            url=f"http://127.0.0.1:{state.port}",
            database=self.database,
            today=date.fromisoformat(day) if day else datetime.now(UTC).date(),
            admin=Login(**ADMIN),
            users=[RoleLogin(**user) for user in users()],
            webhook_secrets=webhooks.ensure(self._folder),
        )

    def _engine(self, progress: Progress = silent) -> Engine:
        engine = engines.find(self._cache, progress)
        engine.start(progress)
        return engine

    def _kept(self, label: str) -> str:
        return f"{self._shelf}{label}"

    @property
    def _moving(self) -> Path:
        return self._cache / "instances" / f"{self._shelf}moved.lock"

    def _locked(self) -> AbstractContextManager[object]:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder.with_suffix(".lock"))

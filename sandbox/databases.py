"""The sandbox's databases: made, cloned, moved to today, marked, dropped. Plain SQL on its own cluster.

Called by `template` (which fills one database) and `world` (which clones it for each instance).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Thread
from threading import enumerate as threads
from uuid import uuid4

import psycopg
from psycopg import sql

from sandbox.errors import SandboxError

Value = str | int | float | bool | None
# What is on its way out is called so, whoever's it was.
_DISCARDED = "expediter_old_"


@dataclass(frozen=True)
class Address:
    """Where Odoo and we find the cluster: a socket folder or host, a port, a role that is no superuser."""

    host: str
    port: str
    user: str
    password: str = ""

    def dsn(self, database: str) -> str:
        """How psycopg reaches one database."""
        return psycopg.conninfo.make_conninfo(
            host=self.host, port=self.port, user=self.user, password=self.password or None, dbname=database
        )


class Databases:
    """Every database statement of the sandbox."""

    def __init__(self, address: Address, administrator: str | None = None) -> None:
        """Make it.

        Args:
            address: how Odoo reaches the cluster; its role owns every database.
            administrator: the role that makes and drops databases, when another: dropping one under PostgreSQL's own
                vacuum is refused to an ordinary role.
        """
        self._address = address
        self._administrator = replace(address, user=administrator) if administrator else address

    @property
    def _owner(self) -> sql.Identifier:
        return sql.Identifier(self._address.user)

    @contextmanager
    def connect(self, database: str | None = None) -> Iterator[psycopg.Connection]:
        """An autocommit connection: as the owner to a database, as the administrator when none is named.

        Raises:
            SandboxError: PostgreSQL does not answer, or refuses what was asked.
        """
        dsn = self._administrator.dsn("postgres") if database is None else self._address.dsn(database)
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
                yield connection
        except psycopg.Error as error:
            first = str(error).strip().splitlines()[0]
            raise SandboxError(f"The sandbox's PostgreSQL refused: {first}") from error

    def exists(self, name: str) -> bool:
        """Whether there is such a database."""
        with self.connect() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def names(self, prefix: str) -> list[str]:
        """All databases whose name begins so."""
        with self.connect() as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [prefix]
            ).fetchall()
        return [str(row[0]) for row in rows]

    def create(self, name: str) -> None:
        """An empty database."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(sql.Identifier(name), self._owner)
            )

    def replace(self, name: str, template: str) -> None:
        """Make `name` a copy of `template`, whether or not it exists and is in use. Both lose their connections."""
        self.discard(name)
        with self.connect() as connection:
            # A vacuum that is in the way is stopped by PostgreSQL itself.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                [template],
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), self._owner, sql.Identifier(template)
                )
            )

    def discard(self, name: str) -> None:
        """Have nothing under this name any more, in use or not; its files go while others work.

        A database of Odoo's has more than three thousand; where the disk has them already, removing them takes many
        seconds, and nobody has to wait for that.
        """
        if not self.exists(name):
            return
        aside = f"{_DISCARDED}{uuid4().hex[:20]}"
        database = sql.Identifier(name)
        try:
            with self.connect() as connection:
                connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(database))
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                    [name],
                )
                connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(database, sql.Identifier(aside)))
        except SandboxError:  # somebody holds on to it; by force, then, and at once
            self.drop(name)
            return
        Thread(target=self._sweep, args=[aside], name=_DISCARDED).start()

    def _sweep(self, first: str) -> None:
        """Drop what is on its way out, then what a process left that was killed over it."""
        with suppress(SandboxError):  # PostgreSQL was stopped over it; whoever comes next sweeps it up
            self.drop(first)
            for name in self.names(_DISCARDED):
                self.drop(name)

    def drop(self, name: str) -> None:
        """Remove a database, in use or not."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def in_use(self) -> bool:
        """Whether anybody else is connected to the cluster."""
        for one in threads():
            if one.name == _DISCARDED:
                one.join()
        with self.connect() as connection:
            others = connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return others.fetchone() is not None

    def rename(self, name: str, new: str) -> None:
        """Give a database another name."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new))
            )

    def parameter(self, database: str, key: str) -> str | None:
        """One of Odoo's system parameters."""
        with self.connect(database) as connection:
            row = connection.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [key]).fetchone()
        return None if row is None else str(row[0])

    def set_parameters(self, database: str, values: dict[str, str]) -> None:
        """Write Odoo's system parameters."""
        with self.connect(database) as connection, connection.transaction():
            for key, value in values.items():
                connection.execute(
                    "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s) "
                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    [key, value],
                )

"""What runs Odoo: Debian's package from the cache folder, or containers where that cannot be had.

An engine knows the words that start an Odoo command and where its databases are. `template` and `world` use it and do
not care which one it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from psycopg.conninfo import conninfo_to_dict

from runtime.postgres import SUPERUSER, Cluster
from sandbox.databases import Address, Databases
from sandbox.install import Installation
from sandbox.steps import Progress

ROLE = "odoo"
"""The database role Odoo works as. It must not be a superuser: Odoo refuses that."""


@dataclass(frozen=True)
class Launch:
    """A process to start: its words, its whole environment, its working folder."""

    words: Sequence[str]
    environment: Mapping[str, str] | None
    folder: Path


class Engine(Protocol):
    """One way of running Odoo on this machine."""

    @property
    def version(self) -> str:
        """What exactly runs, for the template's fingerprint."""

    @property
    def databases(self) -> Databases:
        """Its PostgreSQL."""

    def start(self, progress: Progress) -> None:
        """Bring PostgreSQL up; nothing when it is up."""

    def stop(self) -> None:
        """Stop PostgreSQL."""

    def running(self) -> bool:
        """Whether PostgreSQL is up."""

    def launch(self, command: str, arguments: Sequence[str], folder: Path, port: int | None = None) -> Launch:
        """An Odoo command, its data under `folder`; with a port it serves there, on this machine only."""

    def seed_folder(self, folder: Path) -> str:
        """How a launched command sees the seeder's folder."""


class DebianEngine:
    """Debian's package, unpacked, on the embedded PostgreSQL."""

    def __init__(self, installation: Installation, cluster: Cluster) -> None:
        self._installation = installation
        self._cluster = cluster
        where = conninfo_to_dict(cluster.dsn("postgres", ROLE))
        self._address = Address(host=str(where["host"]), port=str(where.get("port", "5432")), user=ROLE)
        self._databases = Databases(self._address, administrator=SUPERUSER)

    @property
    def version(self) -> str:
        """Debian's version of the package."""
        return self._installation.version

    @property
    def databases(self) -> Databases:
        """Databases of the embedded cluster."""
        return self._databases

    def start(self, progress: Progress) -> None:
        """Start the embedded PostgreSQL and see that Odoo's role is there."""
        if not self._cluster.running():
            progress("Starting PostgreSQL")
            self._cluster.start()
        self._cluster.create_role(ROLE)

    def stop(self) -> None:
        """Stop the embedded PostgreSQL."""
        self._cluster.stop()

    def running(self) -> bool:
        """Whether the embedded PostgreSQL is up."""
        return self._cluster.running()

    def launch(self, command: str, arguments: Sequence[str], folder: Path, port: int | None = None) -> Launch:
        """See `Engine.launch`."""
        folder.mkdir(parents=True, exist_ok=True)
        settings = folder / "odoo.conf"
        if not settings.exists():
            settings.write_text("[options]\nlist_db = False\n")  # or Odoo would read the user's own ~/.odoorc
        http = ["--no-http"] if port is None else ["--http-interface=127.0.0.1", f"--http-port={port}"]
        words = self._installation.command(
            command,
            f"--config={settings}",
            f"--data-dir={folder / 'data'}",
            f"--db_host={self._address.host}",
            f"--db_port={self._address.port}",
            f"--db_user={ROLE}",
            *common_options(),
            *http,
            *arguments,
        )
        return Launch(words=words, environment=self._installation.environment(), folder=folder)

    def seed_folder(self, folder: Path) -> str:
        """The same path: the command runs on this machine."""
        return str(folder)


def common_options() -> list[str]:
    """What every Odoo of the sandbox is told: few connections, no scheduler of its own, no mail that could leave."""
    return ["--db_maxconn=16", "--max-cron-threads=0", "--smtp=127.0.0.1", "--smtp-port=9"]

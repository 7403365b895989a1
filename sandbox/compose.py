"""The other engine: official containers by Docker Compose, where Debian's package cannot be had.

Each Odoo command is one `docker compose run` in the foreground of a process of ours, so that it is started, found and
stopped like any other. The file is `deploy/compose.yaml`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from sandbox.databases import Address, Databases
from sandbox.engine import Launch, common_options
from sandbox.steps import Progress, run

FILE = Path(__file__).parent.parent / "deploy" / "compose.yaml"
_SEED_IN_CONTAINER = "/mnt/seed"
_IMAGE = "expediter-sandbox-odoo:19"
_COMPOSE = ("docker", "compose", "-f", str(FILE), "-p", "expediter-sandbox")


def engine_answers() -> bool:
    """Whether Docker with Compose is here and its engine runs."""
    if shutil.which("docker") is None or not FILE.exists():
        return False
    try:
        for words in (["docker", "info"], ["docker", "compose", "version"]):
            subprocess.run(words, capture_output=True, check=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return True


class ComposeEngine:
    """Odoo and PostgreSQL from their official images."""

    def __init__(self) -> None:
        port = os.environ.get("EXPEDITER_SANDBOX_PG_PORT", "54369")
        self._databases = Databases(Address(host="127.0.0.1", port=port, user="odoo", password="odoo"))  # noqa: S106

    @cached_property
    def version(self) -> str:
        """The identity of the image."""
        inspect = ["docker", "image", "inspect", "--format", "{{.Id}}", _IMAGE]
        return run(inspect, failing="Odoo's container image is not here").strip()

    @property
    def databases(self) -> Databases:
        """Databases of the PostgreSQL container."""
        return self._databases

    def start(self, progress: Progress) -> None:
        """Fetch the images and start PostgreSQL."""
        if self.running():
            return
        progress("Fetching Odoo's and PostgreSQL's containers (the first time this takes minutes)")
        run([*_COMPOSE, "build", "--quiet", "odoo"], failing="Odoo's container could not be made", seconds=3600)
        progress("Starting PostgreSQL")
        run([*_COMPOSE, "up", "-d", "--wait", "db"], failing="PostgreSQL's container did not start", seconds=3600)

    def stop(self) -> None:
        """Stop PostgreSQL; its data stays in its volume."""
        run([*_COMPOSE, "stop", "db"], failing="PostgreSQL's container did not stop")

    def running(self) -> bool:
        """Whether PostgreSQL's container is up."""
        listed = run([*_COMPOSE, "ps", "-q", "--status", "running", "db"], failing="Docker did not answer")
        return bool(listed.strip())

    def launch(self, command: str, arguments: Sequence[str], folder: Path, port: int | None = None) -> Launch:
        """See `Engine.launch`."""
        folder.mkdir(parents=True, exist_ok=True)
        published = [] if port is None else ["--publish", f"127.0.0.1:{port}:8069"]
        http = ["--no-http"] if port is None else ["--http-interface=0.0.0.0"]
        words = [
            *_COMPOSE,
            *("run", "--rm", "--no-TTY", "--no-deps", *published, "odoo", "odoo", command),
            *common_options(),
            *http,
            *arguments,
        ]
        return Launch(words=words, environment=None, folder=folder)

    def seed_folder(self, folder: Path) -> str:
        """Where the seeder is mounted."""
        return _SEED_IN_CONTAINER

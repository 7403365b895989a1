"""A whole desk of a process's own, gone afterwards: for the demonstration told once, and for acceptance tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from cli.programs import programs
from cli.standing import Standing, bring_up, free_port
from runtime.database import record_cluster
from runtime.settings import Settings
from sandbox.world import Sandbox

Progress = Callable[[str], None]
_NUMBERS = count(1)


@contextmanager
def scratch(settings: Settings, progress: Progress) -> Iterator[Standing]:
    """A company, a record, a worker and an inbox of this process's own; nothing of them remains."""
    name = f"once_{os.getpid()}_{next(_NUMBERS)}"
    own = settings.model_copy(
        update={
            "data_dir": settings.cache_dir / "scratch" / name,
            "database_url": None,
            "odoo_reader_key": None,
            "odoo_writer_key": None,
            "host": "127.0.0.1",
            "port": free_port(),
        }
    )
    sandbox = Sandbox(settings, name)
    try:
        yield bring_up(own, sandbox, progress)
    finally:
        progress("Cleaning up")
        programs(own).stop_all()
        cluster = record_cluster(own)
        if (cluster.data / "PG_VERSION").exists():
            cluster.stop()
        sandbox.drop()
        shutil.rmtree(own.data_dir, ignore_errors=True)

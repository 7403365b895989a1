"""Fixtures for tests on a real PostgreSQL: one cluster a session, a fresh migrated record for each test."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runtime.postgres import Cluster

TEMPLATE = "migrated"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def test_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test session alone, without fsync."""
    # pytest's own folders may be entered by their owner alone; under root the server runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="record-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "pg", name="tests", fsync=False)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def record_template(test_cluster: Cluster) -> str:
    """The name of a migrated, empty database to clone."""
    from cases.store import schema  # heavy, and unit tests load this plugin too

    test_cluster.ensure_database(TEMPLATE)
    with ThreadPoolExecutor(1) as thread:  # a loop of its own, whatever loop the tests have
        thread.submit(asyncio.run, schema.migrate(test_cluster.dsn(TEMPLATE))).result()
    return TEMPLATE


@pytest.fixture
def record_url(test_cluster: Cluster, record_template: str) -> Iterator[str]:
    """The address of an empty, migrated record of this test's own."""
    name = f"record_{os.getpid()}_{next(_numbers)}"
    test_cluster.start()  # a test may have stopped it
    test_cluster.ensure_database(name, template=record_template)
    yield test_cluster.dsn(name)
    test_cluster.start()
    test_cluster.drop_database(name)

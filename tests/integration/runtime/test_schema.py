"""Migrations: once, whoever asks and however many at once; what is not ours is left alone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from cases.store import schema
from runtime.database import Database
from runtime.postgres import Cluster


@pytest.fixture
def empty_url(test_cluster: Cluster) -> Iterator[str]:
    test_cluster.ensure_database("never_migrated")
    yield test_cluster.dsn("never_migrated")
    test_cluster.drop_database("never_migrated")


async def test_many_at_once_migrate_once(empty_url: str) -> None:
    assert await schema.current(empty_url) is None
    code = "import asyncio, sys; from cases.store import schema; print(asyncio.run(schema.migrate(sys.argv[1])))"
    others = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", code, empty_url, stdout=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    assert await schema.migrate(empty_url) == schema.head()
    for other in others:
        output, _ = await other.communicate()
        assert output.decode().strip() == schema.head()
    assert await schema.current(empty_url) == schema.head()
    async with Database(empty_url) as database, database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


async def test_an_old_database_is_refused_with_a_sentence(empty_url: str, record_url: str) -> None:
    await schema.require_current(record_url)
    with pytest.raises(schema.SchemaError, match="at revision none, this version of Expediter needs"):
        await schema.require_current(empty_url)


async def test_the_queues_and_checkpoints_tables_are_nobodys_difference(record_url: str) -> None:
    async with Database(record_url) as database, database.transaction() as session:
        await session.execute(text("CREATE TABLE checkpoint_blobs (thread_id text)"))
        await session.execute(text("CREATE TABLE stranger (number int)"))
    found = await schema.differences(record_url)
    assert not [difference for difference in found if "procrastinate" in difference or "checkpoint" in difference]
    assert [difference for difference in found if "stranger" in difference]

"""Transactions, locks that die with their process, wake-up calls; on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from runtime.database import Database, notify, raw_connection, record_cluster
from runtime.database import record_url as address_of_record
from runtime.postgres import Cluster
from runtime.settings import Settings


async def failing(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))
        raise RuntimeError("on purpose")


async def test_a_transaction_is_kept_whole_or_not_at_all(record_url: str) -> None:
    async with Database(record_url) as database:
        async with database.transaction() as session:
            await session.execute(text("CREATE TABLE kept (number int)"))
            await session.execute(text("INSERT INTO kept VALUES (1)"))
        with pytest.raises(RuntimeError, match="on purpose"):
            await failing(database, "INSERT INTO kept VALUES (2)")
        async with database.transaction() as session:
            assert (await session.scalars(text("SELECT number FROM kept"))).all() == [1]


async def test_the_raw_connection_is_in_the_same_transaction(record_url: str) -> None:
    async with Database(record_url) as database, database.transaction() as session:
        raw = await raw_connection(session)
        inside = await (await raw.execute("SELECT pg_current_xact_id()::text")).fetchone()
        assert inside is not None
        assert await session.scalar(text("SELECT pg_current_xact_id()::text")) == inside[0]


async def test_only_one_holds_a_lock_and_leaving_frees_it(record_url: str) -> None:
    async with Database(record_url) as database:
        async with database.advisory_lock("case", 7) as first:
            async with database.advisory_lock("case", 7) as second, database.advisory_lock("case", 8) as other:
                assert (first, second, other) == (True, False, True)
            async with database.advisory_lock("report", 7) as elsewhere:
                assert elsewhere
        async with database.advisory_lock("case", 7) as again:
            assert again


async def test_a_killed_process_frees_its_lock(record_url: str) -> None:
    code = """
import asyncio, sys
from runtime.database import Database
async def main():
    async with Database(sys.argv[1]) as database, database.advisory_lock("case", 7) as got:
        print(got, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", code, record_url, stdout=subprocess.PIPE)
    async with asyncio.timeout(20), Database(record_url) as database:
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"True\n"
        async with database.advisory_lock("case", 7) as got:
            assert not got
        holder.kill()
        await holder.wait()
        while True:
            async with database.advisory_lock("case", 7) as got:
                if got:
                    break
            await asyncio.sleep(0.02)


async def test_listening_hears_what_was_committed_and_nothing_else(record_url: str) -> None:
    async with Database(record_url) as database, asyncio.timeout(10):
        heard = database.listen("inbox")
        assert await anext(heard) == ""
        with pytest.raises(RuntimeError, match="on purpose"):
            await failing(database, "SELECT pg_notify('inbox', 'rolled back')")
        async with database.transaction() as session:
            await notify(session, "other", "elsewhere")
            await notify(session, "inbox", "case 7")
        assert await anext(heard) == "case 7"
        await heard.aclose()


async def test_listening_comes_back_and_says_that_something_may_be_missing(record_url: str) -> None:
    async with Database(record_url) as database, asyncio.timeout(20):
        heard = database.listen("inbox")
        assert await anext(heard) == ""
        pending = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0.1)
        async with database.transaction() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert await pending == ""
        async with database.transaction() as session:
            await notify(session, "inbox", "after")
        assert await anext(heard) == "after"
        await heard.aclose()


async def test_pooled_connections_outlive_a_restart(record_url: str, test_cluster: Cluster) -> None:
    async with Database(record_url) as database:
        assert await database.answers()
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
        await asyncio.to_thread(test_cluster.stop)
        assert not await database.answers()
        await asyncio.to_thread(test_cluster.start)
        async with database.transaction() as session:
            assert await session.scalar(text("SELECT 1")) == 1


def test_without_an_address_the_record_is_embedded_in_the_data_folder() -> None:
    folder = Path(tempfile.mkdtemp(prefix="data-"))
    folder.chmod(0o755)
    settings = Settings(data_dir=folder / "data", cache_dir=folder / "cache", database_url=None)
    try:
        url = address_of_record(settings)
        with psycopg.connect(url) as connection:
            assert connection.info.dbname == "expediter"
            row = connection.execute("SHOW fsync").fetchone()
        assert row == ("on",)
        assert stat.S_IMODE((folder / "data" / "postgres").stat().st_mode) == 0o700
        assert address_of_record(settings, database="other").startswith("postgresql://expediter@/other?")
    finally:
        record_cluster(settings).stop()
        subprocess.run(["rm", "-r", str(folder)], check=True)

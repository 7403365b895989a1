"""The record's database: an address in, transactions, locks and wake-up calls out.

SQL is the truth, so one thing must be easy here: rows, events and jobs in one transaction. Everything that must not be
part of a transaction (a lock held while work goes on, listening) has a connection of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import structlog
from psycopg import sql
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from runtime.errors import PlainError
from runtime.postgres import Cluster
from runtime.settings import Settings
from runtime.storable import DUMPERS, json_text

_log = structlog.get_logger(__name__)
_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")
_CONNECT_SECONDS = 10
_ALIVE_SECONDS = 30.0
_LONGEST_WAIT = 10.0


class DatabaseAddressError(PlainError):
    """DATABASE_URL is not the address of a PostgreSQL database: it must begin with postgresql:// and name one."""


def record_cluster(settings: Settings) -> Cluster:
    """The embedded cluster of the record, in the data folder; nothing is started."""
    return Cluster(settings.data_dir / "postgres", name="record", cache=settings.cache_dir)


def record_url(settings: Settings, *, database: str = "expediter") -> str:
    """The libpq address of the record; without DATABASE_URL the embedded cluster is started and asked for `database`.

    Raises:
        DatabaseAddressError: DATABASE_URL is no PostgreSQL address.
        PostgresUnavailable: the embedded PostgreSQL cannot be used.
    """
    if settings.database_url:
        return libpq_url(settings.database_url)
    cluster = record_cluster(settings)
    cluster.start()
    cluster.ensure_database(database)
    return cluster.dsn(database)


def libpq_url(url: str) -> str:
    """The address as psycopg and procrastinate take it, whichever of the usual schemes it was written with.

    Raises:
        DatabaseAddressError: it is no PostgreSQL address. The message never holds the address: it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.path.strip("/"):
        raise DatabaseAddressError(
            "DATABASE_URL must look like postgresql://user:password@host/database; this one does not."
        )
    return urlunsplit(parts._replace(scheme="postgresql"))


def sqlalchemy_url(url: str) -> str:
    """The address as SQLAlchemy takes it, with psycopg as its driver.

    Raises:
        DatabaseAddressError: it is no PostgreSQL address.
    """
    return libpq_url(url).replace("postgresql://", "postgresql+psycopg://", 1)


class Database:
    """Access to one PostgreSQL database; made once for each process, closed at its end.

    Args:
        url: its address, any usual scheme.
        pool_size: connections kept for transactions; as many again are opened under load.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = libpq_url(url)
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_pre_ping=True,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=_CONNECT_SECONDS,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
            json_serializer=json_text,
        )
        event.listen(self.engine.sync_engine, "connect", _store_any_text)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def __aenter__(self) -> Database:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every pooled connection."""
        await self.engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    async def answers(self) -> bool:
        """Whether the database answers now."""
        try:
            async with await self._own_connection() as connection:
                await connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    @asynccontextmanager
    async def advisory_lock(self, namespace: str, key: str | int) -> AsyncIterator[bool]:
        """Try to be the only one in the whole system that works on `key`; it never waits.

        The lock lives on a connection of its own and is free as soon as the block or the process ends, however it ends.

        Args:
            namespace: what kind of thing is locked, for example `case`.
            key: which one.

        Yields:
            True when we hold it, False when another does.
        """
        async with await self._own_connection() as connection:
            name = f"{namespace}:{key}"
            cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
            row = await cursor.fetchone()
            got = bool(row and row[0])
            try:
                yield got
            finally:
                if got and not connection.broken:
                    # Closing alone frees it a moment later; the next in line should not find it taken.
                    await connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])

    async def listen(self, channel: str) -> AsyncIterator[str]:
        """What is sent to a channel, for ever; an empty text first and after each reconnection: look for yourself.

        The iterator survives the database being away: it comes back with growing pauses of at most ten seconds.
        """
        wait = 0.1
        while True:
            try:
                async with await self._own_connection() as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    wait = 0.1
                    yield ""
                    while True:
                        async for notice in connection.notifies(timeout=_ALIVE_SECONDS):
                            yield notice.payload
                        await connection.execute("SELECT 1")
            except psycopg.OperationalError as error:
                _log.warning("listening.interrupted", channel=channel, reason=type(error).__name__, wait=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)

    async def _own_connection(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(self.url, autocommit=True, connect_timeout=_CONNECT_SECONDS)


def _store_any_text(connection: Any, _record: object) -> None:
    for dumper in DUMPERS:
        connection.adapters.register_dumper(str, dumper)


async def raw_connection(session: AsyncSession) -> psycopg.AsyncConnection:
    """The psycopg connection under a session, inside the session's transaction."""
    connection = await (await session.connection()).get_raw_connection()
    driver = connection.driver_connection
    if not isinstance(driver, psycopg.AsyncConnection):
        raise TypeError(f"The session stands on {type(driver).__name__}, not on psycopg.")
    return driver


async def notify(session: AsyncSession, channel: str, payload: str = "") -> None:
    """Wake those who listen to a channel, once the session's transaction is committed. At most 7,900 bytes."""
    await session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload})

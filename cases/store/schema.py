"""The record's tables: an address in, an up-to-date database out. Called by the commands at start, and by tests.

Any number of processes may migrate at once: one does it, the others wait and find it done.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from cases.store.learning_tables import Base
from runtime.database import sqlalchemy_url
from runtime.errors import PlainError

MIGRATIONS = Path(__file__).parent.parent / "migrations"
FOREIGN = ("procrastinate_", "checkpoint")  # tables of the job queue and of the graphs' checkpoints
_LOCK = 4_839_201_877  # any number nobody else takes


class SchemaError(PlainError):
    """The database's tables are not the ones this version of Expediter works with."""


async def migrate(database_url: str) -> str:
    """Bring the database to the newest revision, in one transaction, and return that revision."""
    engine = create_async_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()
    return head()


async def current(database_url: str) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    engine = create_async_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda plain: MigrationContext.configure(plain).get_current_revision(),
            )
    finally:
        await engine.dispose()


async def require_current(database_url: str) -> None:
    """Refuse to work on a database that was not migrated, or by a newer version.

    Raises:
        SchemaError: it is at another revision.
    """
    found = await current(database_url)
    if found != head():
        raise SchemaError(
            f"The database is at revision {found or 'none'}, this version of Expediter needs {head()}. "
            "Start the newest version once, it brings the database up to date."
        )


async def differences(database_url: str) -> list[str]:
    """What the migrated database and the declared tables do not agree on; empty when all is well."""
    engine = create_async_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_differences)
    finally:
        await engine.dispose()


def head() -> str:
    """The newest revision of this version."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made in code; there is no file."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes |= {"connection": connection, "metadata": Base.metadata}
    return made


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a thing found in the database is ours to compare."""
    return kind != "table" or not (name or "").startswith(FOREIGN)


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_type": True})
    return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def _upgrade(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    command.upgrade(config(connection), "head")

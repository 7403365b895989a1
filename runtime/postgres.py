"""An embedded PostgreSQL: a data folder in, a running server and its address out.

The record and the sandbox each have a cluster of their own. Whoever needs one starts it; any number of processes may
do so at once; nobody stops it implicitly. It listens on a Unix socket in a folder that only its owner (and root) can
enter, never on the network, which is why no password is asked.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
import psycopg
from filelock import FileLock
from psycopg import sql
from psycopg.errors import DuplicateDatabase, DuplicateObject, UniqueViolation

from runtime.postgres_binaries import PostgresUnavailable, SystemUser, account_for, locate, make_folder, reachable, run

__all__ = ["SUPERUSER", "Cluster", "PostgresUnavailable"]

SUPERUSER = "expediter"
_PORT = 5432
_SOCKET_LIMIT = 100  # bytes; the system's own limit is 104 on macOS and 108 on Linux
_RECOVERY = 120  # seconds a server may need after a crash before it answers
_LOG_LIMIT = 20_000_000
_ANSWERS = 0  # what pg_isready ends with when the server takes connections

Statement = str | sql.SQL | sql.Composed


class Cluster:
    """One PostgreSQL server over one data folder.

    Args:
        data: the data folder; made when absent, with the folders above it.
        name: what messages call it, for example `record` or `sandbox`.
        fsync: False gives up safety against a power cut, for data that can be made again.
        cache: where PostgreSQL's programs are copied when they lie in a closed home and we are root.
    """

    def __init__(self, data: Path, *, name: str, fsync: bool = True, cache: Path | None = None) -> None:
        self.data = Path(os.path.abspath(data))  # noqa: PTH100 - symbolic links stay as the user wrote them
        self.name = name
        self._fsync = fsync
        self._cache = cache
        self._found: tuple[SystemUser, Path] | None = None

    @property
    def socket_dir(self) -> Path:
        """The folder of the Unix socket: in the data folder, or a short one where that path is too long."""
        inside = self.data / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{_PORT}")) <= _SOCKET_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path("/tmp") / f"expediter-{digest}"  # noqa: S108 - its owner and mode are checked before use

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.data / "server.log"

    def dsn(self, database: str, user: str = SUPERUSER) -> str:
        """The libpq address of one database, over the socket."""
        place = urlencode({"host": str(self.socket_dir), "port": _PORT})
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?{place}"

    def running(self) -> bool:
        """Whether the server takes connections."""
        return (self.data / "PG_VERSION").exists() and self._state() == _ANSWERS

    def start(self) -> bool:
        """Make the cluster when there is none, start it when it does not run, wait until it answers.

        Returns:
            True when it was started by this call, False when it ran already.

        Raises:
            PostgresUnavailable: it cannot be started; the message says why.
        """
        with self._locked():
            account, _ = self._programs()
            if not (self.data / "PG_VERSION").exists():
                self._make(account)
            if self._settled() == _ANSWERS:
                return False
            self._drop_stale_files()
            self._write_settings(account)
            self._launch()
            return True

    def stop(self) -> bool:
        """Stop the server, ending its connections; False when it did not run.

        Raises:
            PostgresUnavailable: it does not stop.
        """
        if not (self.data / "PG_VERSION").exists():
            return False
        with self._locked():
            if self._server_process() is None:
                return False
            result = self._pg_ctl("stop", "-m", "fast", "-w", "-t", "30")
            if result:
                result = self._pg_ctl("stop", "-m", "immediate", "-w", "-t", "30")
            if result:
                raise PostgresUnavailable(f"The PostgreSQL of the {self.name} does not stop: {result}")
            return True

    def execute(self, statement: Statement, database: str = "postgres") -> None:
        """Run one statement in autocommit, as the superuser.

        Raises:
            PostgresUnavailable: the server does not answer.
            psycopg.Error: the server refuses the statement.
        """
        with self._connected(database) as connection:
            connection.execute(statement)

    def query(
        self, statement: Statement, database: str = "postgres", parameters: Sequence[object] = ()
    ) -> list[tuple[object, ...]]:
        """The rows one statement gives, in autocommit, as the superuser.

        Raises:
            PostgresUnavailable: the server does not answer.
            psycopg.Error: the server refuses the statement.
        """
        with self._connected(database) as connection:
            return list(connection.execute(statement, parameters or None).fetchall())

    def create_role(self, name: str) -> None:
        """A role that may sign in and make databases, and is no superuser; nothing happens when it exists."""
        statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB NOSUPERUSER").format(sql.Identifier(name))
        try:
            self.execute(statement)
        except (DuplicateObject, UniqueViolation):
            return

    def database_exists(self, name: str) -> bool:
        """Whether there is such a database."""
        return bool(self.query("SELECT 1 FROM pg_database WHERE datname = %s", parameters=[name]))

    def ensure_database(self, name: str, owner: str | None = None, template: str | None = None) -> bool:
        """Make a database unless it exists; a template's connections must have ended.

        Returns:
            True when it was made by this call.
        """
        if self.database_exists(name):
            return False
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
            sql.Identifier(name),
            sql.Identifier(template or "template0"),
            sql.SQL("file_copy" if template else "wal_log"),
        )
        if owner:
            statement += sql.SQL(" OWNER {}").format(sql.Identifier(owner))
        try:
            self.execute(statement)
        except (DuplicateDatabase, UniqueViolation):
            return False
        return True

    def drop_database(self, name: str) -> None:
        """Remove a database, ending its connections; nothing happens when there is none."""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def _connected(self, database: str) -> Iterator[psycopg.Connection]:
        try:
            connection = psycopg.connect(self.dsn(database), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            raise PostgresUnavailable(
                f"The PostgreSQL of the {self.name} does not answer: {str(error).strip().splitlines()[-1]}"
            ) from error
        with connection:
            yield connection

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Only one process at a time looks after a cluster; the lock goes with the process."""
        try:
            make_folder(self.data.parent)
            with FileLock(self.data.with_name(f"{self.data.name}.lock")):
                yield
        except PermissionError as error:
            raise PostgresUnavailable(
                f"{error.filename} of the {self.name} cannot be used by this user. Set EXPEDITER_DATA_DIR and "
                "EXPEDITER_CACHE_DIR to folders of your own, or run as the user they belong to."
            ) from error

    def _programs(self) -> tuple[SystemUser, Path]:
        if self._found is None:
            account = account_for(self.data)
            self._found = account, locate(account, self._cache)
        return self._found

    def _make(self, account: SystemUser) -> None:
        """Initialise beside the final place and rename, so that a half-made cluster is never taken for a whole one."""
        if self.data.exists() and any(self.data.iterdir()):
            raise PostgresUnavailable(f"The folder {self.data} holds something that is not a PostgreSQL cluster.")
        if not reachable(account, self.data.parent):
            raise PostgresUnavailable(
                f"PostgreSQL refuses to run as root and the user {account.name}, as whom it would run, cannot enter "
                f"{self.data.parent}. Set EXPEDITER_DATA_DIR and EXPEDITER_CACHE_DIR to folders that every user may "
                "enter, start Expediter as an ordinary user, or set DATABASE_URL."
            )
        half = self.data.with_name(f"{self.data.name}.new")
        if half.exists():
            shutil.rmtree(half)
        _own_folder(half, account)
        # The built-in locale sorts the same on every system, so the folder survives a change of the C library.
        result = run(
            account,
            self._programs()[1] / "initdb",
            *("-D", half, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", *(() if self._fsync else ("--no-sync",))),
        )
        if result.returncode:
            shutil.rmtree(half)
            raise PostgresUnavailable(f"PostgreSQL could not make the {self.name}: {_last_line(result.stdout)}")
        with (half / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'expediter.conf'\n")
        if self.data.exists():
            self.data.rmdir()
        half.rename(self.data)

    def _write_settings(self, account: SystemUser) -> None:
        _own_folder(self.socket_dir, account)
        settings = {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": str(self.socket_dir).replace("'", "''"),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
        }
        if not self._fsync:
            settings |= {"fsync": "off", "full_page_writes": "off"}  # a killed server still loses nothing
        lines = ["# Written at each start.", *(f"{key} = '{value}'" for key, value in settings.items())]
        # Readable by the server's own user, whoever writes it; there is no secret in it.
        file = self.data / "expediter.conf"
        file.write_text("\n".join(lines) + "\n")
        file.chmod(0o644)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _launch(self) -> None:
        """Start the server; after a crash its orphaned children may hold the shared memory for some seconds."""
        deadline = time.monotonic() + 30
        while problem := self._pg_ctl("start", "-w", "-t", str(_RECOVERY), "-l", str(self.log)):
            cause = _last_fatal(self.log) or problem
            if "shared memory" not in cause or time.monotonic() > deadline:
                raise PostgresUnavailable(
                    f"The PostgreSQL of the {self.name} does not start: {cause} (its log: {self.log})"
                )
            time.sleep(0.3)

    def _pg_ctl(self, *arguments: str) -> str:
        """Empty when it went well, otherwise the last line of what it said."""
        account, home = self._programs()
        result = run(account, home / "pg_ctl", "-D", self.data, *arguments, timeout=_RECOVERY + 30)
        return "" if result.returncode == 0 else _last_line(result.stdout) or f"status {result.returncode}"

    def _state(self) -> int:
        """What `pg_isready` says: answers, not yet (or no longer), silent."""
        account, home = self._programs()
        where = ("-h", self.socket_dir, "-p", str(_PORT), "-U", SUPERUSER, "-d", "postgres", "-t", "5")
        return run(account, home / "pg_isready", *where, timeout=20).returncode

    def _settled(self) -> int:
        """The state once a start or a stop under way has come to its end."""
        deadline = time.monotonic() + _RECOVERY
        while (state := self._state()) != _ANSWERS and self._server_process() and time.monotonic() < deadline:
            time.sleep(0.1)
        return state

    def _named_pid(self) -> int | None:
        """The process number the pid file names, whoever bears it now."""
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _server_process(self) -> psutil.Process | None:
        """The living server that the pid file names; a number used again by another program is not it."""
        try:
            process = psutil.Process(self._named_pid() or -1)
            alive = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        except (ValueError, psutil.NoSuchProcess):
            return None
        return process if alive else None

    def _drop_stale_files(self) -> None:
        """After a crash another program, or a dead server nobody buried, may bear the number in the lock files.

        PostgreSQL would take it for a living server. Deleting the files is safe: children of a killed server still
        hold its shared memory, which the new one looks at as well.
        """
        pid = self._named_pid()
        if pid is not None and psutil.pid_exists(pid) and self._server_process() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for name in (f".s.PGSQL.{_PORT}", f".s.PGSQL.{_PORT}.lock"):
                (self.socket_dir / name).unlink(missing_ok=True)


def _own_folder(folder: Path, account: SystemUser) -> None:
    """A folder that belongs to the account and that nobody else can enter.

    Raises:
        PostgresUnavailable: it exists and belongs to somebody else, or is a link.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        seen = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or seen.st_uid not in (account.uid, os.geteuid()):
            raise PostgresUnavailable(f"The folder {folder} belongs to somebody else; remove it.") from None
    if account.switch:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _last_fatal(log: Path) -> str:
    """The last thing the server complained about."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        lines = file.read().decode(errors="replace").splitlines()
    fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return fatal[-1].split(":  ", 1)[-1] if fatal else ""

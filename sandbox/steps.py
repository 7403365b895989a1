"""Small helpers every step of the sandbox needs: a child process with its log, a progress line.

Called by `install`, `template` and `world`; nothing here knows what Odoo is.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sandbox.errors import SandboxError

Progress = Callable[[str], None]
"""Told, in a few words, what is being done now. Called from the thread that does the work."""


def silent(_text: str) -> None:
    """A progress that says nothing."""


def run(
    command: Sequence[str | Path],
    *,
    failing: str,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    seconds: float = 900,
) -> str:
    """Run a command to its end and answer what it printed.

    Args:
        command: the program and its arguments.
        failing: the sentence to raise with when it fails ("Odoo could not be unpacked").
        log: where its output is kept; the output is answered otherwise.
        env: its whole environment.
        cwd: its working directory.
        stdin: text for its standard input.
        seconds: the longest it may take.

    Raises:
        SandboxError: it failed, took too long, or does not exist. The last line of its output is part of the message.
    """
    words = [str(part) for part in command]
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours, no shell
            words,
            input=stdin,
            env=None if env is None else dict(env),
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL if stdin is None else None,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError:
        raise SandboxError(f"{failing}: the program {words[0]} is not on this machine.") from None
    except subprocess.TimeoutExpired:
        raise SandboxError(f"{failing}: it took longer than {seconds:.0f} seconds.") from None
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if done.returncode:
        where = f" The whole log: {log}" if log else ""
        raise SandboxError(f"{failing}: {_last_words(done.stdout)}{where}")
    return done.stdout


def _last_words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."

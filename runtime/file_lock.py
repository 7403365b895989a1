"""One process at a time: a lock on a file, gone with the process that holds it. Called by postgres and processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Wait until no other process is in such a block for the same file.

    Raises:
        PermissionError: the file cannot be written by this user.
    """
    with path.open("a") as file:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

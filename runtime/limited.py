"""Work on what strangers sent, in child processes that can be ended: limits on time and memory, nothing secret inside.

A child runs one module of ours as `python -I -P -m module` with an empty environment. It answers one request after the
other on its standard streams (`serve`), and is replaced when a limit ends it and after a number of requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

import structlog

_log = structlog.get_logger(__name__)
_LENGTH = struct.Struct("!Q")
_DONE, _GAVE_UP = b"\0", b"\1"
REQUESTS = 200


class CutOffError(Exception):
    """It took more time or memory than is allowed, or the child ended; nothing came of it."""


class Limited:
    """A few children that run one module. Used by one event loop; children are started when they are first needed.

    Args:
        module: what they run; its `main` calls `serve`.
        size: how many work at the same time.
        cpu_seconds: processor time one request may take.
        wall_seconds: time one request may take however busy the machine is.
        memory: bytes a child may take; systems without such a limit (macOS) ignore it.
        told: what else a child is told, after its limits.
    """

    def __init__(
        self,
        module: str,
        *,
        size: int,
        cpu_seconds: int,
        wall_seconds: float,
        memory: int,
        told: tuple[str, ...] = (),
    ) -> None:
        self._module = module
        self._told = told
        self._cpu = cpu_seconds
        self._wall = wall_seconds
        self._memory = memory
        self._free: list[_Child] = []
        self._slots = asyncio.Semaphore(size)

    async def ask(self, request: bytes) -> bytes:
        """The answer of a child.

        Raises:
            CutOffError: a limit ended it.
        """
        async with self._slots:
            child = self._free.pop() if self._free else await self._start()
            try:
                answer = await asyncio.wait_for(child.ask(request), self._wall)
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
                await child.end()
                _log.warning("limited.cut_off", module=self._module, reason=type(error).__name__)
                raise CutOffError from None
            except BaseException:
                await child.end()
                raise
            if child.asked < REQUESTS:
                self._free.append(child)
            else:
                await child.end()
        if answer[:1] != _DONE:
            raise CutOffError
        return answer[1:]

    async def close(self) -> None:
        """End the children that wait."""
        while self._free:
            await self._free.pop().end()

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-P",
            "-m",
            self._module,
            str(self._cpu),
            str(self._memory),
            *self._told,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # A thread of arithmetic for each processor would take memory that the limit does not give.
            env={"OPENBLAS_NUM_THREADS": "1"},
        )
        return _Child(process)


class _Child:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.asked = 0

    async def ask(self, request: bytes) -> bytes:
        self.asked += 1
        if self.process.stdin is None or self.process.stdout is None:
            raise ConnectionError("the child has no streams")
        self.process.stdin.write(_LENGTH.pack(len(request)) + request)
        await self.process.stdin.drain()
        [length] = _LENGTH.unpack(await self.process.stdout.readexactly(_LENGTH.size))
        return await self.process.stdout.readexactly(length)

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.process.returncode is None:
                self.process.kill()
        await self.process.wait()


def serve(answer: Callable[[bytes], bytes]) -> int:
    """What a child's `main` does: answer requests until the stream ends. The limits are its first two arguments."""
    cpu_seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    # What a library prints must not stand between the answers.
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for what, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _limit(what, value)
    while (request := _frame(sys.stdin.buffer)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        # The limit counts from the child's beginning; it is set anew for each request.
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        try:
            body = _DONE + answer(request)
        except (MemoryError, RecursionError):
            body = _GAVE_UP
        stream.write(_LENGTH.pack(len(body)) + body)
        stream.flush()
    return 0


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (ceiling, ceiling))


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH.size)
    return stream.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else None

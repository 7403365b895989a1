"""How scans grow with a company: the same company made larger and larger, each scan run on it. A part of `bench`."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import psutil
from pydantic import BaseModel, ConfigDict

from agents.scans import SCANS
from agents.world import World, habits_of
from cases.kind import Kind
from cases.store import knowledge
from evals.bench_world import Progress, company, record
from graphs.desk import Desk
from graphs.worker import open_desk
from runtime.database import Database
from runtime.settings import Settings
from sandbox.growth import Growth
from sandbox.world import Sandbox
from tools.odoo.counting import count_calls

# The company is grown to a quarter, to half, and to the whole of what is asked for.
STEPS = (4, 2, 1)
_MIB = 2**20
_LOOK = 0.05


class ScanFigures(BaseModel):
    """One scan of a company of one size.

    Attributes:
        moves: lines of deliveries in the company, beside its seeded ones.
        found: exceptions that the scan saw.
        seconds: what it took to find them.
        odoo_calls: how often it asked Odoo.
        peak_mib: the most memory that this process held meanwhile.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    moves: int
    transfers: int
    found: int
    seconds: float
    odoo_calls: int
    peak_mib: float


class ScanBench(BaseModel):
    """What `expediter bench --scans --json` prints.

    Attributes:
        growth: by kind, seconds a line in the whole company against seconds a line in a quarter of it: 1 is linear.
    """

    model_config = ConfigDict(frozen=True)

    machine: str
    scans: tuple[ScanFigures, ...]
    growth: dict[Kind, float]


async def measure_scans(settings: Settings, moves: int, machine: str, progress: Progress) -> ScanBench:
    """Run every scan on a company of its own at three sizes.

    Args:
        settings: where the cache and data folders are.
        moves: lines of deliveries of the largest company.
        machine: what to call the machine.
        progress: told what is being measured.

    Raises:
        BenchError: a record of the bench's own cannot be made.
        SandboxError: no Odoo could be brought up, or the company could not be grown.
    """
    name = f"bench_{os.getpid()}"
    found: list[ScanFigures] = []
    async with (
        company(settings, name, progress) as (world, accounts),
        record(settings, f"{name}_scans", world, accounts) as own,
        Database(own.database_url or "") as database,
        open_desk(own, database) as desk,
    ):
        there = Growth()
        for share in STEPS:
            wanted = moves // share
            progress(f"Growing the company to {wanted} lines of deliveries")
            there += await asyncio.to_thread(Sandbox(settings, name).grow, wanted - there.moves)
            for kind in SCANS:
                progress(f"Scan {kind.value} of {there.transfers} transfers")
                found.append(await _scanned(desk, kind, there))
    return ScanBench(machine=machine, scans=tuple(found), growth=growth(found))


async def _scanned(desk: Desk, kind: Kind, there: Growth) -> ScanFigures:
    async with desk.database.transaction() as session:
        contracts = await knowledge.contracts(session)
    async with desk.reader() as reader:
        world = replace(World(reader, habits_of(desk.settings, None), datetime.now(UTC)), contracts=contracts)
        began = time.perf_counter()
        with count_calls() as calls, _peak() as peak:
            found = await SCANS[kind].find(world)
        seconds = time.perf_counter() - began
    return ScanFigures(
        kind=kind,
        moves=there.moves,
        transfers=there.transfers,
        found=len(found),
        seconds=round(seconds, 2),
        odoo_calls=calls.calls,
        peak_mib=round(max(peak) / _MIB, 1),
    )


def growth(figures: list[ScanFigures]) -> dict[Kind, float]:
    """Seconds a line of the largest company against those of the smallest, by kind. Pure."""
    grown: dict[Kind, float] = {}
    for kind in dict.fromkeys(one.kind for one in figures):
        of_kind = sorted((one for one in figures if one.kind is kind), key=lambda one: one.moves)
        first, last = of_kind[0], of_kind[-1]
        with suppress(ZeroDivisionError):
            grown[kind] = round((last.seconds / last.moves) / (first.seconds / first.moves), 2)
    return grown


@contextmanager
def _peak() -> Iterator[list[int]]:
    """What this process holds in memory, looked at many times a second."""
    process, seen, stop = psutil.Process(), [0], threading.Event()

    def look() -> None:
        while not stop.wait(_LOOK):
            seen.append(process.memory_info().rss)

    seen.append(process.memory_info().rss)
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
        seen.append(process.memory_info().rss)

"""Watching reports until something has become of them. Used by `intake` and `demo`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cases.status import CaseStatus, ReportStatus
from cases.store import health
from cases.store.cases import cases
from cases.store.records import CaseRecord
from cases.store.reports import reports
from runtime.database import Database
from runtime.errors import PlainError

BUSY = frozenset({CaseStatus.OPEN, CaseStatus.INVESTIGATING, CaseStatus.EXECUTING})
_PAUSE = 0.3
_WORKER_IS_GONE = timedelta(seconds=90)


class NobodyWorksError(PlainError):
    """No worker has been heard; the reports are kept and will be read once one runs. Start one: `expediter worker`."""


class TooLongError(PlainError):
    """It takes longer than it should; the worker's log says more."""


@dataclass(frozen=True)
class Became:
    """What became of one report."""

    report_id: str
    status: ReportStatus
    why: str | None
    cases: tuple[CaseRecord, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing more happens to it without people."""
        return self.status is not ReportStatus.RECEIVED and not any(case.status in BUSY for case in self.cases)

    @property
    def words(self) -> str:
        """As people read it."""
        if self.cases:
            return "; ".join(
                f"{case.number} {case.title} ({case.status.value.replace('_', ' ')})" for case in self.cases
            )
        return self.why or "It is still being read."


async def became(database: Database, report_id: str) -> Became:
    """What has become of a report by now."""
    async with database.transaction() as session:
        report = await reports.load(session, report_id)
        found = [await cases.record(session, case_id) for case_id in report.case_ids]
    return Became(report_id, report.status, report.why, tuple(found))


async def follow(
    database: Database, report_ids: Sequence[str], progress: Callable[[str], None], *, within: float = 180.0
) -> list[Became]:
    """Wait until reports are read and their cases wait for people, need one, or are closed.

    Args:
        database: the record.
        report_ids: the reports.
        progress: told how far it is.
        within: seconds to wait at most.

    Raises:
        NobodyWorksError: no worker is there to do it.
        TooLongError: it was not done in time.
    """
    deadline = time.monotonic() + within
    told = -1
    while True:
        now = [await became(database, report_id) for report_id in report_ids]
        done = sum(one.settled for one in now)
        if done != told:
            progress(f"Investigating: {done} of {len(now)} reports")
            told = done
        if done == len(now):
            return now
        await _somebody_works(database)
        if time.monotonic() > deadline:
            raise TooLongError(f"After {within:g} seconds {len(now) - done} reports are still being worked on.")
        await asyncio.sleep(_PAUSE)


async def is_worked(database: Database) -> bool:
    """Whether a worker was heard lately."""
    async with database.transaction() as session:
        heard = [beat.at for beat in await health.beats(session) if beat.name == "worker"]
    return bool(heard) and datetime.now(UTC) - max(heard) <= _WORKER_IS_GONE


async def _somebody_works(database: Database) -> None:
    if not await is_worked(database):
        raise NobodyWorksError(
            "No worker has been heard. The reports are kept and will be read once one runs: expediter worker"
        )

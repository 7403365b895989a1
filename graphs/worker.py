"""The worker: reads reports, works rounds, carries decisions out. The only process that may know the writing account.

`run_worker` is called by the command `worker` and by the demonstration. It refuses to start where something that
keeps writing safe is absent; it survives Odoo and PostgreSQL being away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agents.model import Model
from agents.reading.limited import LimitedReading
from cases.policy import load_policy
from cases.status import ActionStatus, Outcome
from cases.store import health
from cases.store.applying import receipts
from cases.store.cases import rounds
from cases.store.knowledge import INDEX
from cases.store.reports import reports
from cases.store.schema import migrate
from graphs import duties
from graphs.case import CaseGraph, case_graph
from graphs.checkpoints import open_saver
from graphs.desk import Desk
from graphs.execution import look_for_doubles, written_database
from graphs.follow_up import FOLLOW_UP_SECONDS, look_again
from graphs.intake import intake_graph
from graphs.knowing import REFRESH_SECONDS, Knowing
from graphs.read_again import READ_AGAIN, read_again
from graphs.reading import SharedReader
from graphs.rounds import drive
from graphs.scanning import SCAN, scan_by_schedule, schedule_of, tell_schedule
from graphs.shadow import SHADOW, shadow_of, shadow_round
from graphs.trouble import told_to_the_queue
from runtime.database import Database, record_url
from runtime.errors import PlainError
from runtime.job_runner import JobPace, Jobs
from runtime.jobs import DeadLetter
from runtime.settings import Settings
from tools.knowledge import open_index
from tools.odoo.accounts import load_account

_log = structlog.get_logger(__name__)
READ_REPORT = "read_report"
ROUND_JOBS = ("work_round", "carry_on")


class NotPinnedError(PlainError):
    """The record does not know its Odoo database yet. Run `expediter odoo provision`."""


class OtherDatabaseError(PlainError):
    """The writing account belongs to another Odoo database than the one this record is about."""


async def run_worker(settings: Settings, stop: asyncio.Event, *, pace: JobPace | None = None) -> None:
    """Work until `stop` is set.

    Raises:
        PolicyError: the policy cannot be used.
        OdooError: the writing account is absent or its key has ended.
        NotPinnedError: no Odoo database was provisioned for this record.
        OtherDatabaseError: the writing account is another database's.
    """
    url = await asyncio.to_thread(record_url, settings)
    await migrate(url)
    async with Database(url) as database, open_desk(settings, database) as desk, open_saver(database) as saver:
        await tell_schedule(desk)
        jobs = jobs_of(desk, saver, url, pace)
        _log.info("worker.started", odoo_database=desk.odoo_database, model=settings.model)
        await jobs.run(stop)
    _log.info("worker.stopped")


@asynccontextmanager
async def open_desk(settings: Settings, database: Database) -> AsyncIterator[Desk]:
    """Everything the graphs need, with what must not be absent checked.

    Raises:
        PolicyError: the policy cannot be used.
        ShadowError: the second configuration cannot be used.
        OdooError: the writing account is absent or its key has ended.
        NotPinnedError: no Odoo database was provisioned for this record.
        OtherDatabaseError: the writing account is another database's.
    """
    policy, shadow = load_policy(settings.policy_file), shadow_of(settings)
    pinned = await _pinned(settings, database)
    found = await written_database(settings)
    if found not in {None, pinned}:
        raise OtherDatabaseError(
            f"The writing account belongs to the Odoo database {found}, this record to {pinned}; nothing is written."
        )
    reader, model, limits = SharedReader(settings), Model.from_settings(settings), LimitedReading(settings.cache_dir)
    knowing = Knowing(open_index(settings), database)
    try:
        yield Desk(settings, database, reader, policy, model, pinned, limits, shadow, guide=knowing)
    finally:
        await knowing.close()
        await reader.close()
        await limits.close()


async def _pinned(settings: Settings, database: Database) -> str:
    """The identity this record is bound to; a new record takes the one that provisioning pinned."""
    provisioned = load_account(settings, "writer").database_uuid
    async with database.transaction() as session:
        pinned = await health.odoo_pin(session)
        if pinned is None and provisioned is not None:
            await health.pin_odoo(session, provisioned)
            return provisioned
    if pinned is None:
        raise NotPinnedError("This record does not know its Odoo database yet. Run `expediter odoo provision`.")
    return pinned


def jobs_of(desk: Desk, saver: AsyncPostgresSaver, url: str, pace: JobPace | None = None) -> Jobs:
    """The queue's work and the duties beside it."""
    graph = case_graph(saver)
    jobs = Jobs(url, pace=pace, on_dead=partial(told_dead, desk))
    # Each has slots of its own: what is read or investigated, however slowly, holds up nothing that was approved.
    jobs.register(READ_REPORT, partial(_read_report, desk))
    jobs.register(READ_AGAIN, partial(_read_again, desk), slots=2)
    jobs.register(SHADOW, partial(_shadow_round, desk), slots=1)
    jobs.register(SCAN, partial(scan_by_schedule, desk), slots=1)
    for name, cron in schedule_of(desk.settings).items():
        jobs.by_clock(cron, SCAN, kind=name)
    jobs.register(INDEX, partial(_index, desk), slots=1)
    for task in ROUND_JOBS:
        jobs.register(task, partial(_work_round, desk, graph))
    jobs.every(duties.SWEEP_SECONDS, "sweep", partial(duties.sweep, desk))
    jobs.every(duties.DOUBLES_SECONDS, "doubles", partial(look_for_doubles, desk))
    jobs.every(FOLLOW_UP_SECONDS, "follow_up", partial(_look_again, desk))
    jobs.every(duties.WORKING_DAYS_SECONDS, "working_days", partial(duties.learn_working_days, desk))
    jobs.every(duties.TIDY_SECONDS, "tidy", partial(duties.tidy, desk, saver))
    jobs.every(REFRESH_SECONDS, "knowledge", partial(_index, desk))
    jobs.every(duties.HEALTH_SECONDS, "health", partial(duties.report_health, desk, lambda: jobs.hears))
    return jobs


async def _look_again(desk: Desk) -> None:
    await look_again(desk)


async def _read_report(desk: Desk, report_id: str) -> None:
    with told_to_the_queue():
        await intake_graph().ainvoke({"report_id": report_id}, context=desk)


async def _read_again(desk: Desk, report_id: str) -> None:
    with told_to_the_queue():
        await read_again(desk, report_id)


async def _shadow_round(desk: Desk, round_id: str) -> None:
    with told_to_the_queue():
        await shadow_round(desk, round_id)


async def _index(desk: Desk, *, anew: bool = False) -> None:
    if desk.guide is not None:
        await desk.guide.refresh(anew=anew)


async def _work_round(desk: Desk, graph: CaseGraph, round_id: str) -> None:
    with told_to_the_queue():
        await drive(desk, graph, round_id)


async def told_dead(desk: Desk, letter: DeadLetter) -> None:
    """What will not be tried again is made visible: a dead letter, or a case that needs a person."""
    async with desk.database.transaction() as session:
        if letter.task == READ_REPORT:
            await reports.mark_dead(session, str(letter.args["report_id"]), letter.reason)
            return
        if letter.task in {READ_AGAIN, SCAN, SHADOW, INDEX}:
            # A case stands with its first reading; a scan and the index come again, and their failure is shown; nobody
            # waits for a second configuration.
            return
        this = await rounds.load(session, str(letter.args["round_id"]))
        for action_id in await receipts.unsettled(session, this.case_id):
            stored = await receipts.approval(session, action_id)
            if stored.status is ActionStatus.EXECUTING:
                await receipts.settle(
                    session,
                    action_id,
                    Outcome.UNKNOWN,
                    verified=False,
                    how="given up",
                    detail=f"Somebody has to look in Odoo whether it was done. {letter.reason}",
                    after={},
                )
        await rounds.fail(session, this.id, letter.reason)

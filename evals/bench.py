"""How fast, as ratios inside one run: figures of a busy machine mean little, their ratios do.

Called by `expediter bench`. It brings up a company of its own with records of its own, so it disturbs nothing, and
removes them at the end.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from pydantic import BaseModel, ConfigDict

from cases.kind import Kind
from cases.people import Person
from cases.policy import Policy
from cases.status import ActionStatus, DecisionType, ProposalStatus
from cases.store.errors import DecisionError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.listing import list_proposals
from cases.store.proposals.records import DecisionIn, ProposalFilter, ProposalRecord
from cases.store.reports import reports
from evals.bench_calls import CallFigures, calls_of, failed_delivery_calls, figures
from evals.bench_load import hanging_model, hostile_mails, keep, letters
from evals.bench_world import BenchError, Progress, company, late_mail, record
from evals.intake_load import IntakeFigures, measure_intake
from graphs.checkpoints import open_saver
from graphs.desk import Desk
from graphs.worker import jobs_of, open_desk
from runtime.database import Database
from runtime.settings import Settings
from sandbox.world import SandboxWorld
from tools.odoo.models import PurchaseOrder
from tools.odoo.sign_in import sign_in

PATIENCE = 300.0
LOOK = 0.01
# Late orders whose calls are counted, beside the one with the fewest lines and the one with the most.
COUNTED_BESIDE = 3


class Measurement(BaseModel):
    """One measurement beside what it is compared with, and their ratio."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    unit: str
    against: str
    baseline: float
    ratio: float


class BenchReport(BaseModel):
    """What `expediter bench --json` prints."""

    model_config = ConfigDict(frozen=True)

    machine: str
    cases: int
    odoo_calls_fewest_lines: int
    fewest_lines: int
    odoo_calls_most_lines: int
    most_lines: int
    odoo_calls: tuple[CallFigures, ...]
    writes: int
    intake: IntakeFigures
    figures: tuple[Measurement, ...]


async def bench(settings: Settings, mails: int, progress: Progress) -> BenchReport:
    """Measure everything once.

    Args:
        settings: where the cache and data folders are.
        mails: how many mails, and webhooks, are handed to the intake.
        progress: told what is being measured.

    Raises:
        BenchError: something did not get where it should.
        SandboxError: no Odoo could be brought up.
    """
    name = f"bench_{os.getpid()}"
    async with company(settings, name, progress) as (world, accounts):
        async with record(settings, f"{name}_intake", world, accounts) as own:
            progress(f"Intake: {mails} mails, as many webhooks, as many bare rows")
            intake = await measure_intake(own, mails)
        async with (
            record(settings, f"{name}_cases", world, accounts) as own,
            Database(own.database_url or "") as database,
            open_desk(own, database) as desk,
            open_saver(database) as saver,
        ):
            return await _measure(desk, saver, world, intake, progress)


async def _measure(
    desk: Desk, saver: AsyncPostgresSaver, world: SandboxWorld, intake: IntakeFigures, progress: Progress
) -> BenchReport:
    async with desk.reader() as reader:
        orders = sorted(await reader.open_purchases(), key=lambda order: (len(order.lines), order.id))
    if len(orders) < COUNTED_BESIDE + 3:
        raise BenchError("The company has too few open purchase orders to measure anything.")
    progress("Odoo calls of one case")
    few, *late, many = orders
    counted = [few, many, *late[:COUNTED_BESIDE]]
    calls = [await calls_of(desk, saver, await _keep(desk, order)) for order in counted]
    calls_few, calls_many = calls[:2]
    late = late[COUNTED_BESIDE:]
    stop = asyncio.Event()
    jobs = jobs_of(desk, saver, desk.database.url)
    for order in late:
        await _keep(desk, order)
    progress(f"Cases: {len(late)} late orders to the gate")
    began = time.perf_counter()
    working = asyncio.create_task(jobs.run(stop))
    try:
        await _until(working, lambda: _waiting(desk, len(orders)))
        seconds = time.perf_counter() - began
        progress("The same number of bare reads")
        read = await _bare_read(desk, calls_few * len(late))
        quiet, busy, hanging = await _in_three(desk)
        people = [await sign_in(desk.settings, user.login, user.password) for user in world.users]
        progress("From approval to written and read back")
        written = await _approve_all(desk, people, quiet, working)
        progress("The same while hostile mail is read")
        await keep(desk, hostile_mails())
        beside_mail = await _approve_all(desk, people, busy, working)
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await working
    progress("The same while a model never answers")
    beside_model = await _beside_a_hanging_model(desk, saver, people, hanging)
    progress("Odoo calls of failed deliveries")
    failed = await failed_delivery_calls(desk, saver, world)
    bare = len(late) / (read * calls_few * len(late))
    return BenchReport(
        machine=machine(),
        cases=len(late),
        odoo_calls_fewest_lines=calls_few,
        fewest_lines=len(few.lines),
        odoo_calls_most_lines=calls_many,
        most_lines=len(many.lines),
        odoo_calls=(figures(Kind.INBOUND_DELAY, calls), figures(Kind.FAILED_DELIVERY, failed)),
        writes=len(written),
        intake=intake,
        figures=(
            _figure("cases to the gate", len(late) / seconds, "a second", "their reads alone, bare", bare),
            _figure("intake accepted", intake.accepted_a_second, "a second", "bare rows", intake.rows_a_second),
            _figure("intake p99", intake.p99_ms, "ms", "bare rows, p99", intake.row_p99_ms),
            _figure("webhooks accepted", intake.webhooks_a_second, "a second", "bare rows", intake.rows_a_second),
            _figure("webhooks p99", intake.webhook_p99_ms, "ms", "bare rows, p99", intake.row_p99_ms),
            _figure("approved to written, median", statistics.median(written), "s", "one bare Odoo read", read),
            _figure(
                "approved to written, hostile mail being read",
                statistics.median(beside_mail),
                "s",
                "the quiet time",
                statistics.median(written),
            ),
            _figure(
                "approved to written, a model hanging",
                statistics.median(beside_model),
                "s",
                "the quiet time",
                statistics.median(written),
            ),
        ),
    )


def machine() -> str:
    """The machine, in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def _figure(name: str, value: float, unit: str, against: str, baseline: float) -> Measurement:
    ratio = round(value / baseline, 3)
    return Measurement(
        name=name, value=round(value, 4), unit=unit, against=against, baseline=round(baseline, 4), ratio=ratio
    )


async def _keep(desk: Desk, order: PurchaseOrder) -> str:
    sender, content = late_mail(order)
    async with desk.database.transaction() as session:
        kept = await reports.keep(
            session,
            source="bench",
            sender=sender,
            delivery_id=uuid4().hex,
            content=content,
            media_type="message/rfc822",
            raised_by=None,
        )
    return kept.report_id


async def _waiting(desk: Desk, wanted: int) -> bool:
    async with desk.database.transaction() as session:
        page = await list_proposals(
            session, ProposalFilter(status=ProposalStatus.PENDING), None, wanted, now=desk.clock()
        )
    return len(page.items) >= wanted


async def _until(working: asyncio.Task[None], done: Callable[[], Awaitable[bool]]) -> None:
    end = time.monotonic() + PATIENCE
    while not await done():
        if working.done() or time.monotonic() > end:
            raise BenchError("What was to be measured did not finish.")
        await asyncio.sleep(LOOK)


async def _bare_read(desk: Desk, times: int) -> float:
    """Seconds of one bare read, over many."""
    async with desk.reader() as reader:
        began = time.perf_counter()
        for _ in range(times):
            reader.forget()
            await reader.warehouses()
        return (time.perf_counter() - began) / times


async def _in_three(desk: Desk) -> tuple[list[str], list[str], list[str]]:
    """The proposals that wait, dealt out in three."""
    async with desk.database.transaction() as session:
        page = await list_proposals(session, ProposalFilter(status=ProposalStatus.PENDING), None, 100, now=desk.clock())
    ids = [summary.id for summary in page.items]
    return ids[0::3], ids[1::3], ids[2::3]


async def _beside_a_hanging_model(
    desk: Desk, saver: AsyncPostgresSaver, people: list[Person], proposal_ids: list[str]
) -> list[float]:
    stop = asyncio.Event()
    async with hanging_model(desk) as with_model:
        working = asyncio.create_task(jobs_of(with_model, saver, desk.database.url).run(stop))
        try:
            await keep(desk, letters())
            return await _approve_all(desk, people, proposal_ids, working)
        finally:
            stop.set()
            with suppress(asyncio.CancelledError):
                await working


async def _approve_all(
    desk: Desk, people: list[Person], proposal_ids: list[str], working: asyncio.Task[None]
) -> list[float]:
    """One person of each role approves what is theirs, one action at a time; seconds until each was written."""
    written: list[float] = []
    for proposal_id in proposal_ids:
        async with desk.database.transaction() as session:
            proposal = await proposals.load(session, proposal_id)
        written += await _approve(desk, proposal, people, working)
    if not written:
        raise BenchError("Nothing was written, so nothing was timed.")
    return written


async def _approve(
    desk: Desk, proposal: ProposalRecord, people: list[Person], working: asyncio.Task[None]
) -> list[float]:
    """Approve the first action that depends on nothing and that one person may approve; time its write."""
    for action in proposal.actions:
        if action.depends_on or len(action.ruling.needs) != 1:
            continue
        person = next(one for one in people if one.roles & set(action.ruling.needs[0].any_of))
        began = time.perf_counter()
        if not await _approved(desk, person, proposal.id, action.id, action.digest, desk.policy):
            continue
        await _until(working, lambda: _settled(desk, proposal.id, action.id))  # noqa: B023 - awaited at once
        return [time.perf_counter() - began]
    return []


async def _approved(desk: Desk, person: Person, proposal_id: str, action_id: str, digest: str, policy: Policy) -> bool:
    said = DecisionIn(action_id=action_id, digest=digest, type=DecisionType.APPROVE)
    try:
        async with desk.database.transaction() as session:
            await decisions.decide(session, person, proposal_id, [said], policy, datetime.now(UTC))
    except DecisionError:
        return False
    return True


async def _settled(desk: Desk, proposal_id: str, action_id: str) -> bool:
    async with desk.database.transaction() as session:
        proposal = await proposals.load(session, proposal_id)
    action = next(one for one in proposal.actions if one.id == action_id)
    if action.status in {ActionStatus.REFUSED, ActionStatus.FAILED, ActionStatus.UNKNOWN}:
        why = action.receipt.detail if action.receipt else ""
        raise BenchError(f"An approved {action.name} ended as {action.status}: {why}")
    return action.status is ActionStatus.APPLIED

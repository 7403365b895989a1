"""The worker as it runs: from a kept report to a written change, through outages; what it refuses to start without."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from cases.policy import PolicyError
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, ReportStatus
from cases.store import health
from cases.store.cases import cases
from cases.store.errors import RecordError
from cases.store.reports import reports
from evals.scenarios import prepared
from graphs.worker import OtherDatabaseError, open_desk, run_worker
from runtime.database import Database
from runtime.job_runner import JobPace
from runtime.postgres import Cluster
from runtime.settings import Settings
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Errand, Hand
from tools.odoo.accounts import account_file
from tools.odoo.errors import NotProvisioned

pytestmark = pytest.mark.odoo

PACE = JobPace(heartbeat=0.3, stalled=1.5, poll=0.2, connect=3.0)


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """A worker, as long as the block lasts."""
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(settings, stop, pace=PACE))
    try:
        yield task
    finally:
        stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, 40)


async def until(true: Callable[[], Awaitable[bool]], within: float = 60.0) -> None:
    """Wait until something is so."""
    for _ in range(round(within * 10)):
        if await true():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"not so within {within} seconds")


async def _status(hand: Hand, report_id: str) -> ReportStatus:
    async with hand.desk.database.transaction() as session:
        return (await reports.load(session, report_id)).status


async def test_a_kept_report_comes_to_the_gate_by_itself(
    hand: Hand, fresh_company: Company, settings: Settings
) -> None:
    report = next(one for one in prepared(tell(fresh_company.world.today)) if one.id == "german")
    report_id = await hand.report(report.raw, report.sender)
    async with working(settings):

        async def waiting() -> bool:
            case_ids = await hand.cases_of(report_id)
            return bool(case_ids) and await hand.status(case_ids[0]) is CaseStatus.WAITING

        await until(waiting)
    async with hand.desk.database.transaction() as session:
        beats = {beat.name: beat.detail for beat in await health.beats(session)}
    assert {"worker", "model", "odoo_of_worker", "odoo_accounts"} <= beats.keys()
    assert beats["odoo_of_worker"]["ok"] is True
    assert beats["odoo_accounts"]["ok"] is True


async def test_postgresql_away_and_back(hand: Hand, errand: Errand, settings: Settings, test_cluster: Cluster) -> None:
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    async with working(settings) as task:
        await until(lambda: _heard(hand))
        await asyncio.to_thread(test_cluster.stop)
        await asyncio.sleep(6)
        assert not task.done()
        await asyncio.to_thread(test_cluster.start)
        await hand.said(proposal, hand.people[Role.PROCUREMENT])

        async def applied() -> bool:
            return (await hand.load(proposal.id)).actions[0].status is ActionStatus.APPLIED

        await until(applied)
    assert await hand.activities(proposal.actions[0].id) == 1


async def _heard(hand: Hand) -> bool:
    async with hand.desk.database.transaction() as session:
        return bool(await health.beats(session))


async def test_what_can_never_be_read_is_a_visible_dead_letter_and_can_be_replayed(
    hand: Hand, fresh_company: Company, settings: Settings
) -> None:
    report = next(one for one in prepared(tell(fresh_company.world.today)) if one.id == "german")
    report_id = await hand.report(report.raw, report.sender)
    # Somebody who may see nothing of purchasing, in place of the reading account.
    await hand.admin.create("res.users", [{"name": "Nobody", "login": "nobody", "password": "nobody-at-all"}])
    async with working(reading_as(settings, "nobody", "nobody-at-all")):
        await until(lambda: _is(hand, report_id, ReportStatus.DEAD))
    async with hand.desk.database.transaction() as session:
        [letter] = await reports.dead_letters(session)
        assert letter.why
        assert "Traceback" not in letter.why
        await reports.replay(session, report_id, actor="somebody")
    async with working(settings):
        await until(lambda: _is(hand, report_id, ReportStatus.FILED))


def reading_as(settings: Settings, login: str, password: str) -> Settings:
    """Settings with somebody else in place of the reading account."""
    return settings.model_copy(update={"odoo_reader_login": login, "odoo_reader_key": SecretStr(password)})


async def test_a_round_that_can_never_be_worked_needs_a_person_and_says_why(
    hand: Hand, fresh_company: Company, settings: Settings
) -> None:
    report = next(one for one in prepared(tell(fresh_company.world.today)) if one.id == "german")
    report_id = await hand.report(report.raw, report.sender)
    # They may see orders, and not the reorder rules that the specialist looks at.
    service = fresh_company.world.user(Role.SERVICE)
    async with working(reading_as(settings, service.login, service.password)):

        async def given_up() -> bool:
            case_ids = await hand.cases_of(report_id)
            return bool(case_ids) and await hand.status(case_ids[0]) is CaseStatus.NEEDS_PERSON

        await until(given_up)
    [case_id] = await hand.cases_of(report_id)
    async with hand.desk.database.transaction() as session:
        why = (await cases.record(session, case_id)).why_person
    assert why
    assert "no access" in why
    assert "Traceback" not in why


async def _is(hand: Hand, report_id: str, status: ReportStatus) -> bool:
    return await _status(hand, report_id) is status


async def test_a_report_waits_while_odoo_is_away(hand: Hand, fresh_company: Company, settings: Settings) -> None:
    report = next(one for one in prepared(tell(fresh_company.world.today)) if one.id == "newsletter")
    report_id = await hand.report(report.raw, report.sender)
    async with working(settings.model_copy(update={"odoo_url": "http://127.0.0.1:9"})):
        await asyncio.sleep(2)
        assert await _status(hand, report_id) in {ReportStatus.RECEIVED, ReportStatus.NOTHING_NEW}
    async with working(settings):
        await until(lambda: _is(hand, report_id, ReportStatus.NOTHING_NEW))


async def test_it_refuses_to_start_without_a_writing_account(settings: Settings, record_url: str) -> None:
    account_file(settings, "writer").unlink()
    async with Database(record_url) as database:
        with pytest.raises(NotProvisioned):
            async with open_desk(settings, database):
                pass


async def test_it_refuses_to_start_without_a_policy(settings: Settings, record_url: str, tmp_path: Path) -> None:
    wrong = tmp_path / "policy.yaml"
    wrong.write_text("version: '1'\napproval_lasts: 1h\nrules: []\n")
    async with Database(record_url) as database:
        with pytest.raises(PolicyError):
            async with open_desk(settings.model_copy(update={"policy_file": wrong}), database):
                pass


async def test_it_refuses_another_database_than_the_pinned_one(settings: Settings, record_url: str) -> None:
    async with Database(record_url) as database:
        async with database.transaction() as session:
            await health.pin_odoo(session, "00000000-0000-0000-0000-000000000000")
        with pytest.raises(OtherDatabaseError, match="nothing is written"):
            async with open_desk(settings, database):
                pass


async def test_a_new_record_takes_the_identity_that_provisioning_pinned(
    settings: Settings, record_url: str, company: Company
) -> None:
    async with Database(record_url) as database:
        async with open_desk(settings, database) as desk:
            assert desk.odoo_database == company.accounts.database_uuid
        async with database.transaction() as session:
            with pytest.raises(RecordError):
                await health.pin_odoo(session, "another")

"""What is looked at again and again while a worker runs: what is due, the audit log's seal, what ended rounds left.

Timers are columns, never jobs that wait: a sweep takes what is due, and any number of workers may sweep at once.
"""

from __future__ import annotations

from collections.abc import Callable

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from sqlalchemy.ext.asyncio import AsyncSession

from cases.status import RoundStatus
from cases.store import health, sealing, working_days
from cases.store.applying import deadlines
from cases.store.cases import rounds
from cases.store.errors import NotFoundError
from graphs.checkpoints import forget, remembered
from graphs.desk import Desk
from tools.odoo.accounts import load_account
from tools.odoo.errors import OdooError
from tools.odoo.sign_in import ping

SWEEP_SECONDS = 5.0
TIDY_SECONDS = 60.0
HEALTH_SECONDS = 10.0
WORKING_DAYS_SECONDS = 3600.0
DOUBLES_SECONDS = 600.0
_ENDED = frozenset({RoundStatus.SUPERSEDED, RoundStatus.CLOSED, RoundStatus.FAILED})


async def sweep(desk: Desk) -> None:
    """Expire, bring back, remind, escalate, tell what hangs or has no answer; then seal what the audit log gained."""
    now = desk.clock()
    async with desk.database.transaction() as session:
        await deadlines.expire(session, now)
    async with desk.database.transaction() as session:
        await deadlines.wake(session, now)
        await deadlines.remind(session, now)
        await deadlines.escalate(session, now)
        await deadlines.tell_hanging(session)
        await deadlines.tell_unanswered(session, now)
    await sealing.seal(desk.database.transaction, desk.settings.data_dir / sealing.HEAD_FILE)


async def learn_working_days(desk: Desk) -> None:
    """Read on which days the company works; where Odoo cannot be asked, what was read before stands."""
    try:
        async with desk.reader() as reader:
            found = await reader.work_calendars(desk.clock())
    except OdooError as error:
        async with desk.database.transaction() as session:
            await working_days.not_read(session, error.message)
        return
    async with desk.database.transaction() as session:
        await working_days.keep(session, found)


async def tidy(desk: Desk, saver: AsyncPostgresSaver) -> None:
    """Drop the working memory of rounds that are over."""
    async with desk.database.transaction() as session:
        over = [thread for thread in await remembered(session) if await _is_over(session, thread)]
    await forget(saver, over)


async def report_health(desk: Desk, hears: Callable[[], bool]) -> None:
    """Say that this worker lives and hears its queue, whether Odoo answers it, and which model it asks.

    A worker that hears nothing does not say that it lives: no job would be done by it.
    """
    try:
        odoo = {"ok": True, "detail": f"{await ping(desk.settings)} answers the worker"}
    except OdooError as error:
        odoo = {"ok": False, "detail": error.message}
    model = _model(desk)
    async with desk.database.transaction() as session:
        if hears():
            await health.beat(session, "worker", {})
        await health.beat(session, "odoo_of_worker", odoo)
        await health.beat(session, "odoo_accounts", _accounts(desk))
        await health.beat(session, "model", model)


def _model(desk: Desk) -> dict[str, object]:
    if desk.model is None:
        return {"ok": True, "detail": "none is configured; the playbook works alone"}
    if rest := desk.model.resting:
        return {"ok": False, "detail": f"{desk.model.name} does not answer; it is asked again in {rest:.0f} seconds"}
    return {"ok": True, "detail": desk.model.name}


def _accounts(desk: Desk) -> dict[str, object]:
    """Whether both accounts' keys live; told a fortnight before they end."""
    try:
        accounts = [load_account(desk.settings, "reader"), load_account(desk.settings, "writer")]
    except OdooError as error:
        return {"ok": False, "detail": error.message}
    ending = [account for account in accounts if account.ends_soon(desk.clock())]
    if ending:
        names = " and ".join(account.login for account in ending)
        return {"ok": False, "detail": f"The key of {names} ends soon: run `expediter odoo provision`."}
    return {"ok": True, "detail": "both keys are good"}


async def _is_over(session: AsyncSession, round_id: str) -> bool:
    try:
        return (await rounds.load(session, round_id)).status in _ENDED
    except NotFoundError:
        # The record was begun anew; whatever that thread was, nobody takes it up again.
        return True

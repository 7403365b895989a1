"""While nobody does the work, every page says so first, in plain words; once it is done again, none does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from api.pages.alarm import alarm_of
from cases.store import health
from cases.store.health import Beat
from cases.store.service_tables import BeatRow
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import soup

NOW = datetime.now(UTC)
ODOO = {"ok": True, "detail": "19.0 answers the worker"}


async def beat(desk: DeskUnderTest, *, ago: timedelta = timedelta(), odoo: dict[str, Any] = ODOO) -> None:
    async with desk.database.transaction() as session:
        await health.beat(session, "worker", {})
        await health.beat(session, "odoo_of_worker", odoo)
        await session.execute(update(BeatRow).values(at=datetime.now(UTC) - ago))


def alarm(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    place = soup(answer).select_one("#alarm")
    assert place is not None
    return place.get_text(" ", strip=True)


async def test_every_page_says_that_nobody_works(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    petra = await desk.browser(stories.PLANNER)
    pages = ("/", "/?show=all", f"/cases/{story.case_id}", "/reports")
    for page in pages:
        assert alarm(await petra.get(page)).startswith("Expediter's worker has never run here.")
    await beat(desk, ago=timedelta(minutes=12))
    for page in pages:
        told = alarm(await petra.get(page))
        assert told.startswith("Expediter's worker has not been heard for 12 min.")
        assert "what you decide is kept" in told
    await beat(desk, odoo={"ok": False, "detail": "Odoo at https://odoo.example cannot be reached: nothing answers."})
    for page in pages:
        assert "cannot use Odoo: Odoo at https://odoo.example cannot be reached" in alarm(await petra.get(page))
    await beat(desk)
    for page in pages:
        assert alarm(await petra.get(page)) == ""


def told(*beats: Beat) -> str | None:
    found = alarm_of(beats, NOW)
    return found.what if found else None


def test_a_worker_that_is_deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Beat(name="worker", detail={}, at=NOW)
    assert told(worker) is None
    # Whatever the readiness check takes for broken is told, also what it learns to see later.
    jobs = alarm_of.__globals__["parts_of"]([], NOW)["jobs"]
    monkeypatch.setitem(alarm_of.__globals__, "parts_of", lambda *_: {"jobs": jobs})
    assert told(worker) == "Expediter's worker runs, but it does not hear of new work."


def test_what_the_worker_can_do_without_is_no_alarm() -> None:
    worker, model = (
        Beat(name="worker", detail={}, at=NOW),
        Beat(name="model", detail={"ok": False, "detail": "slow"}, at=NOW),
    )
    assert told(worker, model) is None

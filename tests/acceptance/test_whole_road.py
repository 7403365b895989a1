"""The whole road in a real browser, on a real Odoo: a supplier's mail, two people, the change, the read-back.

Once with the playbook alone, once with a model that gives a second opinion.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from cases.roles import Role
from cases.status import ReportStatus
from cases.store.records import Kept
from cli.following import follow
from cli.progress import live
from cli.record import open_record
from cli.scratch import scratch
from cli.signed import Signer
from cli.standing import Standing
from cli.story import investigated
from evals.scenarios import PreparedReport, prepared
from runtime.settings import load
from sandbox.story import SeededPurchase, tell
from sandbox.world import SandboxWorld
from tests.acceptance.browsing import chromium, page_of, sign_in
from tests.scripted_model import ScriptedModel
from tests.unit.tools.carriers.deliveries import raw, tracking
from tools.odoo.client import OdooSession

pytestmark = [pytest.mark.odoo, pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE = 30_000


@dataclass(frozen=True)
class Road:
    """A desk that stands, and whether a model is asked."""

    standing: Standing
    world: SandboxWorld
    model: str | None


@pytest.fixture(scope="module", params=[None, "disagrees", "hostile"], ids=lambda mode: mode or "playbook")
def road(request: pytest.FixtureRequest) -> Iterator[Road]:
    """The desk, with and without a model."""
    mode: str | None = request.param
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment, ThreadPoolExecutor(1) as other:
        if mode is not None:
            model = stack.enter_context(ScriptedModel(mode))
            environment.setenv("EXPEDITER_MODEL", "scripted")
            environment.setenv("OPENAI_BASE_URL", model.url)
            environment.setenv("OPENAI_API_KEY", "nothing-secret")
        desk = scratch(load(), stack.enter_context(live()))
        # Bringing up runs loops of its own, so it gets a thread of its own.
        standing = other.submit(desk.__enter__).result()
        assert standing.world is not None
        try:
            yield Road(standing, standing.world, mode)
        finally:
            other.submit(desk.__exit__, None, None, None).result()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture
async def admin(road: Road) -> AsyncIterator[OdooSession]:
    """An administrator's session with Odoo, to look at what was written."""
    world = road.world
    async with await OdooSession.open(world.url, world.database, world.admin.login, world.admin.password) as session:
        yield session


async def test_from_a_mail_to_one_approved_change(road: Road, browser: Browser, admin: OdooSession) -> None:
    story = tell(road.world.today)
    order, sale = story.purchases["bearings"], story.sales["rail_bearings"]
    report = next(one for one in prepared(story) if one.expect and one.expect[0].order == order.name)
    assert await planned(admin, order) == {order.planned}
    others = await other_days(admin, order)

    await arrives(road, report)
    async with page_of(browser, road.standing.url) as page:
        await opened_as(page, road, Role.PROCUREMENT, order)
        await expect(page.locator("mark").first).to_contain_text(f"{order.late[0].day:%d.%m.%Y}")
        await sees_what_the_model_says(page, road)
        await page.locator("#approve-all").click()
        await expect(done(page)).to_have_count(2, timeout=PATIENCE)
    async with page_of(browser, road.standing.url) as page:
        await opened_as(page, road, Role.SALES, order)
        await page.locator("#approve-all").click()
        await expect(done(page)).to_have_count(4, timeout=PATIENCE)

    assert await planned(admin, order) == {order.late[0].day}
    assert await other_days(admin, order) == others
    [promised] = await admin.search_read("sale.order", [["name", "=", sale.name]], ["commitment_date", "partner_id"])
    assert day(promised["commitment_date"]) > sale.promised
    assert await told(admin, promised) == [promised["partner_id"][0]]


async def test_a_carriers_event_is_let_in_once_with_the_sandboxs_secret(road: Road, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_bytes(raw(tracking()))
    signer = Signer(road.standing.settings, "standard")
    first, again = await signer.send(file.read_bytes()), await signer.send(file.read_bytes())
    assert isinstance(first, Kept)
    assert isinstance(again, Kept)
    assert (again.report_id, again.duplicate) == (first.report_id, True)
    refused = await signer.send(raw({**tracking(), "version": 2}))
    assert isinstance(refused, str)
    assert "2" in refused
    async with open_record(road.standing.settings) as database:
        [became] = await follow(database, [first.report_id], lambda _text: None)
    assert became.status is not ReportStatus.DEAD


def done(page: Page) -> Locator:
    """The actions that the page says are done."""
    return page.locator("article.action").filter(has_text="done in Odoo")


async def arrives(road: Road, report: PreparedReport) -> None:
    """The mail comes in by the intake's door and is investigated."""
    async with open_record(road.standing.settings) as database:
        [became] = await investigated(road.standing.url, database, [report], lambda _text: None)
    assert len(became.cases) == 1


async def opened_as(page: Page, road: Road, role: Role, order: SeededPurchase) -> None:
    """Somebody of that role signs in with their Odoo password and opens the case."""
    person = road.world.user(role)
    await sign_in(page, person.login, person.password)
    await page.get_by_role("link", name=order.name).first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(order.name)


async def sees_what_the_model_says(page: Page, road: Road) -> None:
    opinion = page.get_by_role("heading", name="Second opinion")
    if road.model is None:
        await expect(opinion).to_have_count(0)
    else:
        await expect(opinion).to_be_visible()
        disagreement = page.get_by_text("the model disagrees")
        await expect(disagreement).to_have_count(1 if road.model == "disagrees" else 0)


async def planned(admin: OdooSession, order: SeededPurchase) -> set[date]:
    """The days its lines are expected."""
    lines = await admin.search_read("purchase.order.line", [["order_id.name", "=", order.name]], ["date_planned"])
    return {day(line["date_planned"]) for line in lines}


async def other_days(admin: OdooSession, order: SeededPurchase) -> dict[int, Any]:
    """Every other open purchase line's day: none of them may move."""
    domain = [["order_id.name", "!=", order.name], ["order_id.state", "=", "purchase"]]
    lines = await admin.search_read("purchase.order.line", domain, ["date_planned"])
    return {line["id"]: line["date_planned"] for line in lines}


async def told(admin: OdooSession, sale: dict[str, Any]) -> list[int]:
    """Whom the messages on the customer's order went to."""
    domain = [["model", "=", "sale.order"], ["res_id", "=", sale["id"]], ["message_type", "=", "comment"]]
    messages = await admin.search_read("mail.message", domain, ["notified_partner_ids"])
    return [partner for message in messages for partner in message["notified_partner_ids"]]


def day(value: Any) -> date:
    """The day of Odoo's naive UTC text, or of a moment."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)
    return moment.date()

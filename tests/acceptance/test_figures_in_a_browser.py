"""The figures beside a proposal in a real browser: narrow and wide, light and dark, without JavaScript."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from cases.kind import Kind
from cases.store.reports import scans
from tests.acceptance.browsing import chromium, is_too_wide, page_of, sign_in
from tests.integration.api import figures
from tests.integration.api.conftest import PASSWORD, DeskUnderTest, desk
from tests.integration.api.serving import served

__all__ = ["desk"]
LOOKS = {
    "narrow, dark": {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
    "wide, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
}


async def _keep(page: Page, name: str, look: dict[str, Any]) -> None:
    """A picture for people, where they ask for one by SCREENSHOTS=FOLDER."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}-{look['viewport']['width']}.png", full_page=True)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
async def test_charges_backlog_and_cover_are_seen_at_a_glance(desk: DeskUnderTest, look: dict[str, Any]) -> None:
    bill = await figures.charged(desk.database, desk.policy)
    backlog = await figures.backlog(desk.database, desk.policy)
    cover = await figures.uneven(desk.database, desk.policy)
    async with desk.database.transaction() as session:
        await scans.note_schedule(session, {"picking_backlog": "15 7-14 * * 1-5", "inbound_delay": None})
        detail = {"found": 1, "opened": 1, "resolved": 0, "calls": 4}
        await scans.note_run(session, Kind.PICKING_BACKLOG, ok=True, detail="1 found", **detail)
    async with (
        chromium() as browser,
        served(desk.app) as address,
        page_of(browser, address, java_script_enabled=False, **look) as page,
    ):
        await sign_in(page, "petra", PASSWORD)

        await page.goto(f"/cases/{bill.case_id}")
        await _keep(page, "charges", look)
        assert not await is_too_wide(page)
        table = page.get_by_role("region", name="Charge by charge")
        first = table.get_by_role("row").filter(has_text="Chargeable weight").first
        await expect(first).to_contain_text("+13.30")
        await expect(table.get_by_role("row").filter(has_text="Not as agreed")).to_contain_text("+14.22")
        agreed = table.get_by_text("7 charges as agreed")
        await expect(table.get_by_text("NL440001").first).to_be_hidden()
        await agreed.click()
        await expect(table.get_by_text("NL440001").first).to_be_visible()
        await expect(table).to_contain_text("107.28 EUR")

        await page.goto(f"/cases/{backlog.case_id}")
        await _keep(page, "backlog", look)
        assert not await is_too_wide(page)
        work = page.get_by_role("region", name="Until the carrier leaves")
        await expect(work.get_by_role("img", name="Meridian Rail Services NV")).to_be_visible()
        await expect(work.get_by_text("now in time")).to_have_count(2 + 2)
        await expect(work.get_by_text("gives way").first).to_be_visible()
        await work.get_by_text("The figures").click()
        await expect(work.get_by_role("row").filter(has_text="Werkplaats Van Loo")).to_contain_text("after it left")
        assert not await is_too_wide(page)

        await page.goto(f"/cases/{cover.case_id}")
        await _keep(page, "cover", look)
        assert not await is_too_wide(page)
        bars = page.get_by_role("region", name="How long it lasts")
        await expect(bars.get_by_role("img")).to_have_count(3)
        await bars.get_by_text("The figures").click()
        await expect(bars.get_by_role("row").filter(has_text="Antwerp")).to_contain_text("10 to 60 →")
        assert not await is_too_wide(page)

        await page.goto("/")
        await page.get_by_role("link", name="Scans").click()
        await _keep(page, "scans", look)
        assert not await is_too_wide(page)
        scan = page.get_by_role("region", name="Picking backlog")
        await expect(scan).to_contain_text("1 of them new")
        await expect(page.get_by_role("region", name="Late inbound")).to_contain_text("expediter scan inbound_delay")
        await scan.get_by_role("link", name="1 open case").click()
        await expect(page.get_by_text("2 promises miss the carrier in Antwerp").first).to_be_visible()

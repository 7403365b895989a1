"""The line that says that nobody does the work: seen on every screen, and gone by itself once somebody does."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.acceptance.browsing import chromium, is_too_wide, page_of, sign_in
from tests.integration.api.conftest import PASSWORD, DeskUnderTest, desk
from tests.integration.api.serving import served
from tests.integration.api.test_alarm import beat

__all__ = ["desk"]


@pytest.mark.parametrize("width", [390, 1440])
async def test_it_comes_and_goes(desk: DeskUnderTest, width: int) -> None:
    await desk.small_delay()
    async with (
        served(desk.app) as address,
        chromium() as browser,
        page_of(browser, address, viewport={"width": width, "height": 900}) as page,
    ):
        await sign_in(page, "petra", PASSWORD)
        line = page.locator("#alarm .notice")
        await expect(line).to_contain_text("has never run here")
        await expect(line).to_be_in_viewport()
        assert not await is_too_wide(page)
        await page.get_by_role("link", name="P00031 from Holzwerk").click()
        await expect(line).to_be_visible()
        await expect(page.locator("#live")).to_have_text("live")
        await beat(desk)
        await desk.small_delay(32)
        await expect(line).to_have_count(0)

"""The page of figures in a real browser: narrow and wide, light and dark, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.acceptance.browsing import chromium, is_too_wide, page_of, sign_in
from tests.integration.api.conftest import PASSWORD, DeskUnderTest, desk
from tests.integration.api.serving import served
from tests.integration.api.test_insights import weeks_of_decisions

__all__ = ["desk"]


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
        {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    ],
    ids=["narrow, dark", "wide, light"],
)
async def test_the_figures_lead_to_the_case_worth_a_look(desk: DeskUnderTest, look: dict[str, Any]) -> None:
    await weeks_of_decisions(desk, 40)
    async with chromium() as browser, served(desk.app) as address, page_of(browser, address, **look) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.get_by_role("link", name="Insights").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("What people made of what was proposed")
        assert not await is_too_wide(page)
        picture = page.get_by_role("img", name="How sure it was")
        await expect(picture).to_be_visible()
        await page.get_by_role("link", name="90 days").click()
        await expect(page.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "page")
        first = page.get_by_role("region", name="Worth a look first").get_by_role("link").first
        number = (await first.inner_text()).split()[0]
        await first.click()
        await expect(page.get_by_text(number).first).to_be_visible()

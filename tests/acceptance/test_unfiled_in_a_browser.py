"""Mail that became no case, in a real browser: without JavaScript, narrow and wide, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.acceptance.browsing import chromium, is_too_wide, page_of, sign_in
from tests.integration.api.conftest import PASSWORD, DeskUnderTest, desk
from tests.integration.api.serving import served
from tests.integration.api.test_unfiled import dead, jobs, nothing_new

__all__ = ["desk"]


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark", "java_script_enabled": False},
        {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    ],
    ids=["narrow, dark, without JavaScript", "wide, light"],
)
async def test_a_dead_letter_is_found_and_tried_again(desk: DeskUnderTest, look: dict[str, Any]) -> None:
    letter = await dead(desk, "P00012 late")
    await nothing_new(desk, "Strike at the port", body="A word_without_any_room_to_break" * 40)
    # Whether it is too wide cannot be asked without JavaScript.
    asks = look.get("java_script_enabled", True)
    async with chromium() as browser, served(desk.app) as address, page_of(browser, address, **look) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.get_by_role("link", name="1 report could not be read").click()
        await page.get_by_role("link", name="P00012 late").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("P00012 late")
        await page.get_by_role("button", name="Try again").click()
        await expect(
            page.get_by_role("status").filter(has_text="It is read again").locator("visible=true")
        ).to_have_count(1)
        assert await jobs(desk, letter) == [("todo", 0)]
        await page.get_by_role("link", name="Nothing new").click()
        await page.get_by_role("link", name="Strike at the port").click()
        assert not (asks and await is_too_wide(page))
        await page.get_by_role("button", name="It is a case after all").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Message from a@b.example: Strike at the port")

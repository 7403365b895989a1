"""Pages of documents in a real browser: drawn, reached with keys, narrow and wide, light and dark."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.acceptance.browsing import chromium, is_too_wide, page_of, sign_in
from tests.acceptance.test_pages_in_a_browser import LOOKS
from tests.integration.api import papers
from tests.integration.api.conftest import PASSWORD, DeskUnderTest, desk
from tests.integration.api.serving import served

__all__ = ["desk"]
# Where somebody who looks at them wants the pictures.
PICTURES = os.environ.get("EXPEDITER_TEST_PICTURES")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for these tests."""
    async with chromium() as made:
        yield made


@pytest.fixture
async def address(desk: DeskUnderTest) -> AsyncIterator[str]:
    """The desk on a port."""
    async with served(desk.app) as found:
        yield found


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['viewport']['width']}-{look['color_scheme']}")
async def test_the_place_is_on_the_page(
    desk: DeskUnderTest, address: str, browser: Browser, look: dict[str, dict[str, int]]
) -> None:
    delayed, billed = (await papers.loading_plan(desk.database))[0], (await papers.printed_bill(desk.database))[0]
    async with page_of(browser, address, **look) as page:
        await sign_in(page, "petra", PASSWORD)
        for case_id, places in ((delayed, 1), (billed, 2)):
            async with page.expect_response("**/pages/*") as got:
                await page.goto(f"/cases/{case_id}")
            assert (await got.value).status == 200
            clip = page.locator("figure.paper-page > svg")
            drawn = await clip.bounding_box()
            assert drawn is not None
            assert drawn["width"] > 200
            await expect(clip.locator(".place")).to_have_count(places)
            box = await clip.locator("rect").first.bounding_box()
            assert box is not None
            assert drawn["x"] <= box["x"] < box["x"] + box["width"] <= drawn["x"] + drawn["width"]
            assert drawn["y"] <= box["y"] < box["y"] + box["height"] <= drawn["y"] + drawn["height"]
            await page.get_by_text("The whole page").click()
            assert not await is_too_wide(page)
            await picture(
                page, f"{'delay' if case_id == delayed else 'bill'}-{look['viewport']['width']}-{look['color_scheme']}"
            )


async def test_places_are_reached_with_the_keyboard(desk: DeskUnderTest, address: str, browser: Browser) -> None:
    case_id, _ = await papers.printed_bill(desk.database)
    async with page_of(browser, address) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.goto(f"/cases/{case_id}")
        await page.get_by_role("link", name="Open the page").focus()
        for said in ("page 1, line 3", "page 1, line 4"):
            await page.keyboard.press("Tab")
            assert str(await page.evaluate("document.activeElement.getAttribute('aria-label')")).startswith(said)

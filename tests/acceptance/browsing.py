"""A real browser for tests of the pages: Debian's Chromium, headless, with nothing of its own going out."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("The browser tests need Chromium; `make test` installs it on Debian.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*QUIET, "--disable-sync"])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def page_of(browser: Browser, address: str, **look: Any) -> AsyncIterator[Page]:
    """A fresh page at that address. What it complains about (scripts, blocked content) fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(base_url=address, **look)
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
        assert complaints == []
    finally:
        await context.close()


async def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in as a person does."""
    await page.goto("/sign-in")
    await page.get_by_label("Login").fill(login)
    await page.get_by_label("Password or API key").fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/")


async def is_too_wide(page: Page) -> bool:
    """Whether it must be scrolled sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"))

"""The pages in a real browser: two presses, keys, live refresh, no JavaScript, narrow and wide, light and dark."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from cases.status import ActionStatus, DecisionType
from cases.store.cases import handling
from tests.acceptance.browsing import chromium, is_too_wide, page_of, sign_in
from tests.integration.api import stories
from tests.integration.api.conftest import PASSWORD, DeskUnderTest, desk
from tests.integration.api.serving import served
from tests.integration.api.test_done_is_done import finish, say, take

__all__ = ["desk"]
LOOKS = [
    {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    for width in (390, 1024, 1200, 1440)
    for scheme in ("light", "dark")
]


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


async def status_of(desk: DeskUnderTest, story: stories.Story, name: str) -> ActionStatus:
    return next(action.status for action in (await desk.proposal(story)).actions if action.name == name)


async def test_seen_and_decided_in_two_presses(desk: DeskUnderTest, address: str, browser: Browser) -> None:
    story = await desk.late_hinges()
    async with page_of(browser, address) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.get_by_role("link", name="P00027 from Nordstahl").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "P00027 from Nordstahl GmbH arrives 11 days late"
        )
        await expect(page.locator("mark").first).to_contain_text("40 x Hinge 90° steel")
        await expect(page.locator(".hurt-row .tag.good")).to_have_count(2)
        await page.locator("#approve-all").click()
        await expect(page.get_by_role("status").filter(has_text="recorded")).to_be_visible()
    assert await status_of(desk, story, "reschedule_receipt") is ActionStatus.APPROVED


async def test_what_one_decides_the_other_sees_at_once(desk: DeskUnderTest, address: str, browser: Browser) -> None:
    story = await desk.late_hinges()
    async with page_of(browser, address) as petra, page_of(browser, address) as wim:
        for page, login in ((petra, "petra"), (wim, "wim")):
            await sign_in(page, login, PASSWORD)
            await page.goto(f"/cases/{story.case_id}")
            await expect(page.locator("#live")).to_have_text("live")
        await expect(wim.get_by_text("procurement: Petra Planner")).to_have_count(0)
        await petra.locator("#approve-all").click()
        await expect(wim.get_by_text("procurement: Petra Planner")).to_be_visible()
        await desk.small_delay(61)
        await expect(petra.get_by_role("link", name="P00061 from Holzwerk")).to_be_visible()


async def test_a_refresh_never_takes_a_form_from_under_the_hands(
    desk: DeskUnderTest, address: str, browser: Browser
) -> None:
    story = await desk.late_hinges()
    async with page_of(browser, address) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.goto(f"/cases/{story.case_id}")
        await expect(page.locator("#live")).to_have_text("live")
        await page.keyboard.press("r")
        words = page.locator("details[data-verb=reject][open] textarea")
        await words.fill("It came this morning")
        async with desk.database.transaction() as session:
            await handling.claim(session, story.case_id, stories.MANAGER)
        await expect(page.locator("#changed")).to_be_visible()
        await expect(words).to_have_value("It came this morning")


async def test_keys(desk: DeskUnderTest, address: str, browser: Browser) -> None:
    for n in (71, 72):
        await desk.small_delay(n)
    async with page_of(browser, address) as page:
        await sign_in(page, "petra", PASSWORD)
        first = await page.get_by_role("heading", level=1).inner_text()
        await page.keyboard.press("j")
        await page.wait_for_url("**/cases/*")
        second = await page.get_by_role("heading", level=1).inner_text()
        assert first != second
        await page.keyboard.press("k")
        await expect(page.get_by_role("heading", level=1)).to_have_text(first)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("/")
        await expect(page.get_by_label("Search")).to_be_focused()
        await page.keyboard.type("P00072")
        await page.keyboard.press("Enter")
        await expect(page.locator(".row")).to_have_count(1)
        await page.locator("h1").click()
        await page.keyboard.press("a")
        await expect(page.locator("#approve-all")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").filter(has_text="recorded")).to_be_visible()


async def test_everything_works_without_javascript(desk: DeskUnderTest, address: str, browser: Browser) -> None:
    story = await desk.late_hinges()
    async with page_of(browser, address, java_script_enabled=False) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.get_by_role("link", name="Move the promises").click()
        await expect(page.locator("a.option.chosen h3")).to_have_text("Move the promises")
        card = page.locator("article.action").filter(has_text="Reschedule receipt").first
        await card.get_by_text("Edit", exact=True).click()
        await card.get_by_label("New date").first.fill("2027-03-01")
        await card.get_by_role("button", name="Approve as edited").click()
        await expect(page.get_by_role("status").filter(has_text="recorded")).to_be_visible()
        await expect(page.locator("td.after", has_text="Mon 1 Mar 2027").first).to_be_visible()
    assert await status_of(desk, story, "reschedule_receipt") is ActionStatus.APPROVED


async def test_an_unknown_change_is_settled_without_javascript(
    desk: DeskUnderTest, address: str, browser: Browser
) -> None:
    story = await desk.small_delay()
    await desk.in_doubt(story)
    async with page_of(browser, address, java_script_enabled=False) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.goto(f"/cases/{story.case_id}")
        await page.get_by_role("button", name="It is done in Odoo").click()
        # The browser itself asks for the note first.
        await expect(page.get_by_label("Look in Odoo: what do you see there?")).to_be_focused()
        await page.get_by_label("Look in Odoo: what do you see there?").fill("P00031 shows the new day.")
        await page.get_by_role("button", name="It is done in Odoo").click()
        await expect(page.get_by_role("status").filter(has_text="recorded under your name")).to_be_visible()
        await expect(page.get_by_text("Petra Planner looked in Odoo: it is done.").first).to_be_visible()
    assert await status_of(desk, story, "reschedule_receipt") is ActionStatus.APPLIED


async def test_a_case_that_one_option_answered_is_done_in_a_quiet_tone(
    desk: DeskUnderTest, address: str, browser: Browser
) -> None:
    story = await desk.late_hinges()
    await take(desk, story, "a1", "a7", "a6")
    await say(desk, story, "a8", DecisionType.REJECT, reason_code="better_way")
    await finish(desk, story)
    async with page_of(browser, address) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.goto(f"/cases/{story.case_id}?show=all")
        await expect(page.locator("#proposal-title .tag.good")).to_have_text("done")
        await page.get_by_role("link", name="Move the promises").click()
        await expect(page.locator("article.action .right", has_text="not needed")).to_have_count(4)
        await expect(page.locator("#case .tag.warn, #case .tag.bad, #case .receipt.bad")).to_have_count(0)
        await expect(page.locator("#list .row .tag.good")).to_have_text("resolved")
        assert await hard_to_read(page) == []


async def test_a_refresh_leaves_a_note_that_was_written(desk: DeskUnderTest, address: str, browser: Browser) -> None:
    story = await desk.small_delay()
    await desk.in_doubt(story)
    async with page_of(browser, address) as page:
        await sign_in(page, "petra", PASSWORD)
        await page.goto(f"/cases/{story.case_id}")
        await expect(page.locator("#live")).to_have_text("live")
        note = page.locator("form.settle textarea")
        await note.fill("P00031 shows the new day.")
        await note.blur()
        async with desk.database.transaction() as session:
            await handling.claim(session, story.case_id, stories.MANAGER)
        await expect(page.locator("#changed")).to_be_visible()
        await expect(note).to_have_value("P00031 shows the new day.")
        await page.get_by_role("button", name="It is not done").click()
        await expect(page.get_by_role("status").filter(has_text="recorded under your name")).to_be_visible()
    assert await status_of(desk, story, "reschedule_receipt") is ActionStatus.FAILED


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['viewport']['width']}-{look['color_scheme']}")
async def test_it_fits_every_screen(
    desk: DeskUnderTest, address: str, browser: Browser, look: dict[str, object]
) -> None:
    story, unknown = await desk.late_hinges(), await desk.small_delay()
    await desk.in_doubt(unknown)
    async with page_of(browser, address, **look) as page:
        await sign_in(page, "petra", PASSWORD)
        for place in ("/sign-in", "/", "/nowhere"):
            await page.goto(place)
            assert not await is_too_wide(page), place
        for case_id in (story.case_id, unknown.case_id):
            await page.goto(f"/cases/{case_id}")
            assert not await is_too_wide(page)
            for summary in await page.locator("details > summary").all():
                await summary.click()
            assert not await is_too_wide(page)
            assert await hard_to_read(page) == []
            assert await page.evaluate(WRITTEN_OVER) == []


# The texts of one drawing that stand on one another.
WRITTEN_OVER = """() => [...document.querySelectorAll(".case svg")].flatMap((drawing) => {
    const texts = [...drawing.querySelectorAll("text")].map((e) => [e.textContent, e.getBoundingClientRect()]);
    return texts.flatMap(([one, a], at) => texts.slice(at + 1)
        .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map(([other]) => `${one} on ${other}`));
})"""
SEEN = """() => {
    const light = (text) => {
        const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
        for (let e = element; e; e = e.parentElement) {
            const color = getComputedStyle(e).backgroundColor;
            if (!/, 0\\)$/.test(color)) return color;
        }
        return "rgb(255, 255, 255)";
    };
    const told = ["p", "dd", "dt", "span", "td", "th", "a", "button", "label"].map((tag) => ".case " + tag).join(",");
    return [...document.querySelectorAll(told)].filter((e) => e.offsetParent && e.innerText?.trim()).map((e) => {
        const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), e.className + ": " + e.innerText.slice(0, 40)];
    });
}"""


async def hard_to_read(page: Page) -> list[str]:
    """Words that do not stand out from the ground as WCAG AA asks (4.5 to 1)."""
    return [f"{ratio:.2f} {said}" for ratio, said in await page.evaluate(SEEN) if ratio < 4.5]

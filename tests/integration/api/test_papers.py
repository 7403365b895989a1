"""Pages of documents on the case page: shown with what was read on them, served to whoever may see the case, erased."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from cases.store.errors import NotFoundError
from cases.store.reports import page_images, reports
from tests.integration.api import papers, stories
from tests.integration.api.conftest import DeskUnderTest


async def shown(desk: DeskUnderTest, case_id: str) -> BeautifulSoup:
    browser = await desk.browser(stories.PLANNER)
    answer = await browser.get(f"/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


async def test_the_page_stands_beside_the_claim_with_its_place_drawn(desk: DeskUnderTest) -> None:
    case_id, _ = await papers.loading_plan(desk.database)
    page = await shown(desk, case_id)
    [figure] = page.select("figure.paper-page")
    assert "Page 1 of loading plan.pdf" in figure.get_text()
    [place] = figure.select("svg [tabindex='0'].place")
    assert papers.SAID.split()[2] in str(place["aria-label"])
    assert len(place.select("rect")) == 1
    clip, whole = figure.select("svg:has(image)")
    assert float(str(clip["viewbox"]).split()[3]) < float(str(whole["viewbox"]).split()[3])


async def test_the_picture_is_served_as_a_picture_and_nothing_else(desk: DeskUnderTest) -> None:
    case_id, _ = await papers.loading_plan(desk.database)
    browser = await desk.browser(stories.VISITOR)
    page = BeautifulSoup((await browser.get(f"/cases/{case_id}")).text, "html.parser")
    answer = await browser.get(str(page.select("figure image")[0]["href"]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_picture_is_nobodys_who_may_not_see_its_case(desk: DeskUnderTest) -> None:
    (case_id, report_id), (other, _) = (
        await papers.loading_plan(desk.database),
        await papers.loading_plan(desk.database, 28),
    )
    async with desk.database.transaction() as session:
        [page] = await page_images.of_reports(session, [report_id])
    signed_in, nobody = await desk.speaks_for(stories.PLANNER), await desk.client()
    assert (await nobody.get(f"/cases/{case_id}/pages/{page.id}")).status_code == 401
    assert (await signed_in.get(f"/cases/{case_id}/pages/{page.id}")).status_code == 200
    for address in (f"/cases/{other}/pages/{page.id}", f"/cases/{case_id}/pages/none", f"/cases/none/pages/{page.id}"):
        assert (await signed_in.get(address)).status_code == 404


async def test_pictures_go_with_their_report(desk: DeskUnderTest) -> None:
    case_id, report_id = await papers.loading_plan(desk.database)
    async with desk.database.transaction() as session:
        [page] = await page_images.of_reports(session, [report_id])
        await reports.erase(session, report_id, actor="desk", why="Its time has come.")
        assert await page_images.of_reports(session, [report_id]) == []
        with pytest.raises(NotFoundError):
            await page_images.picture(session, case_id, page.id)
        await page_images.keep(session, report_id, [papers.photo("a.pdf", papers.sheet("Late"), "Late")])
        assert await page_images.of_reports(session, [report_id]) == []


async def test_a_page_is_kept_once_and_a_report_has_only_so_many(desk: DeskUnderTest) -> None:
    _, report_id = await papers.loading_plan(desk.database)
    photo = papers.photo(papers.PLAN, papers.sheet("Loading plan"), "Loading plan")
    more = [photo.model_copy(update={"image": photo.image.model_copy(update={"page": n})}) for n in range(2, 40)]
    async with desk.database.transaction() as session:
        await page_images.keep(session, report_id, [photo])
        assert len(await page_images.of_reports(session, [report_id])) == 1
        for _ in range(2):
            await page_images.keep(session, report_id, more)
        kept = await page_images.of_reports(session, [report_id])
    assert [one.image.page for one in kept] == list(range(1, 13))


async def test_what_was_left_out_and_what_was_not_read_is_seen(desk: DeskUnderTest) -> None:
    case_id, _ = await papers.loading_plan(desk.database)
    page = await shown(desk, case_id)
    [aside] = page.select(".source-text .aside")
    assert aside.get_text() == f"Left out as history{papers.HISTORY}"
    notes = [note.get_text() for note in page.select(".source-notes li")]
    assert notes == [papers.NOT_READ, papers.DOUBT]


async def test_each_charge_of_a_printed_bill_has_its_place(desk: DeskUnderTest) -> None:
    case_id, _ = await papers.printed_bill(desk.database)
    page = await shown(desk, case_id)
    places = page.select("svg [tabindex='0'].place")
    assert [len(place.select("rect")) for place in places] == [2, 2]
    assert str(places[0]["aria-label"]) == "page 1, line 3: base 18.40 EUR, JD0001; fuel 2.10 EUR, JD0001"

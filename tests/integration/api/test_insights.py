"""The page of figures over HTTP: who sees it, what it says of few decisions and of many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from cases.status import DecisionType
from cases.store.cases import cases
from cases.store.proposals import decisions
from cases.store.records import Correction
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import soup
from tests.integration.cases.desk import MARGE, PAULA, SAM, draft, message, promise, proposed, reschedule, says

T = DecisionType
LATER = [{"line_id": 71, "product": "Lamp", "late_quantity": "30", "new_date": "2026-12-09"}]


async def weeks_of_decisions(desk: DeskUnderTest, many: int) -> list[str]:
    """That many cases over three weeks: most approved, some edited, rejected or answered; one was read wrongly.

    Answers the cases' ids.
    """
    policy, found = desk.policy, []
    now = datetime.now(UTC)
    async with desk.database.transaction() as session:
        for n in range(many):
            at = now - timedelta(days=21 * (many - n) / many, hours=6)
            what = draft(reschedule(), promise() if n % 2 else message())
            made = await proposed(session, what, order=100 + n, now=at)
            said_at = at + timedelta(hours=1 + n % 4)
            about, other = says(made, "a1"), made.actions[1].local_id
            if n % 7 == 3:
                about = says(made, "a1", T.EDIT, args={"lines": LATER})
            if n % 9 == 5:
                about = says(made, "a1", T.REJECT, reason_code="wrong_date")
            await decisions.decide(session, PAULA, made.id, [about], policy, said_at)
            if n % 3:
                kind = T.REJECT if n % 5 == 4 else T.APPROVE
                await decisions.decide(session, SAM, made.id, [says(made, other, kind)], policy, said_at)
            found.append(made.case_id)
        [read] = await cases.claims(session, found[-1])
        right = read.claim.with_correction({"new_date": date(2026, 12, 11)})
        await cases.correct_claims(session, found[-1], MARGE, [Correction(claim_id=read.id, claim=right)])
    return found


async def test_few_decisions_are_told_in_counts_and_many_in_shares(desk: DeskUnderTest) -> None:
    browser = await desk.browser(stories.VISITOR)
    empty = soup(await browser.get("/insights"))
    assert "Nothing was decided in this time." in empty.get_text()
    assert empty.find("svg", class_="chart") is None
    await weeks_of_decisions(desk, 6)
    few = soup(await browser.get("/insights"))
    assert "too few to say a share" in few.get_text()
    assert "%" not in "".join(tag.get_text() for tag in few.select("table.figures td"))


async def test_every_picture_has_its_numbers_and_the_cases_are_one_click_away(desk: DeskUnderTest) -> None:
    ids = await weeks_of_decisions(desk, 40)
    browser = await desk.browser(stories.PLANNER)
    page = soup(await browser.get("/insights?days=90"))
    assert page.select_one(".insights-head [aria-current=page]").get_text() == "90 days"  # type: ignore[union-attr]
    names = {table.get("aria-label") for table in page.select(".scroll")}
    assert names >= {"Table: week by week", "Table: how sure it was"}
    assert {"Kind", "Action", "Who read it", "Role that decided"} <= {one.get_text() for one in page.select(".section")}
    weeks = page.select_one(".chart-box svg")
    assert weeks is not None
    numbers = page.select_one("[aria-label='Table: week by week']").select("td.n")  # type: ignore[union-attr]
    drawn = sum(int(title.get_text().split()[0]) for title in weeks.select("title"))
    assert drawn == sum(int(cell.get_text()) for cell in numbers)
    links = [str(link["href"]) for link in page.select(".looks a")]
    assert links
    assert {link.removeprefix("/cases/") for link in links} <= set(ids)
    assert (await browser.get(links[0])).status_code == 200
    assert "The date is wrong" in page.get_text()
    assert [row.get_text(" ") for row in page.select("[aria-labelledby=read-title] tr")] == ["new date delay 1"]


async def test_whoever_is_not_signed_in_is_asked_to(desk: DeskUnderTest) -> None:
    stranger = await desk.client(page=True)
    answer = await stranger.get("/insights?days=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/insights%3Fdays%3D7")

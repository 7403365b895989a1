"""The page of figures over HTTP: who sees it, what it says of few decisions and of many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from cases.calibration import Calibration, OfAction, Steps
from cases.claims import RecordRef
from cases.follow_ups import Backing, CameTrue, FollowUp, Question
from cases.overrides import Shadowed, ShadowRun
from cases.status import DecisionType
from cases.store import calibrations, follow_ups, shadows
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


async def learned(desk: DeskUnderTest) -> None:
    """Two stretches of time of decisions, the later ones otherwise; what came of some; a calibration; a shadow."""
    now = datetime.now(UTC)
    steps = Steps(starts=(0.0, 0.7), shares=(0.3, 0.55))
    async with desk.database.transaction() as session:
        for n in range(60):
            at = now - timedelta(days=40 if n < 30 else 10, hours=6 + n % 9)
            made = await proposed(session, draft(reschedule()), order=500 + n, now=at)
            no = (n < 30 and n % 10 == 0) or (n >= 30 and n % 3 > 0)
            said = says(made, "a1", T.REJECT, reason_code="wrong_date") if no else says(made, "a1")
            await decisions.decide(session, PAULA, made.id, [said], desk.policy, at + timedelta(hours=1))
            [action] = made.actions
            if n >= 54:
                came = CameTrue.YES if n % 2 else CameTrue.NO
                found = FollowUp(
                    action_id=action.id,
                    case_id=made.case_id,
                    question=Question.SUPPLIERS_DAY,
                    came_true=came,
                    detail="[LMP] Lamp: 30 Units of 50 had come by Fri 4 Dec 2026.",
                    evidence=(Backing(record=RecordRef(model="stock.move", id=1, label="WH/IN/7"), label="30 Units"),),
                    partner=RecordRef(model="res.partner", id=70, label="Lumen NV"),
                )
                await follow_ups.keep(session, [found])
            if n >= 30:
                thought = Shadowed(action_id=action.id, action=action.name, doubted=no, change="other_people")
                run = ShadowRun(
                    round_id=made.round_id,
                    case_id=made.case_id,
                    at=at,
                    configuration="model other-7b, policy strict",
                    opinion="agrees",
                    seconds=3.2,
                    tokens=900,
                    actions=(thought,),
                )
                await shadows.keep(session, run)
        calibration = Calibration(pooled=steps, own={"reschedule_receipt": OfAction(steps=steps, n=230)})
        await calibrations.adopt(session, calibration, {"adopt": True}, by="marge", decided=230)


async def test_what_changed_what_came_of_it_and_what_stands_beside_are_told(desk: DeskUnderTest) -> None:
    await learned(desk)
    browser = await desk.browser(stories.PLANNER)
    page = soup(await browser.get("/insights"))
    changed = page.select_one("[aria-labelledby=drift-title]")
    assert changed is not None
    assert "approved unchanged 10 of 30, in the time before 27 of 30" in changed.get_text()
    assert "surer than right" in changed.get_text()
    after = page.select_one("[aria-labelledby=after-title]")
    assert after is not None
    assert "Lumen NV" in after.get_text()
    assert "3 of 6" in after.get_text()
    link = after.select_one(".looks a")
    assert link is not None
    story = soup(await browser.get(str(link["href"]))).get_text()
    assert "The goods came on the day that the supplier named: no" in story
    beside = page.select_one("[aria-labelledby=shadow-title]")
    assert beside is not None
    assert "100% (89% to 100%) of 30" in beside.get_text()
    assert "30 other people would have had to approve" in beside.get_text()
    assert "marge adopted" in page.get_text()

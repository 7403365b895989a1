"""Settling an unknown change through both doors, the call and the form without JavaScript; who may work a case."""

from __future__ import annotations

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import text

from cases.status import ActionStatus, Outcome
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import fields, soup

A = ActionStatus


async def settle(client: httpx.AsyncClient, receipt_id: str, **body: object) -> httpx.Response:
    return await client.post(f"/inbox/receipts/{receipt_id}/settle", json=body)


async def audited(desk: DeskUnderTest, event: str) -> list[str]:
    """Who stands in the audit log with it."""
    async with desk.database.transaction() as session:
        found = await session.scalars(
            text("SELECT actor FROM audit WHERE event = :event ORDER BY id"), {"event": event}
        )
        return [str(actor) for actor in found]


async def test_the_call_settles_and_may_be_said_again(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    receipt_id = await desk.in_doubt(story)
    petra, mona = await desk.speaks_for(stories.PLANNER), await desk.speaks_for(stories.MANAGER)
    settled = await settle(petra, receipt_id, done=True, note="P00031 shows the new day.")
    assert settled.status_code == 200, settled.text
    action = settled.json()["actions"][0]
    assert (action["status"], settled.json()["case_status"]) == ("applied", "waiting")
    receipt = action["receipts"][-1]
    assert (receipt["outcome"], receipt["how"], receipt["verified"]) == ("applied", "person", False)
    assert receipt["detail"] == "Petra Planner looked in Odoo: it is done. P00031 shows the new day."
    again = await settle(mona, receipt_id, done=True, note="So it does.")
    assert (again.status_code, len(again.json()["actions"][0]["receipts"])) == (200, 2)
    other = await settle(mona, receipt_id, done=False, note="No, it does not.")
    assert (other.status_code, other.json()["action_id"]) == (409, action["id"])
    assert "Petra Planner looked in Odoo" in other.json()["detail"]
    assert await audited(desk, "receipt.applied") == ["petra"]


async def test_the_call_is_for_those_who_are_asked(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    receipt_id = await desk.in_doubt(story)
    for person in (stories.SELLER, stories.VISITOR):
        refused = await settle(await desk.speaks_for(person), receipt_id, done=True, note="I looked.")
        assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
        assert "procurement" in refused.json()["detail"]
    assert await audited(desk, "case.refused") == ["sam", "vera"]
    assert (await settle(await desk.client(), receipt_id, done=True, note="I looked.")).status_code == 401
    assert (await desk.proposal(story)).actions[0].status is A.UNKNOWN


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"done": True},
        {"note": "I looked."},
        {"done": True, "note": " \n"},
        {"done": "false", "note": "I looked."},
        {"done": 1, "note": "I looked."},
        {"done": True, "note": "I looked.", "outcome": "applied"},
        {"done": True, "note": "x" * 4001},
        {"done": True, "note": "\0"},
    ],
)
async def test_a_malformed_call_settles_nothing(desk: DeskUnderTest, body: dict[str, object]) -> None:
    story = await desk.small_delay()
    receipt_id = await desk.in_doubt(story)
    assert (await settle(await desk.speaks_for(stories.PLANNER), receipt_id, **body)).status_code == 422
    assert (await desk.proposal(story)).actions[0].status is A.UNKNOWN


async def test_what_is_not_unknown_cannot_be_settled(desk: DeskUnderTest) -> None:
    client = await desk.speaks_for(stories.PLANNER)
    assert (await settle(client, "0" * 32, done=True, note="I looked.")).status_code == 404
    story = await desk.small_delay()
    await settle(client, await desk.in_doubt(story), done=False, note="It is not there.")
    proposal = await desk.proposal(story)
    receipt = proposal.actions[0].receipt
    assert receipt is not None
    assert (await settle(client, receipt.id, done=False, note="Still not.")).status_code == 409


def csrf_of(page: BeautifulSoup) -> str:
    field = page.select_one("input[name=csrf]")
    assert field is not None
    return str(field["value"])


def form_of(page: BeautifulSoup) -> Tag:
    form = page.select_one("form.settle")
    assert form is not None
    return form


@pytest.mark.parametrize(
    ("press", "status", "words"),
    [
        ("It is done in Odoo", A.APPLIED, "Done in Odoo, said by a person"),
        ("It is not done", A.FAILED, "Not done in Odoo, said by a person"),
    ],
)
async def test_the_page_has_two_buttons_and_a_note(
    desk: DeskUnderTest, press: str, status: ActionStatus, words: str
) -> None:
    story = await desk.small_delay()
    await desk.in_doubt(story)
    browser = await desk.browser(stories.PLANNER)
    page = soup(await browser.get(f"/cases/{story.case_id}"))
    assert [tag.get_text() for tag in page.select("article.action .action-marks .tag.bad")] == ["unknown: look in Odoo"]
    form = form_of(page)
    buttons = {button.get_text().strip(): button for button in form.select("button")}
    assert list(buttons) == ["It is done in Odoo", "It is not done"]
    assert form.select_one("textarea[required]") is not None
    pressed = {str(buttons[press]["name"]): str(buttons[press]["value"])}
    sent = {**fields(form), **pressed, "note": "I looked at P00031."}
    answer = await browser.post(str(form["action"]), data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{story.case_id}?done=settled")
    assert (await desk.proposal(story)).actions[0].status is status
    after = soup(await browser.get(answer.headers["location"]))
    assert after.select_one("form.settle") is None
    assert words in [tag.get_text() for tag in after.select(".receipt b")]
    assert "I looked at P00031." in after.get_text()


async def test_the_form_is_refused_with_the_reason_on_the_page(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    await desk.in_doubt(story)
    browser = await desk.browser(stories.PLANNER)
    form = form_of(soup(await browser.get(f"/cases/{story.case_id}")))
    sent = {**fields(form), "note": "I looked.", "done": "yes"}
    address = str(form["action"])
    for wrong, status in (
        ({"csrf": "forged"}, 403),
        ({"done": ""}, 422),
        ({"done": "maybe"}, 422),
        ({"note": " "}, 422),
    ):
        refused = await browser.post(address, data={**sent, **wrong})
        assert refused.status_code == status, wrong
        assert status == 403 or soup(refused).select_one("[role=alert]") is not None
    assert (await browser.get(address)).status_code == 405
    assert (await browser.post("/form/receipts/nope/settle", data=sent)).status_code == 404
    assert (await desk.proposal(story)).actions[0].status is A.UNKNOWN
    assert (await browser.post(address, data=sent)).status_code == 303
    late = await browser.post(address, data={**sent, "done": "no"})
    assert (late.status_code, "This is not unknown any more" in late.text) == (409, True)


async def test_the_page_offers_it_to_nobody_else(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    receipt_id = await desk.in_doubt(story)
    for person in (stories.SELLER, stories.VISITOR):
        browser = await desk.browser(person)
        page = soup(await browser.get(f"/cases/{story.case_id}"))
        assert page.select_one("form.settle") is None
        said = page.select_one("p.settle")
        assert said is not None
        assert "Procurement can look there and say so here." in said.get_text()
        sent = {"csrf": csrf_of(page), "done": "yes", "note": "I looked."}
        assert (await browser.post(f"/form/receipts/{receipt_id}/settle", data=sent)).status_code == 403


async def test_an_unknown_change_is_in_sight_whatever_option_it_belongs_to(desk: DeskUnderTest) -> None:
    """The option that was approved is shown, not the recommended one."""
    story = await desk.late_hinges()
    planner = await desk.speaks_for(stories.PLANNER)
    proposal = await desk.proposal(story)
    supplier = next(action for action in proposal.actions if action.local_id == "a8")
    said = {"action_id": supplier.id, "digest": supplier.digest, "type": "approve"}
    await planner.post(f"/inbox/proposals/{story.proposal_id}/decision", json={"decisions": [said]})
    async with desk.database.transaction() as session:
        await stories.receipts.begin(session, supplier.id, {})
        await stories.receipts.settle(
            session, supplier.id, Outcome.UNKNOWN, verified=False, how="looked", detail="Lost.", after={}
        )
    page = soup(await (await desk.browser(stories.PLANNER)).get(f"/cases/{story.case_id}"))
    assert page.select_one(f"#action-{supplier.id} form.settle") is not None


async def test_whoever_holds_no_role_is_offered_nothing_and_refused_everything(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    browser, client = await desk.browser(stories.VISITOR), await desk.speaks_for(stories.VISITOR)
    page = soup(await browser.get(f"/cases/{story.case_id}"))
    assert "P00031 from Holzwerk Kamenz AG" in page.get_text()
    assert "Nothing waits for you" in page.get_text()
    posts = [str(form["action"]) for form in page.select("form[method=post]") if form.select_one("button")]
    assert posts == ["/sign-out"]
    claim = (await client.get(f"/cases/{story.case_id}")).json()["claims"][0]
    csrf = csrf_of(page)
    for deed, more in (
        ("claim", {}),
        ("release", {}),
        ("close", {"note": "Done."}),
        ("claims", {"claim_id": claim["id"], "order_text": "P00099"}),
    ):
        refused = await browser.post(f"/form/cases/{story.case_id}/{deed}", data={"csrf": csrf, **more})
        assert refused.status_code == 403, deed
        alert = soup(refused).select_one("[role=alert]")
        assert alert is not None
        assert "You hold no role at this desk" in alert.get_text()
    body = {"corrections": [{"claim_id": claim["id"]}]}
    corrected = await client.post(f"/cases/{story.case_id}/claims", json=body)
    closed = await client.post(f"/cases/{story.case_id}/close", json={"note": "Done."})
    for answer in (corrected, closed):
        assert (answer.status_code, answer.json()["title"]) == (403, "That is not yours to do")
    assert (await client.get(f"/cases/{story.case_id}")).json()["status"] == "waiting"
    assert await audited(desk, "case.refused") == ["vera"] * 6


async def test_the_page_offers_closing_to_those_who_may(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    for person, may in ((stories.PLANNER, True), (stories.MANAGER, True), (stories.FINANCE, False)):
        page = soup(await (await desk.browser(person)).get(f"/cases/{story.case_id}"))
        assert (page.select_one("#close form") is not None) is may, person.login
        assert (page.select_one("#correct form") is not None) is may, person.login
        assert ("so it is for procurement, " in page.get_text()) is not may
    finance = await desk.speaks_for(stories.FINANCE)
    refused = await finance.post(f"/cases/{story.case_id}/close", json={"note": "Done."})
    assert refused.status_code == 403
    assert "any manager" in refused.json()["detail"]
    free = await stories.parking(desk.database)
    assert (await finance.post(f"/cases/{free.case_id}/close", json={"note": "Done."})).status_code == 200

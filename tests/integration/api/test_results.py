"""What a carrier answered: reported by a program over HTTP, or passed on by a person on the page."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from cases.status import ActionStatus
from cases.store import people as record_people
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import fields, soup
from tests.integration.api.test_settling import audited, form_of

A = ActionStatus


async def program(desk: DeskUnderTest) -> httpx.AsyncClient:
    async with desk.database.transaction() as session:
        return await desk.client(token=await record_people.create_token(session, "integration", days=1))


async def say(client: httpx.AsyncClient, key: str, outcome: str, **more: object) -> httpx.Response:
    return await client.post(f"/receipts/{key}/result", json={"outcome": outcome, **more})


@pytest.mark.parametrize(("outcome", "status"), [("confirmed", A.APPLIED), ("refused", A.FAILED)])
async def test_an_answer_counts_once(desk: DeskUnderTest, outcome: str, status: ActionStatus) -> None:
    asked, client = await desk.asked(), await program(desk)
    first = await say(client, asked.key, outcome, detail="Tour 14")
    assert first.status_code == 200, first.text
    action = (await desk.proposal(asked.story)).actions[0]
    assert (action.status, first.json()["status"]) == (status, status.value)
    assert (first.json()["key"], first.json()["action_id"], first.json()["outcome"]) == (asked.key, action.id, outcome)
    again = await say(client, asked.key, outcome)
    assert (again.status_code, again.json()) == (200, first.json())
    other = await say(client, asked.key, "refused" if outcome == "confirmed" else "confirmed")
    assert (other.status_code, other.headers["content-type"]) == (409, "application/problem+json")
    assert f"has {outcome} this already" in other.json()["detail"]
    assert len((await desk.proposal(asked.story)).actions[0].receipts) == 2
    assert [len(await audited(desk, f"answer.{name}")) for name in (outcome, "repeated", "not_taken")] == [1, 1, 1]


async def test_five_callers_at_once(desk: DeskUnderTest) -> None:
    asked, client = await desk.asked(), await program(desk)
    told = await asyncio.gather(
        *(say(client, asked.key, "confirmed" if number % 2 else "refused") for number in range(5))
    )
    taken = {one.json()["outcome"] for one in told if one.status_code == 200}
    assert len(taken) == 1
    assert {one.status_code for one in told} == {200, 409}
    assert len((await desk.proposal(asked.story)).actions[0].receipts) == 2


@pytest.mark.parametrize("key", ["nothing", "EXP-" + "0" * 32, "EXP-%00", "%F0%9F%93%A6", "x" * 3000])
async def test_an_unknown_key_is_404_and_audited(desk: DeskUnderTest, key: str) -> None:
    asked, client = await desk.asked(), await program(desk)
    answer = await say(client, key, "confirmed")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert len(await audited(desk, "answer.not_taken")) == 1
    assert (await desk.proposal(asked.story)).actions[0].status is A.PENDING_EXTERNAL


async def test_a_change_that_asked_nobody_takes_no_answer(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    await desk.in_doubt(story)
    action = (await desk.proposal(story)).actions[0]
    assert (await say(await program(desk), f"EXP-{action.id}", "confirmed")).status_code == 404
    assert (await desk.proposal(story)).actions[0].status is A.UNKNOWN


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outcome": "applied"},
        {"outcome": "Confirmed"},
        {"outcome": None},
        {"outcome": "confirmed", "detail": "x" * 4001},
        {"outcome": "confirmed", "detail": "\0"},
        {"outcome": "confirmed", "status": "applied"},
        [],
    ],
)
async def test_a_malformed_answer_is_none(desk: DeskUnderTest, body: object) -> None:
    asked, client = await desk.asked(), await program(desk)
    assert (await client.post(f"/receipts/{asked.key}/result", json=body)).status_code == 422
    assert (await desk.proposal(asked.story)).actions[0].status is A.PENDING_EXTERNAL


async def test_only_a_program_of_that_scope_may_report(desk: DeskUnderTest) -> None:
    asked = await desk.asked()
    others = [await desk.sender(), await desk.speaks_for(stories.MANAGER)]
    assert [(await say(client, asked.key, "confirmed")).status_code for client in others] == [403, 403]
    nobody = [await desk.client(), await desk.client(token="exp_integration_unknown")]
    assert [(await say(client, asked.key, "confirmed")).status_code for client in nobody] == [401, 401]
    assert (await desk.proposal(asked.story)).actions[0].status is A.PENDING_EXTERNAL
    # And it opens no other door.
    client = await program(desk)
    assert (await client.get("/inbox/proposals")).status_code == 403
    mail = {"Content-Type": "message/rfc822"}
    assert (await client.post("/intake/email", content=b"x", headers=mail)).status_code == 403
    settle = await client.post(f"/inbox/receipts/{asked.receipt_id}/settle", json={"done": True, "note": "Yes."})
    assert settle.status_code == 403


@pytest.mark.parametrize(
    ("press", "status", "words"),
    [
        ("The carrier confirmed", A.APPLIED, "Confirmed by the carrier, said by a person"),
        ("The carrier refused", A.FAILED, "Refused by the carrier, said by a person"),
    ],
)
async def test_the_page_says_who_is_waited_for_and_takes_the_answer(
    desk: DeskUnderTest, press: str, status: ActionStatus, words: str
) -> None:
    asked = await desk.asked()
    browser = await desk.browser(stories.MANAGER)
    page = soup(await browser.get(f"/cases/{asked.story.case_id}"))
    assert "waits for the carrier" in [tag.get_text() for tag in page.select("article.action .action-marks .tag")]
    said = page.select_one("p.settle")
    assert said is not None
    assert said.get_text().startswith("Waits for Northline Parcel until ")
    form = form_of(page)
    buttons = {button.get_text().strip(): button for button in form.select("button")}
    assert list(buttons) == ["The carrier confirmed", "The carrier refused"]
    pressed = {str(buttons[press]["name"]): str(buttons[press]["value"])}
    sent = {**fields(form), **pressed, "note": "They rang."}
    answer = await browser.post(str(form["action"]), data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{asked.story.case_id}?done=settled")
    assert (await desk.proposal(asked.story)).actions[0].status is status
    after = soup(await browser.get(answer.headers["location"]))
    assert after.select_one("form.settle") is None
    assert words in [tag.get_text() for tag in after.select(".receipt b")]
    assert (await browser.post(str(form["action"]), data=sent)).status_code == 303
    other = {"yes": "no", "no": "yes"}[str(buttons[press]["value"])]
    late = await browser.post(str(form["action"]), data={**sent, "done": other})
    assert (late.status_code, "this already; the first answer counts" in late.text) == (409, True)


async def test_the_page_offers_it_to_nobody_else(desk: DeskUnderTest) -> None:
    asked = await desk.asked()
    for person in (stories.SELLER, stories.VISITOR):
        page = soup(await (await desk.browser(person)).get(f"/cases/{asked.story.case_id}"))
        assert page.select_one("form.settle") is None
        assert "Logistics or service can say here what they answered." in page.get_text()
    refused = await (await desk.speaks_for(stories.SELLER)).post(
        f"/inbox/receipts/{asked.receipt_id}/settle", json={"done": True, "note": "Yes."}
    )
    assert refused.status_code == 403


async def test_the_json_says_what_is_asked_of_whom_until_when(desk: DeskUnderTest) -> None:
    asked = await desk.asked()
    client = await desk.speaks_for(stories.PLANNER)
    found = (await client.get(f"/inbox/proposals/{asked.story.proposal_id}")).json()
    [action] = found["actions"]
    assert (found["status"], action["status"], action["step"]) == ("executing", "pending_external", "external")
    assert (action["asked"]["asked_of"]["label"], action["asked"]["key"], action["asked"]["answer"]) == (
        "Northline Parcel",
        asked.key,
        None,
    )
    closed = await (await desk.speaks_for(stories.MANAGER)).post(
        f"/cases/{asked.story.case_id}/close", json={"note": "By hand."}
    )
    assert (closed.status_code, "has not answered" in closed.json()["detail"]) == (409, True)

"""Who has a proposal and until when it sleeps, over HTTP: by JSON and by the pages, on a real record."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
from bs4 import BeautifulSoup

from cases.store import audit
from cases.store.applying import deadlines
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest


def in_minutes(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


async def do(client: httpx.AsyncClient, story: stories.Story, deed: str, **body: object) -> httpx.Response:
    return await client.post(f"/inbox/proposals/{story.proposal_id}/{deed}", **({"json": body} if body else {}))


async def titles(client: httpx.AsyncClient, query: str) -> list[str]:
    return [item["title"][:6] for item in (await client.get(f"/inbox/proposals?{query}")).json()["items"]]


async def test_one_person_has_it_at_a_time(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    petra, sam, vera = [await desk.speaks_for(one) for one in (stories.PLANNER, stories.SELLER, stories.VISITOR)]
    taken = await do(petra, story, "claim")
    assert (taken.status_code, taken.json()["claimed_by"]) == (200, "petra")
    assert (await do(petra, story, "claim")).status_code == 200
    other = await do(sam, story, "claim")
    assert (other.status_code, other.json()["detail"]) == (409, "petra is on it already.")
    assert (await do(vera, story, "claim")).status_code == 403
    assert await titles(petra, "mine=true") == ["P00031"]
    assert (await do(sam, story, "release")).json()["claimed_by"] is None
    assert (await do(sam, story, "claim")).json()["claimed_by"] == "sam"
    missing = await petra.post("/inbox/proposals/none/claim")
    assert missing.status_code == 404
    async with desk.database.transaction() as session:
        told = [(one.event, one.actor) for one in (await audit.entries(session, case_id=story.case_id)).items]
    assert {("case.claimed", "petra"), ("case.released", "sam"), ("case.refused", "vera")} <= set(told)


async def test_nobody_takes_what_is_closed(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    petra = await desk.speaks_for(stories.PLANNER)
    await petra.post(f"/cases/{story.case_id}/close", json={"note": "By phone."})
    for deed, body in (("claim", {}), ("snooze", {"until": in_minutes(30)})):
        assert (await do(petra, story, deed, **body)).status_code == 409


async def test_what_is_put_aside_comes_back_by_itself(desk: DeskUnderTest) -> None:
    story, other = await desk.small_delay(), await desk.small_delay(32)
    petra, vera = await desk.speaks_for(stories.PLANNER), await desk.speaks_for(stories.VISITOR)
    assert (await do(vera, story, "snooze", until=in_minutes(30))).status_code == 403
    aside = await do(petra, story, "snooze", until=in_minutes(30))
    assert aside.status_code == 200
    assert datetime.fromisoformat(aside.json()["snoozed_until"]) > datetime.now(UTC)
    assert await titles(petra, "snoozed=true") == ["P00031"]
    assert await titles(petra, "snoozed=false") == ["P00032"]
    heard = asyncio.create_task(_next_change(desk))
    await asyncio.sleep(0.2)
    async with desk.database.transaction() as session:
        assert await deadlines.wake(session, datetime.now(UTC)) == 0
        assert await deadlines.wake(session, datetime.now(UTC) + timedelta(minutes=31)) == 1
    assert story.case_id in await asyncio.wait_for(heard, 5)
    assert await titles(petra, "snoozed=true") == []
    assert (await do(petra, other, "snooze", until=in_minutes(30))).status_code == 200
    assert (await do(petra, other, "snooze", until=None)).json()["snoozed_until"] is None


async def _next_change(desk: DeskUnderTest) -> str:
    async for payload in desk.database.listen("expediter"):
        if payload and "case.changed" in payload:
            return payload
    raise AssertionError("nothing was told")


async def test_nothing_sleeps_past_the_moment_by_which_it_has_to_be_decided(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    petra = await desk.speaks_for(stories.PLANNER)
    last = datetime.fromisoformat((await petra.get(f"/inbox/proposals/{story.proposal_id}")).json()["expires_at"])
    for until in (last, last + timedelta(minutes=1), datetime.now(UTC) - timedelta(minutes=1)):
        answer = await do(petra, story, "snooze", until=until.isoformat())
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "until")
    assert (await do(petra, story, "snooze", until="tomorrow")).status_code == 422
    assert (await do(petra, story, "snooze", until="2026-11-24T08:00:00")).status_code == 422
    assert (await do(petra, story, "snooze", until=(last - timedelta(minutes=1)).isoformat())).status_code == 200


async def test_the_pages_put_aside_and_bring_back(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    browser = await desk.browser(stories.PLANNER)

    async def page(address: str) -> BeautifulSoup:
        return BeautifulSoup((await browser.get(address)).text, "html.parser")

    async def press(deed: str, **fields: str) -> httpx.Response:
        shown = await page(f"/cases/{story.case_id}")
        csrf = shown.select_one("input[name=csrf]")
        assert csrf is not None
        return await browser.post(f"/form/cases/{story.case_id}/{deed}", data={"csrf": str(csrf["value"]), **fields})

    field = (await page(f"/cases/{story.case_id}")).select_one("#later input[name=until]")
    assert field is not None
    assert str(field["min"]) < str(field["max"])
    at = (datetime.now(ZoneInfo(stories.ZONE)) + timedelta(hours=2)).replace(second=0, microsecond=0)
    assert (await press("snooze", until="soon")).status_code == 422
    assert (await press("snooze", until=f"{at:%Y-%m-%dT%H:%M}")).status_code == 303
    assert "P00031" not in (await page("/")).select_one(".rows").get_text()  # type: ignore[union-attr]
    [row] = (await page("/?show=later")).select(".row")
    assert f"{at:%H:%M}" in row.get_text()
    assert "put aside until" in (await page(f"/cases/{story.case_id}")).get_text()
    assert (await press("wake")).status_code == 303
    assert "P00031" in (await page("/")).select_one(".rows").get_text()  # type: ignore[union-attr]


async def test_a_case_is_handed_to_somebody_who_can_do_something_about_it(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    petra, sam, vera = [await desk.speaks_for(one) for one in (stories.PLANNER, stories.SELLER, stories.VISITOR)]
    mona, _ = await desk.speaks_for(stories.MANAGER), await desk.speaks_for(stories.FINANCE)
    assert (await do(vera, story, "delegate", to="petra")).status_code == 403
    given = await do(sam, story, "delegate", to="PETRA")
    assert (given.status_code, given.json()["claimed_by"]) == (200, "petra")
    assert (await do(petra, story, "delegate", to="petra")).status_code == 200
    assert (await do(sam, story, "delegate", to="mona")).status_code == 403
    assert (await do(petra, story, "delegate", to="sam")).json()["claimed_by"] == "sam"
    assert (await do(mona, story, "delegate", to="petra")).json()["claimed_by"] == "petra"
    for to in ("vera", "nobody", "finn"):
        refused = await do(petra, story, "delegate", to=to)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "to"), to
    assert (await titles(petra, "mine=true"), await titles(mona, "mine=true")) == (["P00027"], [])
    async with desk.database.transaction() as session:
        lines = (await audit.entries(session, case_id=story.case_id)).items
    told = [(one.actor, (one.detail or {}).get("to")) for one in lines if one.event == "case.delegated"]
    assert sorted(told) == [("mona", "petra"), ("petra", "sam"), ("sam", "petra")]
    await petra.post(f"/cases/{story.case_id}/close", json={"note": "By phone."})
    assert (await do(petra, story, "delegate", to="sam")).status_code == 409


async def test_whoever_lost_their_roles_meanwhile_gets_nothing(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    petra, _ = await desk.speaks_for(stories.PLANNER), await desk.speaks_for(stories.SELLER)
    desk.people.people["sam"] = stories.SELLER.model_copy(update={"roles": frozenset()})
    assert (await do(petra, story, "delegate", to="sam")).status_code == 422
    del desk.people.people["sam"]
    assert (await do(petra, story, "delegate", to="sam")).status_code == 422


async def test_a_case_is_handed_over_by_its_page(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    browser, _ = await desk.browser(stories.PLANNER), await desk.browser(stories.SELLER)
    for other in (stories.STORE, stories.FINANCE):
        await desk.browser(other)
    page = BeautifulSoup((await browser.get(f"/cases/{story.case_id}")).text, "html.parser")
    [form] = page.select("#hand-over form")
    assert [str(one["value"]) for one in form.select("option")] == ["", "petra", "sam", "wim"]
    csrf = str(form.select("input[name=csrf]")[0]["value"])
    answer = await browser.post(str(form["action"]), data={"csrf": csrf, "to": "sam"}, follow_redirects=True)
    assert "Others see now who is on it." in answer.text
    assert "sam is on it" in answer.text
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select("#hand-over") == []
    refused = await browser.post(str(form["action"]), data={"csrf": csrf, "to": "wim"})
    assert refused.status_code == 403

"""The pages as a browser without JavaScript uses them: sign-in, forms, refusals, headers."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import text

from api.throttle import Brake
from cases.status import ActionStatus
from tests.integration.api import stories
from tests.integration.api.conftest import PASSWORD, DeskUnderTest
from tools.odoo.errors import WrongPassword


def soup(answer: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def fields(form: Tag) -> dict[str, str | list[str]]:
    """What a browser would send of a form as it stands."""
    sent: dict[str, str | list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.get("type") == "checkbox":
            if field.has_attr("checked"):
                sent[name] = "on"
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif field.name == "textarea":
            sent[name] = field.get_text()
        elif name in sent:
            sent[name] = [*([sent[name]] if isinstance(sent[name], str) else sent[name]), str(field.get("value", ""))]
        else:
            sent[name] = str(field.get("value", ""))
    return sent


def form_of(page: BeautifulSoup, kind: str, action_id: str | None = None) -> Tag:
    for form in page.select("form[method=post]"):
        said = form.select_one("input[name=type]")
        named = form.select_one("input[name=action]")
        if (
            said
            and said["value"] == kind
            and (action_id is None or str(named and named["value"]).startswith(action_id))
        ):
            return form
    raise AssertionError(f"no form to {kind}")


async def test_nobody_is_sent_to_sign_in_and_back(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    client = await desk.client(page=True)
    sent = await client.get(f"/cases/{story.case_id}?show=all")
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/sign-in?next=/cases/{story.case_id}%3Fshow%3Dall"
    form = soup(await client.get(sent.headers["location"])).select_one("form")
    assert form is not None
    answer = await client.post("/sign-in", data={**fields(form), "login": "petra", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{story.case_id}?show=all")
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("expediter="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    page = await client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "P00031 from Holzwerk Kamenz AG" in page.text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nx"]
)
async def test_sign_in_leads_nowhere_else(desk: DeskUnderTest, wanted: str) -> None:
    client = await desk.client(page=True)
    csrf = (await client.get("/sign-in")).cookies["expediter_form"]
    answer = await client.post("/sign-in", data={"login": "petra", "password": PASSWORD, "csrf": csrf, "next": wanted})
    assert answer.headers["location"] == "/"


async def test_sign_in_is_refused_throttled_and_says_why(desk: DeskUnderTest) -> None:
    client = await desk.client(page=True)
    csrf = (await client.get("/sign-in")).cookies["expediter_form"]
    wrong = {"login": "petra", "password": "guess", "csrf": csrf, "next": "/"}
    first = await client.post("/sign-in", data=wrong)
    assert first.status_code == 401
    assert "does not accept" in first.text
    assert "guess" not in first.text
    assert (await client.post("/sign-in", data={**wrong, "csrf": "forged"})).status_code == 403
    for _ in range(4):
        assert (await client.post("/sign-in", data=wrong)).status_code == 401
    asked = desk.people.asked
    throttled = await client.post("/sign-in", data={**wrong, "password": PASSWORD})
    assert (throttled.status_code, desk.people.asked) == (429, asked)
    assert throttled.headers["retry-after"]
    other = await client.post("/sign-in", data={**wrong, "login": "sam", "password": PASSWORD})
    assert other.status_code == 303


def brake(limit: int = 4, each: int = 3, **more: Any) -> Brake:
    return Brake(limit=limit, each=each, window=60, failure=WrongPassword, **more)


async def sign_in_as(client: httpx.AsyncClient, login: str, password: str) -> int:
    csrf = client.cookies.get("expediter_form") or (await client.get("/sign-in")).cookies["expediter_form"]
    sent = {"login": login, "password": password, "csrf": csrf, "next": "/"}
    return (await client.post("/sign-in", data=sent)).status_code


async def test_one_good_account_does_not_buy_guesses_at_others(desk: DeskUnderTest) -> None:
    client = await desk.client(page=True)
    desk.app.state.brake = brake()
    told: list[int] = []
    for number in range(4):
        told.append(await sign_in_as(client, f"victim{number}", "guess"))
        if number < 3:
            assert await sign_in_as(client, "sam", PASSWORD) == (303 if number < 2 else 429)
    assert told == [401, 401, 401, 429]


async def test_one_address_does_not_shut_the_door_on_others(desk: DeskUnderTest) -> None:
    seconds = [0.0]
    desk.app.state.brake = brake(clock=lambda: seconds[0])
    stranger, office, home = [await desk.client(page=True, address=f"192.0.2.{n}") for n in (1, 2, 3)]
    assert [await sign_in_as(stranger, f"victim{n}", "guess") for n in range(5)] == [401] * 3 + [429] * 2
    assert await sign_in_as(office, "sam", PASSWORD) == 303
    assert await sign_in_as(office, "petra", "guess") == 401
    asked = desk.people.asked
    csrf = (await home.get("/sign-in")).cookies["expediter_form"]
    full = await home.post("/sign-in", data={"login": "sam", "password": PASSWORD, "csrf": csrf, "next": "/"})
    assert (full.status_code, full.headers["retry-after"], desk.people.asked) == (429, "61", asked)
    assert "Too many wrong passwords at the moment. Wait 61 seconds" in full.text
    assert (await office.get("/")).status_code == 200
    seconds[0] = 61
    assert await sign_in_as(home, "sam", PASSWORD) == 303


async def test_when_odoo_itself_takes_no_sign_ins(desk: DeskUnderTest) -> None:
    client = await desk.client(page=True)
    desk.people.held = True
    csrf = (await client.get("/sign-in")).cookies["expediter_form"]
    sent = {"login": "petra", "password": PASSWORD, "csrf": csrf, "next": "/"}
    held = await client.post("/sign-in", data=sent)
    assert (held.status_code, held.headers["retry-after"]) == (429, "60")
    assert "takes no sign-in from here for about a minute" in held.text
    asked = desk.people.asked
    desk.people.held = False
    assert (await client.post("/sign-in", data=sent)).status_code == 429
    assert desk.people.asked == asked, "Odoo is left alone for a while"


async def test_tries_while_odoo_is_away_are_no_failures(desk: DeskUnderTest) -> None:
    client = await desk.client(page=True)
    desk.people.away = True
    assert [await sign_in_as(client, "petra", "guess") for _ in range(8)] == [503] * 8
    desk.people.away = False
    assert await sign_in_as(client, "petra", PASSWORD) == 303


async def test_a_success_clears_the_failures_of_its_own_login(desk: DeskUnderTest) -> None:
    client = await desk.client(page=True)
    desk.app.state.brake = brake(limit=99, each=99)
    for _ in range(3):
        assert [await sign_in_as(client, "petra", "guess") for _ in range(4)] == [401] * 4
        assert await sign_in_as(client, "petra", PASSWORD) == 303


async def test_a_whole_company_signs_in_from_one_address(desk: DeskUnderTest) -> None:
    people = [stories.person(100 + n, f"clerk{n}", f"Clerk {n}", stories.Role.SALES) for n in range(70)]
    desk.people.people |= {person.login: person for person in people}
    client = await desk.client(page=True)
    clients = [await desk.client(page=True) for _ in people]
    told = await asyncio.gather(
        *(sign_in_as(client, person.login, PASSWORD) for client, person in zip(clients, people, strict=True))
    )
    assert told == [303] * 70
    assert await sign_in_as(client, "clerk0", "guess") == 401


async def test_sign_in_while_odoo_is_away(desk: DeskUnderTest) -> None:
    client = await desk.client(page=True)
    csrf = (await client.get("/sign-in")).cookies["expediter_form"]
    desk.people.away = True
    answer = await client.post("/sign-in", data={"login": "petra", "password": PASSWORD, "csrf": csrf, "next": "/"})
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text


async def test_signing_out_ends_the_session(desk: DeskUnderTest) -> None:
    browser = await desk.browser(stories.PLANNER)
    form = soup(await browser.get("/")).select_one("form[action='/sign-out']")
    assert form is not None
    assert (await browser.post("/sign-out", data={"csrf": "forged"})).status_code == 403
    cookie = browser.cookies["expediter"]
    assert (await browser.post("/sign-out", data=fields(form))).status_code == 303
    browser.cookies.set("expediter", cookie)
    assert (await browser.get("/")).status_code == 303


async def test_a_person_approves_with_two_presses(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    browser = await desk.browser(stories.PLANNER)
    page = soup(await browser.get("/"))
    row = page.select_one(".row")
    assert row is not None
    page = soup(await browser.get(str(row["href"])))
    form = page.select_one("form.decide-bar")
    assert form is not None
    answer = await browser.post(str(form["action"]), data=fields(form))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{story.case_id}?done=approve")
    assert "Your approval is recorded" in (await browser.get(answer.headers["location"])).text
    proposal = await desk.proposal(story)
    approved = [action.name for action in proposal.actions if action.status is ActionStatus.APPROVED]
    assert approved == ["reschedule_receipt"]


async def test_the_edit_form_goes_round(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    browser = await desk.browser(stories.PLANNER)
    action = (await desk.proposal(story)).actions[0]
    form = form_of(soup(await browser.get(f"/cases/{story.case_id}")), "edit", action.id)
    sent = fields(form)
    assert "edit.lines.0.keep" in sent
    del sent["edit.lines.1.keep"]
    sent |= {"edit.lines.0.new_date": "2027-02-01", "edit.lines.0.late_quantity": "12.5"}
    answer = await browser.post(str(form["action"]), data=sent)
    assert answer.status_code == 303, answer.text
    edited = (await desk.proposal(story)).actions[0]
    assert edited.status is ActionStatus.APPROVED
    assert [(line["line_id"], line["new_date"], line["late_quantity"]) for line in edited.args["lines"]] == [
        (301, "2027-02-01", "12.5")
    ]
    shown = await browser.get(f"/cases/{story.case_id}")
    assert "Mon 1 Feb 2027" in shown.text


async def test_a_refused_edit_shows_the_page_with_the_reason(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    browser = await desk.browser(stories.PLANNER)
    form = form_of(soup(await browser.get(f"/cases/{story.case_id}")), "edit")
    answer = await browser.post(str(form["action"]), data={**fields(form), "edit.lines.0.late_quantity": "-3"})
    assert answer.status_code == 422
    alert = soup(answer).select_one("[role=alert]")
    assert alert is not None
    assert "late quantity" in alert.get_text()


async def test_reject_ask_correct_hold_and_close(desk: DeskUnderTest) -> None:
    browser = await desk.browser(stories.PLANNER)
    rejected = await desk.small_delay(41)
    form = form_of(soup(await browser.get(f"/cases/{rejected.case_id}")), "reject")
    answer = await browser.post(str(form["action"]), data={**fields(form), "message": "It came this morning."})
    assert answer.status_code == 303
    assert [a.status for a in (await desk.proposal(rejected)).actions] == [ActionStatus.REJECTED] * 2

    asked = await desk.small_delay(42)
    form = form_of(soup(await browser.get(f"/cases/{asked.case_id}")), "respond")
    assert (await browser.post(str(form["action"]), data={**fields(form), "message": "And Gent?"})).status_code == 303

    corrected = await desk.small_delay(43)
    form = soup(await browser.get(f"/cases/{corrected.case_id}")).select_one("#correct form")
    assert form is not None
    bad = await browser.post(str(form["action"]), data={**fields(form), "quantity": "many"})
    assert (bad.status_code, "many is not a number" in bad.text) == (422, True)
    sent = {**fields(form), "order_text": "P00077", "new_date": ""}
    assert (await browser.post(str(form["action"]), data=sent)).status_code == 303
    shown = (await (await desk.speaks_for(stories.PLANNER)).get(f"/cases/{corrected.case_id}")).json()
    standing = [claim["claim"] for claim in shown["claims"] if not claim["superseded_at"]]
    assert [(claim["order_text"], claim["precision"], claim["read_by"]) for claim in standing] == [
        ("P00077", "unknown", "person")
    ]

    closed = await desk.small_delay(44)
    page = soup(await browser.get(f"/cases/{closed.case_id}"))
    hold = page.select_one(f"form[action='/form/cases/{closed.case_id}/claim']")
    assert hold is not None
    assert (await browser.post(str(hold["action"]), data=fields(hold))).status_code == 303
    page = soup(await browser.get(f"/cases/{closed.case_id}"))
    assert "petra is on it" in page.get_text()
    form = page.select_one("#close form")
    assert form is not None
    assert (await browser.post(str(form["action"]), data={**fields(form), "note": " "})).status_code == 422
    assert (await browser.post(str(form["action"]), data={**fields(form), "note": "Done by phone."})).status_code == 303
    assert "Done by phone." in (await browser.get(f"/cases/{closed.case_id}")).text
    assert "#close" not in str(soup(await browser.get(f"/cases/{closed.case_id}")).select("details"))


async def test_whoever_comes_too_late_is_told(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    petra, mona = await desk.browser(stories.PLANNER), await desk.browser(stories.MANAGER)
    first = form_of(soup(await petra.get(f"/cases/{story.case_id}")), "approve")
    second = form_of(soup(await mona.get(f"/cases/{story.case_id}")), "reject")
    assert (await petra.post(str(first["action"]), data=fields(first))).status_code == 303
    late = await mona.post(str(second["action"]), data=fields(second))
    assert late.status_code == 409
    assert soup(late).select_one("[role=alert]") is not None


async def test_without_the_token_of_the_session_nothing_changes(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    browser = await desk.browser(stories.PLANNER)
    form = form_of(soup(await browser.get(f"/cases/{story.case_id}")), "approve")
    sent = fields(form)
    for csrf in (None, "", "forged"):
        forged = {name: value for name, value in sent.items() if name != "csrf"} | (
            {"csrf": csrf} if csrf is not None else {}
        )
        assert (await browser.post(str(form["action"]), data=forged)).status_code == 403
    said = {"action_id": "x", "digest": "y", "type": "approve"}
    address = f"/inbox/proposals/{story.proposal_id}/decision"
    assert (
        await browser.post(address, json={"decisions": [said]}, headers={"Accept": "application/json"})
    ).status_code == 403
    csrf = (await browser.get("/me", headers={"Accept": "application/json"})).json()["csrf"]
    action = (await desk.proposal(story)).actions[0]
    said = {"action_id": action.id, "digest": action.digest, "type": "approve"}
    answer = await browser.post(
        address, json={"decisions": [said]}, headers={"Accept": "application/json", "X-CSRF-Token": csrf}
    )
    assert answer.status_code == 200


async def test_untrusted_words_are_only_words(desk: DeskUnderTest) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    subject = f"{evil} subject"
    report_id = await stories.report(desk.database, "evil@example.test", subject, f"Hello {evil} world")
    draft = stories.CaseDraft(kind=stories.Kind.UNCLASSIFIED, key="unclassified:evil", title=f"{evil} title")
    case_id, _ = await stories.opened(
        desk.database, report_id, subject, f"Hello {evil} world", draft, needs_person=True
    )
    browser = await desk.browser(stories.PLANNER)
    for address in (
        f"/cases/{case_id}?show=all",
        f"/?q={evil}&show=all",
        f"/cases/{case_id}?done={evil}&option={evil}",
    ):
        answer = await browser.get(address)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        page = soup(answer)
        assert [script.get("src", "").split("?")[0] for script in page.select("script")] == ["/static/desk.js"]
        assert not page.select("[style], [onclick], [onerror]")
    assert evil in soup(await browser.get(f"/cases/{case_id}")).get_text()


async def test_every_answer_carries_the_guards(desk: DeskUnderTest) -> None:
    browser = await desk.browser(stories.PLANNER)
    for address in ("/", "/sign-in", "/static/base.css", "/healthz", "/nowhere", "/openapi.json"):
        headers = (await browser.get(address)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert (await browser.get("/")).headers["cache-control"] == "no-store"
    lost = await browser.get("/nowhere")
    assert (lost.status_code, "There is nothing here" in lost.text) == (404, True)


async def test_the_hard_stop_is_unmistakable(desk: DeskUnderTest) -> None:
    story = await stories.bank_change(desk.database, desk.policy, datetime.now(UTC))
    browser = await desk.browser(stories.FINANCE)
    page = soup(await browser.get(f"/cases/{story.case_id}"))
    stop = page.select_one("section.stop[role=alert]")
    assert stop is not None
    assert "Do not act on this message" in stop.get_text()
    assert len(page.select("mark.warned")) == 2
    assert "They are not followed" in page.get_text()


async def test_lists_say_what_waits_for_whom(desk: DeskUnderTest) -> None:
    await desk.late_hinges()
    await stories.parking(desk.database)
    seller = await desk.browser(stories.SELLER)
    page = soup(await seller.get("/"))
    assert [tab.get_text() for tab in page.select(".tabs a[aria-current]")] == ["For me1"]
    row = page.select_one(".row")
    assert row is not None
    assert "3 customer orders hurt" in row.get_text()
    assert [tag.get_text() for tag in row.select(".tag.mine")] == ["sales"]
    finance = soup(await (await desk.browser(stories.FINANCE)).get("/"))
    assert "Nothing waits for you" in finance.get_text()
    assert "Forklift charger" in (await seller.get("/?show=person")).text
    assert "Nothing found" in (await seller.get("/?show=all&q=zzz")).text
    assert (await seller.get("/?cursor=zzz")).status_code == 303
    assert (await seller.get("/?show=bogus&kind=bogus")).status_code == 200


async def test_the_quoted_line_is_marked_where_it_stands(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    page = soup(await (await desk.browser(stories.PLANNER)).get(f"/cases/{story.case_id}"))
    mark = page.select_one(".source-text mark")
    assert mark is not None
    assert re.match(r"40 x Hinge 90° steel\s+will reach you on", mark.get_text())
    assert page.select_one("#evidence-1 blockquote") is not None
    assert page.select_one(".hurt-row .picture line.late") is not None


async def test_odoo_away_fails_closed_with_a_friendly_page(desk: DeskUnderTest) -> None:
    browser = await desk.browser(stories.PLANNER)
    desk.people.away = True
    answer = await browser.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    async with desk.database.transaction() as session:
        assert (await session.execute(text("select count(*) from decisions"))).scalar_one() == 0

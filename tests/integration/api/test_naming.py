"""What a message is, said in a browser and by JSON; what it leaves open entered, with what it says offered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.claims import DelayClaim, FoundValue, Ground, MentionClaim, RecordRef
from cases.kind import Kind
from cases.models import CaseDraft
from cases.status import CaseStatus
from cases.store.cases import cases
from cases.store.reports import examples, reports
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.stories import span
from tests.integration.api.test_pages import fields, soup
from tests.integration.cases.desk import a_report

DAY = date(2026, 12, 11)
BODY = "The rolls will only see your gate on 11 December, P00031 or P00032, whichever."
SENTENCE = span(BODY, "The rolls will only see your gate on 11 December")
VALUES = (
    FoundValue(ground=Ground.DAY, value=DAY.isoformat(), span=span(BODY, "see your gate on 11 December")),
    *(
        FoundValue(
            ground=Ground.ORDER,
            value=f"P000{number}",
            span=span(BODY, f"P000{number}"),
            record=RecordRef(model="purchase.order", id=number, label=f"P000{number}"),
        )
        for number in (31, 32)
    ),
)
LIKELY = (Kind.LEAD_TIME_DRIFT, Kind.INBOUND_DELAY, Kind.CONFIRMATION_MISMATCH)


async def unknown(desk: DeskUnderTest, name: str = "rolls") -> str:
    mention = MentionClaim(span=SENTENCE, kind=Kind.UNCLASSIFIED, likely=LIKELY, text=SENTENCE.quote, sure=0.5)
    what = CaseDraft(
        kind=Kind.UNCLASSIFIED, key=f"unclassified:{name}", title="Message from Holzwerk", claims=(mention,)
    )
    async with desk.database.transaction() as session:
        report_id = await a_report(session, name)
        filed = await cases.open_or_join(session, report_id, what, needs_person=True)
        await reports.mark_filed(session, report_id, {"subject": "Rolls", "body": BODY}, VALUES)
        assert filed.case_id is not None
        return filed.case_id


async def test_the_likeliest_three_are_buttons_and_what_is_open_is_entered_from_the_message(
    desk: DeskUnderTest,
) -> None:
    case_id = await unknown(desk)
    client = await desk.browser(stories.PLANNER)
    page = soup(await client.get(f"/cases/{case_id}"))
    buttons = page.select("#naming button[name=kind]")
    assert [one.text for one in buttons] == ["Lead time drifts", "Late inbound", "Confirmation differs"]
    others = {one["value"] for one in page.select("#naming option[value]") if one["value"]}
    assert Kind.RETURN_REQUEST.value in others
    assert not others & {kind.value for kind in LIKELY}
    form = buttons[1].find_parent("form")
    assert form is not None
    sent = {**fields(form), "kind": str(buttons[1]["value"])}
    forged = await client.post(str(form["action"]), data={**sent, "csrf": "forged"})
    assert forged.status_code == 403
    answer = await client.post(str(form["action"]), data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_id}?done=kind")

    page = soup(await client.get(answer.headers["location"]))
    assert "kept as an example" in page.text
    form = page.select_one("#missing form")
    assert form is not None
    assert [one.text.split()[0] for one in form.select("label:has(.tag)")] == ["Order", "Item", "Late", "Still"]
    sent = fields(form)
    assert sent["new_date"] == DAY.isoformat()
    offered = {str(one["value"]) for one in form.select("input[name='order_text.found']")}
    assert offered == {"", "P00031", "P00032"}
    # Of a radio button a browser sends the chosen one.
    sent |= {"order_text.found": "P00032"}
    answer = await client.post(str(form["action"]), data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case_id}?done=corrected")
    async with desk.database.transaction() as session:
        case = await cases.record(session, case_id)
        [claim] = [one.claim for one in await cases.claims(session, case_id) if one.superseded_at is None]
    assert case.status is CaseStatus.INVESTIGATING
    assert isinstance(claim, DelayClaim)
    assert (claim.order_text, claim.new_date, claim.read_by, claim.span) == ("P00032", DAY, "person", SENTENCE)


async def test_an_example_is_shown_with_who_said_it_and_revoked(desk: DeskUnderTest) -> None:
    case_id = await unknown(desk)
    client = await desk.speaks_for(stories.SELLER)
    answer = await client.post(f"/cases/{case_id}/kind", json={"kind": "change_request"})
    assert (answer.status_code, answer.json()["kind"], answer.json()["status"]) == (
        200,
        "change_request",
        "investigating",
    )
    [kept] = (await client.get("/examples")).json()["items"]
    assert (kept["kind"], kept["said_by"], kept["case_id"]) == ("change_request", "sam", case_id)
    browser = await desk.browser(stories.PLANNER)
    page = soup(await browser.get(f"/cases/{case_id}"))
    form = page.select_one(f"form[action='/form/examples/{kept['id']}/revoke']")
    assert form is not None
    assert "said by sam" in form.text
    answer = await browser.post(str(form["action"]), data=fields(form))
    assert answer.headers["location"] == f"/cases/{case_id}?done=revoked"
    assert (await client.get("/examples")).json()["items"] == []
    again = await client.post(f"/examples/{kept['id']}/revoke")
    assert (again.status_code, again.json()["revoked_by"]) == (200, "petra")
    assert (await client.post("/examples/none/revoke")).status_code == 404


async def test_no_exception_and_refusals(desk: DeskUnderTest) -> None:
    case_id, late = await unknown(desk), await desk.small_delay()
    visitor, client = await desk.browser(stories.VISITOR), await desk.speaks_for(stories.PLANNER)
    page = soup(await visitor.get(f"/cases/{case_id}"))
    assert page.select_one("#naming") is None
    csrf = {"csrf": (await visitor.get("/me", headers={"Accept": "application/json"})).json()["csrf"]}
    for address in (f"/form/cases/{case_id}/kind", f"/form/cases/{case_id}/no-exception"):
        answer = await visitor.post(address, data={**csrf, "kind": "return_request"})
        assert (answer.status_code, "no role at this desk" in answer.text) == (403, True)
    refused = await client.post(f"/cases/{late.case_id}/kind", json={"kind": "return_request"})
    assert refused.status_code == 409
    assert (await client.post(f"/cases/{case_id}/kind", json={"kind": "unclassified"})).status_code == 409
    assert (await client.post(f"/cases/{case_id}/kind", json={"kind": "nonsense"})).status_code == 422
    answer = await client.post(f"/cases/{case_id}/no-exception")
    assert (answer.status_code, answer.json()["status"], answer.json()["note"]) == (
        200,
        "resolved",
        "This is no exception.",
    )
    async with desk.database.transaction() as session:
        assert await examples.taught(session) == ()


@pytest.mark.parametrize("entered", [{}, {"order_text": " "}, {"new_date": "soon"}])
async def test_what_is_entered_must_say_something_that_can_be_read(
    desk: DeskUnderTest, entered: dict[str, str]
) -> None:
    case_id = await unknown(desk)
    client = await desk.browser(stories.PLANNER)
    form = soup(await client.get(f"/cases/{case_id}")).select_one("#naming form")
    assert form is not None
    await client.post(str(form["action"]), data={**fields(form), "kind": "inbound_delay"})
    form = soup(await client.get(f"/cases/{case_id}")).select_one("#missing form")
    assert form is not None
    hidden = {name: value for name, value in fields(form).items() if name in {"csrf", "claim_id"}}
    answer = await client.post(str(form["action"]), data={**hidden, **entered})
    assert answer.status_code == 422
    assert "soon is not a day" in answer.text or "at least one" in answer.text


async def test_correcting_offers_what_stands_in_the_message(desk: DeskUnderTest) -> None:
    read = DelayClaim(span=SENTENCE, order_text="P00031", new_date=DAY + timedelta(days=1))
    what = CaseDraft(kind=Kind.INBOUND_DELAY, key="inbound_delay:x", title="P00031 late", claims=(read,))
    async with desk.database.transaction() as session:
        report_id = await a_report(session, "read")
        filed = await cases.open_or_join(session, report_id, what, needs_person=True)
        await reports.mark_filed(session, report_id, {"body": BODY}, VALUES)
    client = await desk.browser(stories.PLANNER)
    page = soup(await client.get(f"/cases/{filed.case_id}"))
    form = page.select_one("#correct form")
    assert form is not None
    assert "Fri 11 Dec 2026, from “see your gate on 11 December”" in form.text
    assert [one["value"] for one in form.select("input[name='order_text.found']")] == ["", "P00032"]
    sent = {**fields(form), "new_date.found": DAY.isoformat(), "order_text.found": ""}
    sent.pop("not_so", None)
    assert (await client.post(str(form["action"]), data=sent)).status_code == 303
    assert filed.case_id is not None
    async with desk.database.transaction() as session:
        [claim] = [one.claim for one in await cases.claims(session, filed.case_id) if one.superseded_at is None]
    assert isinstance(claim, DelayClaim)
    assert (claim.order_text, claim.new_date) == ("P00031", DAY)

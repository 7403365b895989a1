"""The inbox as outside programs use it: every status of the contract, on a real record."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.shapes import ProposalShape
from cases.store.applying import deadlines
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest

JSON = dict[str, Any]


def named(proposal: JSON, name: str) -> JSON:
    return next(action for action in proposal["actions"] if action["name"] == name)


def decision(action: JSON, kind: str = "approve", **more: Any) -> JSON:
    return {"action_id": action["id"], "digest": action["digest"], "type": kind, **more}


async def decide(client: httpx.AsyncClient, proposal_id: str | None, *decisions: JSON) -> httpx.Response:
    return await client.post(f"/inbox/proposals/{proposal_id}/decision", json={"decisions": list(decisions)})


async def count(desk: DeskUnderTest, statement: str) -> int:
    async with desk.database.transaction() as session:
        return int((await session.execute(text(statement))).scalar_one())


async def test_a_proposal_has_every_field_of_the_contract(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    answer = await client.get(f"/inbox/proposals/{story.proposal_id}")
    assert answer.status_code == 200
    body = answer.json()
    assert ProposalShape.model_validate(body)
    wanted = "id case_id cause_id kind status policy_version expires_at if_nobody_acts summary confidence"
    wanted += " confidence_basis confidence_n exposure options actions evidence"
    assert set(wanted.split()) <= set(body)
    action = named(body, "reschedule_receipt")
    wanted = "id name args args_schema digest status approvals confidence confidence_basis confidence_n rationale"
    wanted += " reversibility exposure depends_on excludes diff evidence"
    assert set(wanted.split()) <= set(action)
    assert action["approvals"] == [{"role": "procurement", "any_of": ["procurement"], "needed": 1, "given": []}]
    assert {"model", "id", "label", "field", "before", "after"} <= set(action["diff"][0])
    assert named(body, "transfer_stock")["diff"][1]["who"] == "loses"
    assert body["options"][0]["recommended"] is True
    assert set(body["options"][0]["action_ids"]) <= {item["id"] for item in body["actions"]}
    assert body["evidence"][0]["quote"].startswith("40 x Hinge")


async def test_lists_filter_and_page(desk: DeskUnderTest) -> None:
    await desk.late_hinges()
    for n in (31, 32, 33):
        await desk.small_delay(n)
    client = await desk.speaks_for(stories.PLANNER)

    async def found(query: str) -> list[str]:
        answer = await client.get(f"/inbox/proposals?{query}")
        assert answer.status_code == 200, answer.text
        return [item["title"][:6] for item in answer.json()["items"]]

    assert len(await found("status=pending")) == 4
    assert await found("role=warehouse&status=pending&q=hinge") == ["P00027"]
    assert await found("q=P00032") == ["P00032"]
    assert await found("kind=failed_delivery") == []
    assert await found("status=executed") == []
    assert await found("mine=true") == []
    assert await found("cause=anything") == []
    first = (await client.get("/inbox/proposals?limit=3")).json()
    second = (await client.get("/inbox/proposals", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (3, 1, None)
    for wrong in ("status=done", "limit=0", "limit=101", "cursor=zzz", "role=king"):
        refused = await client.get(f"/inbox/proposals?{wrong}")
        assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
        assert refused.json()["errors"][0]["field"] == wrong.partition("=")[0]


async def test_the_well_known_forms(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    address = f"/inbox/proposals/{story.proposal_id}"
    langchain = (await client.get(f"{address}?shape=langchain")).json()
    assert len(langchain["action_requests"]) == len(langchain["review_configs"]) == 8
    assert langchain["review_configs"][0] == {
        "action_name": "reschedule_receipt",
        "allowed_decisions": ["approve", "edit", "reject", "respond"],
    }
    interrupts = (await client.get(f"{address}?shape=agent-inbox")).json()
    assert all(isinstance(value, str) for one in interrupts for value in one["action_request"]["args"].values())
    assert interrupts[0]["config"]["allow_ignore"] is False
    listed = (await client.get("/inbox/proposals?shape=langchain")).json()
    assert listed["items"][0]["proposal_id"] == story.proposal_id
    assert (await client.get(f"{address}?shape=xml")).status_code == 422


async def test_approving_is_kept_with_its_job_and_may_be_said_twice(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    proposal = (await client.get(f"/inbox/proposals/{story.proposal_id}")).json()
    action = named(proposal, "reschedule_receipt")
    first = await decide(client, story.proposal_id, decision(action))
    again = await decide(client, story.proposal_id, decision(action))
    assert (first.status_code, again.status_code) == (200, 200)
    approved = named(again.json(), "reschedule_receipt")
    assert approved["status"] == "approved"
    assert [given["login"] for given in approved["approvals"][0]["given"]] == ["petra"]
    assert await count(desk, "select count(*) from decisions") == 1
    assert await count(desk, "select count(*) from procrastinate_jobs where task_name = 'carry_on'") >= 1


async def test_another_role_is_refused_and_audited(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    seller = await desk.speaks_for(stories.SELLER)
    proposal = (await seller.get(f"/inbox/proposals/{story.proposal_id}")).json()
    action = named(proposal, "reschedule_receipt")
    for kind, more in (
        ("approve", {}),
        ("reject", {}),
        ("edit", {"edited_action": {"name": action["name"], "args": action["args"]}}),
    ):
        refused = await decide(seller, story.proposal_id, decision(action, kind, **more))
        assert refused.status_code == 403, (kind, refused.text)
        assert refused.json()["action_id"] == action["id"]
    assert await count(desk, "select count(*) from decisions") == 0
    assert await count(desk, "select count(*) from audit where event = 'decision.refused'") == 3


async def test_conflicts_are_409(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    planner, manager = await desk.speaks_for(stories.PLANNER), await desk.speaks_for(stories.MANAGER)
    proposal = (await planner.get(f"/inbox/proposals/{story.proposal_id}")).json()
    action = named(proposal, "reschedule_receipt")
    forged = await decide(planner, story.proposal_id, {**decision(action), "digest": "0" * 64})
    assert forged.status_code == 409
    assert (
        await decide(manager, story.proposal_id, decision(action, "reject", reason_code="not_now"))
    ).status_code == 200
    late = await decide(planner, story.proposal_id, decision(action))
    assert late.status_code == 409
    assert late.headers["content-type"] == "application/problem+json"


async def test_an_expired_proposal_is_409(desk: DeskUnderTest) -> None:
    story = await stories.late_hinges(desk.database, desk.policy, datetime.now(UTC) - timedelta(days=4))
    async with desk.database.transaction() as session:
        await deadlines.expire(session, datetime.now(UTC))
    client = await desk.speaks_for(stories.PLANNER)
    proposal = (await client.get(f"/inbox/proposals/{story.proposal_id}")).json()
    answer = await decide(client, story.proposal_id, decision(named(proposal, "reschedule_receipt")))
    assert answer.status_code == 409
    assert proposal["case_status"] == "needs_person"


async def test_an_edit_is_checked_and_shown_with_a_new_digest(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    action = named((await client.get(f"/inbox/proposals/{story.proposal_id}")).json(), "reschedule_receipt")
    args = json.loads(json.dumps(action["args"]))

    async def edit(name: str, new: JSON) -> httpx.Response:
        return await decide(
            client, story.proposal_id, decision(action, "edit", edited_action={"name": name, "args": new})
        )

    assert (await edit("schedule_activity", args)).status_code == 422
    assert (await edit("reschedule_receipt", {**args, "order_id": 99})).status_code == 422
    assert (await edit("reschedule_receipt", {**args, "lines": []})).status_code == 422
    assert (await edit("reschedule_receipt", {**args, "nonsense": 1})).status_code == 422
    wrong = {**args, "lines": [{**args["lines"][0], "new_date": "soon"}]}
    refused = await edit("reschedule_receipt", wrong)
    assert refused.status_code == 422
    assert "new_date" in refused.json()["errors"][0]["field"]
    assert (await decide(client, story.proposal_id, decision(action, "edit"))).status_code == 422
    args["lines"] = [{**args["lines"][0], "new_date": "2027-01-15"}]
    edited = await edit("reschedule_receipt", args)
    assert edited.status_code == 200, edited.text
    after = named(edited.json(), "reschedule_receipt")
    assert after["digest"] != action["digest"]
    assert after["diff"][0]["after"] == "Fri 15 Jan 2027"
    assert (after["status"], after["edited"]) == ("approved", True)


async def test_choices_that_contradict_themselves_are_422(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    for login in ("mona",):
        everything = desk.people.people[login].model_copy(update={"roles": frozenset(stories.Role)})
        desk.people.people[login] = everything
    client = await desk.speaks_for(stories.MANAGER)
    proposal = (await client.get(f"/inbox/proposals/{story.proposal_id}")).json()
    promise, goods = named(proposal, "revise_commitment"), named(proposal, "transfer_stock")
    both = await decide(client, story.proposal_id, decision(promise), decision(goods))
    assert both.status_code == 422
    reschedule, message = named(proposal, "reschedule_receipt"), named(proposal, "message_customer")
    against = await decide(client, story.proposal_id, decision(promise, "reject"), decision(message))
    assert against.status_code == 422
    assert (await decide(client, story.proposal_id, decision(reschedule, "reject"))).status_code == 200
    after = (await client.get(f"/inbox/proposals/{story.proposal_id}")).json()
    assert {action["status"] for action in after["actions"] if action["name"] == "revise_commitment"} == {"rejected"}


async def test_a_question_back_starts_the_next_round(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    client = await desk.speaks_for(stories.PLANNER)
    action = named((await client.get(f"/inbox/proposals/{story.proposal_id}")).json(), "reschedule_receipt")
    answer = await decide(client, story.proposal_id, decision(action, "respond", message="Is half of it on the truck?"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "superseded"
    case = (await client.get(f"/cases/{story.case_id}")).json()
    assert case["status"] == "investigating"
    assert await count(desk, "select count(*) from rounds") == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b'{"decisions": []}', 422),
        (b'{"decisions": [{"action_id": "x", "type": "approve"}]}', 422),
        (b'{"decisions": [{"action_id": "x", "digest": "y", "type": "hug"}]}', 422),
        (b'{"decisions": [{"action_id": "x", "digest": "y", "type": "approve"}], "more": 1}', 422),
        (b'{"decisions": [{"action_id": "x", "digest": "y", "type": "approve"}]}', 404),
        (b'{"decisions": [{"action_id": "\\u0000", "digest": "y", "type": "approve", "message": "\\u0000"}]}', 422),
        (b'{"decisions": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)
async def test_malformed_decisions(desk: DeskUnderTest, body: bytes, status: int) -> None:
    story = await desk.small_delay()
    client = await desk.speaks_for(stories.PLANNER)
    answer = await client.post(
        f"/inbox/proposals/{story.proposal_id}/decision", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"]


async def test_what_is_not_there_is_404(desk: DeskUnderTest) -> None:
    client = await desk.speaks_for(stories.PLANNER)
    for address in ("/inbox/proposals/nope", "/inbox/proposals/%00", "/cases/nope", "/nowhere"):
        answer = await client.get(address)
        assert answer.status_code in {404, 422}, address
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await decide(client, "nope", {"action_id": "x", "digest": "y", "type": "approve"})).status_code == 404
    assert (await client.post("/cases/nope/close", json={"note": "x"})).status_code == 404
    assert (await client.delete("/inbox/proposals")).status_code == 405


async def test_nobody_and_strangers_are_401_and_odoo_away_is_503(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    nobody, stranger = await desk.client(), await desk.client(token="exp_inbox_guess")
    planner = await desk.speaks_for(stories.PLANNER)
    for address in ("/inbox/proposals", f"/inbox/proposals/{story.proposal_id}", "/cases", "/inbox/stream", "/me"):
        for client in (nobody, stranger):
            answer = await client.get(address)
            assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
            assert "www-authenticate" in answer.headers
    action = named((await planner.get(f"/inbox/proposals/{story.proposal_id}")).json(), "reschedule_receipt")
    desk.people.away = True
    assert (await planner.get("/inbox/proposals")).status_code == 503
    assert (await decide(planner, story.proposal_id, decision(action))).status_code == 503
    desk.people.away = False
    del desk.people.people["petra"]
    assert (await planner.get("/inbox/proposals")).status_code == 403
    assert await count(desk, "select count(*) from decisions") == 0


async def test_roles_are_those_of_now_not_those_of_the_token(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    planner = await desk.speaks_for(stories.PLANNER)
    action = named((await planner.get(f"/inbox/proposals/{story.proposal_id}")).json(), "reschedule_receipt")
    desk.people.people["petra"] = stories.PLANNER.model_copy(update={"roles": frozenset({stories.Role.SALES})})
    assert (await decide(planner, story.proposal_id, decision(action))).status_code == 403


async def test_five_people_at_once_one_outcome(desk: DeskUnderTest) -> None:
    people = [stories.person(20 + n, f"buyer{n}", f"Buyer {n}", stories.Role.PROCUREMENT) for n in range(5)]
    desk.people.people |= {person.login: person for person in people}
    clients = [await desk.speaks_for(person) for person in people]
    for n in range(8):
        story = await desk.small_delay(100 + n)
        action = named((await clients[0].get(f"/inbox/proposals/{story.proposal_id}")).json(), "reschedule_receipt")
        kinds = ["approve", "reject", "approve", "reject", "approve"]
        answers = await asyncio.gather(
            *(
                decide(client, story.proposal_id, decision(action, kind))
                for client, kind in zip(clients, kinds, strict=True)
            )
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, 409, 409, 409, 409]
        statement = f"select count(*) from decisions where action_id = '{action['id']}'"  # noqa: S608 - our own id
        assert await count(desk, statement) == 1


async def test_two_roles_at_once_are_both_kept(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    planner, store = await desk.speaks_for(stories.PLANNER), await desk.speaks_for(stories.STORE)
    proposal = (await planner.get(f"/inbox/proposals/{story.proposal_id}")).json()
    answers = await asyncio.gather(
        decide(planner, story.proposal_id, decision(named(proposal, "reschedule_receipt"))),
        decide(store, story.proposal_id, decision(named(proposal, "transfer_stock"))),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    after = (await planner.get(f"/inbox/proposals/{story.proposal_id}")).json()
    assert named(after, "reschedule_receipt")["status"] == named(after, "transfer_stock")["status"] == "approved"


async def test_get_never_decides(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    before = await count(desk, "select count(*) from audit")
    action = named((await client.get(f"/inbox/proposals/{story.proposal_id}")).json(), "reschedule_receipt")
    for address in (
        f"/inbox/proposals/{story.proposal_id}/decision",
        f"/form/proposals/{story.proposal_id}/decision?type=approve&action={action['id']}:{action['digest']}",
        f"/cases/{story.case_id}/close?note=x",
        f"/form/cases/{story.case_id}/close?note=x",
        f"/form/cases/{story.case_id}/claim",
    ):
        assert (await client.get(address)).status_code in {404, 405}, address
    for address in ("/inbox/proposals", f"/cases/{story.case_id}", "/cases", "/me", "/readyz", "/metrics"):
        await client.get(address)
    assert await count(desk, "select count(*) from decisions") == 0
    assert await count(desk, "select count(*) from audit") == before


async def test_cases_are_read_corrected_and_closed(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    listed = (await client.get("/cases?status=waiting&q=Nordstahl")).json()
    assert [case["id"] for case in listed["items"]] == [story.case_id]
    case = (await client.get(f"/cases/{story.case_id}")).json()
    assert case["number"].startswith("EX-")
    assert {entry["type"] for entry in case["timeline"]} >= {"report", "proposal"}
    assert case["proposal_id"] == story.proposal_id
    claim = case["claims"][0]
    body = {"corrections": [{"claim_id": claim["id"], "claim": {**claim["claim"], "order_text": "P00028"}}]}
    corrected = await client.post(f"/cases/{story.case_id}/claims", json=body)
    assert corrected.status_code == 200, corrected.text
    standing = [one["claim"]["order_text"] for one in corrected.json()["claims"] if one["superseded_at"] is None]
    assert standing == ["P00028"]
    assert corrected.json()["status"] == "investigating"
    proposal = (await client.get(f"/inbox/proposals/{story.proposal_id}")).json()
    assert proposal["status"] == "superseded"
    unknown = {"corrections": [{"claim_id": "f" * 32, "claim": claim["claim"]}]}
    assert (await client.post(f"/cases/{story.case_id}/claims", json=unknown)).status_code in {404, 409, 422}
    assert (await client.post(f"/cases/{story.case_id}/claims", json={"corrections": []})).status_code == 422
    assert (await client.post(f"/cases/{story.case_id}/close", json={"note": ""})).status_code == 422
    closed = await client.post(f"/cases/{story.case_id}/close", json={"note": "Called them."})
    assert (closed.status_code, closed.json()["status"], closed.json()["note"]) == (200, "resolved", "Called them.")


async def test_me_says_who_and_what(desk: DeskUnderTest) -> None:
    body = (await (await desk.speaks_for(stories.MANAGER)).get("/me")).json()
    assert (body["login"], body["csrf"]) == ("mona", None)
    assert "procurement" in body["roles"]


async def test_the_document_describes_every_call_with_examples(desk: DeskUnderTest) -> None:
    document = (await (await desk.client()).get("/openapi.json")).json()
    wanted = {
        "/intake/email", "/inbox/proposals", "/inbox/proposals/{proposal_id}", "/inbox/stream", "/cases", "/readyz",
        "/inbox/proposals/{proposal_id}/decision", "/cases/{case_id}", "/cases/{case_id}/claims", "/healthz",
        "/cases/{case_id}/close", "/metrics", "/inbox/receipts/{receipt_id}/settle",
    }  # fmt: skip
    assert wanted <= set(document["paths"])
    assert not any(path.startswith(("/form", "/sign")) for path in document["paths"])
    decision_call = document["paths"]["/inbox/proposals/{proposal_id}/decision"]["post"]
    assert {"200", "401", "403", "404", "409", "422", "503"} <= set(decision_call["responses"])
    assert "application/problem+json" in decision_call["responses"]["409"]["content"]
    schemas = document["components"]["schemas"]
    assert schemas["DecisionsIn"]["examples"]
    assert schemas["SettleIn"]["examples"]
    assert schemas["ProposalShape"]["examples"]


async def test_health_names_every_part(desk: DeskUnderTest) -> None:
    client = await desk.client()
    body = await client.get("/readyz")
    assert body.status_code == 503
    assert {name: part["ok"] for name, part in body.json()["parts"].items()} == {
        "database": True,
        "odoo": True,
        "jobs": False,
    }
    async with desk.database.transaction() as session:
        from cases.store import health

        await health.beat(session, "worker", {})
        await health.beat(session, "model", {"ok": False, "detail": "does not answer"})
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]["model"]["ok"]) == (200, False)
    desk.people.away = True
    assert (await client.get("/readyz")).status_code == 503
    assert "expediter_http_requests_total" in (await client.get("/metrics")).text

"""The OpenAPI document against what is really answered: calls made up from it, on a real record, over HTTP.

Bounded and the same at every run. Each call is checked for its status, its content type and the shape of its answer;
what the framework cannot make up (which proposal there is) is put in mostly.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    ignored_auth,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.intake import EXAMPLE
from api.problems import MEDIA_TYPE, PAGE
from cases.kind import Kind
from cases.store import health
from cases.store import people as record_people
from cases.store.cases import turning
from cases.store.reports import examples, page_images
from tests.integration.api import papers, stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.serving import served
from tests.integration.api.test_naming import unknown
from tests.integration.api.test_unfiled import dead as dead_letter
from tests.unit.tools.carriers.deliveries import SECRET, tracking
from tools.carriers.standard import sign

EXAMPLES = 40
STREAM = "/inbox/stream"
WEBHOOK = "POST /intake/webhooks/{source}"
SCOPES = {"intake": "intake", "receipts": "integration"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    ignored_auth,
]


@dataclass(frozen=True)
class Known:
    """A desk that is served, what there is to ask about, and which statuses each call was answered with."""

    address: str
    tokens: dict[str, str]
    ids: dict[str, str]
    bodies: dict[str, list[Any]]
    others: dict[str, dict[str, str]]
    seen: dict[str, Counter[int]]


@schemathesis.serializer("message/rfc822")
def _letter(_context: Any, value: Any) -> Any:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


async def _known(desk: DeskUnderTest, address: str) -> Known:
    late, small, other = await desk.late_hinges(), await desk.small_delay(), await desk.small_delay(32)
    receipt, asked = await desk.in_doubt(small), await desk.asked()
    first, *_ = (await desk.proposal(late)).actions
    async with desk.database.transaction() as session:
        await health.beat(session, "worker", {})
        tokens = {
            "inbox": await record_people.create_token(session, "inbox", person=stories.PLANNER, days=1),
            "intake": await record_people.create_token(session, "intake", days=1),
            "integration": await record_people.create_token(session, "integration", days=1),
        }
    dead, said, nothing = await dead_letter(desk), await unknown(desk), await unknown(desk, "nothing")
    async with desk.database.transaction() as session:
        await turning.turn(session, said, stories.PLANNER, Kind.RETURN_REQUEST)
        [kept] = await examples.of_case(session, said)
    shown, report = await papers.loading_plan(desk.database)
    async with desk.database.transaction() as session:
        [page] = await page_images.of_reports(session, [report])
    assert late.proposal_id
    return Known(
        address,
        tokens,
        {
            "proposal_id": late.proposal_id,
            "case_id": other.case_id,
            "receipt_id": receipt,
            "key": asked.key,
            "report_id": dead,
            "example_id": kept.id,
            "page_id": page.id,
            "source": "standard",
        },
        {
            "POST /intake/email": [EXAMPLE],
            "POST /intake/document": [{"file": b"%PDF-1.4 a bill", "note": "Is this right?"}],
            WEBHOOK: [tracking(), {**tracking(), "version": 2}],
            "POST /inbox/proposals/{proposal_id}/decision": [
                {"decisions": [{"action_id": first.id, "digest": digest, "type": kind, "message": "No."}]}
                for kind in ("approve", "reject", "respond", "edit")
                for digest in (first.digest, "0" * 64)
            ],
            "POST /inbox/proposals/{proposal_id}/snooze": [
                {"until": (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()} for minutes in (20, 60_000)
            ],
            "POST /inbox/proposals/{proposal_id}/delegate": [{"to": "petra"}, {"to": "nobody"}],
            "POST /inbox/receipts/{receipt_id}/settle": [{"done": True, "note": "It is there."}],
            "POST /receipts/{key}/result": [{"outcome": "confirmed", "detail": "Tour 14"}, {"outcome": "refused"}],
            "POST /cases/{case_id}/claims": [
                {"corrections": [{"claim": {"type": "note", "text": "They called."}}]},
                {"corrections": [{"claim": {"type": "note", "text": "They called again."}}]},
                {"corrections": [{"claim": {"type": "note", "text": "They came by."}}]},
                {"corrections": [{"claim": {"type": {}}}]},
            ],
            "POST /cases/{case_id}/kind": [{"kind": "return_request"}, {"kind": "unclassified"}],
            "POST /cases/{case_id}/close": [{"note": "By hand."}],
        },
        # What is said of a message can be said of one that nobody has read alone.
        {
            "POST /cases/{case_id}/kind": {"case_id": said},
            "POST /cases/{case_id}/no-exception": {"case_id": nothing},
            "GET /cases/{case_id}/pages/{page_id}": {"case_id": shown},
        },
        defaultdict(Counter),
    )


def _made_up(known: Known, operation: Any) -> Callable[[], None]:
    """One run of calls of one operation, alike at every run of the tests."""
    bodies = known.bodies.get(operation.label, [])
    wrong = operation.query or (operation.body and operation.label != "POST /intake/email")
    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if wrong else [])]
    token = known.tokens[SCOPES.get(operation.path.split("/")[1], "inbox")]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)), st.data())
    def run(case: Case, data: st.DataObject) -> None:
        ids = known.ids | known.others.get(operation.label, {})
        for name in set(case.path_parameters) & ids.keys():
            if data.draw(st.integers(0, 3)):
                case.path_parameters[name] = ids[name]
        if bodies and data.draw(st.integers(0, 3)):
            case.body = data.draw(st.sampled_from(bodies))
        headers = {
            "Accept": data.draw(st.sampled_from(["*/*", "text/html,*/*;q=0.8", "application/json"])),
            "Authorization": f"Bearer {token if data.draw(st.integers(0, 9)) else 'exp_inbox_unknown'}",
        }
        if operation.label == WEBHOOK and case.body in bodies:
            headers |= sign(SECRET, "msg_1", datetime.now(UTC), json.dumps(case.body).encode())
        answer = case.call(base_url=known.address, headers=headers)
        known.seen[operation.label][answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    return run


@pytest.mark.slow
async def test_whatever_is_asked_is_answered_as_the_document_says(desk: DeskUnderTest) -> None:
    document = desk.app.openapi()
    operations = [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]
    failed: dict[str, str] = {}
    async with served(desk.app) as address:
        known = await _known(desk, address)
        for operation in operations:
            if operation.path == STREAM:  # it goes on for ten minutes
                continue
            async with desk.database.transaction() as session:
                await health.beat(session, "worker", {})  # however long the calls take, somebody works
            try:
                await asyncio.to_thread(_made_up(known, operation))
            except (Exception, BaseExceptionGroup) as error:
                failed[operation.label] = "\n".join(map(str, getattr(error, "exceptions", [error])))
    assert not failed, "\n\n".join(f"{label}\n{why}" for label, why in failed.items())
    assert len(known.seen) == len(operations) - 1
    # The calls got somewhere: every one was answered as wished at least once.
    assert [label for label, statuses in known.seen.items() if not any(one < 300 for one in statuses)] == []


async def test_each_call_names_what_it_may_answer_and_nothing_of_the_frameworks(desk: DeskUnderTest) -> None:
    document = desk.app.openapi()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    calls = [(f"{verb} {path}", said) for path, verbs in document["paths"].items() for verb, said in verbs.items()]
    for label, said in calls:
        wanted = {500}
        if "security" in said:
            wanted |= {401, 403, 503}
        if "requestBody" in said:
            wanted |= {400, 413, 422}
        if "parameters" in said:
            wanted |= {422}
        named = {int(status) for status in said["responses"]}
        assert wanted <= named, label
        for status in named - {200, 202, 303} - ({503} if "readyz" in label else set()):
            kinds = set(said["responses"][str(status)]["content"])
            assert kinds == {MEDIA_TYPE} | ({PAGE} if label == "get /cases/{case_id}" else set()), (label, status)
    # A webhook is signed instead.
    open_to_all = {"get /healthz", "get /readyz", "get /metrics", WEBHOOK.replace("POST", "post")}
    assert {name for name, said in calls if "security" not in said} == open_to_all


async def test_what_a_browser_or_a_stranger_asks_for_is_answered_as_described(desk: DeskUnderTest) -> None:
    client = await desk.speaks_for(stories.PLANNER)
    browser = {"Accept": "text/html"}
    for address, status in (
        ("/inbox/proposals/none", 404),
        ("/inbox/proposals?limit=x", 422),
        ("/inbox/proposals/%00", 404),
        ("/dead-letters?cursor=x", 422),
    ):
        answer = await client.get(address, headers=browser)
        assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), address
    for address, status in (("/cases/none", 404), ("/cases/%00", 404), ("/nowhere", 404)):
        answer = await client.get(address, headers=browser)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (status, PAGE), address
        assert (await client.get(address)).headers["content-type"] == MEDIA_TYPE, address
    nobody = await desk.client(page=True)
    assert (await nobody.get("/cases/any")).status_code == 303
    assert (await nobody.get("/me")).headers["content-type"] == MEDIA_TYPE


async def test_a_claim_of_no_type_is_refused(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    client = await desk.speaks_for(stories.PLANNER)
    for type_ in ({}, [], 1, None, "delays"):
        body = {"corrections": [{"claim": {"type": type_}}]}
        answer = await client.post(f"/cases/{story.case_id}/claims", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "corrections.0.claim"), type_

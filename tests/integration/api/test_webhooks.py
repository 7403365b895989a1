"""The door for webhooks: signed ones are kept once by their id, before the answer; everything else says why not."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.app import create_app
from cases.kinds import Origin
from cases.store.reports import reports
from runtime.postgres import Cluster
from runtime.settings import SettingsError, load
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.serving import served
from tests.unit.tools.carriers.deliveries import OTHER, SECRET, SHOP, easypost, raw, step, tracking
from tools import carriers
from tools.carriers import SecretError
from tools.carriers import easypost as of_easypost
from tools.carriers.standard import sign

RUNNING = Path(__file__).parents[3] / "docs" / "running.md"
JSON = {"Content-Type": "application/json"}
BODY = raw(tracking())
EVENT = raw(easypost(step("2026-11-25T10:00:00Z", "failure", "refused")))


async def post(
    client: httpx.AsyncClient,
    body: bytes = BODY,
    delivery_id: str = "msg_1",
    *,
    secret: str = SECRET,
    late: timedelta = timedelta(0),
    to: str = "standard",
    **headers: str,
) -> httpx.Response:
    signed = sign(secret, delivery_id, datetime.now(UTC) - late, body)
    return await client.post(f"/intake/webhooks/{to}", content=body, headers={**JSON, **signed, **headers})


async def rows(desk: DeskUnderTest, statement: str) -> list[tuple[object, ...]]:
    async with desk.database.transaction() as session:
        return [tuple(row) for row in await session.execute(text(statement))]


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    for secret in (SECRET, SECRET.removeprefix("whsec_"), SHOP):
        assert secret not in answer.text
    return body


async def test_an_event_is_kept_with_its_job_before_the_answer(desk: DeskUnderTest) -> None:
    answer = await post(await desk.client())
    assert answer.status_code == 202
    assert answer.json()["duplicate"] is False
    report_id = answer.json()["report_id"]
    kept = await rows(desk, "select id, origin, source, delivery_id, content, media_type from reports")
    assert kept == [(report_id, "carrier", "standard", "msg_1", BODY, "application/json")]
    assert await rows(desk, "select task_name, args->>'report_id' from procrastinate_jobs") == [
        ("read_report", report_id)
    ]
    assert await rows(desk, "select count(*) from audit where event = 'report.kept'") == [(1,)]


async def test_what_was_kept_is_read_as_it_was_sent(desk: DeskUnderTest) -> None:
    report_id = (await post(await desk.client())).json()["report_id"]
    async with desk.database.transaction() as session:
        report = await reports.load(session, report_id)
    assert (report.origin, report.source) == (Origin.CARRIER, "standard")
    [event] = carriers.events(report.source, report.content or b"")
    assert (event.tracking_number, event.attempt) == ("NL0042", 1)


async def test_the_same_id_is_one_report_whatever_changed_around_it(desk: DeskUnderTest) -> None:
    client = await desk.client()
    again = raw(dict(reversed(tracking().items())))
    another = raw(tracking(status="delivered", reason=None, tracking_number="NL0043"))
    answers = [
        await post(client),
        await post(client, late=timedelta(minutes=4)),
        await post(client, again, **{"User-Agent": "another", "X-Try": "2"}),
        await post(client, another),
        await post(client, json.dumps(tracking(), indent=2).encode()),
    ]
    assert [answer.status_code for answer in answers] == [202] * 5
    assert [answer.json()["duplicate"] for answer in answers] == [False, True, True, True, True]
    assert len({answer.json()["report_id"] for answer in answers}) == 1
    assert await rows(desk, "select content from reports") == [(BODY,)]
    assert await rows(desk, "select count(*) from procrastinate_jobs") == [(1,)]


async def test_the_same_words_under_another_id_are_another_report(desk: DeskUnderTest) -> None:
    client = await desk.client()
    first, second = await post(client, delivery_id="msg_1"), await post(client, delivery_id="msg_2")
    assert first.json()["report_id"] != second.json()["report_id"]
    assert second.json()["duplicate"] is False


async def test_many_at_once_under_one_id_are_one_report(desk: DeskUnderTest) -> None:
    client = await desk.client()
    bodies = [raw(tracking(attempt=n)) for n in range(1, 21)]
    answers = await asyncio.gather(*(post(client, body) for body in bodies))
    assert {answer.status_code for answer in answers} == {202}
    assert [answer.json()["duplicate"] for answer in answers].count(False) == 1
    assert await rows(desk, "select count(*) from reports") == [(1,)]


async def test_one_id_of_two_sources_is_two_reports(desk: DeskUnderTest) -> None:
    client = await desk.client()
    signed = {**JSON, **of_easypost.sign(SHOP, EVENT)}
    first = await client.post("/intake/webhooks/easypost", content=EVENT, headers=signed)
    assert first.status_code == 202
    assert (await post(client, delivery_id="evt_0001")).json()["duplicate"] is False
    again = await client.post("/intake/webhooks/easypost", content=EVENT, headers=signed)
    assert again.json() == {"report_id": first.json()["report_id"], "duplicate": True}


async def test_an_easypost_event_told_again_with_another_status_of_its_own_is_the_same(desk: DeskUnderTest) -> None:
    client = await desk.client()
    later = raw({**json.loads(EVENT), "status": "completed", "completed_urls": ["https://desk.example"]})
    answers = [
        await client.post("/intake/webhooks/easypost", content=body, headers={**JSON, **of_easypost.sign(SHOP, body)})
        for body in (EVENT, later)
    ]
    assert [answer.json()["duplicate"] for answer in answers] == [False, True]


async def test_while_a_secret_rotates_both_are_believed(desk: DeskUnderTest) -> None:
    client = await desk.client()
    refused(await post(client, secret=OTHER), 401)
    desk.app.state.webhook_secrets = {"standard": (SECRET, OTHER)}
    assert (await post(client, secret=OTHER)).status_code == 202
    assert (await post(client, secret=SECRET)).json()["duplicate"] is True


@pytest.mark.parametrize("late", [timedelta(seconds=303), timedelta(seconds=-303), timedelta(days=400)])
async def test_a_stale_one_is_refused(desk: DeskUnderTest, late: timedelta) -> None:
    refused(await post(await desk.client(), late=late), 401)
    assert await rows(desk, "select count(*) from reports") == [(0,)]


async def test_without_a_secret_everything_is_refused(desk: DeskUnderTest) -> None:
    client = await desk.client()
    desk.app.state.webhook_secrets = load().secrets_of_webhooks
    told = [
        refused(answer, 401)["detail"]
        for answer in (
            await post(client),
            await post(client, to="nobody"),
            await client.post("/intake/webhooks/standard"),
            await client.post("/intake/webhooks/standard", content=b"x" * 2_000_000),
            await client.post("/intake/webhooks/easypost", content=EVENT, headers=of_easypost.sign(SHOP, EVENT)),
        )
    ]
    # Whether a source exists is nobody's business who cannot sign for it.
    assert len(set(told)) == 1
    assert await rows(desk, "select count(*) from reports") == [(0,)]


async def test_a_bearer_token_lets_nobody_in(desk: DeskUnderTest) -> None:
    answer = await (await desk.sender()).post("/intake/webhooks/standard", content=BODY, headers=JSON)
    refused(answer, 401)


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        (b"", 400, []),
        (b"[]", 400, []),
        (b"not json", 400, []),
        (raw({**tracking(), "type": "shipment.created"}), 422, ["type"]),
        (raw({**tracking(), "version": 7}), 422, ["version"]),
        (raw(tracking(status="vanished", occurred_at=None)), 422, ["data.status", "data.occurred_at"]),
    ],
)
async def test_what_cannot_be_read_is_refused_by_name(
    desk: DeskUnderTest, body: bytes, status: int, fields: list[str]
) -> None:
    told = refused(await post(await desk.client(), body), status)
    assert [fault["field"] for fault in told.get("errors", [])] == fields
    assert await rows(desk, "select count(*) from reports") == [(0,)]


async def test_an_unknown_type_names_itself(desk: DeskUnderTest) -> None:
    told = refused(await post(await desk.client(), raw({**tracking(), "type": "shipment.created"})), 422)
    assert "shipment.created" in told["detail"]
    told = refused(await post(await desk.client(), raw({**tracking(), "version": 7})), 422)
    assert "7" in told["detail"]


async def test_further_fields_are_kept_and_ignored(desk: DeskUnderTest) -> None:
    body = raw({**tracking(weather={"on": "Mars"}), "sent_by": "a workflow"})
    assert (await post(await desk.client(), body)).status_code == 202
    assert await rows(desk, "select content from reports") == [(body,)]


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json; charset=utf-8", 202),
        ("application/cloudevents+json", 202),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
    ],
)
async def test_it_is_json_that_is_taken(desk: DeskUnderTest, media_type: str, status: int) -> None:
    assert (await post(await desk.client(), **{"Content-Type": media_type})).status_code == status


async def test_too_much_is_refused(desk: DeskUnderTest) -> None:
    client = await desk.client()
    refused(await post(client, raw(tracking(detail="x" * 30_000))), 413)

    async def endless():  # type: ignore[no-untyped-def]
        for _ in range(100):
            yield b"x" * 1_000

    refused(await client.post("/intake/webhooks/standard", content=endless(), headers=JSON), 413)


async def test_while_the_database_is_away_nothing_is_promised(desk: DeskUnderTest, test_cluster: Cluster) -> None:
    client = await desk.client()
    await asyncio.to_thread(test_cluster.stop)
    assert refused(await post(client), 503)
    await asyncio.to_thread(test_cluster.start)
    assert (await post(client)).json()["duplicate"] is False


async def test_mails_and_webhooks_are_kept_together(desk: DeskUnderTest) -> None:
    sender, client = await desk.sender(), await desk.client()
    mails = [
        sender.post(
            "/intake/email",
            content=f"From: A@b.example\r\nSubject: {n}\r\n\r\nx".encode(),
            headers={"Content-Type": "message/rfc822"},
        )
        for n in range(30)
    ]
    answers = await asyncio.gather(*mails, *(post(client, delivery_id=f"msg_{n % 10}") for n in range(30)))
    assert {answer.status_code for answer in answers} == {202}
    counted = await rows(desk, "select origin, count(*) from reports group by origin order by origin")
    assert counted == [("carrier", 10), ("mail", 30)]


@pytest.mark.parametrize(
    "secrets", ["standard", "=x", "standard=", f"standard={SECRET},{SECRET.removeprefix('whsec_')[:20]}"]
)
def test_secrets_that_name_no_source_are_refused_without_being_said(secrets: str) -> None:
    with pytest.raises(SettingsError, match="EXPEDITER_WEBHOOK_SECRETS") as told:
        load(webhook_secrets=secrets)
    assert SECRET.removeprefix("whsec_")[:20] not in str(told.value)


@pytest.mark.parametrize("secrets", ["fedex=secret", "standard=whsec_no base64", f"Standard={SECRET}"])
def test_a_secret_that_cannot_be_one_stops_the_start(desk: DeskUnderTest, secrets: str) -> None:
    settings = desk.settings.model_copy(update={"webhook_secrets": load(webhook_secrets=secrets).webhook_secrets})
    with pytest.raises(SecretError) as told:
        create_app(settings, desk.database, desk.policy, people=desk.people)
    assert "base64 is" not in str(told.value)
    assert SECRET not in repr(settings)


@pytest.mark.skipif(not (which("curl") and which("openssl")), reason="curl and openssl are not on this machine.")
async def test_the_documents_example_is_accepted(desk: DeskUnderTest) -> None:
    example = re.search(r"```sh\n(url=.*?)```", RUNNING.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    async with served(desk.app) as address:
        script = example[1].replace("http://127.0.0.1:8400", address).replace("whsec_…", SECRET)
        shell = await asyncio.create_subprocess_exec("sh", "-euc", script, stdout=asyncio.subprocess.PIPE)
        answer, _ = await shell.communicate()
    assert json.loads(answer)["duplicate"] is False
    assert await rows(desk, "select delivery_id from reports") == [("msg_1",)]

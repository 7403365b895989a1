"""EasyPost: the exact body is signed with the decomposed form of the secret; a tracker is read whole, oldest first."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.carrier_events import CarrierEvent, Milestone, Trouble
from tests.unit.tools.carriers.deliveries import NOW, SHOP, easypost, raw, step
from tests.unit.tools.carriers.test_standard import JSON
from tools.carriers import MalformedError, NotVerifiedError, UnreadableError, WebhookError
from tools.carriers.easypost import events, sign, verify

PUBLIC = Path("/work/shared/data")
PICKED_UP = step("2026-11-24T10:00:00Z", "in_transit", code="PU")
BODY = raw(easypost(PICKED_UP))


def headers(body: bytes = BODY, secret: str = SHOP) -> dict[str, str]:
    return {name.lower(): value for name, value in sign(secret, body).items()}


def test_the_events_own_id_is_the_deliverys() -> None:
    assert verify(headers(), BODY, ["another", SHOP], NOW) == "evt_0001"


def test_the_secret_counts_in_its_decomposed_form() -> None:
    composed, decomposed = "s\u00e9cret", "se\u0301cret"
    assert sign(composed, BODY) == sign(decomposed, BODY)
    assert verify(headers(secret=composed), BODY, [decomposed], NOW) == "evt_0001"


@given(which=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(which: int, bit: int) -> None:
    changed = bytearray(BODY)
    changed[which % len(changed)] ^= 1 << bit
    with pytest.raises(NotVerifiedError):
        verify(headers(), bytes(changed), [SHOP], NOW)


@given(signature=st.text(), body=st.binary())
def test_whatever_the_signature_is_only_a_webhook_error_is_raised(signature: str, body: bytes) -> None:
    with pytest.raises(WebhookError):
        verify({"x-hmac-signature": signature}, body, [SHOP], NOW)


@pytest.mark.parametrize("change", [str.upper, lambda one: one.removeprefix("hmac-sha256-hex="), lambda one: f"{one} "])
def test_the_signature_is_compared_as_it_is_written(change: Any) -> None:
    changed = {name: change(value) for name, value in headers().items()}
    with pytest.raises(NotVerifiedError):
        verify(changed, BODY, [SHOP], NOW)


def test_without_signature_or_secret_nobody_is_let_in() -> None:
    for sent, secrets in (({}, [SHOP]), (headers(), [])):
        with pytest.raises(NotVerifiedError):
            verify(sent, BODY, secrets, NOW)


@pytest.mark.parametrize("event_id", [None, 5, "", "a b", "x" * 201])
def test_an_event_without_an_id_is_refused(event_id: object) -> None:
    body = raw({**easypost(PICKED_UP), "id": event_id})
    with pytest.raises(UnreadableError):
        verify(headers(body), body, [SHOP], NOW)


def told(*steps: dict[str, Any], **tracker: Any) -> list[CarrierEvent]:
    return list(events(raw(easypost(*steps, **tracker))))


def test_the_history_comes_in_the_order_of_time_and_the_last_is_now() -> None:
    late = step("2026-11-26T07:00:00Z", "in_transit", "delayed", "Operational delay", "DY")
    found = told(late, PICKED_UP)
    assert [event.status for event in found] == [Milestone.IN_TRANSIT, Milestone.EXCEPTION]
    assert [event.code for event in found] == ["PU", "DY"]
    assert found[-1].detail == "Operational delay"
    assert [event.expected_at for event in found] == [None, datetime(2026, 11, 27, tzinfo=UTC)]


def test_attempts_are_counted() -> None:
    found = told(
        PICKED_UP,
        step("2026-11-25T10:00:00Z", "failure", "failure", code="NH"),
        step("2026-11-25T18:00:00Z", "in_transit", "arrived_at_facility"),
        step("2026-11-26T08:00:00Z", "failure", "refused"),
    )
    assert [(event.status.value, event.attempt) for event in found] == [
        ("in_transit", None),
        ("failed_attempt", 1),
        ("in_transit", None),
        ("failed_attempt", 2),
    ]
    assert [event.reason for event in found] == [None, Trouble.NOT_HOME, None, Trouble.REFUSED]


def test_what_the_tracker_says_beyond_its_history_comes_last() -> None:
    found = told(PICKED_UP, status="return_to_sender", status_detail="return")
    assert [event.status for event in found] == [Milestone.IN_TRANSIT, Milestone.RETURNING]
    assert found[-1].occurred_at == datetime(2026, 11, 26, 8, 59, 57, tzinfo=UTC)
    failed = told(step("2026-11-26T08:00:00Z", "failure"), status="failure", status_detail="refused")
    assert [(event.status, event.reason) for event in failed] == [(Milestone.FAILED_ATTEMPT, Trouble.REFUSED)]
    held = told(step("2026-11-26T08:00:00Z", "in_transit", "held"), status="in_transit", status_detail="unknown")
    assert [(event.status, event.reason) for event in held] == [(Milestone.EXCEPTION, Trouble.HELD)]


@pytest.mark.parametrize(
    ("status", "detail", "code", "means", "reason"),
    [
        ("pre_transit", "label_created", "OC", Milestone.INFO_RECEIVED, None),
        ("out_for_delivery", "out_for_delivery", "OD", Milestone.OUT_FOR_DELIVERY, None),
        ("available_for_pickup", "arrived_at_pickup_location", "HL", Milestone.AVAILABLE_FOR_PICKUP, None),
        ("delivered", "arrived_at_destination", "DL", Milestone.DELIVERED, None),
        ("return_to_sender", "return", "RS", Milestone.RETURNING, None),
        ("failure", "address_correction", "", Milestone.FAILED_ATTEMPT, Trouble.ADDRESS),
        ("failure", "lost", "", Milestone.LOST, Trouble.LOST),
        ("failure", "damaged", "", Milestone.FAILED_ATTEMPT, Trouble.DAMAGED),
        ("failure", "unknown", "", Milestone.FAILED_ATTEMPT, Trouble.OTHER),
        ("in_transit", "weather_delay", "", Milestone.EXCEPTION, Trouble.WEATHER),
        ("in_transit", "address_correction", "AS", Milestone.IN_TRANSIT, None),
        # EasyPost says only that it is on its way; FedEx's own code says that customs hold it.
        ("in_transit", "status_update", "CD", Milestone.EXCEPTION, Trouble.CUSTOMS),
        ("unknown", "delivery_exception", "", Milestone.FAILED_ATTEMPT, Trouble.OTHER),
    ],
)
def test_a_status_in_our_words(status: str, detail: str, code: str, means: Milestone, reason: Trouble | None) -> None:
    found = told(step("2026-11-26T08:00:00Z", status, detail, code=code))
    assert (found[-1].status, found[-1].reason) == (means, reason)


@pytest.mark.parametrize("status", ["unknown", "error", "cancelled", "something new", None])
def test_what_says_nothing_of_the_shipment_makes_no_event(status: str | None) -> None:
    assert told(status=status) == []


def test_events_about_other_things_are_no_fault() -> None:
    body = {**easypost(), "description": "batch.created", "result": {"object": "Batch", "id": "batch_1"}}
    assert events(raw(body)) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"object": "Tracker"}, "object"),
        ({"result": None}, "result"),
        ({"result": {"object": "Tracker"}}, "result.tracking_code"),
        ({"result": {"object": "Tracker", "tracking_code": "--"}}, "result.tracking_code"),
        ({"result": {"object": "Tracker", "tracking_code": "1", "carrier": 5}}, "result.carrier"),
    ],
)
def test_a_field_at_fault_is_named(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        events(raw({**easypost(PICKED_UP), **changed}))
    assert [name for name, _ in refused.value.problems] == [field]


def test_a_long_history_is_cut_to_its_latest() -> None:
    many = [step(f"2026-11-{day:02}T{hour:02}:00:00Z", "in_transit") for day in range(1, 25) for hour in range(24)]
    found = told(*many)
    assert len(found) == 200
    assert found[-1].occurred_at == datetime(2026, 11, 24, 23, tzinfo=UTC)


TRACKER = st.dictionaries(st.sampled_from([*easypost()["result"], "further"]), JSON)
STEP = st.dictionaries(st.sampled_from([*PICKED_UP]), JSON)


@given(event=st.dictionaries(st.sampled_from([*easypost()]), JSON), tracker=TRACKER, line=STEP)
def test_no_json_makes_it_crash(event: dict[str, Any], tracker: dict[str, Any], line: dict[str, Any]) -> None:
    for body in ({**easypost(PICKED_UP), **event}, easypost(PICKED_UP, **tracker), easypost({**PICKED_UP, **line})):
        with suppress(WebhookError):
            events(raw(body))


@given(body=st.binary(max_size=200))
def test_no_bytes_make_it_crash(body: bytes) -> None:
    with pytest.raises(MalformedError):
        events(body)


@pytest.mark.skipif(not PUBLIC.exists(), reason="EasyPost's published examples are not on this machine.")
def test_the_published_example_is_accepted_and_read() -> None:
    vector = json.loads((PUBLIC / "webhook-vectors/vectors.json").read_text())["easypost"]
    body = (PUBLIC / "easypost/fixtures/event-body.json").read_bytes().removesuffix(b"\n")
    assert verify({"x-hmac-signature": vector["value"]}, body, [vector["secret"]], NOW) == "evt_1"
    found = events(body)
    assert len(found) == 7
    assert found[-1].expected_at == datetime(2024, 8, 5, tzinfo=UTC)
    for name in (
        "guides/tracking-guide/json/tracking-webhook",
        "landing_pages/tracking_webhooks/tracking_webhook_response",
    ):
        assert events((PUBLIC / f"easypost/{name}.json").read_bytes())[-1].status is Milestone.DELIVERED

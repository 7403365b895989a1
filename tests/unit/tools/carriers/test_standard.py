"""Standard Webhooks: what is signed is let in and nothing else, and what it says is read or refused by name."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.carrier_events import Milestone, Trouble
from tests.unit.tools.carriers.deliveries import NOW, OTHER, SECRET, raw, tracking
from tools.carriers import MalformedError, NotVerifiedError, SecretError, StaleError, UnreadableError, WebhookError
from tools.carriers.standard import events, sign, verify

BODY = raw(tracking())


def test_the_published_example_is_accepted() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    then = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert verify(headers, b'{"test": 2432232314}', [secret], then) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


@given(body=st.binary(max_size=300), which=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_body_is_refused(body: bytes, which: int, bit: int) -> None:
    headers = sign(SECRET, "msg_1", NOW, body)
    assert verify(headers, body, [SECRET], NOW) == "msg_1"
    changed = bytearray(body or b"x")
    changed[which % len(changed)] ^= 1 << bit
    with pytest.raises(NotVerifiedError):
        verify(headers, bytes(changed), [SECRET], NOW)


@given(header=st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), data=st.data())
def test_any_changed_character_of_a_header_is_refused(header: str, data: st.DataObject) -> None:
    headers = sign(SECRET, "msg_1", NOW, BODY)
    place = data.draw(st.integers(0, len(headers[header]) - 1))
    other = data.draw(st.characters(exclude_characters=headers[header][place] + " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f"))
    value = headers[header][:place] + other + headers[header][place + 1 :]
    with pytest.raises(NotVerifiedError):
        verify({**headers, header: value}, BODY, [SECRET], NOW)


@given(
    headers=st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()),
    body=st.binary(),
)
def test_whatever_the_headers_are_only_a_webhook_error_is_raised(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(WebhookError):
        verify(headers, body, [SECRET], NOW)


@pytest.mark.parametrize("timestamp", ["hello", "", "1.5e9", "-1", "+1", "１２", "9" * 400, " 1", "1_0"])
def test_an_odd_timestamp_is_refused(timestamp: str) -> None:
    with pytest.raises(NotVerifiedError):
        verify({**sign(SECRET, "m", NOW, BODY), "webhook-timestamp": timestamp}, BODY, [SECRET], NOW)


@given(seconds=st.integers(-2_000, 2_000))
def test_five_minutes_either_way_are_tolerated_and_no_second_more(seconds: int) -> None:
    headers = sign(SECRET, "m", NOW + timedelta(seconds=seconds), BODY)
    if abs(seconds) <= 300:
        assert verify(headers, BODY, [SECRET], NOW) == "m"
    else:
        with pytest.raises(StaleError):
            verify(headers, BODY, [SECRET], NOW)


def test_while_a_secret_rotates_both_sign_and_both_are_believed() -> None:
    old, new = (sign(secret, "m", NOW, BODY)["webhook-signature"] for secret in (SECRET, OTHER))
    headers = sign(SECRET, "m", NOW, BODY)
    both = {**headers, "webhook-signature": f"v1a,AAAA  {old} {new}"}
    assert verify(both, BODY, [OTHER], NOW) == verify(headers, BODY, [OTHER, SECRET], NOW) == "m"
    with pytest.raises(NotVerifiedError):
        verify(headers, BODY, [OTHER], NOW)


@pytest.mark.parametrize("signature", ["", "v1,", "v1", ",", "v1,dawfeoifkpqwoekfpqoekf", "v2,{}", "{}", "v1, {}"])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    headers = sign(SECRET, "m", NOW, BODY)
    bare = headers["webhook-signature"].partition(",")[2]
    with pytest.raises(NotVerifiedError):
        verify({**headers, "webhook-signature": signature.format(bare)}, BODY, [SECRET], NOW)


def test_without_a_secret_nobody_is_let_in() -> None:
    with pytest.raises(NotVerifiedError):
        verify(sign(SECRET, "m", NOW, BODY), BODY, [], NOW)


def test_a_part_of_a_signed_body_cannot_be_passed_off_as_an_id() -> None:
    seconds = int(NOW.timestamp())
    inner = raw(tracking(tracking_number="FORGED"))
    body = b'{"note":"' + b"." + str(seconds).encode() + b"." + inner
    signed = sign(SECRET, "m", NOW, body)
    forged = {**signed, "webhook-id": f'm.{seconds}.{{"note":"'}
    with pytest.raises(MalformedError):
        verify(forged, inner, [SECRET], NOW)


@pytest.mark.parametrize("delivery_id", ["x" * 201, "a b", "{", '"'])
def test_an_id_that_cannot_be_kept_is_refused(delivery_id: str) -> None:
    with pytest.raises(MalformedError):
        verify(sign(SECRET, delivery_id, NOW, BODY), BODY, [SECRET], NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64", "whsec_YQ", "sécret"])
def test_a_secret_that_is_none_is_told_without_saying_it(secret: str) -> None:
    with pytest.raises(SecretError) as told:
        sign(secret, "m", NOW, BODY)
    assert "not base64" not in str(told.value)
    assert "sécret" not in str(told.value)


def test_an_event_in_our_words() -> None:
    [event] = events(BODY)
    assert (event.carrier, event.tracking_number) == ("Northline Parcel", "NL0042")
    assert (event.status, event.reason, event.attempt) == (Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, 1)
    assert event.occurred_at == datetime(2026, 11, 26, 8, 40, tzinfo=UTC)
    assert (str(event.return_by), event.detail) == ("2026-12-03", "Nobody answered the door.")


def test_what_may_be_left_out_and_what_comes_later_is_fine() -> None:
    data = {"carrier": "", "tracking_number": "1", "status": "delivered", "occurred_at": "2026-11-26T09:00:00Z"}
    body = {**tracking(), "data": {**data, "weather_on_mars": {"x": [1]}}, "further": True}
    [event] = events(raw(body))
    assert (event.status, event.reason, event.expected_at) == (Milestone.DELIVERED, None, None)


def test_words_are_cut_and_never_a_reason_to_refuse() -> None:
    [event] = events(raw(tracking(detail="very late " * 1_000)))
    assert event.detail is not None
    assert len(event.detail) == 1_000


@pytest.mark.parametrize(
    ("changed", "field", "named"),
    [
        ({"type": "order.created"}, "type", "'order.created'"),
        ({"type": ["x"]}, "type", "['x']"),
        ({"type": None}, "type", ""),
        ({"version": 2}, "version", "2"),
        ({"version": "1"}, "version", "'1'"),
        ({"version": True}, "version", "True"),
        ({"version": None}, "version", ""),
        ({"timestamp": "today"}, "timestamp", ""),
        ({"data": None}, "data", ""),
    ],
)
def test_an_unknown_type_or_version_is_named(changed: dict[str, Any], field: str, named: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        events(raw({**tracking(), **changed}))
    assert [name for name, _ in refused.value.problems] == [field]
    assert named in str(refused.value)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tracking_number", ""),
        ("tracking_number", "   "),
        ("tracking_number", "--"),
        ("tracking_number", 5),
        ("tracking_number", "x" * 201),
        ("status", "lost in space"),
        ("reason", "bad luck"),
        ("occurred_at", "2026-11-26"),
        ("occurred_at", "2026-11-26T09:00:00"),
        ("occurred_at", 1_764_000_000),
        ("occurred_at", "0001-01-01T00:00:00+10:00"),
        ("occurred_at", "9999-12-31T23:59:59-10:00"),
        ("expected_at", "soon"),
        ("attempt", 0),
        ("attempt", 1.5),
        ("return_by", "2026-02-30"),
        ("return_by", "1999-01-01"),
        ("carrier", None),
    ],
)
def test_a_field_at_fault_is_named(field: str, value: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        events(raw(tracking(**{field: value})))
    assert [name for name, _ in refused.value.problems] == [f"data.{field}"]


@pytest.mark.parametrize("status", ["exception", "failed_attempt", "returning", "delivered", "in_transit"])
def test_a_carriers_own_code_says_why_where_nobody_else_does(status: str) -> None:
    [event] = events(raw(tracking(carrier="DHL Express", code="nh", reason=None, status=status)))
    goes_on = status in {"delivered", "in_transit"}
    assert event.reason is (None if goes_on else Trouble.NOT_HOME)
    [told] = events(raw(tracking(carrier="DHL Express", code="NH", reason="weather", status=status)))
    assert told.reason is Trouble.WEATHER


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.dictionaries(st.sampled_from([*tracking()["data"], "code", "signed_by"]), JSON)


@given(envelope=st.dictionaries(st.sampled_from(["type", "version", "timestamp", "data"]), JSON), data=FIELDS)
def test_no_json_makes_it_crash(envelope: dict[str, Any], data: dict[str, Any]) -> None:
    for body in (envelope, {**tracking(), **envelope}, tracking(**data), [envelope]):
        with suppress(WebhookError):
            assert events(raw(body))


@given(body=st.binary(max_size=200))
def test_no_bytes_make_it_crash(body: bytes) -> None:
    with pytest.raises(MalformedError):
        events(body)


def test_json_nested_without_end_is_refused() -> None:
    for body in (b"[" * 200_000, b'{"type":' + b"[" * 50_000 + b"]" * 50_000 + b"}", b'{"a":"\\ud800"}', b'{"a":NaN}'):
        with pytest.raises(MalformedError):
            events(body)


def test_what_is_signed_is_what_was_sent() -> None:
    headers = sign(SECRET, "m", NOW, BODY)
    spaced = BODY.replace(b", ", b",")
    assert base64.b64decode(headers["webhook-signature"].removeprefix("v1,"), validate=True)
    with pytest.raises(NotVerifiedError):
        verify(headers, spaced, [SECRET], NOW)

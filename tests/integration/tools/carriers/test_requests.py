"""Requests to carriers: signed, over a real connection, known by their key, and never lost in doubt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from runtime.settings import SettingsError, load
from tests.unit.tools.carriers.deliveries import SECRET
from tools.carriers import SecretError, standard
from tools.carriers.requests import (
    AskByMessage,
    CarrierRequest,
    LossClaim,
    NotReachedError,
    Pending,
    Reattempt,
    Redirect,
    RequestRefused,
    ask,
    integration_of,
)
from tools.carriers.requests.webhook_out import WebhookOut

DUE = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
Received = tuple[dict[str, str], bytes]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def wanted(**more: Any) -> CarrierRequest:
    given = {
        "key": "x17abc",
        "carrier": "Northline Parcel",
        "tracking_number": "NL0042",
        "wanted": Reattempt(on=date(2026, 11, 28)),
        "answer_by": DUE,
    }
    return CarrierRequest(**{**given, **more})


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """An address of this machine where somebody listens."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://127.0.0.1:{port}/requests"


def answering(status: str, body: bytes, received: list[Received], *, headers: str = "") -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        sent = {name.lower(): value for name, value in lines.items()}
        received.append((sent, await reader.readexactly(int(sent["content-length"]))))
        length = f"Content-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{length}".encode() + body)
        await writer.drain()
        writer.close()

    return serve


async def asked(url: str, request: CarrierRequest | None = None) -> Any:
    settings = load(carrier_requests_url=url, carrier_requests_secret=SECRET, public_url="https://desk.example/")
    return await ask(request or wanted(), integration_of(settings))


async def test_without_an_integration_the_carrier_is_asked_by_message() -> None:
    assert integration_of(load()) is None
    assert await ask(wanted(), integration_of(load())) == AskByMessage(until=DUE)


async def test_a_request_is_signed_under_its_key_and_pending_until_answered() -> None:
    received: list[Received] = []
    async with listening(answering("202 Accepted", b'{"reference": " R-1 \\n 2 "}', received)) as url:
        assert await asked(url) == Pending(until=DUE, reference="R-1 2")
        assert await asked(url) == Pending(until=DUE, reference="R-1 2")
    for headers, body in received:
        assert standard.verify(headers, body, [SECRET], datetime.now(UTC)) == "x17abc"
        assert headers["content-type"] == "application/json"
    sent = json.loads(received[0][1])
    assert (sent["type"], sent["version"]) == ("carrier.request", 1)
    assert sent["data"]["wanted"] == {"what": "reattempt", "on": "2026-11-28", "note": ""}
    assert sent["data"]["result"] == "https://desk.example/receipts/x17abc/result"
    assert sent["data"]["answer_by"] == "2026-11-30T16:00:00Z"


async def test_amounts_are_sent_as_they_were_approved() -> None:
    received: list[Received] = []
    claim = LossClaim(because="damaged", amount=Decimal("1240.10"), currency="EUR")
    async with listening(answering("200 OK", b"", received)) as url:
        assert await asked(url, wanted(wanted=claim)) == Pending(until=DUE)
    assert json.loads(received[0][1])["data"]["wanted"]["amount"] == "1240.10"


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
async def test_a_refusal_says_why(status: int) -> None:
    async with listening(answering(f"{status} No", b'{"detail": "Too late for that."}', [])) as url:
        assert await asked(url) == RequestRefused("Too late for that.")
    async with listening(answering(f"{status} No", b"<html>", [])) as url:
        assert await asked(url) == RequestRefused(f"It was refused with status {status}.")


@pytest.mark.parametrize("status", [301, 302, 401, 403, 408, 429, 500, 503])
async def test_what_may_be_well_another_time_is_asked_again(status: int) -> None:
    received: list[Received] = []
    serve = answering(f"{status} Other", b"", received, headers="Location: http://127.0.0.1:1/elsewhere\r\n")
    async with listening(serve) as url:
        with pytest.raises(NotReachedError, match=str(status)):
            await asked(url)
    assert len(received) == 1


async def test_a_lost_answer_is_told_as_not_known() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with listening(hang_up) as url:
        with pytest.raises(NotReachedError, match="cannot be reached") as told:
            await asked(url)
    assert SECRET not in str(told.value)
    with pytest.raises(NotReachedError):
        await asked("http://127.0.0.1:1/")


async def test_nobody_is_waited_for_without_end() -> None:
    async def sleep(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    async with listening(sleep) as url:
        with pytest.raises(NotReachedError, match="too long"):
            await WebhookOut(url, SECRET, seconds=0.2).ask(wanted())


async def test_an_answer_that_drips_is_not_waited_for() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(50):
            writer.write(b"x")
            await asyncio.sleep(0.1)
        writer.close()

    async with listening(drip) as url:
        with pytest.raises(NotReachedError, match="too long"):
            await WebhookOut(url, SECRET, seconds=0.3).ask(wanted())


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    async with listening(answering("200 OK", b"[" * 5_000_000, [])) as url:
        assert await asked(url) == Pending(until=DUE)


def test_where_requests_go_is_encrypted_and_signed() -> None:
    with pytest.raises(SettingsError, match=r"CARRIER_REQUESTS_URL must begin with https"):
        load(carrier_requests_url="http://tms.example", carrier_requests_secret=SECRET)
    with pytest.raises(SettingsError, match="EXPEDITER_CARRIER_REQUESTS_SECRET"):
        load(carrier_requests_url="https://tms.example")
    with pytest.raises(SecretError):
        integration_of(load(carrier_requests_url="https://tms.example", carrier_requests_secret="no secret"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "a b"},
        {"key": ""},
        {"tracking_number": ""},
        {"answer_by": datetime(2026, 11, 30)},  # noqa: DTZ001 - that is what is wrong with it
        {"wanted": {"what": "redirect", "address": "Elsewhere 1"}},
        {"wanted": {"what": "claim", "because": "damaged", "amount": "-1", "currency": "EUR"}},
    ],
)
def test_what_cannot_be_asked_is_never_sent(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        wanted(**wrong)
    assert wanted(wanted=Redirect(pickup_point="BE-2000-17"))

"""The client on a real Odoo: both wires say the same, and what happens when the link breaks at the worst moment."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.conftest import WIRES, Company
from tests.integration.tools.odoo.link import Fault, Link, link_to
from tools.odoo.client import OdooSession, server_version
from tools.odoo.counting import count_calls
from tools.odoo.errors import (
    LostAnswer,
    MissingField,
    MissingModel,
    MissingRecord,
    NoAccess,
    OdooDown,
    OdooError,
    Refused,
    TimedOut,
)
from tools.odoo.values import moment, ref

pytestmark = pytest.mark.odoo


@dataclass(frozen=True)
class Wired:
    """The writing account behind a link that can break."""

    link: Link
    session: OdooSession


@pytest.fixture
async def wired(company: Company, both_wires: Wire) -> AsyncIterator[Wired]:
    account = company.accounts.writer
    async with (
        link_to(company.world.url) as link,
        await OdooSession.open(
            link.url,
            company.world.database,
            account.login,
            account.key.get_secret_value(),
            wire=both_wires,
            timeout=3,
        ) as session,
    ):
        link.requests = 0
        yield Wired(link, session)


async def notes(administrator: OdooSession, text: str) -> int:
    return await administrator.search_count("mail.message", [["body", "ilike", text]])


async def post(session: OdooSession, order: int, text: str) -> None:
    await session.call("purchase.order", "message_post", [order], body=text)


@pytest.fixture
async def order(administrator: OdooSession) -> int:
    [row] = await administrator.search_read("purchase.order", [["state", "=", "purchase"]], ["id"], limit=1)
    return int(row["id"])


async def test_both_wires_give_the_same_rows(sessions: dict[tuple[str, Wire], OdooSession]) -> None:
    fields = ["name", "partner_id", "date_order", "amount_untaxed", "origin", "order_line", "locked"]
    first, second = [
        await sessions["reader", wire].search_read("purchase.order", [], fields, order="id", limit=30) for wire in WIRES
    ]
    assert first == second
    assert ref(first[0]["partner_id"])
    assert moment(first[0]["date_order"])
    counted = [await sessions["reader", wire].search_count("stock.move", []) for wire in WIRES]
    assert counted[0] == counted[1] > 0
    sums = [
        await sessions["reader", wire].groups("stock.quant", [], ["product_id"], ["quantity:sum"]) for wire in WIRES
    ]
    assert sums[0] == sums[1] != []
    assert {sessions["reader", wire].uid for wire in WIRES} == {sessions["reader", Wire.JSON2].uid}


async def test_the_wire_is_chosen_by_version_and_secret(company: Company) -> None:
    world, reader = company.world, company.accounts.reader
    async with await OdooSession.open(world.url, world.database, "admin", "admin") as by_password:
        assert by_password.wire is Wire.JSONRPC
        assert by_password.version.startswith("19.")
        assert await by_password.database_uuid() == company.accounts.database_uuid
    async with await OdooSession.open(world.url, world.database, reader.login, reader.key.get_secret_value()) as by_key:
        assert by_key.wire is Wire.JSON2
        assert await by_key.database_uuid() == company.accounts.database_uuid


async def test_what_is_missing_is_said_plainly(as_writer: OdooSession, as_reader: OdooSession) -> None:
    with pytest.raises(MissingModel, match=r"no model helpdesk\.ticket: the module that brings it is not installed"):
        await as_writer.search_read("helpdesk.ticket", [], ["name"])
    with pytest.raises(MissingField, match="no_such"):
        await as_writer.search_read("stock.move", [], ["no_such"])
    with pytest.raises(MissingField, match="no_such"):
        await as_writer.call("stock.picking", "no_such", [1])
    with pytest.raises(NoAccess, match=r"expediter-reader has no access to ir\.config_parameter"):
        await as_reader.search_read("ir.config_parameter", [], ["key"])
    with pytest.raises(NoAccess, match="cannot be called remotely"):
        await as_writer.call("stock.picking", "_action_done", [1])
    with pytest.raises((MissingRecord, NoAccess)):
        await as_writer.write("sale.order", [99_999_999], {"commitment_date": False})
    assert not await as_writer.has_model("helpdesk.ticket")
    assert await as_writer.has_model("stock.move")


async def test_odoos_own_refusal_keeps_its_words(as_writer: OdooSession, order: int) -> None:
    with pytest.raises(Refused, match="Wrong value"):
        await as_writer.write("purchase.order", [order], {"priority": "7"})


async def test_a_read_is_tried_again(wired: Wired) -> None:
    for fault in (Fault.CUT, Fault.GATEWAY, Fault.SILENT):
        wired.link.faults = [fault]
        assert await wired.session.search_count("stock.move", []) > 0
    assert wired.link.requests == 6


async def test_a_read_gives_up_after_three(wired: Wired) -> None:
    wired.link.faults = [Fault.GATEWAY] * 5
    with pytest.raises(OdooDown, match="cannot be reached"):
        await wired.session.search_count("stock.move", [])
    assert wired.link.requests == 3
    wired.link.faults = [Fault.SILENT] * 3
    with pytest.raises(TimedOut, match=r"within 3 seconds"):
        await wired.session.search_count("stock.move", [])


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.SILENT, Fault.GATEWAY], ids=lambda fault: fault.name)
async def test_a_write_whose_answer_is_lost_is_never_sent_again(
    wired: Wired, administrator: OdooSession, order: int, fault: Fault
) -> None:
    text = uuid4().hex
    wired.link.faults = [fault]
    began = time.monotonic()
    with pytest.raises(LostAnswer, match="may have been done or not") as lost:
        await post(wired.session, order, text)
    assert not lost.value.again
    assert time.monotonic() - began < 8
    assert wired.link.requests == 1
    assert await notes(administrator, text) == (0 if fault is Fault.GATEWAY else 1)


async def test_a_write_that_never_left_is_only_down(company: Company, both_wires: Wire, order: int) -> None:
    account = company.accounts.writer
    async with link_to(company.world.url) as link:
        session = await OdooSession.open(
            link.url, company.world.database, account.login, account.key.get_secret_value(), wire=both_wires
        )
    with pytest.raises(OdooDown, match="nothing answers there"):
        await post(session, order, "never")
    await session.close()


async def test_no_message_holds_a_secret(company: Company, both_wires: Wire, caplog: pytest.LogCaptureFixture) -> None:
    key = company.accounts.writer.key.get_secret_value()
    caplog.set_level("DEBUG")
    async with link_to(company.world.url) as link:
        session = await OdooSession.open(
            link.url, company.world.database, company.accounts.writer.login, key, wire=both_wires, timeout=3
        )
        link.faults = [Fault.CUT]
        with pytest.raises(OdooError) as lost:
            await post(session, 1, "x")
        await session.close()
    assert key not in str(lost.value)
    assert key not in repr(company.accounts)
    assert key not in caplog.text


async def test_calls_are_counted_where_they_are_made(as_reader: OdooSession) -> None:
    before = as_reader.calls
    with count_calls() as outer:
        await as_reader.search_count("stock.move", [])
        with count_calls() as inner:
            await as_reader.read("res.users", [as_reader.uid], ["login"])
    await as_reader.search_count("stock.move", [])
    assert (outer.calls, inner.calls, as_reader.calls - before) == (2, 1, 3)
    assert inner.by == {"res.users.read": 1}


async def test_the_version_is_told_without_signing_in(company: Company) -> None:
    assert (await server_version(company.world.url, 5)).startswith("19.")

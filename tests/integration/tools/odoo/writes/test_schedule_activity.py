"""A to-do that its person can open, once, and that can be taken back."""

from __future__ import annotations

import pytest

from cases.actions import ScheduleActivity
from cases.actions.schedule_activity import SeenRecord
from cases.roles import Role
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import Trading, changes, day, dump
from tools.odoo.client import OdooSession
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
PREMISE = SeenRecord(record="the order")


def to_do(model: str, record: int, user: int, name: str) -> ScheduleActivity:
    return ScheduleActivity(
        model=model,
        record_id=record,
        record="the order",
        user_id=user,
        user=name,
        role=Role.PROCUREMENT,
        summary="Ask for a firm day & <price>",
        note="Two lines:\nthe second",
        due=day(2),
    )


@both_wires
async def test_once_and_taken_back(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args = to_do("purchase.order", trading.late, trading.users["buyer"], "Buyer")
    approved = approve(args, PREMISE, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    assert await write.guards(writer, args, PREMISE) == []
    before = await write.before(writer, args, PREMISE)
    assert before == {"followed": False}
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await found(writer, approved)
    read_back = await write.verify(writer, args, PREMISE, before, approved.key)
    assert read_back.ok, read_back.note
    [row] = await admin.search_read(
        "mail.activity", [["res_model", "=", "purchase.order"]], ["summary", "note", "user_id", "date_deadline"]
    )
    assert (row["summary"], row["user_id"][0]) == (args.summary, trading.users["buyer"])
    assert row["date_deadline"] == args.due.isoformat()
    assert approved.key in row["note"]
    assert "Two lines:<br>the second" in row["note"]
    changed = changes(start, await dump(admin))
    assert {model for model, _ in changed} == {"mail.activity", "mail.followers"}
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert changes(start, await dump(admin)) == {}


async def test_done_is_done(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args = to_do("purchase.order", trading.late, trading.users["buyer"], "Buyer")
    approved = approve(args, PREMISE, writer.uuid)
    await apply(writer, approved)
    after = (await WRITES[args.name].verify(writer, args, PREMISE, {}, approved.key)).after
    await admin.call("mail.activity", "action_feedback", [after["activity_id"]], feedback="Done")
    assert await found(writer, approved)
    with pytest.raises(CannotUndoError, match="Buyer has done it already"):
        await undo(writer, approved, {"followed": False}, after)


async def test_somebody_who_cannot_open_it(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """Odoo would accept it; an own-documents salesperson never sees somebody else's order."""
    order, seller = trading.orders["hurt"], trading.users["seller"]
    guards = WRITES[to_do("sale.order", order, seller, "Seller").name].guards
    assert await guards(writer, to_do("sale.order", order, seller, "Seller"), PREMISE) == [
        "Seller may not open the order in Odoo."
    ]
    assert await guards(writer, to_do("purchase.order", trading.late, seller, "Seller"), PREMISE) == [
        "Seller may not open the order in Odoo."
    ]
    await admin.write("sale.order", [order], {"user_id": seller})
    assert await guards(writer, to_do("sale.order", order, seller, "Seller"), PREMISE) == []


async def test_somebody_who_left(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args = to_do("purchase.order", trading.late, trading.users["buyer"], "Buyer")
    await admin.write("res.users", [trading.users["buyer"]], {"active": False})
    assert await WRITES[args.name].guards(writer, args, PREMISE) == ["Buyer no longer works in Odoo."]


async def test_a_record_that_is_gone(writer: OdooWriter, trading: Trading) -> None:
    args = to_do("purchase.order", 10**6, trading.users["buyer"], "Buyer")
    assert await WRITES[args.name].guards(writer, args, PREMISE) == ["the order no longer exists."]
    strange = to_do("no.such.model", 1, trading.users["buyer"], "Buyer")
    assert await WRITES[args.name].guards(writer, strange, PREMISE) == ["the order no longer exists."]


@both_wires
@pytest.mark.parametrize("model", ["res.partner", "sale.order", "stock.picking", "account.move", "product.product"])
async def test_on_every_kind_of_record_it_may_be_proposed_on(
    admin: OdooSession, writer: OdooWriter, trading: Trading, model: str
) -> None:
    """A partner above all: a hard stop that names no order has nothing else to put its to-do on."""
    records = {
        "res.partner": trading.vendor,
        "sale.order": trading.orders["hurt"],
        "stock.picking": (
            await admin.search_read("stock.picking", [["sale_id", "=", trading.orders["hurt"]]], ["id"], limit=1)
        )[0]["id"],
        "product.product": (await admin.search_read("product.product", [], ["id"], limit=1))[0]["id"],
        # A carrier's bill that nobody can reckon again: whoever pays it is asked.
        "account.move": (
            await admin.create("account.move", [{"move_type": "in_invoice", "partner_id": trading.vendor}])
        )[0],
    }
    user = trading.users["buyer"] if model == "res.partner" else admin.uid
    args = to_do(model, records[model], user, "Somebody")
    approved = approve(args, PREMISE, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    assert await write.guards(writer, args, PREMISE) == []
    before = await write.before(writer, args, PREMISE)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, PREMISE, before, approved.key)
    assert read_back.ok, read_back.note
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert changes(start, await dump(admin)) == {}

"""A revised promise reaches every move towards the customer, also one that is born later, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import late_receipt, new_promise
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, changes, dump, noon
from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


async def moves_of(odoo: OdooSession, order: int) -> list[dict[str, Any]]:
    fields = ["state", "date", "date_deadline", "picking_id", "location_dest_usage", "product_uom_qty"]
    return await odoo.search_read("stock.move", [["sale_line_id.order_id", "=", order]], fields, order="id")


@both_wires
async def test_the_order_and_its_delivery_alone(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    order = trading.orders["hurt"]
    args, premise = await new_promise(admin, order, 16)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await found(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)
    assert await write.guards(writer, args, premise) == []
    [move] = await moves_of(admin, order)
    assert changes(start, await dump(admin)) == {
        ("sale.order", order): {"commitment_date"},
        ("stock.move", move["id"]): {"date", "date_deadline"},
        ("stock.picking", move["picking_id"][0]): {"scheduled_date", "date_deadline"},
    }
    assert move["date"] == odoo_moment(args.promised(premise))
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert changes(start, await dump(admin)) == {}


@both_wires
async def test_in_two_steps_the_shipment_born_later_has_the_new_promise(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    order = trading.orders["two_step"]
    args, premise = await new_promise(admin, order, 16)
    assert [picking.final for picking in premise.pickings] == [False]
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    [pick] = await moves_of(admin, order)
    promised = odoo_moment(args.promised(premise))
    assert pick["date_deadline"] == promised

    await admin.call("stock.picking", "button_validate", [pick["picking_id"][0]], context=QUIET)
    pick, ship = await moves_of(admin, order)
    assert pick["state"] == "done"
    assert (ship["location_dest_usage"], ship["date_deadline"]) == ("customer", promised)
    with pytest.raises(CannotUndoError, match="changed or delivered since"):
        await undo(writer, approved, before, read_back.after)


async def test_a_promise_that_was_only_a_deadline(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    order = trading.orders["two_step"]
    await admin.write("sale.order", [order], {"commitment_date": False})
    [pick] = await moves_of(admin, order)
    await admin.write("stock.move", [pick["id"]], {"date_deadline": noon(11), "date": noon(10)})
    start = await dump(admin)
    args, premise = await new_promise(admin, order, 16)
    assert premise.commitment is None
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert changes(start, await dump(admin)) == {}


async def test_other_orders_in_the_same_transfer_keep_their_days(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    [hurt] = await moves_of(admin, trading.orders["hurt"])
    [other] = await moves_of(admin, trading.orders["unhurt"])
    await admin.write("stock.move", [other["id"]], {"picking_id": hurt["picking_id"][0]})
    args, premise = await new_promise(admin, trading.orders["hurt"], 16)
    start = await dump(admin)
    await apply(writer, approve(args, premise, writer.uuid))
    changed = changes(start, await dump(admin))
    assert changed["stock.move", hurt["id"]] == {"date", "date_deadline"}
    assert ("stock.move", other["id"]) not in changed
    assert ("sale.order", trading.orders["unhurt"]) not in changed


async def test_made_to_order_after_its_receipt_was_moved(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    """This proposal's own reschedule does not trip the guard, and undoing both restores everything."""
    start = await dump(admin)
    [line] = await admin.search_read("purchase.order.line", [["order_id", "=", trading.made_purchase]], ["id"])
    moved, seen = await late_receipt(admin, trading.made_purchase, {line["id"]: (25, None)})
    args, premise = await new_promise(admin, trading.orders["made"], 27)
    first, second = approve(moved, seen, writer.uuid), approve(args, premise, writer.uuid)
    was = await WRITES[moved.name].before(writer, moved, seen)
    await apply(writer, first)
    left = (await WRITES[moved.name].verify(writer, moved, seen, was, first.key)).after
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    await apply(writer, second)
    read_back = await write.verify(writer, args, premise, before, second.key)
    assert read_back.ok, read_back.note
    assert (await undo(writer, second, before, read_back.after)).ok
    assert (await undo(writer, first, was, left)).ok
    assert changes(start, await dump(admin)) == {}


async def test_guards(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    order = trading.orders["hurt"]
    args, premise = await new_promise(admin, order, 16)
    guards = WRITES[args.name].guards

    await admin.write("sale.order", [order], {"client_order_ref": "something else"})
    assert await guards(writer, args, premise) == []

    await admin.write("sale.order", [order], {"commitment_date": noon(30)})
    [said] = await guards(writer, args, premise)
    assert said.startswith(f"{args.order} was promised for ")
    await admin.write("sale.order", [order], {"commitment_date": noon(9)})

    await admin.call("sale.order", "action_lock", [order])
    assert await guards(writer, args, premise) == [f"{args.order} is locked in Odoo; unlock it first."]
    await admin.call("sale.order", "action_unlock", [order])

    await admin.call("sale.order", "action_cancel", [order])
    assert await guards(writer, args, premise) == [f"{args.order} was cancelled meanwhile."]


async def test_guard_when_the_goods_have_left(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    order = trading.orders["giver"]
    args, premise = await new_promise(admin, order, 16)
    [move] = await moves_of(admin, order)
    await admin.call("stock.picking", "button_validate", [move["picking_id"][0]], context=QUIET)
    [said] = await WRITES[args.name].guards(writer, args, premise)
    assert said == f"{args.order} has left for {args.customer} meanwhile; there is nothing more to promise."


async def test_guard_when_one_receipt_serves_two_customers(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    """Odoo ties the deadlines of everything that one receipt is made to order for."""
    [receipt] = await admin.search_read(
        "stock.move", [["purchase_line_id.order_id", "=", trading.made_purchase]], ["id", "reference"]
    )
    [other] = await moves_of(admin, trading.orders["unhurt"])
    await admin.write("stock.move", [receipt["id"]], {"move_dest_ids": [[4, other["id"]]]})
    args, premise = await new_promise(admin, trading.orders["made"], 27)
    [said] = await WRITES[args.name].guards(writer, args, premise)
    assert said.startswith(f"The goods for {args.order} come with {receipt['reference']}, which also serves ")


async def test_only_untouched_is_sent_again(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await new_promise(admin, trading.orders["hurt"], 16)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    assert await untouched(writer, approved, before)
    await admin.write("sale.order", [trading.orders["hurt"]], {"commitment_date": noon(30)})
    assert not await untouched(writer, approved, before)

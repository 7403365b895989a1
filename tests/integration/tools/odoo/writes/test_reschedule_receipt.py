"""What a reschedule changes in a real Odoo, and that it changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import late_receipt
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, changes, dump, forecasts, noon
from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


async def moves_of(odoo: OdooSession, line: int) -> list[dict[str, Any]]:
    fields = ["state", "date", "date_deadline", "product_uom_qty", "quantity", "picking_id", "location_dest_usage"]
    return await odoo.search_read("stock.move", [["purchase_line_id", "=", line]], fields, order="id")


@both_wires
async def test_a_late_line_moves_alone(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, None)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start, foreseen = await dump(admin), await forecasts(admin)
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await found(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)

    [done, late] = await moves_of(admin, line)
    arrival = odoo_moment(args.arrival(args.lines[0], premise))
    assert (late["date"], late["date_deadline"]) == (arrival, arrival)
    assert done["state"] == "done"
    assert changes(start, await dump(admin)) == {
        ("purchase.order.line", line): {"date_planned"},
        ("stock.move", late["id"]): {"date", "date_deadline"},
    }
    now = await forecasts(admin)
    [hurt] = await admin.search_read("stock.move", [["sale_line_id.order_id", "=", trading.orders["hurt"]]], ["id"])
    assert foreseen[hurt["id"]][0] == noon(7)
    assert now[hurt["id"]][0] == arrival
    assert {move: when for move, when in now.items() if move != hurt["id"]} == {
        move: when for move, when in foreseen.items() if move != hurt["id"]
    }

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert changes(start, await dump(admin)) == {}
    assert await forecasts(admin) == foreseen


@both_wires
async def test_a_part_that_comes_later_gets_its_own_receipt(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, 30)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start, foreseen = await dump(admin), await forecasts(admin)
    before = await write.before(writer, args, premise)
    assert await write.guards(writer, args, premise) == []
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await write.guards(writer, args, premise) == []

    [_, on_time, late] = await moves_of(admin, line)
    arrival = odoo_moment(args.arrival(args.lines[0], premise))
    assert (on_time["product_uom_qty"], on_time["date"], on_time["state"]) == (20, noon(7), "assigned")
    assert (late["product_uom_qty"], late["date"], late["date_deadline"]) == (30, arrival, arrival)
    assert late["state"] == "assigned"
    assert late["location_dest_usage"] == "internal"
    assert late["picking_id"] != on_time["picking_id"]
    back = await admin.search_count("stock.move", [["location_dest_usage", "=", "supplier"]])
    assert back == 0
    assert changes(start, await dump(admin)) == {
        ("purchase.order", trading.late): {"picking_ids"},
        ("purchase.order.line", line): {"move_ids"},
        ("stock.move", on_time["id"]): {"product_uom_qty", "quantity"},
        ("stock.move", late["id"]): {"+"},
        ("stock.picking", late["picking_id"][0]): {"+"},
    }
    now = await forecasts(admin)
    [hurt] = await admin.search_read("stock.move", [["sale_line_id.order_id", "=", trading.orders["hurt"]]], ["id"])
    assert now[hurt["id"]][0] == arrival

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    left = changes(start, await dump(admin))
    assert left == {
        ("purchase.order", trading.late): {"picking_ids"},
        ("purchase.order.line", line): {"move_ids"},
        ("stock.move", late["id"]): {"+"},
        ("stock.picking", late["picking_id"][0]): {"+"},
    }
    [_, _, cancelled] = await moves_of(admin, line)
    assert cancelled["state"] == "cancel"
    assert await forecasts(admin) == foreseen


async def test_killed_between_the_write_and_the_confirmation(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, 30)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    first, _ = write.steps(writer, approved)
    await first.do()
    assert not await found(writer, approved)
    assert await untouched(writer, approved, before)
    assert await write.guards(writer, args, premise) == []
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    moves = await moves_of(admin, line)
    assert [move["product_uom_qty"] for move in moves] == [10, 20, 30]


async def test_undo_killed_half_way(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, 30)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    after = (await write.verify(writer, args, premise, before, approved.key)).after
    [_, kept, _] = await moves_of(admin, line)
    await admin.write("stock.move", [kept["id"]], {"product_uom_qty": 50})
    restored = await undo(writer, approved, before, after)
    assert restored.ok, restored.note
    assert [move["state"] for move in await moves_of(admin, line)] == ["done", "assigned", "cancel"]


async def test_what_others_do_meanwhile_is_not_ours(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    line, other = trading.late_lines["Bolt"], trading.late_lines["Nut"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, 30)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    await admin.write("purchase.order.line", [other], {"date_planned": noon(3)})
    [_, on_time, _] = await moves_of(admin, line)
    await admin.call("stock.picking", "button_validate", [on_time["picking_id"][0]], context=QUIET)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note


async def test_two_lines_one_whole_one_in_part(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    bolt, nut, screw = (trading.late_lines[name] for name in ("Bolt", "Nut", "Screw"))
    args, premise = await late_receipt(admin, trading.late, {screw: (20, None), bolt: (14, 30), nut: (14, 4)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    late = [(await moves_of(admin, line))[-1] for line in (bolt, nut)]
    assert late[0]["picking_id"] == late[1]["picking_id"]
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note


async def test_what_is_made_to_order_keeps_its_promise(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    [line] = await admin.search_read("purchase.order.line", [["order_id", "=", trading.made_purchase]], ["id"])
    args, premise = await late_receipt(admin, trading.made_purchase, {line["id"]: (25, None)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    [move] = await moves_of(admin, line["id"])
    arrival = odoo_moment(args.arrival(args.lines[0], premise))
    assert changes(start, await dump(admin)) == {
        ("purchase.order", trading.made_purchase): {"date_planned"},
        ("purchase.order.line", line["id"]): {"date_planned"},
        ("stock.move", move["id"]): {"date"},
        ("stock.picking", move["picking_id"][0]): {"scheduled_date"},
    }
    assert move["date"] == arrival
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert changes(start, await dump(admin)) == {}


async def test_a_part_of_what_is_made_to_order(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    [line] = await admin.search_read("purchase.order.line", [["order_id", "=", trading.made_purchase]], ["id"])
    args, premise = await late_receipt(admin, trading.made_purchase, {line["id"]: (25, 6)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    [delivery] = await admin.search_read(
        "stock.move", [["sale_line_id.order_id", "=", trading.orders["made"]]], ["move_orig_ids", "date_deadline"]
    )
    assert len(delivery["move_orig_ids"]) == 2
    assert delivery["date_deadline"] == start["stock.move", delivery["id"]]["date_deadline"]
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert start["stock.move", delivery["id"]]["state"] == "waiting"
    [delivery] = await admin.read("stock.move", [delivery["id"]], ["state", "date_deadline"])
    assert delivery["state"] == "waiting"


async def test_guards_speak_when_the_premise_is_gone(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, None)})
    guards = WRITES[args.name].guards
    [late] = [move for move in await moves_of(admin, line) if move["state"] != "done"]

    await admin.write("purchase.order.line", [trading.late_lines["Nut"]], {"date_planned": noon(8)})
    await admin.write("stock.picking", [late["picking_id"][0]], {"priority": "1"})
    assert await guards(writer, args, premise) == []

    await admin.write("stock.move", [late["id"]], {"date": noon(10)})
    [said] = await guards(writer, args, premise)
    assert said.startswith(f"Bolt on {args.order} was moved to ")
    assert said.endswith(" meanwhile.")
    await admin.write("stock.move", [late["id"]], {"date": noon(7)})

    await admin.call("purchase.order", "button_lock", [trading.late])
    assert await guards(writer, args, premise) == [f"{args.order} is locked in Odoo; unlock it first."]
    await admin.call("purchase.order", "button_unlock", [trading.late])

    await admin.write("stock.move", [late["id"]], {"quantity": 20})
    await admin.call(
        "stock.picking",
        "button_validate",
        [late["picking_id"][0]],
        context={"skip_sms": True, "skip_backorder": True, "picking_ids_not_to_backorder": []},
    )
    assert await guards(writer, args, premise) == [
        f"Only 30 of Bolt on {args.order} are still to come, 50 were to come later."
    ]
    part, seen = await late_receipt(admin, trading.late, {line: (14, 30)})
    assert await guards(writer, part, seen) == []
    assert await guards(writer, part, premise) == []


async def test_guards_speak_of_a_cancelled_order(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    [line] = await admin.search_read("purchase.order.line", [["order_id", "=", trading.made_purchase]], ["id"])
    args, premise = await late_receipt(admin, trading.made_purchase, {line["id"]: (25, None)})
    await admin.call("purchase.order", "button_cancel", [trading.made_purchase])
    assert await WRITES[args.name].guards(writer, args, premise) == [f"{args.order} was cancelled meanwhile."]
    await admin.unlink("purchase.order", [trading.made_purchase])
    assert await WRITES[args.name].guards(writer, args, premise) == [f"{args.order} no longer exists."]
    approved = approve(args, premise, writer.uuid)
    assert not await found(writer, approved)
    assert not await untouched(writer, approved, {"lines": {}})


async def test_no_undo_over_other_peoples_changes(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, None)})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    await apply(writer, approved)
    after = (await write.verify(writer, args, premise, before, approved.key)).after
    await admin.write("purchase.order.line", [line], {"date_planned": noon(21)})
    assert not await untouched(writer, approved, before)
    with pytest.raises(CannotUndoError, match="was changed since"):
        await undo(writer, approved, before, after)


async def test_verify_is_not_fooled_by_the_lines_date_alone(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: (14, None)})
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    arrival = odoo_moment(args.arrival(args.lines[0], premise))
    await admin.write("purchase.order.line", [line], {"date_planned": arrival})
    assert not (await write.verify(writer, args, premise, before, "EXP-x")).ok
    [late] = [move for move in await moves_of(admin, line) if move["state"] != "done"]
    await admin.write("stock.picking", [late["picking_id"][0]], {"scheduled_date": arrival})
    read_back = await write.verify(writer, args, premise, before, "EXP-x")
    assert not read_back.ok
    assert f"Another line of {args.order} moved too." in read_back.note

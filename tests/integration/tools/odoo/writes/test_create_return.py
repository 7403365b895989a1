"""What comes back is expected once, on its day, where nothing is sold from; earlier returns keep what they hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.delivering import Shipped, by_wizard, order, returning, shipped, validate
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump, forecasts
from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, CannotUndoError, NotDoneError, OdooWriter, apply, begun, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


@pytest.fixture
async def sent(admin: OdooSession, trading: Trading) -> Shipped:
    """Ten pins that went out."""
    return await shipped(admin, trading)


async def moves_of(odoo: OdooSession, key: str) -> list[dict[str, Any]]:
    fields = [
        "state",
        "date",
        "product_uom_qty",
        "quantity",
        "location_dest_id",
        "to_refund",
        "origin_returned_move_id",
    ]
    return await odoo.search_read("stock.move", [["origin", "=", key]], fields, order="id")


async def delivered(odoo: OdooSession, order_id: int) -> tuple[float, float]:
    [line] = await odoo.search_read(
        "sale.order.line", [["order_id", "=", order_id]], ["qty_delivered", "qty_to_invoice"]
    )
    return line["qty_delivered"], line["qty_to_invoice"]


@both_wires
async def test_it_is_planned_dated_and_nobodys_supply(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    await order(admin, trading, "SOUTH", {"Pin": 80}, "hurt")
    args, premise = await returning(admin, sent, 4)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start, promised = await dump(admin), await forecasts(admin)
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)

    [move] = await moves_of(admin, approved.key)
    assert (move["state"], move["product_uom_qty"], move["quantity"]) == ("assigned", 4, 4)
    assert move["date"] == odoo_moment(args.arrival(premise))
    assert (move["location_dest_id"][0], move["to_refund"]) == (args.to_location_id, True)
    changed = changes(start, await dump(admin))
    line = next(key for key in changed if key[0] == "sale.order.line")
    assert changed == {
        ("stock.move", move["id"]): {"+"},
        ("stock.picking", read_back.after["picking_id"]): {"+"},
        ("sale.order", sent.order): {"picking_ids"},
        line: {"move_ids"},
    }
    assert await forecasts(admin) == promised

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert {move["state"] for move in await moves_of(admin, approved.key)} == {"cancel"}
    assert await delivered(admin, sent.order) == (10, 10)


@pytest.mark.parametrize("to_refund", [True, False])
async def test_what_is_booked_later_counts_as_decided(
    admin: OdooSession, writer: OdooWriter, sent: Shipped, to_refund: bool
) -> None:
    """A swap under warranty leaves the customer's delivered quantity; goods back for credit lower it."""
    args, premise = await returning(admin, sent, 4, to_refund=to_refund)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    after = (await WRITES[args.name].verify(writer, args, premise, {}, approved.key)).after
    assert await delivered(admin, sent.order) == (10, 10)
    await validate(admin, after["picking_id"])
    assert await delivered(admin, sent.order) == ((6, 6) if to_refund else (10, 10))
    [lying] = await admin.search_read(
        "stock.quant",
        [["location_id", "=", args.to_location_id], ["product_id", "=", premise.moves[0].product_id]],
        ["quantity"],
    )
    assert lying["quantity"] == 4
    with pytest.raises(CannotUndoError, match="have come back already"):
        await undo(writer, approved, {}, after)


async def test_no_more_than_is_left_with_the_customer(admin: OdooSession, writer: OdooWriter, sent: Shipped) -> None:
    """Odoo itself takes back five hundred of ten."""
    guards = WRITES["create_return"].guards  # type: ignore[index]
    [said] = await guards(writer, *await returning(admin, sent, 500))
    assert said == f"Of 10 Units of Pin on {sent.picking_name}, 10 Units can still come back, not 500 Units."
    earlier = await by_wizard(admin, sent.picking, 3)
    [said] = await guards(writer, *await returning(admin, sent, 2))
    assert said == f"More of Pin came back from {sent.picking_name} meanwhile, or is expected back."
    [said] = await guards(writer, *await returning(admin, sent, 8, returned=3))
    assert said == f"Of 10 Units of Pin on {sent.picking_name}, 7 Units can still come back, not 8 Units."
    assert await guards(writer, *await returning(admin, sent, 7, returned=3)) == []
    await validate(admin, earlier)
    assert await guards(writer, *await returning(admin, sent, 7, returned=3)) == []
    assert len(await guards(writer, *await returning(admin, sent, 8, returned=3))) == 1
    [said] = await guards(writer, *await returning(admin, sent, 0.001, returned=3))
    assert "cannot be kept" in said


async def test_an_earlier_return_keeps_what_it_holds(admin: OdooSession, writer: OdooWriter, sent: Shipped) -> None:
    """Odoo's wizard would take the goods out of it, and it could not be booked any more."""
    earlier = await by_wizard(admin, sent.picking, 3)
    args, premise = await returning(admin, sent, 4, returned=3)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    assert list(before["held"].values()) == ["3"]
    await apply(writer, approved)
    assert (await write.verify(writer, args, premise, before, approved.key)).ok
    await admin.call("stock.picking", "do_unreserve", [earlier])
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert (read_back.ok, read_back.note) == (
        False,
        f"An earlier return of {sent.picking_name} no longer holds its goods.",
    )
    await validate(admin, earlier)
    assert (await write.verify(writer, args, premise, before, approved.key)).ok


async def test_two_at_once_never_expect_more_than_went_out(
    admin: OdooSession, writer: OdooWriter, sent: Shipped
) -> None:
    """Somebody plans a return between our look and our writing."""
    args, premise = await returning(admin, sent, 8)
    approved = approve(args, premise, writer.uuid)
    assert await WRITES[args.name].guards(writer, args, premise) == []
    await by_wizard(admin, sent.picking, 5)
    with pytest.raises((NotDoneError, Exception), match=r"more would come back|more than was delivered"):
        await apply(writer, approved)
    assert not await begun(writer, approved)
    assert {move["state"] for move in await moves_of(admin, approved.key)} <= {"cancel"}


async def test_what_has_not_gone_out_does_not_come_back(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    """Odoo itself plans the return of an undelivered transfer."""
    made = await order(admin, trading, "SOUTH", {"Pin": 5}, "giver")
    [waiting] = await admin.search_read("stock.picking", [["sale_id", "=", made]], ["name"])
    [row] = await admin.read("sale.order", [made], ["name", "partner_id"])
    sent = Shipped(made, row["name"], waiting["id"], waiting["name"], row["partner_id"][0])
    guards = WRITES["create_return"].guards  # type: ignore[index]
    assert await guards(writer, *await returning(admin, sent, 1)) == [
        f"{waiting['name']} has not gone out to a customer."
    ]
    two = await shipped(admin, trading, "TWO", Nut=4)
    [pick] = await admin.search_read(
        "stock.picking", [["sale_id", "=", two.order], ["picking_type_code", "=", "internal"]], ["name"]
    )
    picked = Shipped(two.order, two.order_name, pick["id"], pick["name"], two.customer)
    assert await guards(writer, *await returning(admin, picked, 1)) == [
        f"{pick['name']} has not gone out to a customer."
    ]
    args, premise = await returning(admin, two, 4)
    assert await guards(writer, args, premise) == []
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    read_back = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert read_back.ok, read_back.note


async def test_never_to_where_goods_are_sold_from(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    args, premise = await returning(admin, sent, 1)
    guards = WRITES[args.name].guards
    stock = trading.warehouses["SOUTH"]["stock"]
    [shelf] = await admin.create("stock.location", [{"name": "Shelf", "location_id": stock}])
    [row] = await admin.search_read("stock.warehouse", [["code", "=", "TWO"]], ["wh_output_stock_loc_id"])
    [lost] = await admin.search_read("stock.location", [["usage", "=", "inventory"]], ["id"], limit=1)
    for place, words in (
        (stock, "lies in a warehouse's stock"),
        (shelf, "lies in a warehouse's stock"),
        (row["wh_output_stock_loc_id"][0], "moves goods on from"),
        (lost["id"], "no place inside the company"),
    ):
        [known] = await admin.read("stock.location", [place], ["complete_name"])
        wrong = args.model_copy(update={"to_location_id": place, "to_location": known["complete_name"]})
        [said] = await guards(writer, wrong, premise)
        assert words in said
    renamed = args.model_copy(update={"to_location": "The cellar"})
    assert await guards(writer, renamed, premise) == ["The cellar is called Quarantine now."]
    [closed] = await admin.create("stock.location", [{"name": "Bench", "usage": "internal", "active": False}])
    bench = args.model_copy(update={"to_location_id": closed, "to_location": "Bench"})
    assert await guards(writer, bench, premise) == ["Bench is no longer in use."]


async def test_another_order_or_customer_is_another_delivery(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    args, premise = await returning(admin, sent, 1)
    guards = WRITES[args.name].guards
    said = [f"{sent.picking_name} does not belong to {sent.order_name} of the same customer any more."]
    assert await guards(writer, args.model_copy(update={"order_id": trading.orders["hurt"]}), premise) == said
    assert await guards(writer, args, premise.model_copy(update={"customer_id": trading.customers["hurt"]})) == said
    other = premise.moves[0].model_copy(update={"product_id": trading.products["Nut"]})
    [gone] = await guards(writer, args, premise.model_copy(update={"moves": (other,)}))
    assert gone == f"Pin is not on {sent.picking_name} any more."
    boxes = args.lines[0].model_copy(update={"unit": "Dozens"})
    [said_unit] = await guards(writer, args.model_copy(update={"lines": (boxes,)}), premise)
    assert said_unit == "Pin went out in Units, not in Dozens."


@pytest.mark.parametrize("done", [1, 2, 3])
async def test_killed_after_any_step(admin: OdooSession, writer: OdooWriter, sent: Shipped, done: int) -> None:
    args, premise = await returning(admin, sent, 4)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    for step in write.steps(writer, approved)[:done]:
        if not await step.look():
            await step.do()
    assert await begun(writer, approved)
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    assert len(await moves_of(admin, approved.key)) == 1
    assert (await write.verify(writer, args, premise, before, approved.key)).ok


@pytest.mark.parametrize(
    "change",
    [
        {"product_uom_qty": 5},
        {"date": "2027-05-05 10:00:00"},
        {"to_refund": False},
        {"origin_returned_move_id": False},
        {"sale_line_id": False},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_the_read_back_sees_any_other_return(
    admin: OdooSession, writer: OdooWriter, sent: Shipped, change: dict[str, Any]
) -> None:
    args, premise = await returning(admin, sent, 4)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    [move] = await moves_of(admin, approved.key)
    await admin.write("stock.move", [move["id"]], change)
    read_back = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert not read_back.ok
    assert "is not the decided return" in read_back.note


async def test_the_read_back_sees_a_second_one_and_another_place(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    args, premise = await returning(admin, sent, 2)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    await apply(writer, approved)
    after = (await write.verify(writer, args, premise, {}, approved.key)).after
    stock = {"location_dest_id": trading.warehouses["SOUTH"]["stock"]}
    await admin.write("stock.picking", [after["picking_id"]], stock)
    assert not (await write.verify(writer, args, premise, {}, approved.key)).ok
    await write.steps(writer, approved)[0].do()
    assert "2 returns instead of one" in (await write.verify(writer, args, premise, {}, approved.key)).note


async def test_cancelled_by_somebody_is_not_made_again(admin: OdooSession, writer: OdooWriter, sent: Shipped) -> None:
    args, premise = await returning(admin, sent, 2)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    await apply(writer, approved)
    after = (await write.verify(writer, args, premise, {}, approved.key)).after
    await admin.call("stock.picking", "action_cancel", [after["picking_id"]])
    assert not await untouched(writer, approved, {})
    assert not await found(writer, approved)
    assert Decimal(2) == args.lines[0].quantity

"""What was lost is shipped again once, from goods that are free, and never billed twice."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.delivering import (
    Shipped,
    billed,
    by_wizard,
    order,
    replacing,
    shipped,
    validate,
)
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import Refused
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, CannotUndoError, NotDoneError, OdooWriter, apply, begun, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


@pytest.fixture
async def sent(admin: OdooSession, trading: Trading) -> Shipped:
    """Ten pins that went out and were lost."""
    return await shipped(admin, trading)


async def moves_of(odoo: OdooSession, key: str) -> list[dict[str, Any]]:
    fields = ["state", "date", "product_uom_qty", "quantity", "sale_line_id", "location_dest_id", "picking_id"]
    return await odoo.search_read("stock.move", [["origin", "like", key]], fields, order="id")


async def billing(odoo: OdooSession, order_id: int) -> list[tuple[float, float, float]]:
    """By line: delivered, invoiced, to be invoiced."""
    fields = ["qty_delivered", "qty_invoiced", "qty_to_invoice"]
    rows = await odoo.search_read("sale.order.line", [["order_id", "=", order_id]], fields, order="id")
    return [(row["qty_delivered"], row["qty_invoiced"], row["qty_to_invoice"]) for row in rows]


@both_wires
async def test_lost_and_invoiced_is_shipped_again_and_not_billed_again(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    """Billed by what is delivered: with the order's line on its moves Odoo would bill the ten once more."""
    await billed(admin, sent.order)
    assert await billing(admin, sent.order) == [(10, 10, 0)]
    args, premise = await replacing(admin, trading, sent, 10)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)

    [move] = await moves_of(admin, approved.key)
    assert (move["state"], move["product_uom_qty"], move["quantity"]) == ("assigned", 10, 10)
    assert move["date"] == odoo_moment(args.departure(premise))
    changed = changes(start, await dump(admin))
    quant = next(key for key in changed if key[0] == "stock.quant")
    assert changed == {
        ("stock.move", move["id"]): {"+"},
        ("stock.picking", read_back.after["picking_id"]): {"+"},
        quant: {"reserved_quantity"},
    }
    await validate(admin, read_back.after["picking_id"])
    assert await billing(admin, sent.order) == [(10, 10, 0)]
    assert (await admin.read("sale.order", [sent.order], ["invoice_status"]))[0]["invoice_status"] == "invoiced"
    with pytest.raises(CannotUndoError, match="has left already"):
        await undo(writer, approved, before, read_back.after)


async def test_from_a_warehouse_that_picks_first(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """The second leg is Odoo's own, made when the first is picked; it knows of no order either."""
    sent = await shipped(admin, trading, "TWO", Nut=4)
    await billed(admin, sent.order)
    args, premise = await replacing(admin, trading, sent, 4, warehouse="TWO", lost=4)
    approved = approve(args, premise, writer.uuid)
    assert await WRITES[args.name].guards(writer, args, premise) == []
    await apply(writer, approved)
    read_back = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert read_back.ok, read_back.note
    await validate(admin, read_back.after["picking_id"])
    second = (await moves_of(admin, approved.key))[1]
    assert "Customers" in second["location_dest_id"][1]
    # Both legs bring the same four.
    [said] = await WRITES[args.name].guards(writer, args, premise)
    assert "0 are lost and not made good otherwise, not 4" in said
    await validate(admin, second["picking_id"][0])
    assert await billing(admin, sent.order) == [(4, 4, 0)]
    [partner] = await admin.read("stock.picking", [second["picking_id"][0]], ["partner_id"])
    assert partner["partner_id"][0] == sent.customer


async def test_only_of_goods_that_are_truly_free(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    """A hundred pins, of which ten left and thirty are another order's: sixty are free."""
    guards = WRITES["ship_replacement"].guards  # type: ignore[index]
    await order(admin, trading, "SOUTH", {"Pin": 55}, "hurt")
    [said] = await guards(writer, *await replacing(admin, trading, sent, 10))
    assert said.startswith("South cannot spare Pin: ")
    assert await guards(writer, *await replacing(admin, trading, sent, 5)) == []


async def test_between_look_and_writing_the_goods_went(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    args, premise = await replacing(admin, trading, sent, 10)
    approved = approve(args, premise, writer.uuid)
    await order(admin, trading, "SOUTH", {"Pin": 60}, "hurt")
    with pytest.raises(NotDoneError, match=r"could not reserve .* was cancelled again"):
        await apply(writer, approved)
    assert {move["state"] for move in await moves_of(admin, approved.key)} == {"cancel"}
    assert not await begun(writer, approved)
    assert not await untouched(writer, approved, {})


async def test_a_loss_is_made_good_once(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    guards = WRITES["ship_replacement"].guards  # type: ignore[index]
    args, premise = await replacing(admin, trading, sent, 7)
    first = approve(args, premise, writer.uuid)
    await apply(writer, first)
    after = (await WRITES[args.name].verify(writer, args, premise, {}, first.key)).after
    [said] = await guards(writer, args, premise)
    assert said == (
        f"Of Pin on {sent.picking_name}, 3 are lost and not made good otherwise, not 7; "
        f"{after['picking']} ships some again."
    )
    assert (await undo(writer, first, {}, after)).ok
    assert await guards(writer, args, premise) == []
    # Goods that come back for a credit are not shipped again; a swap under warranty is.
    back = await by_wizard(admin, sent.picking, 5)
    [said] = await guards(writer, args, premise)
    assert "5 are lost and not made good otherwise, not 7" in said
    await admin.write("stock.picking", [back], {"move_ids": [[1, (await _move(admin, back)), {"to_refund": False}]]})
    assert await guards(writer, args, premise) == []


async def _move(odoo: OdooSession, picking: int) -> int:
    [row] = await odoo.search_read("stock.move", [["picking_id", "=", picking]], ["id"])
    return int(row["id"])


async def test_never_beside_a_credit(admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped) -> None:
    """A draft of one is enough, with the order's lines or without; it also counts when it is made meanwhile."""
    invoice = await billed(admin, sent.order)
    args, premise = await replacing(admin, trading, sent, 10)
    approved = approve(args, premise, writer.uuid)
    credit = {
        "move_type": "out_refund",
        "partner_id": sent.customer,
        "reversed_entry_id": invoice,
        "invoice_line_ids": [[0, 0, {"name": "Lost", "quantity": 1, "price_unit": 100, "tax_ids": [[6, 0, []]]}]],
    }
    [made] = await admin.create("account.move", [credit])
    [said] = await WRITES[args.name].guards(writer, args, premise)
    assert "would make good the same loss twice" in said
    with pytest.raises(NotDoneError, match="same loss twice"):
        await apply(writer, approved)
    assert {move["state"] for move in await moves_of(admin, approved.key)} == {"cancel"}
    await admin.call("account.move", "button_cancel", [made])
    assert await WRITES[args.name].guards(writer, args, premise) == []


async def test_another_delivery_order_or_unit_is_another_loss(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    args, premise = await replacing(admin, trading, sent, 10)
    guards = WRITES[args.name].guards
    [said] = await guards(writer, args.model_copy(update={"order_id": trading.orders["hurt"]}), premise)
    assert "does not belong to" in said
    dozens = args.lines[0].model_copy(update={"unit": "Dozens"})
    assert await guards(writer, args.model_copy(update={"lines": (dozens,)}), premise) == [
        "Pin is counted in Units, not in Dozens."
    ]
    [said] = await guards(writer, args, premise.model_copy(update={"stock_id": trading.warehouses["TWO"]["stock"]}))
    assert said == "South is no longer in use as it was."
    made = await order(admin, trading, "SOUTH", {"Pin": 5}, "giver")
    [waiting] = await admin.search_read("stock.picking", [["sale_id", "=", made]], ["name"])
    unsent = args.model_copy(update={"picking_id": waiting["id"], "picking": waiting["name"], "order_id": made})
    assert await guards(writer, unsent, premise) == [f"{waiting['name']} has not gone out to a customer."]
    await admin.call("sale.order", "action_cancel", [sent.order])
    assert f"{sent.order_name} is not a confirmed order any more." in await guards(writer, args, premise)


@pytest.mark.parametrize("done", [1, 3])
async def test_killed_after_any_step(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped, done: int
) -> None:
    args, premise = await replacing(admin, trading, sent, 4)
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


async def test_the_read_back_is_not_fooled(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    """A delivery that looks right but would be billed, holds less, or leaves on another day."""
    args, premise = await replacing(admin, trading, sent, 4)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    await apply(writer, approved)
    [move] = await moves_of(admin, approved.key)
    picking = move["picking_id"][0]

    async def note() -> str:
        read_back = await write.verify(writer, args, premise, {}, approved.key)
        assert not read_back.ok
        return read_back.note

    await admin.write("stock.move", [move["id"]], {"date": "2027-05-05 10:00:00"})
    assert "is not the decided delivery" in await note()
    await admin.write("stock.move", [move["id"]], {"date": move["date"], "product_uom_qty": 5})
    assert "is not the decided delivery" in await note()
    await admin.write("stock.move", [move["id"]], {"product_uom_qty": 4})
    await admin.call("stock.picking", "do_unreserve", [picking])
    assert "does not hold all its goods" in await note()
    await admin.call("stock.picking", "action_assign", [picking])
    assert (await write.verify(writer, args, premise, {}, approved.key)).ok
    await admin.write("stock.picking", [picking], {"sale_id": sent.order})
    assert "would be billed a second time" in await note()


async def test_taken_back_while_nothing_is_picked(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    args, premise = await replacing(admin, trading, sent, 4)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    after = (await WRITES[args.name].verify(writer, args, premise, {}, approved.key)).after
    [move] = await moves_of(admin, approved.key)
    await admin.write("stock.move", [move["id"]], {"picked": True})
    with pytest.raises(CannotUndoError, match="is being picked"):
        await undo(writer, approved, {}, after)
    await admin.write("stock.move", [move["id"]], {"picked": False})
    assert (await undo(writer, approved, {}, after)).ok
    assert {move["state"] for move in await moves_of(admin, approved.key)} == {"cancel"}
    assert not await untouched(writer, approved, {})


async def test_odoo_itself_refuses_what_would_be_billed_or_is_too_much(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped
) -> None:
    """What rights cannot tell apart a guard in Odoo does: the account ships nothing but replacements."""
    args, premise = await replacing(admin, trading, sent, 4)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    [move] = await moves_of(admin, approved.key)
    [line] = await admin.search_read("sale.order.line", [["order_id", "=", sent.order]], ["id"])
    for model, record, values in (
        ("stock.move", move["id"], {"sale_line_id": line["id"]}),
        ("stock.move", move["id"], {"product_uom_qty": 11}),
        ("stock.move", move["id"], {"product_id": trading.products["Nut"]}),
        ("stock.picking", move["picking_id"][0], {"partner_id": trading.customers["hurt"]}),
        ("stock.picking", move["picking_id"][0], {"origin": "nothing"}),
        ("stock.picking", move["picking_id"][0], {"sale_id": sent.order}),
    ):
        with pytest.raises(Refused):
            await writer.write(model, record, values)

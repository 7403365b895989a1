"""A transfer holds its goods at the source, takes nothing from the giver's own orders, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import transfer
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, changes, dump, noon
from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, CannotUndoError, NotDoneError, OdooWriter, apply, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


async def legs(odoo: OdooSession, key: str) -> list[dict[str, Any]]:
    fields = ["state", "date", "product_uom_qty", "quantity", "move_orig_ids", "location_id", "location_dest_id"]
    return await odoo.search_read("stock.move", [["picking_id.origin", "like", key]], fields, order="id")


@both_wires
async def test_two_legs_the_first_one_reserved(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await transfer(admin, trading, 60)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    [wanting] = await admin.create(
        "sale.order",
        [
            {
                "partner_id": trading.customers["hurt"],
                "warehouse_id": trading.warehouses["NORTH"]["id"],
                "commitment_date": noon(9),
                "order_line": [[0, 0, {"product_id": trading.products["Pin"], "product_uom_qty": 50}]],
            }
        ],
    )
    await admin.call("sale.order", "action_confirm", [wanting])
    start = await dump(admin)
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert before == {"free": "70", "own_need": "0"}
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)

    out, into = await legs(admin, approved.key)
    assert (out["state"], out["quantity"], out["product_uom_qty"]) == ("assigned", 60, 60)
    assert out["date"] == odoo_moment(args.departure_moment(premise))
    assert into["date"] == odoo_moment(args.arrival_moment(premise))
    assert (into["state"], into["move_orig_ids"]) == ("waiting", [out["id"]])
    [need] = await admin.search_read(
        "stock.move", [["sale_line_id.order_id", "=", wanting]], ["forecast_expected_date", "forecast_availability"]
    )
    assert (need["forecast_expected_date"], need["forecast_availability"]) == (into["date"], 50)
    changed = changes(start, await dump(admin))
    quants = {fields.pop() for (model, _), fields in changed.items() if model == "stock.quant"}
    assert quants == {"reserved_quantity"}
    assert {key: what for key, what in changed.items() if key[0] != "stock.quant"} == {
        ("stock.move", out["id"]): {"+"},
        ("stock.move", into["id"]): {"+"},
        **{("stock.picking", picking): {"+"} for picking in read_back.after["pickings"]},
    }

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert restored.after == before
    assert {move["state"] for move in await legs(admin, approved.key)} == {"cancel"}


async def test_the_givers_own_orders_stay_covered(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    [own] = await admin.search_read(
        "stock.picking", [["move_ids.sale_line_id.order_id", "=", trading.orders["giver"]]], ["id"]
    )
    await admin.call("stock.picking", "do_unreserve", [own["id"]])
    args, premise = await transfer(admin, trading, 80)
    write = WRITES[args.name]
    assert await write.before(writer, args, premise) == {"free": "100", "own_need": "30"}
    [said] = await write.guards(writer, args, premise)
    assert said == (
        "South cannot spare Pin: 100 Units are free, its own orders need 30 Units and 80 Units were to be given."
    )
    with pytest.raises(NotDoneError, match="cancelled again"):
        await apply(writer, approve(args, premise, writer.uuid))
    assert await write.before(writer, args, premise) == {"free": "100", "own_need": "30"}

    fits, premise = await transfer(admin, trading, 70)
    assert await write.guards(writer, fits, premise) == []
    approved = approve(fits, premise, writer.uuid)
    await apply(writer, approved)
    assert (await write.verify(writer, fits, premise, {}, approved.key)).ok
    await admin.call("stock.picking", "action_assign", [own["id"]])
    [kept] = await admin.search_read("stock.move", [["picking_id", "=", own["id"]]], ["quantity"])
    assert kept["quantity"] == 30


async def test_more_than_there_is_is_not_done(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """Odoo itself would call the transfer ready, and its goods available at the other end."""
    args, premise = await transfer(admin, trading, 75)
    approved = approve(args, premise, writer.uuid)
    with pytest.raises(NotDoneError, match="South could not reserve 75 Units of Pin; the transfer was cancelled again"):
        await apply(writer, approved)
    assert {move["state"] for move in await legs(admin, approved.key)} == {"cancel"}
    assert not await found(writer, approved)
    assert not await untouched(writer, approved, {})
    assert not (await WRITES[args.name].verify(writer, args, premise, {}, approved.key)).ok


@pytest.mark.parametrize("done", [1, 2, 3])
async def test_killed_after_any_step(admin: OdooSession, writer: OdooWriter, trading: Trading, done: int) -> None:
    args, premise = await transfer(admin, trading, 20)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    for step in write.steps(writer, approved)[:done]:
        await step.do()
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    assert len(await legs(admin, approved.key)) == 2
    assert (await write.verify(writer, args, premise, before, approved.key)).ok


async def test_killed_before_a_reservation_by_hand(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """Where Odoo reserves by hand only, an unfinished transfer of all there is does not stand in its own way."""
    await admin.write("stock.picking.type", [trading.warehouses["SOUTH"]["internal"]], {"reservation_method": "manual"})
    args, premise = await transfer(admin, trading, 70)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    for step in write.steps(writer, approved)[:3]:
        await step.do()
    assert not await found(writer, approved)
    assert await write.guards(writer, args, premise) == []
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    assert (await write.verify(writer, args, premise, before, approved.key)).ok


async def test_no_undo_once_the_goods_have_left(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await transfer(admin, trading, 20)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    await apply(writer, approved)
    after = (await write.verify(writer, args, premise, {}, approved.key)).after
    await admin.call("stock.picking", "button_validate", [after["pickings"][0]], context=QUIET)
    with pytest.raises(CannotUndoError, match="have left South"):
        await undo(writer, approved, {}, after)


async def test_guards_of_the_way(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await transfer(admin, trading, 20)
    guards = WRITES[args.name].guards
    await admin.write("product.product", [trading.products["Pin"]], {"weight": 2})
    assert await guards(writer, args, premise) == []
    await admin.write("stock.location", [trading.transit], {"active": False})
    assert await guards(writer, args, premise) == ["The way from South to North is closed: a location is archived."]

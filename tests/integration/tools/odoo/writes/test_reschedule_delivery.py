"""One delivery on another day: itself and nothing else, never one that is being worked, and taken back exactly."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.organising import Floor, floor, later, look
from tests.integration.tools.odoo.writes.seeing import customer_letter
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, changes, day, dump, noon
from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment
from tools.odoo.writes import (
    WRITES,
    CannotUndoError,
    OdooWriter,
    PremiseChangedError,
    apply,
    begun,
    found,
    undo,
    untouched,
)

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


@pytest.fixture
async def made(admin: OdooSession, trading: Trading) -> Floor:
    return await floor(admin, trading)


async def moves_of(odoo: OdooSession, picking: int) -> list[dict[str, Any]]:
    fields = ["date", "date_deadline", "quantity", "state"]
    return await odoo.search_read("stock.move", [["picking_id", "=", picking]], fields, order="id")


@both_wires
async def test_all_of_it_leaves_on_the_new_day_and_each_move_goes_back_to_its_own(
    admin: OdooSession, writer: OdooWriter, made: Floor, wire: Wire
) -> None:
    first = made.pickings[0]
    moves = await moves_of(admin, first)
    # They need not be planned alike.
    await admin.write("stock.move", [moves[1]["id"]], {"date": noon(1)})
    was, everything, moves = await look(admin, made), await dump(admin), await moves_of(admin, first)
    args, premise = await later(admin, made, days=2)
    meant = odoo_moment(args.leaves(premise))
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await begun(writer, approved)
    assert await untouched(writer, approved, before)

    await apply(writer, approved)
    assert await found(writer, approved)
    assert not await untouched(writer, approved, before)
    after = await write.verify(writer, args, premise, before, approved.key)
    assert after.ok, after.note
    assert await moves_of(admin, first) == [{**move, "date": meant} for move in moves]
    changed = changes(everything, await dump(admin))
    # The order's promise, its deadlines, what is reserved and every other transfer are as they were.
    assert changed == {
        ("stock.picking", first): {"scheduled_date"},
        **{("stock.move", move["id"]): {"date"} for move in moves},
    }
    await apply(writer, approved)
    assert await moves_of(admin, first) == [{**move, "date": meant} for move in moves]

    back = await undo(writer, approved, before, after.after)
    assert back.ok, back.note
    assert await look(admin, made) == was
    assert await moves_of(admin, first) == moves


@pytest.mark.parametrize("what", ["running", "planned", "printed", "picked", "done", "cancelled", "unreserved"])
async def test_what_no_longer_waits_is_not_planned_anew(
    admin: OdooSession, writer: OdooWriter, made: Floor, what: str
) -> None:
    """Odoo itself takes a new day for all of these but what was cancelled."""
    args, premise = await later(admin, made)
    first = made.pickings[0]
    if what in ("running", "planned"):
        [batch] = await admin.create("stock.picking.batch", [{"picking_ids": [[6, 0, list(made.pickings)]]}])
        if what == "running":
            await admin.call("stock.picking.batch", "action_confirm", [batch])
    elif what == "printed":
        await admin.write("stock.picking", [first], {"printed": True})
    elif what == "picked":
        [move, *_] = await moves_of(admin, first)
        await admin.write("stock.move", [move["id"]], {"picked": True})
    elif what == "done":
        await admin.call("stock.picking", "button_validate", [first], context=QUIET)
    elif what == "cancelled":
        await admin.call("stock.picking", "action_cancel", [first])
    else:
        await admin.call("stock.picking", "do_unreserve", [first])
    stands = await dump(admin)
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert problem.startswith(args.picking)
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(args, premise, writer.uuid))
    assert changes(stands, await dump(admin)) == {}


async def test_what_was_promised_or_planned_anew_meanwhile_is_left_alone(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    args, premise = await later(admin, made)
    first = made.pickings[0]
    await admin.write("stock.picking", [first], {"scheduled_date": noon(4)})
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert "was planned for" in problem
    # Planned by somebody for the very day that was meant, it is no surprise.
    await admin.write("stock.picking", [first], {"scheduled_date": noon(1)})
    assert await WRITES[args.name].guards(writer, args, premise) == []
    await admin.write("sale.order", [made.orders[first]], {"commitment_date": noon(5)})
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert "was promised for" in problem
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(args, premise, writer.uuid))


async def test_a_locked_order_and_other_orders_goods_are_not_moved_along(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    args, premise = await later(admin, made)
    first, second, _ = made.pickings
    await admin.write("sale.order", [made.orders[first]], {"locked": True})
    assert await WRITES[args.name].guards(writer, args, premise) == [
        f"{args.order} is locked in Odoo; unlock it first."
    ]
    await admin.write("sale.order", [made.orders[first]], {"locked": False})
    [move, *_] = await moves_of(admin, second)
    await admin.write("stock.move", [move["id"]], {"picking_id": first})
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert "also carries goods of" in problem
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(args, premise, writer.uuid))


async def test_what_left_or_was_planned_anew_since_is_not_taken_back(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    args, premise = await later(admin, made)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    await apply(writer, approved)
    after = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
    await admin.write("stock.picking", [args.picking_id], {"scheduled_date": noon(6)})
    assert not (await WRITES[args.name].verify(writer, args, premise, before, approved.key)).ok
    with pytest.raises(CannotUndoError, match="planned anew"):
        await undo(writer, approved, before, after.after)
    await admin.call("stock.picking", "button_validate", [args.picking_id], context=QUIET)
    with pytest.raises(CannotUndoError, match="has left"):
        await undo(writer, approved, before, after.after)


async def test_the_customer_is_told_only_of_a_day_that_stands(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    args, premise = await later(admin, made, days=2)
    letter, seen = await customer_letter(admin, args.order_id, new_days=2, occasion="waits")
    [problem] = await WRITES[letter.name].guards(writer, letter, seen)
    assert "but the letter says so" in problem
    await apply(writer, approve(args, premise, writer.uuid))
    assert await WRITES[letter.name].guards(writer, letter, seen) == []
    assert str(day(2).day) in letter.letter().text

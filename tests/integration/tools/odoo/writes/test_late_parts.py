"""Parts of one line that come on several days, in a real Odoo: there, killed half-way, and back."""

from __future__ import annotations

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import late_receipt
from tests.integration.tools.odoo.writes.test_reschedule_receipt import moves_of
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump, forecasts, noon
from tools.odoo.client import OdooSession
from tools.odoo.values import odoo_moment
from tools.odoo.writes import WRITES, OdooWriter, apply, begun, found, undo, untouched
from tools.odoo.writes.receipt_changes import restoring

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
PARTS = pytest.mark.parametrize(
    ("parts", "stand"),
    [
        ([(11, 20), (14, 30)], [(11, 20), (14, 30)]),
        ([(11, 15), (14, 25)], [(None, 10), (11, 15), (14, 25)]),
    ],
    ids=["all of it", "a rest stays"],
)


async def back_at_the_vendor(odoo: OdooSession) -> int:
    return await odoo.search_count("stock.move", [["location_dest_usage", "=", "supplier"]])


async def open_moves(odoo: OdooSession, line: int) -> list[tuple[str, str, float]]:
    """The open moves of a line in the order of days: when, state, how many."""
    moves = [move for move in await moves_of(odoo, line) if move["state"] not in {"done", "cancel"}]
    return sorted((move["date"], move["state"], move["product_uom_qty"]) for move in moves)


@PARTS
@both_wires
async def test_parts_of_a_line_come_on_days_of_their_own(
    admin: OdooSession,
    writer: OdooWriter,
    trading: Trading,
    parts: list[tuple[int, int | None]],
    stand: list[tuple[int | None, int]],
) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: parts})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start, foreseen = await dump(admin), await forecasts(admin)
    before = await write.before(writer, args, premise)
    assert await write.guards(writer, args, premise) == []
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await found(writer, approved)
    assert await write.guards(writer, args, premise) == []

    new = {days: odoo_moment(args.arrival(one, premise)) for one, (days, _) in zip(args.lines, parts, strict=True)}
    expected = [(noon(7) if days is None else new[days], "assigned", quantity) for days, quantity in stand]
    assert await open_moves(admin, line) == expected
    moves = [move for move in await moves_of(admin, line) if move["state"] != "done"]
    assert len({move["picking_id"][0] for move in moves}) == len(stand)
    assert all(move["date_deadline"] == move["date"] for move in moves)
    assert await back_at_the_vendor(admin) == 0
    changed = changes(start, await dump(admin))
    whole = stand[0][0] is not None
    added = {key for key, fields in changed.items() if fields == {"+"}}
    assert sorted(model for model, _ in added) == sorted(["stock.move", "stock.picking"] * (len(stand) - 1))
    assert {key: fields for key, fields in changed.items() if key not in added} == {
        ("purchase.order", trading.late): {"picking_ids"},
        ("purchase.order.line", line): {"move_ids"} | ({"date_planned"} if whole else set()),
        ("stock.move", moves[0]["id"]): {"product_uom_qty", "quantity"}
        | ({"date", "date_deadline"} if whole else set()),
    }
    now = await forecasts(admin)
    [hurt] = await admin.search_read("stock.move", [["sale_line_id.order_id", "=", trading.orders["hurt"]]], ["id"])
    assert now[hurt["id"]][0] == new[14]

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    left = changes(start, await dump(admin))
    assert {key for key, fields in left.items() if fields != {"+"}} == {
        ("purchase.order", trading.late),
        ("purchase.order.line", line),
    }
    assert left["purchase.order.line", line] == {"move_ids"}
    assert await open_moves(admin, line) == [(noon(7), "assigned", 50)]
    assert await forecasts(admin) == foreseen


@PARTS
async def test_parts_killed_half_way_there_and_half_way_back(
    admin: OdooSession,
    writer: OdooWriter,
    trading: Trading,
    parts: list[tuple[int, int | None]],
    stand: list[tuple[int | None, int]],
) -> None:
    line = trading.late_lines["Bolt"]
    args, premise = await late_receipt(admin, trading.late, {line: parts})
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    before = await write.before(writer, args, premise)
    assert not await begun(writer, approved)
    first, _ = write.steps(writer, approved)
    await first.do()
    assert await begun(writer, approved)
    assert not await found(writer, approved)
    assert await untouched(writer, approved, before)
    assert await write.guards(writer, args, premise) == []
    assert not (await write.verify(writer, args, premise, before, approved.key)).ok
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert [quantity for _, _, quantity in await open_moves(admin, line)] == [quantity for _, quantity in stand]

    now = (await write.before(writer, args, premise))["lines"]
    values = {"order_line": restoring([str(line)], before["lines"], now)}
    await writer.write("purchase.order", trading.late, values)
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert await open_moves(admin, line) == [(noon(7), "assigned", 50)]
    assert await back_at_the_vendor(admin) == 0


async def test_a_second_slip_of_a_part_moves_its_own_receipt(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    line = trading.late_lines["Bolt"]
    for parts in ([(11, 20), (14, 30)], [(11, 20), (18, 30)]):
        args, premise = await late_receipt(admin, trading.late, {line: parts})
        approved = approve(args, premise, writer.uuid)
        before = await WRITES[args.name].before(writer, args, premise)
        await apply(writer, approved)
        read_back = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
        assert read_back.ok, read_back.note
    days = [odoo_moment(args.arrival(one, premise)) for one in args.lines]
    assert await open_moves(admin, line) == [(days[0], "assigned", 20), (days[1], "assigned", 30)]
    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert [quantity for _, _, quantity in await open_moves(admin, line)] == [20, 30]

"""Which transfers are worked first: all of them or none, nothing else of them, and taken back exactly."""

from __future__ import annotations

import pytest

from cases.actions import PrioritisePickings
from cases.actions.prioritise_pickings import SeenPickings, SeenTransfer, Star
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import QUIET, Trading
from tools.odoo.client import OdooSession
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
FIELDS = ["name", "priority", "scheduled_date", "state", "user_id"]


async def deliveries(odoo: OdooSession) -> dict[int, dict[str, object]]:
    """Every open delivery to a customer."""
    rows = await odoo.search_read(
        "stock.picking",
        [["location_dest_id.usage", "=", "customer"], ["state", "not in", ["done", "cancel"]]],
        FIELDS,
        order="id",
    )
    return {row["id"]: row for row in rows}


def decided(rows: dict[int, dict[str, object]], **stars: bool) -> tuple[PrioritisePickings, SeenPickings]:
    """The first is to get the star and the second to have none."""
    ids = list(rows)[:2]
    wanted = dict(zip(ids, (True, False), strict=True))
    args = PrioritisePickings(
        warehouse_id=1,
        warehouse="Antwerp",
        pickings=tuple(Star(picking_id=one, picking=str(rows[one]["name"]), starred=wanted[one]) for one in ids),
    )
    seen = tuple(SeenTransfer(picking_id=one, starred=rows[one]["priority"] == "1") for one in ids)
    return args, SeenPickings(pickings=seen)


@both_wires
async def test_stars_are_set_and_taken_all_at_once_and_taken_back(
    admin: OdooSession, writer: OdooWriter, trading: Trading, wire: Wire
) -> None:
    first, second, *_ = await deliveries(admin)
    await admin.write("stock.picking", [second], {"priority": "1"})
    rows = await deliveries(admin)
    args, premise = decided(rows)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await begun(writer, approved)
    assert await untouched(writer, approved, before)

    await apply(writer, approved)
    assert await found(writer, approved)
    assert await begun(writer, approved)
    assert not await untouched(writer, approved, before)
    after = await write.verify(writer, args, premise, before, approved.key)
    assert after.ok, after.note
    changed = await deliveries(admin)
    assert (changed[first]["priority"], changed[second]["priority"]) == ("1", "0")
    moves = await admin.search_read("stock.move", [["picking_id", "in", [first, second]]], ["priority", "picking_id"])
    assert {(move["picking_id"][0], move["priority"]) for move in moves} == {(first, "1"), (second, "0")}
    # Nothing else of them changed, and no other delivery.
    same = [{name: value for name, value in row.items() if name != "priority"} for row in rows.values()]
    assert [{name: value for name, value in row.items() if name != "priority"} for row in changed.values()] == same
    assert all(changed[one] == rows[one] for one in rows if one not in (first, second))
    # Again does nothing.
    await apply(writer, approved)
    assert await deliveries(admin) == changed

    back = await undo(writer, approved, before, after.after)
    assert back.ok, back.note
    assert await deliveries(admin) == rows


async def test_what_somebody_set_meanwhile_is_left_alone_and_none_is_written(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    rows = await deliveries(admin)
    first, second, *_ = rows
    args, premise = decided({**rows, second: {**rows[second], "priority": "1"}})
    # Somebody has set meanwhile what was meant: that is no surprise.
    await admin.write("stock.picking", [first], {"priority": "1"})
    assert await WRITES[args.name].guards(writer, args, premise) == []

    star = premise.model_copy(update={"pickings": (SeenTransfer(picking_id=first, starred=True), premise.pickings[1])})
    keep = args.model_copy(
        update={
            "pickings": (
                Star(picking_id=first, picking="A", starred=True),
                Star(picking_id=second, picking="B", starred=True),
            )
        }
    )
    await admin.write("stock.picking", [first], {"priority": "0"})
    taken = star.model_copy(
        update={
            "pickings": (SeenTransfer(picking_id=first, starred=True), SeenTransfer(picking_id=second, starred=False))
        }
    )
    # Seen with a star, to keep it, and somebody took it away since.
    assert await WRITES[args.name].guards(writer, keep, taken) == [
        f"Somebody set another priority meanwhile: {rows[first]['name']}."
    ]
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(keep, taken, writer.uuid))
    assert (await deliveries(admin))[second]["priority"] == "0"


async def test_what_was_done_meanwhile_needs_no_star(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    [served] = await admin.search_read("stock.picking", [["sale_id", "=", trading.orders["served"]]], ["id"], limit=1)
    rows = await deliveries(admin)
    other = next(one for one in rows if one != served["id"])
    args, premise = decided({served["id"]: rows[served["id"]], other: rows[other]})
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    await admin.call("stock.picking", "button_validate", [served["id"]], context=QUIET)
    await apply(writer, approved)
    after = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
    assert after.ok
    assert "done or cancelled meanwhile" in after.note
    [done] = await admin.read("stock.picking", [served["id"]], ["priority", "state"])
    assert (done["priority"], done["state"]) == ("0", "done")
    # With the other one gone, too, there is nothing left to take back.
    await admin.call("stock.picking", "action_cancel", [other])
    assert await WRITES[args.name].guards(writer, args, premise) != []
    with pytest.raises(CannotUndoError, match="done or cancelled"):
        await undo(writer, approved, before, after.after)

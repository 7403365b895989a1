"""Work is given to somebody who is there: all of it or none, nobody robbed, and taken back exactly."""

from __future__ import annotations

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.organising import Floor, floor, given_to, look
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, changes, dump
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


@pytest.fixture
async def made(admin: OdooSession, trading: Trading) -> Floor:
    return await floor(admin, trading)


@both_wires
async def test_two_are_given_to_one_person_and_taken_back(
    admin: OdooSession, writer: OdooWriter, made: Floor, wire: Wire
) -> None:
    first, second, third = made.pickings
    ada, bo = made.pickers
    await admin.write("stock.picking", [second], {"user_id": bo})
    was, everything = await look(admin, made), await dump(admin)
    args, premise = await given_to(admin, made, ada)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    # That it was somebody's was seen, and people decided all the same.
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
    now = await look(admin, made)
    assert [now[one]["user_id"] for one in made.pickings] == [ada, ada, False]
    assert now == {
        first: {**was[first], "user_id": ada},
        second: {**was[second], "user_id": ada},
        third: was[third],
    }
    assert changes(everything, await dump(admin)) == {}
    await apply(writer, approved)
    assert await look(admin, made) == now

    back = await undo(writer, approved, before, after.after)
    assert back.ok, back.note
    assert await look(admin, made) == was


async def test_what_was_given_to_another_meanwhile_stays_theirs_and_none_is_written(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    args, premise = await given_to(admin, made, made.pickers[0])
    await admin.write("stock.picking", [made.pickings[1]], {"user_id": made.pickers[1]})
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert problem.endswith("was given to Bo meanwhile.")
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(args, premise, writer.uuid))
    now = await look(admin, made)
    assert [now[one]["user_id"] for one in made.pickings] == [False, made.pickers[1], False]
    # Given to the same person by somebody else, it is as it was meant.
    await admin.write("stock.picking", list(made.pickings[:2]), {"user_id": made.pickers[0]})
    assert await WRITES[args.name].guards(writer, args, premise) == []


@pytest.mark.parametrize("what", ["batched", "printed", "done", "cancelled"])
async def test_what_no_longer_waits_is_left_out_and_left_alone(
    admin: OdooSession, writer: OdooWriter, made: Floor, what: str
) -> None:
    args, premise = await given_to(admin, made, made.pickers[0])
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    first, second, third = made.pickings
    if what == "batched":
        [batch] = await admin.create("stock.picking.batch", [{"picking_ids": [[6, 0, [first, third]]]}])
        await admin.call("stock.picking.batch", "action_confirm", [batch])
    elif what == "printed":
        await admin.write("stock.picking", [first], {"printed": True})
    elif what == "done":
        await admin.call("stock.picking", "button_validate", [first], context=QUIET)
    else:
        await admin.call("stock.picking", "action_cancel", [first])
    alone = (await look(admin, made))[first]
    await apply(writer, approved)
    after = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
    assert after.ok, after.note
    assert "Left out" in after.note
    now = await look(admin, made)
    assert now[first] == alone
    assert now[second]["user_id"] == made.pickers[0]
    await admin.write("stock.picking", [second], {"printed": True})
    assert len(await WRITES[args.name].guards(writer, args, premise)) == 1
    with pytest.raises(CannotUndoError, match="has begun"):
        await undo(writer, approved, before, after.after)


async def test_whoever_left_or_sees_no_stock_gets_nothing(admin: OdooSession, writer: OdooWriter, made: Floor) -> None:
    args, premise = await given_to(admin, made, made.pickers[0])
    await admin.write("res.users", [made.pickers[0]], {"active": False})
    assert await WRITES[args.name].guards(writer, args, premise) == ["Ada no longer works in Odoo."]
    args, premise = await given_to(admin, made, made.stranger)
    assert await WRITES[args.name].guards(writer, args, premise) == ["Ada may not open the transfers in Odoo."]


async def test_what_was_passed_on_since_is_not_taken_back(admin: OdooSession, writer: OdooWriter, made: Floor) -> None:
    args, premise = await given_to(admin, made, made.pickers[0])
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    await apply(writer, approved)
    after = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
    await admin.write("stock.picking", [made.pickings[0]], {"user_id": made.pickers[1]})
    with pytest.raises(CannotUndoError, match="gave them to another"):
        await undo(writer, approved, before, after.after)
    assert not (await WRITES[args.name].verify(writer, args, premise, before, approved.key)).ok

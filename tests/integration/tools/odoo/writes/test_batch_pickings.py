"""One walk, one batch: all that waits or nothing, nobody's running batch robbed, and taken back exactly."""

from __future__ import annotations

import pytest

from cases.approvals import ApprovedAction
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.organising import Floor, floor, look, walk
from tests.integration.tools.odoo.writes.trading import QUIET, Trading, changes, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import OdooError
from tools.odoo.writes import (
    WRITES,
    CannotUndoError,
    OdooWriter,
    PremiseChangedError,
    apply,
    begun,
    found,
    provisioned,
    undo,
    untouched,
)

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


@pytest.fixture
async def made(admin: OdooSession, trading: Trading) -> Floor:
    return await floor(admin, trading)


async def batches(odoo: OdooSession) -> list[dict[str, object]]:
    fields = ["name", "state", "description", "picking_ids", "user_id"]
    return await odoo.search_read("stock.picking.batch", [["state", "!=", "done"]], fields, order="id")


async def somebodys_batch(odoo: OdooSession, pickings: list[int], *, start: bool) -> int:
    [batch] = await odoo.create("stock.picking.batch", [{"picking_ids": [[6, 0, pickings]]}])
    if start:
        await odoo.call("stock.picking.batch", "action_confirm", [batch])
    return batch


@both_wires
async def test_all_are_in_one_started_batch_and_it_is_taken_back(
    admin: OdooSession, writer: OdooWriter, made: Floor, wire: Wire
) -> None:
    was, everything = await look(admin, made), await dump(admin)
    args, premise = await walk(admin, made, user=made.pickers[0])
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await found(writer, approved)
    assert not await begun(writer, approved)
    assert await untouched(writer, approved, before)

    await apply(writer, approved)
    assert await found(writer, approved)
    assert not await untouched(writer, approved, before)
    after = await write.verify(writer, args, premise, before, approved.key)
    assert after.ok, after.note
    [batch] = await batches(admin)
    assert (batch["state"], sorted(batch["picking_ids"])) == ("in_progress", sorted(made.pickings))
    # Whoever works with it reads what they have in common.
    assert str(batch["description"]).startswith("Parcels of today ")
    now = await look(admin, made)
    assert {row["user_id"] for row in now.values()} == {made.pickers[0]}
    same = ("priority", "scheduled_date", "date_deadline", "state", "printed")
    assert [[row[name] for name in same] for row in now.values()] == [
        [row[name] for name in same] for row in was.values()
    ]
    assert changes(everything, await dump(admin)) == {}
    # The answer was lost and it is sent again: it is found, and stands once.
    await apply(writer, approved)
    assert len(await batches(admin)) == 1

    back = await undo(writer, approved, before, after.after)
    assert back.ok, back.note
    assert await look(admin, made) == was
    assert [one["state"] for one in await batches(admin)] == ["cancel"]
    # Cancelled by us or not, it is never made a second time under the same key.
    assert not await untouched(writer, approved, before)


async def test_a_late_duplicate_of_the_call_itself_makes_no_second_batch(
    admin: OdooSession, writer: OdooWriter, made: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    args, premise = await walk(admin, made)
    approved = approve(args, premise, writer.uuid)
    sent = []
    start = provisioned.start_batch_if

    async def noted(odoo: OdooWriter, values: dict[str, object], expects: object) -> None:
        sent.append((values, expects))
        await start(odoo, values, expects)  # type: ignore[arg-type]

    monkeypatch.setattr(provisioned, "start_batch_if", noted)
    await apply(writer, approved)
    [(values, expects)] = sent
    with pytest.raises(PremiseChangedError):
        await start(writer, values, expects)  # type: ignore[arg-type]
    assert len(await batches(admin)) == 1


@pytest.mark.parametrize("what", ["running", "planned", "printed", "picked", "done", "cancelled", "unreserved"])
async def test_what_no_longer_waits_is_left_out_and_left_alone(
    admin: OdooSession, writer: OdooWriter, made: Floor, what: str
) -> None:
    args, premise = await walk(admin, made)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    first, *rest = made.pickings
    theirs = None
    if what in ("running", "planned"):
        theirs = await somebodys_batch(admin, [first], start=what == "running")
    elif what == "printed":
        await admin.write("stock.picking", [first], {"printed": True})
    elif what == "picked":
        [move, *_] = await admin.search_read("stock.move", [["picking_id", "=", first]], ["id"])
        await admin.write("stock.move", [move["id"]], {"picked": True})
    elif what == "done":
        await admin.call("stock.picking", "button_validate", [first], context=QUIET)
    elif what == "cancelled":
        await admin.call("stock.picking", "action_cancel", [first])
    else:
        await admin.call("stock.picking", "do_unreserve", [first])
    alone = (await look(admin, made))[first]
    assert await WRITES[args.name].guards(writer, args, premise) == []
    await apply(writer, approved)
    after = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
    assert after.ok, after.note
    assert "Left out" in after.note
    ours = [one for one in await batches(admin) if one["id"] != theirs]
    assert [sorted(one["picking_ids"]) for one in ours] == [sorted(rest)]  # type: ignore[type-var]
    assert (await look(admin, made))[first] == alone
    # Nor does taking it back touch it.
    assert (await undo(writer, approved, before, after.after)).ok
    assert (await look(admin, made))[first] == alone


async def test_with_fewer_than_two_there_is_nothing_to_batch_and_it_says_why(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    args, premise = await walk(admin, made)
    batch = await somebodys_batch(admin, list(made.pickings[:2]), start=True)
    [row] = await admin.read("stock.picking.batch", [batch], ["name"])
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert f"is in {row['name']}, which is being worked" in problem
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(args, premise, writer.uuid))
    assert [one["id"] for one in await batches(admin)] == [batch]
    now = await look(admin, made)
    assert [now[one]["batch_id"] for one in made.pickings] == [batch, batch, False]


async def test_nobody_loses_their_work_to_a_batch(admin: OdooSession, writer: OdooWriter, made: Floor) -> None:
    args, premise = await walk(admin, made)
    await admin.write("stock.picking", [made.pickings[1]], {"user_id": made.pickers[1]})
    [problem] = await WRITES[args.name].guards(writer, args, premise)
    assert "is Bo's; the batch would take it from them" in problem
    with pytest.raises(PremiseChangedError):
        await apply(writer, approve(args, premise, writer.uuid))
    assert await batches(admin) == []


async def test_whoever_left_or_sees_no_stock_walks_nothing(admin: OdooSession, writer: OdooWriter, made: Floor) -> None:
    args, premise = await walk(admin, made, user=made.pickers[0])
    await admin.write("res.users", [made.pickers[0]], {"active": False})
    assert await WRITES[args.name].guards(writer, args, premise) == ["Ada no longer works in Odoo."]
    args, premise = await walk(admin, made, user=made.stranger)
    assert await WRITES[args.name].guards(writer, args, premise) == ["Ada may not open the transfers in Odoo."]


async def _applied(admin: OdooSession, writer: OdooWriter, made: Floor) -> tuple[ApprovedAction, dict, dict]:  # type: ignore[type-arg]
    args, premise = await walk(admin, made)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    await apply(writer, approved)
    after = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
    assert after.ok, after.note
    return approved, before, after.after


async def test_what_was_begun_is_not_taken_back(admin: OdooSession, writer: OdooWriter, made: Floor) -> None:
    approved, before, after = await _applied(admin, writer, made)
    [move, *_] = await admin.search_read("stock.move", [["picking_id", "=", made.pickings[0]]], ["id"])
    await admin.write("stock.move", [move["id"]], {"picked": True})
    with pytest.raises(CannotUndoError, match="being picked"):
        await undo(writer, approved, before, after)
    assert [one["state"] for one in await batches(admin)] == ["in_progress"]


async def test_what_somebody_added_is_not_thrown_out(
    admin: OdooSession, writer: OdooWriter, made: Floor, trading: Trading
) -> None:
    approved, before, after = await _applied(admin, writer, made)
    [other] = await admin.search_read("stock.picking", [["sale_id", "=", trading.orders["giver"]]], ["id"])
    await admin.write("stock.picking", [other["id"]], {"batch_id": after["batch_id"]})
    with pytest.raises(CannotUndoError, match="Somebody added"):
        await undo(writer, approved, before, after)
    # And a read-back afterwards is not green.
    args, premise = approved.args, approved.premise
    again = await WRITES[approved.name].verify(writer, args, premise, before, approved.key)
    assert not again.ok


async def test_the_account_robs_and_works_no_batch(admin: OdooSession, writer: OdooWriter, made: Floor) -> None:
    """What its rights and guards keep it from, whatever it is told to do."""
    first, second, third = made.pickings
    theirs = await somebodys_batch(admin, [first, second], start=True)
    was = await look(admin, made)
    forbidden = [
        # A raw batch takes a transfer out of a running one silently.
        writer.create("stock.picking.batch", [{"picking_ids": [[6, 0, [first, third]]]}]),
        writer.write("stock.picking", third, {"batch_id": theirs}),
        writer.write("stock.picking", first, {"batch_id": False}),
        writer.call("stock.picking.batch", "action_cancel", [theirs]),
        writer.call("stock.picking.batch", "action_done", [theirs], context=QUIET),
        writer.write("stock.picking.batch", theirs, {"user_id": made.pickers[0]}),
        writer.unlink("stock.picking.batch", [theirs]),
        writer.write("stock.picking", third, {"user_id": writer.uid}),
    ]
    for attack in forbidden:
        with pytest.raises(OdooError):
            await attack
    assert await look(admin, made) == was
    assert [one["id"] for one in await batches(admin)] == [theirs]


async def test_the_account_books_nothing_in_a_batch_of_its_own(
    admin: OdooSession, writer: OdooWriter, made: Floor
) -> None:
    _, _, after = await _applied(admin, writer, made)
    for model, method, record in (
        ("stock.picking.batch", "action_done", after["batch_id"]),
        ("stock.picking", "button_validate", made.pickings[0]),
    ):
        with pytest.raises(OdooError):
            await writer.call(model, method, [record], context=QUIET)
    assert {row["state"] for row in (await look(admin, made)).values()} == {"assigned"}

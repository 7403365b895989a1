"""What became of a shipment stands on its transfer, once, beside what was planned; and is taken back exactly."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cases.actions import RecordMilestone
from cases.actions.base import moment_on
from cases.actions.record_milestone import SeenMilestones
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import QUIET, ZONE, Trading, changes, day, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import OlderProvisioning
from tools.odoo.names import MILESTONE_DELIVERED, MILESTONE_EXPECTED, MILESTONE_FIELDS, MILESTONE_SIGNED
from tools.odoo.values import odoo_moment
from tools.odoo.writes import (
    WRITES,
    CannotUndoError,
    OdooWriter,
    PremiseChangedError,
    apply,
    begun,
    found,
    found_twice,
    undo,
    untouched,
)

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
CAME = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
NUMBERS = "BX 4400 017, BX 4400 018"


async def transfer(odoo: OdooSession, trading: Trading, *, done: bool) -> int:
    """The delivery of bolts in stock, with two parcels on it; with the carrier, or still to be picked."""
    [row] = await odoo.search_read("stock.picking", [["sale_id", "=", trading.orders["served"]]], ["id"], limit=1)
    picking = int(row["id"])
    await odoo.write("stock.picking", [picking], {"carrier_tracking_ref": NUMBERS})
    if done:
        await odoo.call("stock.picking", "button_validate", [picking], context=QUIET)
    return picking


async def milestone(odoo: OdooSession, picking: int, **given: Any) -> tuple[RecordMilestone, SeenMilestones]:
    """What the carrier said, beside what the transfer says now."""
    [row] = await odoo.read("stock.picking", [picking], ["name", "carrier_tracking_ref", *MILESTONE_FIELDS])
    said = {"milestone": "Delivered to <the dock>", "delivered": CAME, "signed_by": "B. Van Loo & Co", **given}
    args = RecordMilestone.model_validate(
        {"picking_id": picking, "picking": row["name"], "tracking": "BX4400018", **said}
    )
    zoned = {field: f"{row[field]}Z" if row[field] else None for field in (MILESTONE_EXPECTED, MILESTONE_DELIVERED)}
    premise = SeenMilestones(
        tracking=row["carrier_tracking_ref"],
        expected=zoned[MILESTONE_EXPECTED],
        delivered=zoned[MILESTONE_DELIVERED],
        signed_by=row[MILESTONE_SIGNED] or None,
        zone=ZONE,
    )
    return args, premise


async def notes(odoo: OdooSession, picking: int) -> list[dict[str, Any]]:
    domain = [["model", "=", "stock.picking"], ["res_id", "=", picking], ["message_id", "like", "expediter."]]
    fields = ["body", "partner_ids", "notified_partner_ids", "subtype_id"]
    return await odoo.search_read("mail.message", domain, fields, order="id")


async def recorded(odoo: OdooSession, picking: int) -> tuple[Any, ...]:
    [row] = await odoo.read("stock.picking", [picking], list(MILESTONE_FIELDS))
    return tuple(row[field] for field in MILESTONE_FIELDS)


@both_wires
@pytest.mark.parametrize("done", [True, False])
async def test_once_beside_what_was_planned_and_taken_back(
    admin: OdooSession, writer: OdooWriter, trading: Trading, done: bool
) -> None:
    picking = await transfer(admin, trading, done=done)
    early = odoo_moment(CAME.replace(day=20))
    await admin.write("stock.picking", [picking], {MILESTONE_EXPECTED: early})
    await admin.call("stock.picking", "message_subscribe", [picking], partner_ids=[trading.customers["served"]])
    args, premise = await milestone(admin, picking)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start, mails = await dump(admin), await admin.search_count("mail.mail", [])
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert await untouched(writer, approved, before)
    assert not await found(writer, approved)
    assert not await begun(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await found(writer, approved)
    assert await begun(writer, approved)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert await recorded(admin, picking) == (early, odoo_moment(CAME), "B. Van Loo & Co")
    [note] = await notes(admin, picking)
    assert (note["partner_ids"], note["notified_partner_ids"], note["subtype_id"][1]) == ([], [], "Note")
    assert "Delivered to &lt;the dock&gt;" in note["body"]
    assert "Delivered: Wed 25 Nov 2026, 10:30 (Europe/Brussels)<br>Signed by: B. Van Loo &amp; Co" in note["body"]
    assert changes(start, await dump(admin)) == {}
    assert await admin.search_count("mail.mail", []) == mails

    for _ in range(2):
        restored = await undo(writer, approved, before, read_back.after)
        assert restored.ok, restored.note
    assert await recorded(admin, picking) == (early, False, False)
    assert ["Taken back" in note["body"] for note in await notes(admin, picking)] == [False, True]
    assert changes(start, await dump(admin)) == {}


@both_wires
async def test_a_note_alone(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    picking = await transfer(admin, trading, done=True)
    args, premise = await milestone(admin, picking, milestone="Held by customs", delivered=None, signed_by=None)
    approved = approve(args, premise, writer.uuid)
    assert not await begun(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await WRITES[args.name].verify(
        writer, args, premise, await WRITES[args.name].before(writer, args, premise), approved.key
    )
    assert read_back.ok, read_back.note
    assert await recorded(admin, picking) == (False, False, False)
    assert len(await notes(admin, picking)) == 1


async def test_an_attempt_that_died_between_is_finished(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    picking = await transfer(admin, trading, done=True)
    args, premise = await milestone(admin, picking)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    [write, _] = WRITES[args.name].steps(writer, approved)
    await write.do()
    assert await begun(writer, approved)
    assert not await found(writer, approved)
    assert await untouched(writer, approved, before)
    assert await WRITES[args.name].guards(writer, args, premise) == []
    await apply(writer, approved)
    assert (await WRITES[args.name].verify(writer, args, premise, before, approved.key)).ok


@both_wires
async def test_what_somebody_recorded_meanwhile_stands(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    picking = await transfer(admin, trading, done=True)
    args, premise = await milestone(admin, picking)
    approved = approve(args, premise, writer.uuid)
    theirs = {MILESTONE_DELIVERED: odoo_moment(CAME.replace(day=24)), MILESTONE_SIGNED: "Somebody else"}

    async def somebody_was_quicker() -> None:
        await admin.write("stock.picking", [picking], theirs)

    with pytest.raises(PremiseChangedError):
        await apply(writer, approved, somebody_was_quicker)
    assert (await recorded(admin, picking))[1:] == tuple(theirs.values())
    assert await notes(admin, picking) == []
    assert await WRITES[args.name].guards(writer, args, premise) == [
        f"Somebody recorded something else on {args.picking} meanwhile."
    ]
    assert not await begun(writer, approved)


async def test_guards(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    picking = await transfer(admin, trading, done=False)
    args, premise = await milestone(admin, picking)
    guards = WRITES[args.name].guards
    # A part of a number is not the number.
    strange = args.model_copy(update={"tracking": "4400018"})
    assert await guards(writer, strange, premise) == [f"{args.picking} no longer has the tracking number 4400018."]
    gone = args.model_copy(update={"picking_id": 10**6})
    assert await guards(writer, gone, premise) == [f"{args.picking} no longer exists."]
    await admin.call("stock.picking", "action_cancel", [picking])
    assert await guards(writer, args, premise) == [f"{args.picking} was cancelled meanwhile."]


async def test_it_is_not_taken_back_over_what_somebody_recorded_since(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    picking = await transfer(admin, trading, done=True)
    args, premise = await milestone(admin, picking)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    await apply(writer, approved)
    after = (await WRITES[args.name].verify(writer, args, premise, before, approved.key)).after
    await admin.write("stock.picking", [picking], {MILESTONE_SIGNED: "B. Van Loo, dock 4"})
    assert not (await WRITES[args.name].verify(writer, args, premise, before, approved.key)).ok
    with pytest.raises(CannotUndoError, match="Somebody recorded something else"):
        await undo(writer, approved, before, after)
    assert (await recorded(admin, picking))[2] == "B. Van Loo, dock 4"


async def test_verify_is_not_fooled_by_a_note_that_was_sent(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    picking = await transfer(admin, trading, done=True)
    args, premise = await milestone(admin, picking, delivered=None, signed_by=None)
    approved = approve(args, premise, writer.uuid)
    before = await WRITES[args.name].before(writer, args, premise)
    for subtype in ("mail.mt_note", "mail.mt_comment"):
        await admin.call(
            "stock.picking",
            "message_post",
            [picking],
            body=args.note(premise),
            subtype_xmlid=subtype,
            message_type="comment",
            partner_ids=[trading.customers["served"]],
            message_id=f"<expediter.{approved.key}@{writer.uuid}>",
        )
        read_back = await WRITES[args.name].verify(writer, args, premise, before, approved.key)
        assert not read_back.ok
    [told] = (await found_twice(writer, [approved], moment_on(day(-1), 0, ZONE))).values()
    assert told == f"The note on {args.picking} stands 2 times in Odoo. Delete all but one."


async def test_an_odoo_of_an_earlier_provisioning_says_so(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    picking = await transfer(admin, trading, done=True)
    args, premise = await milestone(admin, picking)
    fields = await admin.search_read(
        "ir.model.fields", [["model", "=", "stock.picking"], ["name", "in", list(MILESTONE_FIELDS)]], ["id"]
    )
    await admin.unlink("ir.model.fields", [row["id"] for row in fields])
    with pytest.raises(OlderProvisioning, match="Run `expediter odoo provision` again"):
        await WRITES[args.name].guards(writer, args, premise)

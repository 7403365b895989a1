"""Letters about a shipment reach its carrier alone, once; by program nobody; never whom the goods go to."""

from __future__ import annotations

from typing import Any

import pytest

from cases.actions import FileClaim, MessageCarrier, Money, RequestReattempt
from cases.actions.shipment import SeenShipment, ToCarrier, Way
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import Sent, about, sent_delivery
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump
from tools.odoo.client import OdooSession
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, found_twice, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])

EVERY: dict[type[ToCarrier[Any]], dict[str, Any]] = {
    MessageCarrier: {"ask": "trace"},
    RequestReattempt: {"attempt": 2, "instructions": "Ring <b>twice</b>"},
    FileClaim: {"what": "lost", "amount": Money(amount=1250, currency="EUR")},
}
each = pytest.mark.parametrize("action", list(EVERY))


@pytest.fixture
async def sent(admin: OdooSession, trading: Trading) -> Sent:
    return await sent_delivery(admin, trading.orders["giver"])


async def letter(admin: OdooSession, sent: Sent, action: type[ToCarrier[Any]]) -> tuple[Any, SeenShipment]:
    args, seen = await about(admin, sent)
    return action.model_validate({**args, **EVERY[action]}), seen


async def notes_on(odoo: OdooSession, picking: int) -> list[dict[str, Any]]:
    return await odoo.search_read(
        "mail.message",
        [["model", "=", "stock.picking"], ["res_id", "=", picking], ["message_type", "=", "comment"]],
        ["body", "subject", "partner_ids", "notified_partner_ids", "message_id", "subtype_id"],
    )


@both_wires
@each
async def test_the_carrier_alone_once(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Sent, action: type[ToCarrier[Any]]
) -> None:
    await admin.call("stock.picking", "message_subscribe", [sent.picking], partner_ids=[sent.customer, trading.vendor])
    start = await dump(admin)
    args, premise = await letter(admin, sent, action)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert await untouched(writer, approved, before)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await found(writer, approved)
    read = await write.verify(writer, args, premise, before, approved.key)
    assert read.ok, read.note
    [note] = await notes_on(admin, sent.picking)
    assert note["partner_ids"] == note["notified_partner_ids"] == [sent.carrier_partner]
    assert note["subject"] == args.letter().subject
    assert "<b>" not in note["body"]
    assert changes(start, await dump(admin)) == {}
    with pytest.raises(CannotUndoError, match="Northline"):
        await undo(writer, approved, before, read.after)


@pytest.mark.parametrize("action", [RequestReattempt, FileClaim])
async def test_what_a_program_is_asked_is_noted_and_mailed_to_nobody(
    admin: OdooSession, writer: OdooWriter, sent: Sent, action: type[ToCarrier[Any]]
) -> None:
    args, premise = await letter(admin, sent, action)
    premise = premise.model_copy(update={"way": Way.INTEGRATION, "email": None})
    await admin.write("res.partner", [sent.carrier_partner], {"email": False})
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    read = await write.verify(writer, args, premise, {}, approved.key)
    assert (read.ok, read.note) == (True, "Noted in Odoo.")
    [note] = await notes_on(admin, sent.picking)
    assert note["partner_ids"] == note["notified_partner_ids"] == []
    with pytest.raises(CannotUndoError, match="was asked already, and a request cannot be taken back"):
        await undo(writer, approved, {}, read.after)


async def test_a_letter_is_always_mailed(admin: OdooSession, writer: OdooWriter, sent: Sent) -> None:
    """No program is asked to do what a letter asks, so it must not go to nobody."""
    args, premise = await letter(admin, sent, MessageCarrier)
    premise = premise.model_copy(update={"way": Way.INTEGRATION})
    await apply(writer, approve(args, premise, writer.uuid))
    [note] = await notes_on(admin, sent.picking)
    assert note["notified_partner_ids"] == [sent.carrier_partner]


@each
async def test_every_premise_is_looked_at_again(
    admin: OdooSession, writer: OdooWriter, sent: Sent, action: type[ToCarrier[Any]]
) -> None:
    args, premise = await letter(admin, sent, action)
    guards = WRITES[args.name].guards

    async def says(**values: Any) -> list[str]:
        before = (await admin.read("stock.picking", [sent.picking], list(values)))[0]
        await admin.write("stock.picking", [sent.picking], values)
        try:
            return await guards(writer, args, premise)
        finally:
            plain = {name: value[0] if isinstance(value, list) else value for name, value in before.items()}
            plain.pop("id")
            await admin.write("stock.picking", [sent.picking], plain)

    assert await says(carrier_tracking_ref="NP0000000011") == [
        f"{sent.name} no longer has the tracking number {args.tracking}."
    ]
    assert await says(carrier_tracking_ref="NP00000000123") == [
        f"{sent.name} no longer has the tracking number {args.tracking}."
    ]
    [other] = await admin.search_read("delivery.carrier", [["name", "=", "Other carrier"]], ["id"])
    assert await says(carrier_id=other["id"]) == [f"{sent.name} has another carrier now."]
    assert await guards(writer, args, premise) == []
    assert await guards(writer, args, premise.model_copy(update={"state": "assigned"})) == [
        f"{sent.name} was assigned when this was proposed and is done now."
    ]
    gone = args.model_copy(update={"picking_id": 999_999})
    assert await guards(writer, gone, premise) == [f"{sent.name} no longer exists."]
    await admin.write("res.partner", [sent.carrier_partner], {"email": "thief@elsewhere.example"})
    assert await guards(writer, args, premise) == [
        "The mail address of Northline was changed meanwhile, from desk@northline.example to thief@elsewhere.example."
    ]
    await admin.write("res.partner", [sent.carrier_partner], {"email": "desk@northline.example", "active": False})
    assert await guards(writer, args, premise) == ["Northline is no longer an active contact."]


@each
async def test_never_to_whom_the_goods_go(
    admin: OdooSession, writer: OdooWriter, sent: Sent, action: type[ToCarrier[Any]]
) -> None:
    args, premise = await letter(admin, sent, action)
    [customer] = await admin.read("res.partner", [sent.customer], ["name", "email"])
    wrong = args.model_copy(update={"partner_id": sent.customer, "partner": customer["name"]})
    premise = premise.model_copy(update={"email": customer["email"]})
    assert await WRITES[args.name].guards(writer, wrong, premise) == [
        f"{customer['name']} is whom {sent.name} goes to, not who carries it."
    ]


@each
async def test_a_colleague_who_follows_notes_would_get_a_copy(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Sent, action: type[ToCarrier[Any]]
) -> None:
    args, premise = await letter(admin, sent, action)
    [user] = await admin.read("res.users", [trading.users["buyer"]], ["partner_id"])
    _, note = await admin.ask("ir.model.data", "check_object_reference", module="mail", xml_id="mt_note")
    await admin.call(
        "stock.picking",
        "message_subscribe",
        [sent.picking],
        partner_ids=[user["partner_id"][0]],
        subtype_ids=[note],
    )
    assert await WRITES[args.name].guards(writer, args, premise) == [
        f"Buyer follows the notes on {sent.name} and would be sent a copy."
    ]


@pytest.mark.parametrize("action", [RequestReattempt, FileClaim])
async def test_what_has_not_left_is_neither_delivered_again_nor_claimed(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Sent, action: type[ToCarrier[Any]]
) -> None:
    [picking] = await admin.search_read(
        "stock.picking", [["sale_id", "=", trading.orders["unhurt"]]], ["name", "partner_id", "state"]
    )
    values = {"carrier_id": sent.carrier, "carrier_tracking_ref": "NP0000000012"}
    await admin.write("stock.picking", [picking["id"]], values)
    here = Sent(picking["id"], picking["name"], picking["partner_id"][0], sent.carrier, sent.carrier_partner)
    args, premise = await letter(admin, here, action)
    [said] = await WRITES[args.name].guards(writer, args, premise)
    assert said.startswith(f"{here.name} has not left yet")
    await admin.call("stock.picking", "action_cancel", [here.picking])
    assert await WRITES[args.name].guards(writer, args, premise) == [f"{here.name} was cancelled meanwhile."]


@pytest.mark.parametrize(("way", "others", "note"), [
    (Way.MESSAGE, True, "It is not for Northline alone."),
    (Way.INTEGRATION, True, "It was sent to somebody."),
    (Way.MESSAGE, False, "It is not for Northline alone."),
])  # fmt: skip
async def test_the_read_back_is_not_fooled(
    admin: OdooSession, writer: OdooWriter, sent: Sent, way: Way, others: bool, note: str
) -> None:
    args, premise = await letter(admin, sent, RequestReattempt)
    premise = premise.model_copy(update={"way": way})
    approved = approve(args, premise, writer.uuid)
    await admin.call(
        "stock.picking",
        "message_post",
        [sent.picking],
        body="Something else",
        message_type="comment",
        subtype_xmlid="mail.mt_note",
        partner_ids=[sent.carrier_partner, sent.customer] if others else [],
        message_id=f"<expediter.{approved.key}@{writer.uuid}>",
    )
    read = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert not read.ok
    assert note in read.note
    assert "Its words are not the decided ones." in read.note


async def test_asked_twice_is_told(admin: OdooSession, writer: OdooWriter, sent: Sent) -> None:
    args, premise = await letter(admin, sent, FileClaim)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    assert await found_twice(writer, [approved], approved.as_of) == {}
    await admin.call(
        "stock.picking",
        "message_post",
        [sent.picking],
        body="Again",
        message_type="comment",
        subtype_xmlid="mail.mt_note",
        message_id=f"<expediter.{approved.key}@{writer.uuid}>",
    )
    assert "was posted 2 times" in (await found_twice(writer, [approved], approved.as_of))[approved.key]

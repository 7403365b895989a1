"""A message reaches its partner alone, once, with the decided words and nothing in them taken for markup."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.seeing import customer_letter, new_promise, supplier_letter
from tests.integration.tools.odoo.writes.trading import Trading, changes, day, dump, noon
from tools.odoo.client import OdooSession
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, apply, found, undo, untouched

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])


async def messages_on(odoo: OdooSession, model: str, record: int) -> list[dict[str, Any]]:
    return await odoo.search_read(
        "mail.message",
        [["model", "=", model], ["res_id", "=", record], ["message_type", "=", "comment"]],
        ["body", "subject", "partner_ids", "notified_partner_ids", "message_id", "subtype_id"],
    )


@both_wires
async def test_the_customer_alone_once(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    order, customer = trading.orders["hurt"], trading.customers["hurt"]
    others = [trading.customers["unhurt"], trading.vendor]
    await admin.call("sale.order", "message_subscribe", [order], partner_ids=[*others, customer])
    start = await dump(admin)
    args, premise = await customer_letter(admin, order, wording="Dear {partner},\n\n<b>late</b>: {products}\nSorry.")
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert await untouched(writer, approved, before)
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await found(writer, approved)
    assert not await untouched(writer, approved, before)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note

    [message] = await messages_on(admin, "sale.order", order)
    assert message["partner_ids"] == [customer]
    assert message["notified_partner_ids"] == [customer]
    assert message["subject"] == args.letter().subject
    assert "&lt;b&gt;late&lt;/b&gt;" in message["body"]
    assert "Bolt &lt;M8&gt; &amp; washer<br>Sorry." in message["body"]
    mails = await admin.search_read(
        "mail.mail", [["mail_message_id", "=", message["id"]]], ["recipient_ids", "email_to"]
    )
    assert [mail["recipient_ids"] for mail in mails] in ([], [[customer]])
    assert not any(mail["email_to"] for mail in mails)
    assert changes(start, await dump(admin)) == {}
    with pytest.raises(CannotUndoError, match="cannot be taken back"):
        await undo(writer, approved, before, read_back.after)


async def test_the_customer_does_not_become_a_follower(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    args, premise = await customer_letter(admin, trading.orders["hurt"])
    start = await dump(admin)
    await apply(writer, approve(args, premise, writer.uuid))
    assert changes(start, await dump(admin)) == {}


@both_wires
async def test_the_supplier_alone(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    await admin.call("purchase.order", "message_subscribe", [trading.late], partner_ids=[trading.customers["hurt"]])
    args, premise = await supplier_letter(admin, trading.late)
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    assert await write.guards(writer, args, premise) == []
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, {}, approved.key)
    assert read_back.ok, read_back.note
    [message] = await messages_on(admin, "purchase.order", trading.late)
    assert message["notified_partner_ids"] == [trading.vendor]
    with pytest.raises(CannotUndoError):
        await undo(writer, approved, {}, read_back.after)


async def test_verify_is_not_fooled_by_a_copy_to_somebody_else(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    args, premise = await customer_letter(admin, trading.orders["hurt"])
    approved = approve(args, premise, writer.uuid)
    await admin.call(
        "sale.order",
        "message_post",
        [trading.orders["hurt"]],
        body="Something else",
        message_type="comment",
        subtype_xmlid="mail.mt_note",
        partner_ids=[trading.customers["hurt"], trading.vendor],
        message_id=f"<expediter.{approved.key}@{writer.uuid}>",
    )
    read_back = await WRITES[args.name].verify(writer, args, premise, {}, approved.key)
    assert not read_back.ok
    assert "It is not for Customer hurt alone." in read_back.note
    assert "Its words are not the decided ones." in read_back.note


async def test_no_message_about_a_date_that_was_not_promised(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    order = trading.orders["hurt"]
    args, premise = await customer_letter(admin, order, new_days=16)
    guards = WRITES[args.name].guards
    [said] = await guards(writer, args, premise)
    assert "but the letter says" in said
    promise, seen = await new_promise(admin, order, 16)
    await apply(writer, approve(promise, seen, writer.uuid))
    assert await guards(writer, args, premise) == []


async def test_guards(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    order, customer = trading.orders["hurt"], trading.customers["hurt"]
    args, premise = await customer_letter(admin, order)
    guards = WRITES[args.name].guards

    await admin.write("res.partner", [customer], {"phone": "+32 2 000 00 00"})
    assert await guards(writer, args, premise) == []

    await admin.write("res.partner", [customer], {"email": "thief@elsewhere.example"})
    [said] = await guards(writer, args, premise)
    assert said == (
        "The mail address of Customer hurt was changed meanwhile, "
        "from hurt@customers.example to thief@elsewhere.example."
    )
    await admin.write("res.partner", [customer], {"email": False})
    assert await guards(writer, args, premise) == ["Customer hurt has no mail address in Odoo."]
    await admin.write("res.partner", [customer], {"email": "hurt@customers.example"})

    [user] = await admin.read("res.users", [trading.users["buyer"]], ["partner_id"])
    _, note = await admin.ask("ir.model.data", "check_object_reference", module="mail", xml_id="mt_note")
    await admin.call(
        "sale.order", "message_subscribe", [order], partner_ids=[user["partner_id"][0]], subtype_ids=[note]
    )
    assert await guards(writer, args, premise) == [f"Buyer follows the notes on {args.order} and would be sent a copy."]
    await admin.call("sale.order", "message_unsubscribe", [order], partner_ids=[user["partner_id"][0]])

    stranger = args.model_copy(update={"partner_id": trading.customers["unhurt"], "partner": "Customer unhurt"})
    [said] = await guards(writer, stranger, premise.model_copy(update={"email": "unhurt@customers.example"}))
    assert said == f"{args.order} belongs to another partner than Customer unhurt now."

    await admin.call("sale.order", "action_cancel", [order])
    assert await guards(writer, args, premise) == [f"{args.order} was cancelled meanwhile."]


async def test_guards_of_the_supplier(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await supplier_letter(admin, trading.made_purchase)
    guards = WRITES[args.name].guards
    assert await guards(writer, args, premise) == []
    await admin.call("purchase.order", "button_cancel", [trading.made_purchase])
    assert await guards(writer, args, premise) == [f"{args.order} was cancelled meanwhile."]


async def test_the_delivery_contact_of_the_customer_is_the_customer(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    [contact] = await admin.create(
        "res.partner",
        [{"name": "Goods in", "email": "dock@customers.example", "parent_id": trading.customers["hurt"]}],
    )
    args, premise = await customer_letter(admin, trading.orders["hurt"])
    args = args.model_copy(update={"partner_id": contact, "partner": "Goods in"})
    premise = premise.model_copy(update={"email": "dock@customers.example"})
    assert await WRITES[args.name].guards(writer, args, premise) == []


@both_wires
@pytest.mark.parametrize("occasion", ["attempt_failed", "refused", "lost", "damaged", "held"])
async def test_what_became_of_a_delivery(
    admin: OdooSession, writer: OdooWriter, trading: Trading, occasion: str
) -> None:
    args, premise = await customer_letter(
        admin, trading.orders["hurt"], occasion=occasion, carrier="Bolts <Express>", tracking="BX 4400 017"
    )
    approved = approve(args, premise, writer.uuid)
    write = WRITES[args.name]
    start = await dump(admin)
    assert await write.guards(writer, args, premise) == []
    await apply(writer, approved)
    await apply(writer, approved)
    read_back = await write.verify(writer, args, premise, {}, approved.key)
    assert read_back.ok, read_back.note
    [message] = await messages_on(admin, "sale.order", trading.orders["hurt"])
    assert message["notified_partner_ids"] == [trading.customers["hurt"]]
    assert "Carrier: Bolts &lt;Express&gt;<br>Tracking number: BX 4400 017" in message["body"]
    assert changes(start, await dump(admin)) == {}


ADDRESS = {"street": "Kaai 4, bus 2", "zip": "2000", "city": "Antwerpen"}


@both_wires
async def test_an_address_is_asked_about_as_it_stands_in_odoo(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    customer = trading.customers["hurt"]
    await admin.write("res.partner", [customer], ADDRESS)
    asked = {"occasion": "check_address", "reply_by": day(3)}
    args, premise = await customer_letter(
        admin, trading.orders["hurt"], address="Customer hurt\nKaai 4, bus 2\n2000 Antwerpen", **asked
    )
    approved = approve(args, premise, writer.uuid)
    guards = WRITES[args.name].guards
    assert await guards(writer, args, premise) == []
    await apply(writer, approved)
    assert (await WRITES[args.name].verify(writer, args, premise, {}, approved.key)).ok
    [message] = await messages_on(admin, "sale.order", trading.orders["hurt"])
    assert "<p>Customer hurt<br>Kaai 4, bus 2<br>2000 Antwerpen</p>" in message["body"]

    another = [f"The delivery address of {args.order} in Odoo is another than the letter asks about."]
    # One that stood in somebody's message, a part of the right one, and the right one with something beside it.
    for address in (
        "Rue du Voleur 1\n1000 Bruxelles",
        "Kaai 4\n2000 Antwerpen",
        "Kaai 4, bus 2\n2000 Antwerpen\nDock 9",
    ):
        strange, _ = await customer_letter(admin, trading.orders["hurt"], address=address, **asked)
        assert await guards(writer, strange, premise) == another
    await admin.write("res.partner", [customer], {"street": "Kaai 6"})
    assert await guards(writer, args, premise) == another


async def test_the_address_is_the_deliverys_and_the_customers(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    order = trading.orders["hurt"]
    dock, stranger = await admin.create(
        "res.partner",
        [
            {"name": "Dock", "parent_id": trading.customers["hurt"], "type": "delivery", **ADDRESS},
            {"name": "X", **ADDRESS},
        ],
    )
    args, premise = await customer_letter(
        admin, order, occasion="check_address", reply_by=day(3), address="Dock\nKaai 4, bus 2\n2000 Antwerpen"
    )
    guards = WRITES[args.name].guards
    assert await guards(writer, args, premise.model_copy(update={"address_id": dock})) == []
    [said] = await guards(writer, args, premise.model_copy(update={"address_id": stranger}))
    assert said == f"The delivery address of {args.order} is no longer one of Customer hurt."
    assert await guards(writer, args, premise) != []
    await admin.write("sale.order", [order], {"partner_shipping_id": dock})
    assert await guards(writer, args, premise) == []


async def test_no_message_about_a_replacement_that_is_not_planned(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    order, north = trading.orders["served"], trading.warehouses["NORTH"]
    await admin.write("stock.picking", [await delivery_of(admin, order)], {"scheduled_date": noon(20)})
    args, premise = await customer_letter(admin, order, occasion="replacement", new_days=4)
    args = args.model_copy(update={"old_date": None})
    guards = WRITES[args.name].guards
    [said] = await guards(writer, args, premise)
    assert said.startswith(f"No delivery for {args.order} is planned for ")
    [outgoing] = await admin.search_read(
        "stock.picking.type", [["warehouse_id", "=", north["id"]], ["code", "=", "outgoing"]], ["id"]
    )
    [customers] = await admin.search_read("stock.location", [["usage", "=", "customer"]], ["id"], limit=1)
    values = {
        "picking_type_id": outgoing["id"],
        "location_id": north["stock"],
        "location_dest_id": customers["id"],
        "scheduled_date": noon(4),
    }
    [other] = await admin.create("stock.picking", [{**values, "origin": f"{args.order}1"}])
    assert await guards(writer, args, premise) == [said]
    await admin.write("stock.picking", [other], {"origin": f"Replacement, {args.order}"})
    assert await guards(writer, args, premise) == []
    await admin.call("stock.picking", "action_cancel", [other])
    assert await guards(writer, args, premise) == [said]


async def delivery_of(odoo: OdooSession, order: int) -> int:
    rows = await odoo.search_read("stock.picking", [["sale_id", "=", order]], ["id"], limit=1)
    return int(rows[0]["id"])

"""A customer is credited once, by a draft beside the order, never for more than was billed and never beside goods."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.conftest import Prepared
from tests.integration.tools.odoo.writes.delivering import (
    Shipped,
    billed,
    by_wizard,
    crediting,
    replacing,
    returning,
    shipped,
)
from tests.integration.tools.odoo.writes.seeing import customer_letter
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, Refused
from tools.odoo.names import GOODWILL_FIELD
from tools.odoo.writes import (
    WRITES,
    CannotUndoError,
    NotDoneError,
    OdooWriter,
    PremiseChangedError,
    apply,
    begun,
    found,
    found_twice,
    open_writer,
    provisioned,
    undo,
    untouched,
)
from tools.odoo.writes.messages import marker

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
CREDIT = WRITES["offer_credit"]  # type: ignore[index]


@pytest.fixture
async def sent(admin: OdooSession, trading: Trading) -> Shipped:
    """Ten pins that went out and were lost."""
    return await shipped(admin, trading)


@pytest.fixture
async def invoice(admin: OdooSession, sent: Shipped) -> int:
    """Their posted invoice, of a hundred without tax."""
    return await billed(admin, sent.order)


async def credits_on(odoo: OdooSession, invoice: int) -> list[dict[str, Any]]:
    fields = ["state", "move_type", "amount_untaxed", "partner_id", "ref", "invoice_origin", "currency_id"]
    return await odoo.search_read("account.move", [["reversed_entry_id", "=", invoice]], fields, order="id")


async def by_hand(odoo: OdooSession, sent: Shipped, invoice: int, amount: float) -> int:
    """A person's draft credit note for it."""
    line = {"name": "Sorry", "quantity": 1, "price_unit": amount, "tax_ids": [[6, 0, []]]}
    values = {
        "move_type": "out_refund",
        "partner_id": sent.customer,
        "reversed_entry_id": invoice,
        "invoice_line_ids": [[0, 0, line]],
    }
    [made] = await odoo.create("account.move", [values])
    return made


async def billing(odoo: OdooSession, order_id: int) -> tuple[Any, ...]:
    """What is delivered, invoiced, to be invoiced of the order, and what Odoo says of it."""
    fields = ["qty_delivered", "qty_invoiced", "qty_to_invoice"]
    [line] = await odoo.search_read("sale.order.line", [["order_id", "=", order_id]], fields)
    [order] = await odoo.read("sale.order", [order_id], ["invoice_status"])
    return (*(line[field] for field in fields), order["invoice_status"])


@both_wires
async def test_one_draft_beside_the_order_and_gone_again(
    admin: OdooSession, writer: OdooWriter, sent: Shipped, invoice: int
) -> None:
    """The order stays invoiced as it was: a credit with its lines would make it count as not invoiced at once."""
    args, premise = await crediting(admin, sent, invoice, "80.5")
    approved = approve(args, premise, writer.uuid)
    start, mails = await dump(admin), await admin.search_count("mail.mail", [])
    assert await billing(admin, sent.order) == (10, 10, 0, "invoiced")
    assert await CREDIT.guards(writer, args, premise) == []
    before = await CREDIT.before(writer, args, premise)
    assert await untouched(writer, approved, before)
    assert not await found(writer, approved)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await found(writer, approved)
    assert not await untouched(writer, approved, before)
    read_back = await CREDIT.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note

    [credit] = await credits_on(admin, invoice)
    assert (credit["state"], credit["move_type"], credit["amount_untaxed"]) == ("draft", "out_refund", 80.5)
    assert (credit["partner_id"][0], credit["ref"]) == (sent.customer, sent.picking_name)
    assert credit["invoice_origin"] == sent.order_name
    [line] = await admin.search_read(
        "account.move.line",
        [["move_id", "=", credit["id"]], ["display_type", "=", "product"]],
        ["name", "account_id", "tax_ids", "sale_line_ids", "product_id"],
    )
    assert (line["name"], line["tax_ids"]) == ("Credit for <lost> pins", list(args.tax_ids))
    assert "Goodwill to customers" in line["account_id"][1]
    assert (line["sale_line_ids"], line["product_id"]) == ([], False)
    # What the customer gets on paper bears no key of ours; the note for colleagues does, and is mailed to nobody.
    assert "EXP-" not in str(credit)
    [note] = await admin.search_read(
        "mail.message",
        [["model", "=", "account.move"], ["res_id", "=", credit["id"]], ["message_id", "like", approved.key]],
        ["subtype_id", "notified_partner_ids", "author_id"],
    )
    assert (note["subtype_id"][1], note["notified_partner_ids"], note["author_id"][1]) == ("Note", [], "Expediter")
    assert await admin.search_count("mail.mail", []) == mails
    assert await billing(admin, sent.order) == (10, 10, 0, "invoiced")
    assert changes(start, await dump(admin)) == {}

    assert (await undo(writer, approved, before, read_back.after)).ok
    assert await credits_on(admin, invoice) == []
    assert await untouched(writer, approved, before)


async def test_what_finance_posted_stays(admin: OdooSession, writer: OdooWriter, sent: Shipped, invoice: int) -> None:
    args, premise = await crediting(admin, sent, invoice)
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    after = (await CREDIT.verify(writer, args, premise, {}, approved.key)).after
    with pytest.raises(NoAccess):
        await writer.call("account.move", "action_post", [after["credit_note_id"]])
    await admin.call("account.move", "action_post", [after["credit_note_id"]])
    assert await billing(admin, sent.order) == (10, 10, 0, "invoiced")
    with pytest.raises(CannotUndoError, match="is posted already"):
        await undo(writer, approved, {}, after)


async def test_never_more_than_is_left_of_the_invoice(
    admin: OdooSession, writer: OdooWriter, sent: Shipped, invoice: int
) -> None:
    """A draft of a person counts, and so does one that appears between our look and our write."""
    args, premise = await crediting(admin, sent, invoice, "70.01")
    too_much = await crediting(admin, sent, invoice, "100.01")
    assert "were billed for 100, less than 100.01" in " ".join(await CREDIT.guards(writer, *too_much))
    made = await by_hand(admin, sent, invoice, 30)
    [said] = await CREDIT.guards(writer, args, premise)
    assert said.endswith("only 70 are not credited yet, less than 70.01.")
    with pytest.raises(Refused, match="over no more than its invoice"):
        await apply(writer, approve(args, premise, writer.uuid))
    exact = args.model_copy(update={"amount": Decimal(70)})
    assert await CREDIT.guards(writer, exact, premise) == []
    await admin.call("account.move", "button_cancel", [made])
    assert await CREDIT.guards(writer, args, premise) == []
    first = approve(args, premise, writer.uuid)
    await apply(writer, first)
    second = await CREDIT.guards(writer, args.model_copy(update={"amount": Decimal(5)}), premise)
    assert any(said.endswith(f"credits {sent.picking_name} already.") for said in second)
    late = await by_hand(admin, sent, invoice, 40)
    read_back = await CREDIT.verify(writer, args, premise, {}, first.key)
    assert "only 60 are not credited yet" in read_back.note
    with pytest.raises(NotDoneError, match="was taken back again"):
        await apply(writer, first)
    assert [one["id"] for one in await credits_on(admin, invoice) if one["state"] == "draft"] == [late]


async def test_never_beside_a_replacement_and_no_replacement_beside_it(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped, invoice: int
) -> None:
    args, premise = await crediting(admin, sent, invoice)
    goods, seen = await replacing(admin, trading, sent, 10)
    replacement = WRITES[goods.name]
    credit, again = approve(args, premise, writer.uuid), approve(goods, seen, writer.uuid)
    # Its worker died after its first call: what stands is enough.
    await replacement.steps(writer, again)[0].do()
    [said] = await CREDIT.guards(writer, args, premise)
    assert "ships" in said
    assert "would make good the same loss twice" in said
    with pytest.raises(Refused, match="shipped again is not credited"):
        await apply(writer, credit)
    assert not await begun(writer, credit)
    await apply(writer, again)
    after = (await replacement.verify(writer, goods, seen, {}, again.key)).after
    assert (await undo(writer, again, {}, after)).ok
    assert await CREDIT.guards(writer, args, premise) == []
    await apply(writer, credit)
    [said] = await replacement.guards(writer, goods, seen)
    assert "would make good the same loss twice" in said
    # Shipped again after all, by people beside us: the credit gives way.
    [lost] = await admin.read(
        "stock.picking", [sent.picking], ["picking_type_id", "location_id", "location_dest_id", "partner_id"]
    )
    values = {field: lost[field][0] for field in ("picking_type_id", "location_id", "location_dest_id", "partner_id")}
    await admin.create("stock.picking", [{**values, "origin": f"Replaces {sent.picking_name}"}])
    assert "twice" in (await CREDIT.verify(writer, args, premise, {}, credit.key)).note
    with pytest.raises(NotDoneError, match="was taken back again"):
        await apply(writer, credit)
    assert await credits_on(admin, invoice) == []


async def test_both_at_once_never_leave_both(
    admin: OdooSession, writer: OdooWriter, prepared: Prepared, trading: Trading, sent: Shipped, invoice: int
) -> None:
    """Two workers at the same moment: each looks again after its last call, and gives way."""
    args, premise = await crediting(admin, sent, invoice)
    goods, seen = await replacing(admin, trading, sent, 10)
    credit, again = approve(args, premise, writer.uuid), approve(goods, seen, writer.uuid)
    async with await open_writer(prepared.settings) as other:
        ends = await asyncio.gather(apply(writer, credit), apply(other, again), return_exceptions=True)
    assert all(end is None or isinstance(end, NotDoneError | Refused) for end in ends), ends
    origin = [["origin", "like", again.key], ["state", "!=", "cancel"]]
    stand = [bool(await credits_on(admin, invoice)), await admin.search_count("stock.picking", origin) > 0]
    assert sum(stand) <= 1
    assert stand == [end is None for end in ends]


async def test_what_comes_back_for_a_credit_is_not_credited_twice(
    admin: OdooSession, writer: OdooWriter, sent: Shipped, invoice: int
) -> None:
    args, premise = await crediting(admin, sent, invoice)
    back = await by_wizard(admin, sent.picking, 2)
    assert "come back for a credit" in " ".join(await CREDIT.guards(writer, args, premise))
    await admin.call("stock.picking", "action_cancel", [back])
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    for to_refund, problems in ((True, 1), (False, 0)):
        planned = await returning(admin, sent, 10, to_refund=to_refund)
        assert len(await WRITES[planned[0].name].guards(writer, *planned)) == problems


async def test_only_a_posted_invoice_of_the_order_as_it_was_seen(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped, invoice: int
) -> None:
    args, premise = await crediting(admin, sent, invoice)
    approved = approve(args, premise, writer.uuid)
    other = await shipped(admin, trading, Pin=5)
    theirs = await billed(admin, other.order)
    [said] = await CREDIT.guards(writer, args, premise.model_copy(update={"untaxed": Decimal(120)}))
    assert "was over 120 and is over 100" in said
    wrong = args.model_copy(update={"invoice_id": theirs, "invoice": "INV/THEIRS"})
    assert "INV/THEIRS is no invoice of" in " ".join(await CREDIT.guards(writer, wrong, premise))
    with pytest.raises(Refused, match="stands on the invoice"):
        await apply(writer, approve(wrong, premise.model_copy(update={"untaxed": Decimal(50)}), writer.uuid))
    mine = args.model_copy(update={"picking_id": other.picking, "picking": other.picking_name})
    [said] = await CREDIT.guards(writer, mine, premise)
    assert "does not belong to" in said

    [old] = await admin.read("res.company", [1], [GOODWILL_FIELD])
    sales = await admin.search_read("account.move.line", [["move_id", "=", invoice]], ["account_id"], order="id")
    await admin.write("res.company", [1], {GOODWILL_FIELD: sales[0]["account_id"][0]})
    [said] = await CREDIT.guards(writer, args, premise)
    assert said.startswith("Credits to customers go on another account")
    with pytest.raises(Refused, match="names no account"):
        await apply(writer, approved)
    await admin.write("res.company", [1], {GOODWILL_FIELD: old[GOODWILL_FIELD][0]})

    await admin.call("account.move", "button_draft", [invoice])
    [said] = await CREDIT.guards(writer, args, premise)
    assert said.endswith("is draft: only a posted invoice is credited.")
    with pytest.raises(PremiseChangedError, match="state"):
        await apply(writer, approved)
    assert await credits_on(admin, invoice) == []


@pytest.mark.parametrize("done", [1, 2])
async def test_killed_after_any_step(
    admin: OdooSession, writer: OdooWriter, sent: Shipped, invoice: int, done: int
) -> None:
    args, premise = await crediting(admin, sent, invoice)
    approved = approve(args, premise, writer.uuid)
    for step in CREDIT.steps(writer, approved)[:done]:
        if not await step.look():
            await step.do()
    assert await begun(writer, approved)
    await apply(writer, approved)
    assert len(await credits_on(admin, invoice)) == 1
    assert (await CREDIT.verify(writer, args, premise, {}, approved.key)).ok
    today = datetime.now(UTC) - timedelta(hours=1)
    assert await found_twice(writer, [approved], today) == {}
    [credit] = await credits_on(admin, invoice)
    await admin.call(
        "account.move", "message_post", [credit["id"]], body="x", message_id=marker(approved.key, writer.uuid)
    )
    assert "is credited 2 times" in (await found_twice(writer, [approved], today))[approved.key]


async def test_the_read_back_is_not_fooled(admin: OdooSession, writer: OdooWriter, sent: Shipped, invoice: int) -> None:
    """A credit note that looks right but is over more, on the account of sales, or counts for the order."""
    args, premise = await crediting(admin, sent, invoice, "50")
    approved = approve(args, premise, writer.uuid)
    await apply(writer, approved)
    [credit] = await credits_on(admin, invoice)
    [line] = await admin.search_read(
        "account.move.line", [["move_id", "=", credit["id"]], ["display_type", "=", "product"]], ["id"]
    )
    [sold] = await admin.search_read("sale.order.line", [["order_id", "=", sent.order]], ["id"])
    sales = await admin.search_read("account.move.line", [["move_id", "=", invoice]], ["account_id"], order="id")

    async def note_with(values: dict[str, Any], back: dict[str, Any]) -> str:
        await admin.write("account.move", [credit["id"]], {"invoice_line_ids": [[1, line["id"], values]]})
        read_back = await CREDIT.verify(writer, args, premise, {}, approved.key)
        await admin.write("account.move", [credit["id"]], {"invoice_line_ids": [[1, line["id"], back]]})
        assert not read_back.ok
        return read_back.note

    assert "over 51 instead of 50" in await note_with({"price_unit": 51}, {"price_unit": 50})
    account = {"account_id": sales[0]["account_id"][0]}
    assert "not the decided one" in await note_with(account, {"account_id": args.account_id})
    counted = {"sale_line_ids": [[6, 0, [sold["id"]]]]}
    assert "billed once more" in await note_with(counted, {"sale_line_ids": [[6, 0, []]]})
    assert (await CREDIT.verify(writer, args, premise, {}, approved.key)).ok
    await admin.call("account.move", "button_cancel", [credit["id"]])
    assert "no draft" in (await CREDIT.verify(writer, args, premise, {}, approved.key)).note
    # What somebody cancelled is not made a second time.
    await apply(writer, approved)
    assert [one["state"] for one in await credits_on(admin, invoice)] == ["cancel"]


async def test_no_letter_about_a_credit_that_is_not_there(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped, invoice: int
) -> None:
    letter, seen = await customer_letter(admin, sent.order, occasion="credit")
    letter = letter.model_copy(update={"amount": Decimal("80.5"), "currency": "EUR", "old_date": None})
    guards = WRITES[letter.name].guards
    [said] = await guards(writer, letter, seen)
    assert "has no credit note over 80.5 EUR" in said
    args, premise = await crediting(admin, sent, invoice, "80.5")
    await apply(writer, approve(args, premise, writer.uuid))
    assert await guards(writer, letter, seen) == []
    assert len(await guards(writer, letter.model_copy(update={"amount": Decimal(80)}), seen)) == 1


async def test_the_account_can_make_no_other_credit(
    admin: OdooSession, writer: OdooWriter, trading: Trading, sent: Shipped, invoice: int
) -> None:
    """What the account may ask of the action that provisioning made: this one draft, and nothing like it."""
    args, _ = await crediting(admin, sent, invoice)
    values = {
        "picking_id": sent.picking,
        "amount": 10.0,
        "tax_ids": list(args.tax_ids),
        "text": "x",
        "note": "<p>x</p>",
        "message_id": "<x@y>",
    }
    start = await admin.search_count("account.move", [])
    for wrong in ({"amount": 100.01}, {"amount": 0.0}, {"amount": -5.0}, {"tax_ids": [999_999]}):
        with pytest.raises(Refused):
            await writer.run_provisioned({"customer_credits": [[invoice, {**values, **wrong}]]})
    with pytest.raises(NoAccess):
        await writer.create("account.move", [{"move_type": "out_refund", "partner_id": sent.customer}])
    theirs = await by_hand(admin, sent, invoice, 10)
    await provisioned.drop_credit_note(writer, theirs)
    assert await admin.search_count("account.move", []) == start + 1

"""What is done about a carrier's bill, on a real Odoo: noted, blocked, credited as a draft; never posted or doubled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.actions import AcceptVariance, ActionName, Arguments, AttachEvidence, DisputeBill, RequestCreditNote
from cases.actions.attach_evidence import SeenTarget
from cases.actions.bill import SeenBill
from cases.approvals import ApprovedAction
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import Trading
from tools.odoo.client import OdooSession
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, ReadBack, apply, found, found_twice, undo, untouched
from tools.odoo.writes.messages import marker

pytestmark = pytest.mark.odoo
REFERENCE = "NP-2026-11"
WATCHED = ["state", "payment_state", "amount_total", "amount_residual", "ref", "checked"]


Done = tuple[ApprovedAction, dict[str, Any], ReadBack]


@dataclass(frozen=True)
class Bill:
    """A carrier's bill of 121.00 with tax."""

    id: int
    label: str
    partner: int
    partner_name: str


async def billed(odoo: OdooSession, *, posted: bool) -> Bill:
    [partner] = await odoo.create("res.partner", [{"name": "Northline Parcel", "is_company": True}])
    taxes = await odoo.search_read(
        "account.tax", [["type_tax_use", "=", "purchase"], ["amount_type", "=", "percent"]], ["amount"], limit=1
    )
    line = {"name": "Freight", "quantity": 1, "price_unit": 100, "tax_ids": [[6, 0, [one["id"] for one in taxes]]]}
    values = {
        "move_type": "in_invoice",
        "partner_id": partner,
        "ref": REFERENCE,
        "invoice_date": "2026-11-20",
        "invoice_line_ids": [[0, 0, line]],
    }
    [made] = await odoo.create("account.move", [values])
    if posted:
        await odoo.call("account.move", "action_post", [made])
    [row] = await odoo.read("account.move", [made], ["name"])
    return Bill(made, row["name"] if posted else REFERENCE, partner, "Northline Parcel")


async def state(odoo: OdooSession, bill: Bill) -> dict[str, Any]:
    [row] = await odoo.read("account.move", [bill.id], WATCHED)
    return row


async def about(odoo: OdooSession, bill: Bill, amount: str = "13.30") -> tuple[dict[str, Any], SeenBill]:
    """What a specialist would propose about it: arguments that all have, and what was seen."""
    [row] = await odoo.read("account.move", [bill.id], ["state", "payment_state", "amount_total", "currency_id"])
    currency = row["currency_id"][1]
    args = {
        "bill_id": bill.id,
        "bill": bill.label,
        "partner_id": bill.partner,
        "partner": bill.partner_name,
        "amount": Decimal(amount),
        "currency": currency,
        "worth": {"amount": Decimal(amount), "currency": currency},
        "text": "NL440001, base: billed 27.40, <agreed> 14.10",
    }
    seen = SeenBill(
        currency=currency,
        state=row["state"],
        payment=row["payment_state"] or "",
        total=Decimal(str(row["amount_total"])),
        vendor_id=bill.partner,
    )
    return args, seen


async def done(
    writer: OdooWriter, args: Arguments[Any], premise: Any
) -> tuple[ApprovedAction, dict[str, Any], ReadBack]:
    """The straight road, each step twice."""
    write, approved = WRITES[args.name], approve(args, premise, writer.uuid)
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
    return approved, before, read_back


async def notes(odoo: OdooSession, bill: Bill) -> list[dict[str, Any]]:
    domain = [["model", "=", "account.move"], ["res_id", "=", bill.id], ["message_id", "like", "expediter."]]
    fields = ["body", "partner_ids", "notified_partner_ids", "subtype_id", "attachment_ids"]
    return await odoo.search_read("mail.message", domain, fields, order="id")


@pytest.mark.parametrize("posted", [False, True])
async def test_an_accepted_difference_is_noted_and_nothing_else(
    admin: OdooSession, writer: OdooWriter, trading: Trading, posted: bool
) -> None:
    bill = await billed(admin, posted=posted)
    start, mails = await state(admin, bill), await admin.search_count("mail.mail", [])
    args, seen = await about(admin, bill)
    approved, before, read_back = await done(writer, AcceptVariance(**args, within_tolerance=False), seen)
    [note] = await notes(admin, bill)
    assert (note["partner_ids"], note["notified_partner_ids"], note["subtype_id"][1]) == ([], [], "Note")
    assert "&lt;agreed&gt;" in note["body"]
    assert "beyond tolerance" in note["body"]
    assert await state(admin, bill) == start
    for _ in range(2):
        assert (await undo(writer, approved, before, read_back.after)).ok
    assert ["Taken back" in one["body"] for one in await notes(admin, bill)] == [False, True]
    assert await state(admin, bill) == start
    assert await admin.search_count("mail.mail", []) == mails


async def test_a_posted_bill_is_blocked_once_and_let_go(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    bill = await billed(admin, posted=True)
    start = await state(admin, bill)
    args, seen = await about(admin, bill)
    approved, before, read_back = await done(writer, DisputeBill(**args), seen)
    assert await state(admin, bill) == {**start, "payment_state": "blocked"}
    for _ in range(2):
        restored = await undo(writer, approved, before, read_back.after)
        assert restored.ok, restored.note
    assert await state(admin, bill) == start


async def test_a_draft_stays_a_draft_and_what_people_blocked_stays_blocked(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    draft = await billed(admin, posted=False)
    start = await state(admin, draft)
    args, seen = await about(admin, draft)
    await done(writer, DisputeBill(**args), seen)
    assert await state(admin, draft) == start

    bill = await billed(admin, posted=True)
    await admin.call("account.move", "action_toggle_block_payment", [bill.id])
    args, seen = await about(admin, bill)
    approved, before, read_back = await done(writer, DisputeBill(**args), seen)
    assert (await state(admin, bill))["payment_state"] == "blocked"
    assert (await undo(writer, approved, before, read_back.after)).ok
    assert (await state(admin, bill))["payment_state"] == "blocked"


async def test_a_credit_note_is_one_draft_of_exactly_that(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    bill = await billed(admin, posted=True)
    start = await state(admin, bill)
    args, seen = await about(admin, bill)
    approved, before, read_back = await done(writer, RequestCreditNote(**args), seen)
    refunds = [["move_type", "=", "in_refund"], ["reversed_entry_id", "=", bill.id]]
    fields = ["state", "amount_untaxed", "amount_tax", "partner_id", "ref", "payment_state"]
    [made] = await admin.search_read("account.move", refunds, fields)
    assert (made["state"], made["amount_untaxed"], made["partner_id"][0]) == ("draft", 13.3, bill.partner)
    ratio = (Decimal(str(start["amount_total"])) - 100) / 100
    assert Decimal(str(made["amount_tax"])) == (Decimal("13.30") * ratio).quantize(Decimal("0.01"))
    assert await state(admin, bill) == start

    write = WRITES[approved.name]
    more = RequestCreditNote(**{**args, "amount": Decimal("86.71")})
    assert "86.7 are not credited yet" in (await write.guards(writer, more, seen))[0]
    for _ in range(2):
        assert (await undo(writer, approved, before, read_back.after)).ok
    assert await admin.search_count("account.move", refunds) == 0

    again = approve(RequestCreditNote(**args), seen, writer.uuid)
    await apply(writer, again)
    [made] = await admin.search_read("account.move", refunds, ["id"])
    await admin.call("account.move", "action_post", [made["id"]])
    with pytest.raises(CannotUndoError, match="posted already"):
        await undo(writer, again, before, {})


async def test_another_bill_than_was_looked_at_is_left_alone(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    bill = await billed(admin, posted=False)
    args, seen = await about(admin, bill)
    credit, dispute = RequestCreditNote(**args), DisputeBill(**args)
    assert "is not posted" in (await WRITES[credit.name].guards(writer, credit, seen))[0]
    await admin.write("account.move", [bill.id], {"invoice_line_ids": [[0, 0, {"name": "More", "price_unit": 5}]]})
    assert "was over" in (await WRITES[dispute.name].guards(writer, dispute, seen))[0]
    await admin.call("account.move", "action_post", [bill.id])
    assert "was draft when this was proposed" in (await WRITES[dispute.name].guards(writer, dispute, seen))[0]
    paid = await billed(admin, posted=True)
    args, seen = await about(admin, paid)
    context = {"active_model": "account.move", "active_ids": [paid.id]}
    [wizard] = await admin.create("account.payment.register", [{}], context=context)
    await admin.call("account.payment.register", "action_create_payments", [wizard], context=context)
    dispute = DisputeBill(**args)
    assert "is paid already" in (await WRITES[dispute.name].guards(writer, dispute, seen))[0]


async def test_what_stands_twice_is_told(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    """A request that came late: a second draft, a second note."""
    bill = await billed(admin, posted=True)
    args, seen = await about(admin, bill)
    since = datetime.now(UTC) - timedelta(hours=1)
    for action, said in (
        (RequestCreditNote(**args), "is credited 2 times in Odoo. Delete all drafts but one."),
        (AcceptVariance(**args, within_tolerance=True), "stands 2 times in Odoo. Delete all but one."),
    ):
        approved = approve(action, seen, writer.uuid)
        await apply(writer, approved)
        assert await found_twice(writer, [approved], since) == {}
        step = WRITES[action.name].steps(writer, approved)[0]
        if action.name is ActionName.REQUEST_CREDIT_NOTE:
            await step.do()
        else:
            marked = marker(approved.key, writer.uuid)
            await admin.call("account.move", "message_post", [bill.id], body="x", message_id=marked)
        assert said in (await found_twice(writer, [approved], since))[approved.key]


async def test_evidence_is_one_file_for_colleagues(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    bill = await billed(admin, posted=True)
    text = "shipment,billed\nNL440001,27.40\nFußgönheim,€ 3\n"
    args = AttachEvidence(
        model="account.move",
        record_id=bill.id,
        record=bill.label,
        subject="Charges against the contract",
        file_name="charges.csv",
        text=text,
    )
    approved, before, read_back = await done(writer, args, SeenTarget(record=bill.label))
    [note] = await notes(admin, bill)
    assert (note["partner_ids"], note["notified_partner_ids"], note["subtype_id"][1]) == ([], [], "Note")
    [kept] = await admin.read("ir.attachment", note["attachment_ids"], ["name", "res_model", "res_id", "raw"])
    assert (kept["name"], kept["res_model"], kept["res_id"]) == ("charges.csv", "account.move", bill.id)
    with pytest.raises(CannotUndoError):
        await undo(writer, approved, before, read_back.after)
    await admin.call("ir.attachment", "unlink", note["attachment_ids"])
    assert not (await WRITES[args.name].verify(writer, args, SeenTarget(record=bill.label), before, approved.key)).ok

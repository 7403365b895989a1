"""Vendors' bills on a real Odoo: found by a scan or a mail, matched, decided, written, and not asked again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage

import pytest

from agents.scans.invoice_mismatch import InvoiceMismatches
from agents.world import World, habits_of
from cases.actions import ActionName
from cases.claims import BillMismatchClaim
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import CaseRecord
from graphs.scanning import Scanned, run_scan
from sandbox.deliveries import carriers
from sandbox.flows import Flows
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
MOST_CALLS = 12
LEAD = 14


async def scanned(hand: Hand) -> Scanned:
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), hand.desk.clock())
        return await run_scan(InvoiceMismatches(), hand.desk.database, world)


async def worked(hand: Hand, case_id: str) -> tuple[CaseRecord, ProposalRecord]:
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    async with hand.desk.database.transaction() as session:
        record = await cases.record(session, case_id)
        this = await rounds.load(session, this.id)
    assert this.proposal_id is not None, record.why_person
    assert 0 < (this.odoo_calls or 0) <= 2 * MOST_CALLS
    return record, await hand.load(this.proposal_id)


async def approved(hand: Hand, proposal: ProposalRecord) -> dict[ActionName, ActionStatus]:
    """What becomes of the recommended way once everybody who is asked says yes."""
    [chosen] = [one for one in proposal.options if one.recommended]
    for action in proposal.actions:
        for approval in action.approvals if action.id in chosen.action_ids else ():
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    done = [one for one in after.actions if one.id in chosen.action_ids]
    assert all(one.receipt and one.receipt.verified for one in done), [one.why for one in done]
    return {one.name: one.status for one in done}


class Buying:
    """Orders and bills of one vendor, as its company's people make them."""

    def __init__(self, hand: Hand, today: date) -> None:
        self.flows = Flows(hand.admin)
        self.today = today
        self.made = 0

    async def begin(self) -> None:
        self.warehouse = await self.flows.find("stock.warehouse", code="ANT")
        self.vendor = await self.flows.partner(
            {"name": "Vestre Stål", "email": "ar@vestre.example", "supplier_rank": 1}, "no"
        )

    async def product(self) -> int:
        self.made += 1
        code = f"PIN-{self.made}"
        values = {"name": f"Pin {self.made}", "default_code": code, "standard_price": 4.0}
        return await self.flows.product(values, self.vendor, LEAD)

    async def order(self, product: int, much: str, received: str | None, vendor: int | None = None) -> int:
        """Confirmed, and received in part; the rest comes in a week."""
        line = (product, Decimal(much), self.today + timedelta(days=7))
        made = await self.flows.purchase(vendor or self.vendor, self.warehouse, [line])
        await self.flows.confirm_purchase(made)
        if received:
            await self.flows.receive(made, {product: Decimal(received)})
        return made

    async def bill(self, order: int, number: str, product: int, much: str, price: str = "4", post: bool = True) -> int:
        return await self.flows.bill_order(
            order, number, self.today, {product: Decimal(much)}, prices={product: Decimal(price)}, post=post
        )


@pytest.fixture
async def buying(hand: Hand, fresh_company: Company) -> Buying:
    made = Buying(hand, fresh_company.world.today)
    await made.begin()
    return made


async def test_bills_that_differ_are_found_and_what_is_decided_is_done_once(hand: Hand, buying: Buying) -> None:
    admin, flows = hand.admin, buying.flows
    pin, nut, bolt, rivet = [await buying.product() for _ in range(4)]
    short = await buying.order(pin, "40", "30")
    dear = await buying.bill(short, "V-1", pin, "40", "4.50")
    whole = await buying.order(nut, "24", "24")
    right = await buying.bill(whole, "V-2", nut, "24", post=False)
    # Four packs of six at six times four are the same, and an archived product is matched like any other.
    packs = await flows.find("uom.uom", name="Pack of 6")
    [row] = await admin.read("account.move", [right], ["invoice_line_ids"])
    await admin.write(
        "account.move.line", row["invoice_line_ids"], {"product_uom_id": packs, "quantity": 4, "price_unit": 24.0}
    )
    await admin.write("product.product", [nut], {"active": False})
    # The same number, spaced otherwise and tied to nothing.
    twice = await flows.enter_bill(buying.vendor, "v 2", buying.today, {"Nuts": Decimal(96)}, post=False)
    # A carrier's bill of an order belongs to the check of freight, whatever is wrong with it.
    carrier = await flows.find("res.partner", name=carriers()[0].name, is_company=True)
    carried = await buying.order(bolt, "5", None, vendor=carrier)
    await buying.bill(carried, "C-1", bolt, "5")
    # Typed by hand, with the order's number in the reference.
    typed = await buying.order(rivet, "10", "10")
    [order] = await admin.read("purchase.order", [typed], ["name"])
    line = {"product_id": rivet, "quantity": 10, "price_unit": 4.2, "tax_ids": [[6, 0, []]]}
    [by_hand] = await admin.create(
        "account.move",
        [
            {
                "move_type": "in_invoice",
                "partner_id": buying.vendor,
                "ref": f"V-3 / {order['name']}",
                "invoice_date": str(buying.today),
                "invoice_line_ids": [[0, 0, line]],
            }
        ],
    )
    first = await scanned(hand)
    assert first.odoo_calls <= 8
    case_ids = [case_id for report in first.report_ids for case_id in await hand.read(report)]
    async with hand.desk.database.transaction() as session:
        records = {(await cases.record(session, one)).records[0].id: one for one in case_ids}
        [claim] = [
            one.claim for one in await cases.claims(session, records[dear]) if isinstance(one.claim, BillMismatchClaim)
        ]
    assert isinstance(claim, BillMismatchClaim)
    assert {dear, twice, by_hand} <= set(records)
    assert right not in records
    assert first.found == len(records) == 3
    assert (claim.number, claim.vendor, claim.over, claim.reasons) == ("V-1", "Vestre Stål", 60, ("not received",))

    record, proposal = await worked(hand, records[dear])
    assert record.kind is Kind.INVOICE_MISMATCH
    assert "V-1 of Vestre Stål" in record.title
    assert "60.00 EUR too much" in proposal.summary
    assert "10 Units planned for" in proposal.summary
    # Ten are still to come: the vendor owes what the forty are too dear, nobody a credit for the ten.
    done = await approved(hand, proposal)
    assert done == dict.fromkeys(
        (
            ActionName.DISPUTE_BILL,
            ActionName.REQUEST_CREDIT_NOTE,
            ActionName.MESSAGE_SUPPLIER,
            ActionName.ATTACH_EVIDENCE,
            ActionName.SCHEDULE_ACTIVITY,
        ),
        ActionStatus.APPLIED,
    )
    [row] = await admin.read("account.move", [dear], ["state", "payment_state"])
    assert (row["state"], row["payment_state"]) == ("posted", "blocked")
    [credit] = await admin.search_read("account.move", [["reversed_entry_id", "=", dear]], ["state", "amount_untaxed"])
    assert (credit["state"], credit["amount_untaxed"]) == ("draft", 20.0)
    assert await hand.status(record.id) is CaseStatus.RESOLVED

    # The draft that was typed by hand is a little dear: asked once, and not again while it says the same.
    _, hand_typed = await worked(hand, records[by_hand])
    assert set(await approved(hand, hand_typed)) >= {ActionName.DISPUTE_BILL}
    again = await scanned(hand)
    told = [case_id for report in again.report_ids for case_id in await hand.read(report)]
    assert set(told) <= {records[twice]}
    # What changes is news; what is put right is over.
    await admin.write("account.move", [twice], {"ref": "V-4"})
    [row] = await admin.read("account.move", [by_hand], ["invoice_line_ids"])
    await admin.write("account.move.line", row["invoice_line_ids"], {"price_unit": 5.0})
    news = await scanned(hand)
    [case_id] = [case_id for report in news.report_ids for case_id in await hand.read(report)]
    assert case_id not in case_ids
    assert len(news.resolved) == 1
    assert await hand.status(records[twice]) is CaseStatus.RESOLVED


def complaint(order: str) -> bytes:
    message = EmailMessage()
    message["From"] = "ar@vestre.example"
    message["To"] = "accounts@ourcompany.example"
    message["Subject"] = f"Our invoice for {order}"
    message["Message-ID"] = "<complaint@vestre.example>"
    message.set_content(f"Hello,\n\nthe invoice for {order} differs from the order, please correct it.\n\nRegards\n")
    return message.as_bytes()


async def test_a_mail_about_an_order_leads_to_its_bill(hand: Hand, buying: Buying) -> None:
    pin = await buying.product()
    made = await buying.order(pin, "10", "10")
    bill = await buying.bill(made, "V-9", pin, "10", "4.50", post=False)
    [order] = await hand.admin.read("purchase.order", [made], ["name"])
    [case_id] = await hand.read(await hand.report(complaint(order["name"]), "ar@vestre.example"))
    record, proposal = await worked(hand, case_id)
    assert record.kind is Kind.INVOICE_MISMATCH
    assert record.records[0].id == bill
    assert "5.00 EUR too much" in proposal.summary
    # A scan finds the same bill, and tells the same case.
    found = await scanned(hand)
    [same] = await hand.read(found.report_ids[0])
    assert same == case_id

"""A carrier's bill without HTTP: from the mail it came with over people's decisions to what Odoo then shows."""

from __future__ import annotations

import base64
import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from agents.world import World, habits_of
from api.intake import enclosed
from cases.actions import ActionName
from cases.claims import FreightBillClaim
from cases.contracts import contract_of
from cases.guidance import Collection
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store import knowledge
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import CaseRecord
from cases.store.reports import page_images
from graphs.scanning import Scanned, run_scan, scan_of
from sandbox.deliveries import SeededDelivery, tell
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
CONTRACTS = Path(__file__).parents[3] / "sandbox" / "seed" / "contracts"
MOST_CALLS = 10
CENT = Decimal("0.01")


def shipped(company: Company) -> SeededDelivery:
    """A delivery of one parcel that left, by a carrier whose contract is known."""
    told = tell(company.world.today).values()
    return next(one for one in told if one.carrier.contract and one.shipped and len(one.numbers) == 1)


async def agreed(hand: Hand, delivery: SeededDelivery) -> tuple[Decimal, Decimal]:
    """What the contract says by hand: base and fuel, from the transfer as an administrator sees it."""
    contract = contract_of((CONTRACTS / f"{delivery.carrier.contract}").with_suffix(".md").read_text())
    [picking] = await hand.admin.search_read(
        "stock.picking", [["name", "=", delivery.deliveries[0]]], ["partner_id", "move_ids", "date_done"]
    )
    moves = await hand.admin.read("stock.move", picking["move_ids"], ["product_id", "quantity"])
    products = await hand.admin.read("product.product", [move["product_id"][0] for move in moves], ["weight", "volume"])
    [partner] = await hand.admin.read("res.partner", [picking["partner_id"][0]], ["country_id"])
    [country] = await hand.admin.read("res.country", [partner["country_id"][0]], ["code"])
    amounts = [
        (
            Decimal(str(move["quantity"])) * Decimal(str(product["weight"])),
            Decimal(str(move["quantity"])) * Decimal(str(product["volume"])),
        )
        for move, product in zip(moves, products, strict=True)
    ]
    weight = sum((one for one, _ in amounts), Decimal(0))
    volume = sum((one for _, one in amounts), Decimal(0)) if all(one for _, one in amounts) else Decimal(0)
    kilograms = contract.rounded(max(weight, contract.volumetric(volume)))
    price = contract.price(contract.zone_of(country["code"]) or "", kilograms)
    assert price is not None
    base = max(price, contract.minimum_charge)
    percent = contract.fuel(date.fromisoformat(picking["date_done"][:10])) or Decimal(0)
    return base, (base * percent / 100).quantize(CENT, ROUND_HALF_UP)


def mail(delivery: SeededDelivery, number: str, base: Decimal, fuel: Decimal) -> bytes:
    message = EmailMessage()
    message["From"] = delivery.carrier.email
    message["To"] = "accounts@ourcompany.example"
    message["Subject"] = f"Our invoice {number}"
    message["Message-ID"] = f"<{number}@carrier.example>"
    message.set_content("Please find our invoice attached.\n")
    rows = (
        "invoice,invoice_date,carrier,currency,tracking_number,base,fuel\n"
        f"{number},{delivery.shipped},{delivery.carrier.name},EUR,{delivery.numbers[0]},{base},{fuel}\n"
    )
    message.add_attachment(rows.encode(), maintype="text", subtype="csv", filename=f"{number}.csv")
    return message.as_bytes()


async def entered(hand: Hand, delivery: SeededDelivery, number: str, amount: Decimal, *, post: bool = True) -> int:
    """The bill as accounts payable entered it."""
    [partner] = await hand.admin.search_read(
        "res.partner", [["name", "=", delivery.carrier.name], ["is_company", "=", True]], ["id"]
    )
    line = {
        "name": f"Freight {delivery.numbers[0]}",
        "quantity": 1,
        "price_unit": float(amount),
        "tax_ids": [[6, 0, []]],
    }
    values = {
        "move_type": "in_invoice",
        "partner_id": partner["id"],
        "ref": number,
        "invoice_date": str(delivery.shipped),
        "invoice_line_ids": [[0, 0, line]],
    }
    [made] = await hand.admin.create("account.move", [values])
    if post:
        await hand.admin.call("account.move", "action_post", [made])
    return made


async def on_file(hand: Hand, delivery: SeededDelivery) -> None:
    text = (CONTRACTS / f"{delivery.carrier.contract}").with_suffix(".md").read_text()
    async with hand.desk.database.transaction() as session:
        await knowledge.add(session, Collection.CONTRACTS, "carrier", text)


async def worked(hand: Hand, content: bytes) -> tuple[CaseRecord, ProposalRecord]:
    [case_id] = await hand.read(await hand.report(content, "billing@carrier.example"))
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    async with hand.desk.database.transaction() as session:
        record = await cases.record(session, case_id)
        this = await rounds.load(session, this.id)
    assert this.proposal_id is not None, record.why_person
    assert 0 < (this.odoo_calls or 0) <= MOST_CALLS
    return record, await hand.load(this.proposal_id)


async def test_what_is_billed_too_much_is_blocked_and_credited(hand: Hand, fresh_company: Company) -> None:
    delivery = shipped(fresh_company)
    await on_file(hand, delivery)
    base, fuel = await agreed(hand, delivery)
    more = base + Decimal("13.30")
    bill = await entered(hand, delivery, "F-2026-77", more + fuel)
    case, proposal = await worked(hand, mail(delivery, "F-2026-77", more, fuel))
    assert case.kind is Kind.FREIGHT_DISCREPANCY
    assert f"F-2026-77 of {delivery.carrier.name}: {more + fuel} EUR" in case.title
    assert "13.30 EUR too much" in proposal.summary
    [chosen] = [one for one in proposal.options if one.recommended]
    assert chosen.id == "dispute"
    for action in proposal.actions:
        for approval in action.approvals if action.id in chosen.action_ids else ():
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    stands = {action.name: (action.status, action.why) for action in after.actions if action.id in chosen.action_ids}
    done = (ActionName.DISPUTE_BILL, ActionName.REQUEST_CREDIT_NOTE, ActionName.ATTACH_EVIDENCE)
    assert stands == dict.fromkeys(done, (ActionStatus.APPLIED, None))
    assert all(one.receipt and one.receipt.verified for one in after.actions if one.id in chosen.action_ids)
    [row] = await hand.admin.read("account.move", [bill], ["state", "payment_state"])
    assert (row["state"], row["payment_state"]) == ("posted", "blocked")
    [credit] = await hand.admin.search_read(
        "account.move", [["reversed_entry_id", "=", bill]], ["state", "move_type", "amount_untaxed"]
    )
    assert (credit["state"], credit["move_type"], credit["amount_untaxed"]) == ("draft", "in_refund", 13.3)
    assert await hand.status(case.id) is CaseStatus.RESOLVED


async def test_the_right_bill_is_right_and_without_a_contract_somebody_is_asked(
    hand: Hand, fresh_company: Company
) -> None:
    delivery = shipped(fresh_company)
    base, fuel = await agreed(hand, delivery)
    _, unknown = await worked(hand, mail(delivery, "F-2026-78", base, fuel))
    assert [action.name for action in unknown.actions] == [ActionName.SCHEDULE_ACTIVITY]
    assert f"No contract of {delivery.carrier.name} in force" in unknown.actions[0].args["note"]
    await on_file(hand, delivery)
    case, right = await worked(hand, mail(delivery, "F-2026-79", base, fuel))
    assert right.actions == ()
    assert "the bill is right" in right.summary
    assert await hand.status(case.id) is CaseStatus.RESOLVED


def printed(delivery: SeededDelivery, number: str, base: Decimal, fuel: Decimal) -> bytes:
    """The same bill as a carrier prints it."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    net = base + fuel
    for top, cells in (
        (60, ((50, delivery.carrier.name),)),
        (100, ((50, "Invoice number"), (200, "Invoice date"))),
        (114, ((50, number), (200, f"{delivery.shipped:%d.%m.%Y}"))),
        (160, ((50, "Tracking number"), (250, "Freight"), (350, "Fuel surcharge"))),
        (176, ((50, delivery.numbers[0]), (250, f"{base}"), (350, f"{fuel}"))),
        (210, ((50, "Total"), (350, f"EUR {net}"))),
    ):
        for left, text in cells:
            canvas.drawString(left, A4[1] - top, text)
    canvas.save()
    return target.getvalue()


async def test_a_printed_bill_sent_in_as_a_document_is_checked_like_any_other(
    hand: Hand, fresh_company: Company
) -> None:
    delivery = shipped(fresh_company)
    await on_file(hand, delivery)
    base, fuel = await agreed(hand, delivery)
    content = enclosed(printed(delivery, "PDF-1", base + 3, fuel), "PDF-1.pdf", "Please check")
    record, proposal = await worked(hand, content)
    assert record.kind is Kind.FREIGHT_DISCREPANCY
    assert "PDF-1" in record.title
    # It is not in Odoo yet: somebody is asked to enter it, with what is billed too much.
    assert any("3.00 EUR" in str(one.args) for one in proposal.actions)
    async with hand.desk.database.transaction() as session:
        [read] = [one.claim for one in await cases.claims(session, record.id) if one.claim.case_kind is record.kind]
        reports = [one.report_id for one in await cases.claims(session, record.id) if one.report_id]
        [page] = await page_images.of_reports(session, reports)
    assert isinstance(read, FreightBillClaim)
    assert (page.image.part, page.image.page, read.file) == ("PDF-1.pdf", 1, "PDF-1.pdf")
    [shipment] = read.bill.shipments
    assert [(one.amount, one.box is not None and one.box.page) for one in shipment.charges] == [
        (base + 3, 1),
        (fuel, 1),
    ]


async def test_a_draft_bill_is_found_checked_once_and_closed_when_it_is_gone(
    hand: Hand, fresh_company: Company
) -> None:
    delivery = shipped(fresh_company)
    await on_file(hand, delivery)
    base, fuel = await agreed(hand, delivery)
    bill = await entered(hand, delivery, "SCAN-1", base + fuel + 7, post=False)

    async def scanned() -> Scanned:
        async with hand.desk.reader() as reader:
            world = World(reader, habits_of(hand.desk.settings), hand.desk.clock())
            return await run_scan(scan_of(Kind.FREIGHT_DISCREPANCY), hand.desk.database, world)

    first = await scanned()
    assert (first.found, first.known, len(first.report_ids)) == (1, 0, 1)
    assert first.odoo_calls <= 5
    [case_id] = await hand.read(first.report_ids[0])
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    async with hand.desk.database.transaction() as session:
        record = await cases.record(session, case_id)
        this = await rounds.load(session, this.id)
    assert record.status is CaseStatus.WAITING
    assert 0 < (this.odoo_calls or 0) <= MOST_CALLS
    proposal = await hand.load(this.proposal_id or "")
    assert {one.name for one in proposal.actions} >= {ActionName.DISPUTE_BILL, ActionName.ATTACH_EVIDENCE}
    again = await scanned()
    assert (again.found, again.known, again.report_ids, again.resolved) == (1, 1, (), ())
    await hand.admin.call("account.move", "button_cancel", [bill])
    gone = await scanned()
    assert (gone.found, list(gone.resolved)) == (0, [record.number])


async def test_a_draft_of_one_line_is_checked_by_the_document_beside_it(hand: Hand, fresh_company: Company) -> None:
    """Read by the account that reads, in a child, and only what stands on bills."""
    delivery = shipped(fresh_company)
    await on_file(hand, delivery)
    base, fuel = await agreed(hand, delivery)
    paper = base64.b64encode(printed(delivery, "PAPER-1", base + 7, fuel)).decode()
    bill = await entered(hand, delivery, "PAPER-1", base + fuel + 7, post=False)
    [row] = await hand.admin.read("account.move", [bill], ["invoice_line_ids"])
    await hand.admin.write("account.move.line", row["invoice_line_ids"], {"name": "Transport of November"})
    [order] = await hand.admin.search_read("purchase.order", [], ["id"], limit=1)
    await hand.admin.create(
        "ir.attachment",
        [
            {"name": "PAPER-1.pdf", "res_model": "account.move", "res_id": bill, "datas": paper},
            {"name": "other.pdf", "res_model": "purchase.order", "res_id": order["id"], "datas": paper},
        ],
    )
    async with hand.desk.reader() as reader:
        world = World(reader, habits_of(hand.desk.settings), hand.desk.clock(), papers=hand.desk.limits)
        assert [one.name for one in await reader.bill_papers([bill, order["id"]], largest=5_000_000)] == ["PAPER-1.pdf"]
        done = await run_scan(scan_of(Kind.FREIGHT_DISCREPANCY), hand.desk.database, world)
    assert done.odoo_calls <= 7
    [case_id] = await hand.read(done.report_ids[0])
    async with hand.desk.database.transaction() as session:
        [read] = [one.claim for one in await cases.claims(session, case_id) if isinstance(one.claim, FreightBillClaim)]
    assert isinstance(read, FreightBillClaim)
    [shipment] = read.bill.shipments
    assert shipment.reference == delivery.numbers[0]
    assert [one.amount for one in shipment.charges] == [base + 7, fuel]

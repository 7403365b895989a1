"""A lost delivery made good through the graph: in goods or in money, once, whoever dies on the way."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from typing import Any

import pytest

from cases.actions import ActionName, parse, parse_premise
from cases.approvals import key_of
from cases.status import ActionStatus, DecisionType
from cases.store.errors import DecisionError
from cases.store.proposals.records import ActionRecord, DecisionIn, EditedAction, ProposalRecord
from evals.scenarios.events import failed_deliveries
from runtime.settings import Settings
from sandbox.deliveries import SeededDelivery, tell
from tests.integration.graphs.hand import Company, Hand
from tests.integration.graphs.test_kills import nursery
from tools.odoo.client import OdooSession
from tools.odoo.writes import WRITES, open_writer

pytestmark = pytest.mark.odoo
QUIET = {"skip_sms": True, "skip_backorder": True, "picking_ids_not_to_backorder": []}
WRITTEN = "SELECT count(*) FROM attempts WHERE sent_at IS NOT NULL"
DONE = "SELECT count(*) FROM actions WHERE status = 'applied'"


def told(company: Company, key: str) -> SeededDelivery:
    return tell(company.world.today)[key]


async def lost(hand: Hand, company: Company, key: str) -> ProposalRecord:
    """What is proposed when the carrier has lost that delivery."""
    event = next(one for one in failed_deliveries(tell(company.world.today), company.world.today) if one.id == "lost")
    body = json.loads(event.body)
    about = told(company, key)
    body["data"] |= {"tracking_number": about.numbers[0], "carrier": about.carrier.name}
    [case_id] = await hand.read(await hand.webhook(json.dumps(body).encode(), f"lost-{key}"))
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    this = await hand.round(case_id)
    assert this is not None
    assert this.proposal_id is not None
    assert 0 < (this.odoo_calls or 0) <= 8
    return await hand.load(this.proposal_id)


def one(proposal: ProposalRecord, name: ActionName) -> ActionRecord:
    [found] = [action for action in proposal.actions if action.name is name]
    return found


async def agreed(hand: Hand, proposal: ProposalRecord, *actions: ActionRecord) -> ProposalRecord:
    """Everybody who is asked approves these; nothing is carried out yet."""
    for action in actions:
        for approval in action.approvals:
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    return await hand.load(proposal.id)


async def billing(odoo: OdooSession, order: str) -> list[tuple[Any, ...]]:
    """By line of the order: delivered, invoiced, to be invoiced; and how many invoices and credit notes it has."""
    fields = ["qty_delivered", "qty_invoiced", "qty_to_invoice"]
    rows = await odoo.search_read("sale.order.line", [["order_id.name", "=", order]], fields, order="id")
    [known] = await odoo.search_read("sale.order", [["name", "=", order]], ["invoice_ids", "invoice_status"])
    return [
        *(tuple(row[field] for field in fields) for row in rows),
        (len(known["invoice_ids"]), known["invoice_status"]),
    ]


async def shipped_again(odoo: OdooSession, action: ActionRecord) -> list[dict[str, Any]]:
    domain = [["origin", "like", key_of(action.id)], ["state", "!=", "cancel"]]
    return await odoo.search_read("stock.picking", domain, ["state", "sale_id", "name"], order="id")


async def credits_for(odoo: OdooSession, delivery: SeededDelivery) -> list[dict[str, Any]]:
    domain = [["ref", "=", delivery.deliveries[0]], ["move_type", "=", "out_refund"]]
    return await odoo.search_read("account.move", domain, ["state", "amount_untaxed", "reversed_entry_id"])


async def test_lost_and_billed_is_shipped_again_once_and_never_billed_or_credited_beside_it(
    hand: Hand, fresh_company: Company
) -> None:
    """The worker dies between two calls: what stands is finished, and no credit gets in between."""
    delivery = told(fresh_company, "billed")
    start = await billing(hand.admin, delivery.order)
    proposal = await lost(hand, fresh_company, "billed")
    again, credit = (one(proposal, name) for name in (ActionName.SHIP_REPLACEMENT, ActionName.OFFER_CREDIT))
    assert (again.excludes, credit.excludes) == ((credit.id,), (again.id,))
    both = [DecisionIn(action_id=a.id, digest=a.digest, type=DecisionType.APPROVE) for a in (again, credit)]
    with pytest.raises(DecisionError, match="rule each other out"):
        await hand.decide(proposal, again.approvals[0].need.any_of[0], *both)
    proposal = await agreed(hand, proposal, again)
    assert proposal.action(credit.id).status is ActionStatus.REJECTED

    await hand.write_half(again.id)
    async with await open_writer(hand.desk.settings) as odoo:
        args, premise = parse(credit.name, credit.args), parse_premise(credit.name, credit.premise)
        [said] = await WRITES[credit.name].guards(odoo, args, premise)
    assert "would make good the same loss twice" in said
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(again.id)
    assert (after.status, after.why) == (ActionStatus.APPLIED, None)
    assert after.receipt is not None
    assert after.receipt.verified
    [made] = await shipped_again(hand.admin, again)
    assert (made["state"], made["sale_id"]) == ("assigned", False)
    await hand.admin.call("stock.picking", "button_validate", [made["id"]], context=QUIET)
    assert {row["state"] for row in await shipped_again(hand.admin, again)} <= {"done", "assigned"}
    assert await billing(hand.admin, delivery.order) == start
    assert await credits_for(hand.admin, delivery) == []

    following = await hand.again(proposal.case_id)
    assert not {ActionName.SHIP_REPLACEMENT, ActionName.OFFER_CREDIT} & {action.name for action in following.actions}
    assert any("ships it again already" in fact.label for fact in following.evidence)


async def test_lost_and_none_left_is_credited_with_finance_and_the_letter_says_how_much(
    hand: Hand, fresh_company: Company
) -> None:
    delivery = told(fresh_company, "dear")
    start = await billing(hand.admin, delivery.order)
    proposal = await lost(hand, fresh_company, "dear")
    assert [option.id for option in proposal.options] == ["settle", "credit"]
    credit = one(proposal, ActionName.OFFER_CREDIT)
    # Far above the limit: two who know the customer, and who answers for the money.
    assert [approval.need.any_of for approval in credit.approvals] == [("service",), ("sales",), ("finance_manager",)]
    lower = {**credit.args, "amount": "1000.5"}
    edited = DecisionIn(
        action_id=credit.id,
        digest=credit.digest,
        type=DecisionType.EDIT,
        edited_action=EditedAction(name=credit.name, args=lower),
    )
    proposal = await hand.decide(proposal, credit.approvals[0].need.any_of[0], edited)
    chosen = next(option.action_ids for option in proposal.options if option.id == "credit")
    letter = next(
        action for action in proposal.actions if action.id in chosen and action.name is ActionName.MESSAGE_CUSTOMER
    )
    assert letter.args["amount"] == "1000.5"
    for role in ("sales", "finance_manager"):
        now = proposal.action(credit.id)
        said = DecisionIn(action_id=now.id, digest=now.digest, type=DecisionType.APPROVE)
        need = next(one for one in now.approvals if role in one.need.any_of)
        proposal = await hand.decide(proposal, need.need.any_of[0], said)
    proposal = await agreed(hand, proposal, letter)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    for action in (after.action(credit.id), after.action(letter.id)):
        assert (action.status, action.why) == (ActionStatus.APPLIED, None)
        assert action.receipt is not None
        assert action.receipt.verified
    [row] = await credits_for(hand.admin, delivery)
    assert (row["state"], row["amount_untaxed"]) == ("draft", 1000.5)
    assert row["reversed_entry_id"][1].startswith(delivery.invoice or "?")
    assert await billing(hand.admin, delivery.order) == start
    [message] = await hand.admin.search_read("mail.message", [["message_id", "like", key_of(letter.id)]], ["body"])
    assert "1.000,50" in message["body"] or "1,000.50" in message["body"]


@pytest.mark.slow
async def test_workers_killed_while_they_ship_again_and_credit(
    hand: Hand, fresh_company: Company, settings: Settings
) -> None:
    """One loss is made good in goods and one in money by workers that die at any instant: each stands once."""
    chance = random.Random(20261126)  # noqa: S311 - the same instants each time, as far as clocks allow
    goods, money = await lost(hand, fresh_company, "billed"), await lost(hand, fresh_company, "dear")
    again, credit = one(goods, ActionName.SHIP_REPLACEMENT), one(money, ActionName.OFFER_CREDIT)
    await agreed(hand, goods, again)
    await agreed(hand, money, credit)

    async with nursery(settings) as workers:
        cut_off = 0
        for _ in range(4):
            begun = await hand.count(WRITTEN)
            worker = await workers.worker()
            for _ in range(200):
                if await hand.count(WRITTEN) > begun or await hand.count(DONE) == 2:
                    break
                await asyncio.sleep(0.02)
            await asyncio.sleep(chance.uniform(0, 0.2))
            os.kill(worker, signal.SIGKILL)
            cut_off += await hand.count("SELECT count(*) FROM actions WHERE status = 'executing'")
            if await hand.count(DONE) == 2:
                break
        worker = await workers.worker()
        try:
            for _ in range(240):
                if await hand.count(DONE) == 2:
                    break
                await asyncio.sleep(0.5)
        finally:
            os.kill(worker, signal.SIGKILL)
    assert cut_off > 0
    for proposal, action in ((goods, again), (money, credit)):
        after = (await hand.load(proposal.id)).action(action.id)
        assert (after.status, after.why) == (ActionStatus.APPLIED, None)
        assert after.receipt is not None
        assert after.receipt.verified
        assert len(after.receipts) == 1
    assert len(await shipped_again(hand.admin, again)) == 1
    assert [row["state"] for row in await credits_for(hand.admin, told(fresh_company, "dear"))] == ["draft"]
    assert await credits_for(hand.admin, told(fresh_company, "billed")) == []

"""Goods that a customer sends back, or that arrived broken: from their mail over decisions to what Odoo then shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cases.actions import ActionName
from cases.kind import Kind
from cases.status import ActionStatus, DecisionType
from cases.store.cases import cases
from cases.store.proposals.records import DecisionIn, ProposalRecord
from sandbox.deliveries import SeededDelivery, tell
from tests.integration.graphs.hand import Company, Hand

pytestmark = pytest.mark.odoo
MOST_CALLS = 10


def told(company: Company, key: str) -> SeededDelivery:
    return tell(company.world.today)[key]


async def written(hand: Hand, sender: str, subject: str, body: str, kind: Kind = Kind.RETURN_REQUEST) -> ProposalRecord:
    """What is proposed when a customer writes so."""
    raw = f"From: {sender}\nTo: service@halden-supply.example\nSubject: {subject}\n\n{body}\n".encode()
    [case_id] = await hand.read(await hand.report(raw, sender))
    async with hand.desk.database.transaction() as session:
        case = await cases.record(session, case_id)
    assert case.kind is kind
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    this = await hand.round(case_id)
    assert this is not None
    assert this.proposal_id is not None
    assert 0 < (this.odoo_calls or 0) <= MOST_CALLS
    return await hand.load(this.proposal_id)


async def approved(hand: Hand, proposal: ProposalRecord) -> ProposalRecord:
    """The recommended option, approved by everybody who is asked, and carried out."""
    chosen = next(option.action_ids for option in proposal.options if option.recommended)
    for action in proposal.actions:
        for approval in action.approvals if action.id in chosen else ():
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    for action in after.actions:
        if action.id in chosen:
            assert (action.status, action.why) == (ActionStatus.APPLIED, None), action.name
            assert action.receipt is not None
            assert action.receipt.verified
    return after


async def coming_back(hand: Hand, delivery: SeededDelivery) -> list[dict[str, Any]]:
    domain = [
        ["origin_returned_move_id.picking_id.name", "=", delivery.deliveries[0]],
        ["state", "not in", ["done", "cancel"]],
    ]
    return await hand.admin.search_read(
        "stock.move", domain, ["product_uom_qty", "location_dest_id", "to_refund"], order="id"
    )


async def test_in_time_it_is_expected_for_checking_and_the_customer_hears_it(
    hand: Hand, fresh_company: Company
) -> None:
    about = told(fresh_company, "paid")
    proposal = await written(
        hand,
        about.customer.email,
        f"Return, order {about.order}",
        f"Hello,\n\nwe would like to return one LGT-WRK40 of order {about.order}, because it is too bright for us.\n"
        "Please tell us how to send it back.\n\nKind regards",
    )
    [plan] = [action for action in proposal.actions if action.name is ActionName.CREATE_RETURN]
    assert [(line["quantity"], plan.args["to_refund"]) for line in plan.args["lines"]] == [("1", True)]
    assert about.invoice is not None
    assert any(about.invoice in fact.label and "paid" in fact.label for fact in proposal.evidence)
    await approved(hand, proposal)
    [row] = await coming_back(hand, about)
    assert (row["product_uom_qty"], row["to_refund"]) == (1.0, True)
    assert "Quarantine" in row["location_dest_id"][1]
    # The customer's own words once more: what is planned already is planned no second time.
    again = await hand.again(proposal.case_id)
    assert any("is expected back already" in fact.label for fact in again.evidence)
    left = [action.args["lines"][0]["quantity"] for action in again.actions if action.name is ActionName.CREATE_RETURN]
    assert left == ["1"]


async def test_what_comes_back_already_counts_and_more_is_asked_for(hand: Hand, fresh_company: Company) -> None:
    """Ten lamps went out, four of them are on their way back: seven more cannot be."""
    about = told(fresh_company, "return_under_way")
    body = "Guten Tag,\n\nwir möchten {n} LGT-WRK40 aus {order} zurücksenden.\n\nMit freundlichen Grüßen"
    proposal = await written(
        hand, about.customer.email, f"Rücksendung {about.order}", body.format(n=7, order=about.order)
    )
    assert not [action for action in proposal.actions if action.name is ActionName.CREATE_RETURN]
    after = await approved(hand, proposal)
    [letter] = [action for action in after.actions if action.name is ActionName.MESSAGE_CUSTOMER]
    assert (letter.args["occasion"], letter.args["language"]) == ("which_return", "de_DE")
    assert len(await coming_back(hand, about)) == 1


async def test_past_the_days_people_decide_and_a_stranger_plans_nothing(hand: Hand, company: Company) -> None:
    about = told(company, "delivered_long_ago")
    words = f"Dear colleagues,\n\nwe want to return one TOL-IMP12 of {about.order}. Please send a return label.\n"
    proposal = await written(hand, about.customer.email, f"Return of {about.order}", words)
    assert [option.id for option in proposal.options] == ["decide", "accept"]
    letters = {action.args["occasion"] for action in proposal.actions if action.name is ActionName.MESSAGE_CUSTOMER}
    assert letters == {"return_late", "return"}

    other = told(company, "paid")
    words = f"Hello,\n\nwe want to return one LGT-WRK40 of order {other.order}. Please send a return label.\n"
    proposal = await written(hand, "someone@elsewhere.example", "Return", words)
    assert {action.name for action in proposal.actions} == {ActionName.MESSAGE_CUSTOMER, ActionName.SCHEDULE_ACTIVITY}
    [letter] = [action for action in proposal.actions if action.name is ActionName.MESSAGE_CUSTOMER]
    assert (letter.args["partner"], letter.args["occasion"]) == (other.customer.name, "which_return")


async def test_broken_goods_are_shipped_again_and_claimed_by_the_last_day(hand: Hand, fresh_company: Company) -> None:
    """And the carrier's own word about the same shipment joins the case: one shipment is one case."""
    about = told(fresh_company, "billed")
    words = f"Bonjour,\n\nun TOL-CAL150 de la commande {about.order} est arrivé cassé, photos à suivre.\n\nL'atelier"
    proposal = await written(hand, about.customer.email, f"Commande {about.order}", words, kind=Kind.DAMAGED_GOODS)
    assert [option.id for option in proposal.options] == ["replace", "credit", "back"]
    again = next(action for action in proposal.actions if action.name is ActionName.SHIP_REPLACEMENT)
    assert [line["quantity"] for line in again.args["lines"]] == ["1"]
    for approval in again.approvals:
        said = DecisionIn(action_id=again.id, digest=again.digest, type=DecisionType.APPROVE)
        await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(again.id)
    assert (after.status, after.why) == (ActionStatus.APPLIED, None)
    made = await hand.admin.search_read(
        "stock.picking", [["origin", "ilike", about.deliveries[0]], ["state", "!=", "cancel"]], ["sale_id", "move_ids"]
    )
    assert [(row["sale_id"], len(row["move_ids"])) for row in made] == [(False, 1)]
    following = await hand.again(proposal.case_id)
    assert not {ActionName.SHIP_REPLACEMENT, ActionName.OFFER_CREDIT} & {action.name for action in following.actions}

    event = {"carrier": about.carrier.name, "tracking_number": about.numbers[0]}
    event |= {"status": "exception", "reason": "damaged"}
    moment = datetime.now(UTC).isoformat()
    body = {"type": "tracking.event", "version": 1, "timestamp": moment, "data": {**event, "occurred_at": moment}}
    assert await hand.read(await hand.webhook(json.dumps(body).encode(), "damaged-1")) == [proposal.case_id]

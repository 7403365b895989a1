"""A model beside the playbook, and people who edit: what may change by them and what may not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.actions import ActionName
from cases.roles import Role
from cases.status import ActionStatus, DecisionType
from cases.store.proposals.records import DecisionIn, EditedAction, ProposalRecord
from evals.scenarios import prepared
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Hand
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.odoo


async def _proposed(hand: Hand, company: Company, key: str) -> ProposalRecord:
    report = next(one for one in prepared(tell(company.world.today)) if one.id == key)
    [case_id] = await hand.read(await hand.report(report.raw, report.sender))
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    this = await hand.round(case_id)
    assert this is not None
    assert this.proposal_id is not None
    return await hand.load(this.proposal_id)


def _said(proposal: ProposalRecord) -> list[tuple[str, dict[str, object]]]:
    """What is proposed, without how a message is worded."""
    return [
        (action.local_id, {name: value for name, value in action.args.items() if name != "wording"})
        for action in proposal.actions
    ]


@pytest.mark.parametrize("mode", ["agrees", "slow", "down", "rambling", "hostile"])
async def test_a_model_changes_neither_the_actions_nor_raises_confidence(
    hand: Hand, fresh_company: Company, scripted_model: ScriptedModel, mode: str
) -> None:
    alone = await _proposed(hand, fresh_company, "german")
    scripted_model.mode = mode
    beside = await hand.beside(scripted_model.url).again(alone.case_id)
    assert scripted_model.requests or mode == "down"
    assert _said(beside) == _said(alone)
    pairs = zip(beside.actions, alone.actions, strict=True)
    assert all(with_model.confidence.value <= own.confidence.value for with_model, own in pairs)
    if mode in {"slow", "down"}:
        assert beside.opinion.status == "unavailable"
    assert "evil" not in str([action.args for action in beside.actions])


async def test_a_model_that_disagrees_lowers_the_confidence_and_is_shown(
    hand: Hand, fresh_company: Company, scripted_model: ScriptedModel
) -> None:
    alone = await _proposed(hand, fresh_company, "german")
    scripted_model.mode = "disagrees"
    beside = await hand.beside(scripted_model.url).again(alone.case_id)
    assert _said(beside) == _said(alone)
    assert beside.opinion.status == "disagrees"
    assert beside.opinion.disagrees_on
    lowered = [
        with_model.local_id
        for with_model, own in zip(beside.actions, alone.actions, strict=True)
        if with_model.confidence.value < own.confidence.value
    ]
    assert set(beside.opinion.disagrees_on) <= set(lowered)


async def test_an_edited_promise_takes_its_message_along(hand: Hand, fresh_company: Company) -> None:
    proposal = await _proposed(hand, fresh_company, "confirmation-pdf")
    by_name = {action.name: action for action in proposal.actions}
    receipt, promise = by_name[ActionName.RESCHEDULE_RECEIPT], by_name[ActionName.REVISE_COMMITMENT]
    letter = by_name[ActionName.MESSAGE_CUSTOMER]
    later = date.fromisoformat(promise.args["new_date"]) + timedelta(days=2)
    edited = EditedAction(name=promise.name, args={**promise.args, "new_date": later.isoformat()})

    await hand.decide(proposal, Role.PROCUREMENT, _approve(receipt.id, receipt.digest))
    said = DecisionIn(action_id=promise.id, digest=promise.digest, type=DecisionType.EDIT, edited_action=edited)
    after = await hand.decide(proposal, Role.SALES, said)
    shown = after.action(letter.id)
    assert shown.args["new_date"] == later.isoformat()
    assert shown.digest != letter.digest
    await hand.decide(proposal, Role.SALES, _approve(shown.id, shown.digest))
    await hand.drive(proposal.round_id)

    done = await hand.load(proposal.id)
    for action_id in (receipt.id, promise.id, letter.id):
        action = done.action(action_id)
        assert action.status is ActionStatus.APPLIED, action.why
        assert action.receipt is not None
        assert action.receipt.verified
    [order] = await hand.admin.read("sale.order", [promise.args["order_id"]], ["commitment_date"])
    assert order["commitment_date"].startswith(later.isoformat())


def _approve(action_id: str, digest: str) -> DecisionIn:
    return DecisionIn(action_id=action_id, digest=digest, type=DecisionType.APPROVE)


async def test_a_question_back_is_the_next_round(hand: Hand, fresh_company: Company) -> None:
    proposal = await _proposed(hand, fresh_company, "german")
    [first, *_] = proposal.actions
    asked = DecisionIn(
        action_id=first.id, digest=first.digest, type=DecisionType.RESPOND, message="Is there none in Antwerp?"
    )
    await hand.decide(proposal, Role.PROCUREMENT, asked)
    this = await hand.round(proposal.case_id)
    assert this is not None
    assert this.n == 2
    await hand.drive(this.id)
    again = await hand.round(proposal.case_id)
    assert again is not None
    assert again.proposal_id not in {None, proposal.id}
    assert {action.status for action in (await hand.load(proposal.id)).actions} == {ActionStatus.SUPERSEDED}

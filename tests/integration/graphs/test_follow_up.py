"""Closed cases looked at again on a real Odoo: goods that came on the day, goods that did not; answered once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cases.actions import ActionName, RescheduleReceipt, parse
from cases.follow_ups import CameTrue, Question
from cases.models import NamedDays
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store import follow_ups
from cases.store.cases import cases
from cases.store.proposals.records import ActionRecord, DecisionIn
from evals.scenarios import prepared
from graphs.follow_up import look_again
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Hand
from tools.odoo.counting import count_calls

pytestmark = pytest.mark.odoo


async def applied(hand: Hand, company: Company, key: str) -> ActionRecord:
    """A supplier's report, its receipt moved as it says and everything else turned down; the case is closed."""
    report = next(one for one in prepared(tell(company.world.today)) if one.id == key)
    [case_id, *_] = await hand.read(await hand.report(report.raw, report.sender))
    this = await hand.round(case_id)
    assert this is not None
    await hand.drive(this.id)
    this = await hand.round(case_id)
    assert this is not None
    assert this.proposal_id is not None
    proposal = await hand.load(this.proposal_id)
    [moved] = [one for one in proposal.actions if one.name is ActionName.RESCHEDULE_RECEIPT]
    for action in proposal.actions:
        kind = DecisionType.APPROVE if action.id == moved.id else DecisionType.REJECT
        for approval in action.approvals if kind is DecisionType.APPROVE else action.approvals[:1]:
            now = next(one for one in (await hand.load(proposal.id)).actions if one.id == action.id)
            if now.status is ActionStatus.PENDING:
                said = DecisionIn(action_id=action.id, digest=now.digest, type=kind)
                await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(this.id)
    assert await hand.status(case_id) is CaseStatus.RESOLVED
    return next(one for one in (await hand.load(proposal.id)).actions if one.id == moved.id)


async def test_a_case_is_looked_at_again_when_its_day_is_over_and_answered_once(
    hand: Hand, fresh_company: Company
) -> None:
    kept, missed = await applied(hand, fresh_company, "confirmation-pdf"), await applied(hand, fresh_company, "german")
    assert await look_again(hand.desk) == 0
    args = parse(kept.name, kept.args)
    assert isinstance(args, RescheduleReceipt)
    moves = await hand.admin.search_read(
        "stock.move",
        [["purchase_line_id", "in", sorted(args.by_line)], ["state", "!=", "done"]],
        ["product_uom_qty", "picking_id"],
    )
    for move in moves:
        await hand.admin.write("stock.move", [move["id"]], {"quantity": move["product_uom_qty"], "picked": True})
    transfers = sorted({move["picking_id"][0] for move in moves})
    quiet = {"skip_backorder": True, "skip_sms": True}
    await hand.admin.call("stock.picking", "button_validate", transfers, context=quiet)
    later = hand.at(timedelta(days=60))
    with count_calls() as counter:
        assert await look_again(later.desk) == 2
    assert counter.calls <= 2
    async with hand.desk.database.transaction() as session:
        found = await follow_ups.since(session, hand.desk.clock() - timedelta(days=1))
        answers = {one.found.action_id: one.found for one in found}
        assert (answers[kept.id].came_true, answers[missed.id].came_true) == (CameTrue.YES, CameTrue.NO)
        assert answers[missed.id].question is Question.SUPPLIERS_DAY
        assert answers[kept.id].evidence
        [story] = [one for one in await cases.timeline(session, answers[missed.id].case_id) if one.type == "outcome"]
        assert story.title == "The goods came on the day that the supplier named: no"
        partner = answers[missed.id].partner
        assert partner is not None
        word = await follow_ups.named_days(session, partner.id)
        assert word.named >= 1
        # The next specialist is told what the word of that supplier was worth.
        file = await cases.case_file(session, answers[missed.id].case_id)
        assert file.named_days == word != NamedDays()
    assert await look_again(later.desk) == 0
    assert "case.looked_at_again" in await hand.events(answers[kept.id].case_id)
    with pytest.raises(IntegrityError):
        async with hand.desk.database.transaction() as session:
            await session.execute(text("UPDATE follow_ups SET came_true = 'yes'"))

"""Changes of several calls that died between two of them, or met a stop: never left half and called refused."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from cases.actions import ActionName
from cases.approvals import key_of
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store import receipts, rounds
from cases.store.proposal_records import ActionRecord, DecisionIn, ProposalRecord
from evals.scenarios import prepared
from runtime.jobs import TryLater
from sandbox.story import tell
from tests.integration.graphs.hand import SETTLE, Company, Errand, Hand

pytestmark = pytest.mark.odoo

OVERTAKE = (
    """
    CREATE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.n := new.n + 1; RETURN new; END $$
    """,
    """
    CREATE TRIGGER overtaken BEFORE UPDATE ON attempts FOR EACH ROW
    WHEN (old.n = new.n AND old.sent_at IS NOT NULL) EXECUTE FUNCTION overtake()
    """,
)
STOP = "Somebody asked to change bank data; call them first."


async def _proposed(hand: Hand, company: Company, key: str) -> ProposalRecord:
    report = next(one for one in prepared(tell(company.world.today)) if one.id == key)
    [case_id] = await hand.read(await hand.report(report.raw, report.sender))
    for _ in range(2):
        this = await hand.round(case_id)
        assert this is not None
        await hand.drive(this.id)
    assert this is not None
    assert this.proposal_id is not None
    return await hand.load(this.proposal_id)


async def _approved(hand: Hand, company: Company, key: str, name: ActionName) -> tuple[ProposalRecord, ActionRecord]:
    """That action of a prepared mail's proposal, approved and not yet applied."""
    proposal = await _proposed(hand, company, key)
    action = next(one for one in proposal.actions if one.name is name)
    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
    await hand.decide(proposal, action.approvals[0].need.any_of[0], said)
    return proposal, action


async def _legs(hand: Hand, action_id: str) -> list[str]:
    """The states of the transfer's two legs in Odoo."""
    rows = await hand.admin.search_read("stock.picking", [["origin", "like", key_of(action_id)]], ["state"], order="id")
    return [row["state"] for row in rows]


async def _moves(hand: Hand, action: ActionRecord) -> list[tuple[str, float, bool]]:
    """The open incoming moves of the late line: state, quantity, on the late day."""
    [line] = action.args["lines"]
    rows = await hand.admin.search_read(
        "stock.move",
        [["purchase_line_id", "=", line["line_id"]], ["state", "not in", ["done", "cancel"]]],
        ["state", "product_uom_qty", "date"],
        order="date",
    )
    return [(row["state"], row["product_uom_qty"], row["date"].startswith(line["new_date"])) for row in rows]


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
async def test_a_transfer_cut_off_anywhere_is_finished_although_its_approval_lapsed_meanwhile(
    hand: Hand, fresh_company: Company, steps: int
) -> None:
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id, steps)
    late = hand.at(timedelta(days=40))
    await late.sweep()
    await late.drive(proposal.round_id)
    done = (await hand.load(proposal.id)).action(action.id)
    assert done.status is ActionStatus.APPLIED, done.why
    assert done.receipt is not None
    assert done.receipt.verified
    assert await _legs(hand, action.id) == ["assigned", "waiting"]


async def test_a_part_that_was_split_off_is_finished_although_its_approver_left_meanwhile(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await _approved(hand, fresh_company, "forwarded", ActionName.RESCHEDULE_RECEIPT)
    await hand.write_half(action.id)
    assert ("draft", 30.0, True) in await _moves(hand, action)
    buyer = hand.people[Role.PROCUREMENT]
    await hand.admin.write("res.users", [buyer.uid], {"active": False})
    try:
        await hand.at(SETTLE).drive(proposal.round_id)
    finally:
        await hand.admin.write("res.users", [buyer.uid], {"active": True})
    done = (await hand.load(proposal.id)).action(action.id)
    assert done.status is ActionStatus.APPLIED, done.why
    assert await _moves(hand, action) == [("assigned", 20.0, False), ("assigned", 30.0, True)]


async def test_nothing_made_and_the_approval_lapsed_is_refused_and_nothing_is_written(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.begin(action.id, sent=True)
    await hand.at(timedelta(days=40)).drive(proposal.round_id)
    refused = (await hand.load(proposal.id)).action(action.id)
    assert refused.status is ActionStatus.REFUSED
    assert refused.receipt is not None
    assert refused.receipt.how == "approval"
    assert await _legs(hand, action.id) == []


async def test_half_a_transfer_that_somebody_took_apart_is_unknown_and_says_so(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id, 2)
    [first, _] = await hand.admin.search_read(
        "stock.picking", [["origin", "like", key_of(action.id)]], ["id"], order="id"
    )
    await hand.admin.call("stock.picking", "action_cancel", [first["id"]])
    await hand.at(SETTLE).drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.UNKNOWN
    assert await hand.status(proposal.case_id) is CaseStatus.NEEDS_PERSON


async def test_what_odoo_refuses_half_way_is_never_called_failed_while_a_part_stands(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await _refuse_writing(hand, "stock.move", "move_orig_ids", "Legs are not tied today.")
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.UNKNOWN, after.why
    assert after.receipt is not None
    assert "Only a part of it stands in Odoo: " in after.receipt.detail
    assert "Legs are not tied today." in after.receipt.detail
    assert await _legs(hand, action.id) == ["draft", "draft"]
    assert await hand.status(proposal.case_id) is CaseStatus.NEEDS_PERSON


async def test_what_odoo_refuses_at_once_has_failed(hand: Hand, fresh_company: Company) -> None:
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await _refuse_writing(hand, "stock.picking", "origin", "No transfers today.")
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.FAILED, after.why
    assert await _legs(hand, action.id) == []


async def _refuse_writing(hand: Hand, model: str, field: str, why: str) -> None:
    """An administrator's rule in Odoo that refuses whatever sets this field."""
    [model_id] = await hand.admin.search_read("ir.model", [["model", "=", model]], ["id"])
    [field_id] = await hand.admin.search_read("ir.model.fields", [["model", "=", model], ["name", "=", field]], ["id"])
    [rule] = await hand.admin.create(
        "base.automation",
        [
            {
                "name": why,
                "model_id": model_id["id"],
                "trigger": "on_create_or_write",
                "trigger_field_ids": [[6, 0, [field_id["id"]]]],
                "filter_domain": f"[('{field}', '!=', False)]",
            }
        ],
    )
    await hand.admin.create(
        "ir.actions.server",
        [
            {
                "name": why,
                "model_id": model_id["id"],
                "state": "code",
                "code": f"raise UserError({why!r})",
                "usage": "base_automation",
                "base_automation_id": rule,
            }
        ],
    )


async def test_each_call_is_stamped_before_it_is_made(hand: Hand, fresh_company: Company) -> None:
    """What can no longer be running counts from the last call, not from the first."""
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    begun = datetime.now(UTC)
    ticks = itertools.count(1)
    slow = replace(hand, desk=replace(hand.desk, clock=lambda: begun + timedelta(seconds=next(ticks))))
    await slow.drive(proposal.round_id)
    async with hand.desk.database.transaction() as session:
        attempt = await receipts.attempt_of(session, action.id)
    assert attempt is not None
    assert attempt.sent_at is not None
    assert attempt.approved_at is not None
    # Drafting, tying, confirming, reserving: four requests after the one stamp of the sending.
    assert (attempt.sent_at - attempt.approved_at).total_seconds() >= 4
    assert attempt.n == 1
    assert (await hand.load(proposal.id)).action(action.id).status is ActionStatus.APPLIED


async def test_a_sending_that_was_overtaken_makes_no_further_call(hand: Hand, fresh_company: Company) -> None:
    """A worker that lost its lock and slept wakes up between two calls: another has taken the change over."""
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    async with hand.desk.database.transaction() as session:
        # The other one counts on while our first request is on its way.
        for statement in OVERTAKE:
            await session.execute(text(statement))
    with pytest.raises(TryLater, match="Another worker"):
        await hand.drive(proposal.round_id)
    assert await _legs(hand, action.id) == ["draft", "draft"]
    assert (await hand.load(proposal.id)).action(action.id).status is ActionStatus.EXECUTING


@pytest.mark.parametrize("half", [False, True])
async def test_a_stop_that_came_meanwhile_holds_at_execution(hand: Hand, fresh_company: Company, half: bool) -> None:
    proposal, action = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    if half:
        await hand.write_half(action.id)
    await hand.stop(proposal.case_id, STOP)
    await hand.at(SETTLE).drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.receipt is not None
    assert STOP in after.receipt.detail
    assert after.status is (ActionStatus.UNKNOWN if half else ActionStatus.REFUSED)
    assert await _legs(hand, action.id) == (["draft", "draft"] if half else [])


async def test_a_stopped_case_is_not_proposed_the_same_again(hand: Hand, fresh_company: Company) -> None:
    proposal, _ = await _approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.stop(proposal.case_id, STOP)
    await hand.drive(proposal.round_id)
    following = await hand.round(proposal.case_id)
    assert following is not None
    await hand.drive(following.id)
    async with hand.desk.database.transaction() as session:
        this = await rounds.load(session, following.id)
    assert this.proposal_id is not None
    again = await hand.load(this.proposal_id)
    assert again.actions
    assert {one.status for one in again.actions} == {ActionStatus.REJECTED}
    assert all(STOP in (one.why or "") or one.depends_on for one in again.actions)
    assert await hand.status(proposal.case_id) is CaseStatus.NEEDS_PERSON
    assert await hand.round(proposal.case_id) is None


async def test_a_to_do_is_done_under_a_stop(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    await hand.stop(case_id, STOP)
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.drive(round_id)
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.APPLIED


async def test_a_change_in_doubt_is_looked_for_again_before_the_next_round_plans(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    await hand.begin(action.id, sent=True)
    for _ in range(2):
        await hand.mark_sent(action.id)
    await hand.at(SETTLE).drive(round_id)
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.UNKNOWN

    await hand.drive(await hand.start_round(case_id))
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.UNKNOWN
    assert await hand.round(case_id) is None

    # It was only slow: by now Odoo shows it.
    await hand.write_behind(action.id)
    following = await hand.start_round(case_id)
    await hand.drive(following)
    done = (await hand.load(proposal.id)).actions[0]
    assert done.status is ActionStatus.APPLIED
    assert done.receipt is not None
    assert (done.receipt.how, done.receipt.verified) == ("found", True)
    assert await hand.activities(action.id) == 1

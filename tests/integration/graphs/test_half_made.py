"""Changes of several calls that died between two of them, or met a stop: never left half and called refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from cases.actions import ActionName
from cases.approvals import key_of
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus
from cases.store.applying import receipts
from cases.store.cases import rounds
from runtime.jobs import TryLater
from tests.integration.graphs.changes import approved, legs, moves
from tests.integration.graphs.hand import Company, Errand, Hand

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
NOTE_STAMPS = (
    "CREATE TABLE stamps (at timestamptz)",
    """
    CREATE FUNCTION note_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO stamps VALUES (new.sent_at); RETURN new; END $$
    """,
    "CREATE TRIGGER noted AFTER UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION note_stamp()",
)
STOP = "Somebody asked to change bank data; call them first."


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
async def test_a_transfer_cut_off_anywhere_is_finished_although_its_approval_lapsed_meanwhile(
    hand: Hand, fresh_company: Company, steps: int
) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id, steps)
    await hand.let_settle()
    late = hand.at(timedelta(days=40))
    await late.sweep()
    await late.drive(proposal.round_id)
    done = (await hand.load(proposal.id)).action(action.id)
    assert done.status is ActionStatus.APPLIED, done.why
    assert done.receipt is not None
    assert done.receipt.verified
    assert await legs(hand, action.id) == ["assigned", "waiting"]


async def test_a_part_that_was_split_off_is_finished_although_its_approver_left_meanwhile(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await approved(hand, fresh_company, "forwarded", ActionName.RESCHEDULE_RECEIPT)
    await hand.write_half(action.id)
    assert ("draft", 30.0, True) in await moves(hand, action)
    buyer = hand.people[Role.PROCUREMENT]
    await hand.admin.write("res.users", [buyer.uid], {"active": False})
    try:
        await hand.let_settle()
        await hand.drive(proposal.round_id)
    finally:
        await hand.admin.write("res.users", [buyer.uid], {"active": True})
    done = (await hand.load(proposal.id)).action(action.id)
    assert done.status is ActionStatus.APPLIED, done.why
    assert await moves(hand, action) == [("assigned", 20.0, False), ("assigned", 30.0, True)]


async def test_nothing_made_and_the_approval_lapsed_is_refused_and_nothing_is_written(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.begin(action.id, sent=True)
    await hand.let_settle()
    await hand.at(timedelta(days=40)).drive(proposal.round_id)
    refused = (await hand.load(proposal.id)).action(action.id)
    assert refused.status is ActionStatus.REFUSED
    assert refused.receipt is not None
    assert refused.receipt.how == "approval"
    assert await legs(hand, action.id) == []


async def test_half_a_transfer_that_somebody_took_apart_is_unknown_and_says_so(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id, 2)
    [first, _] = await hand.admin.search_read(
        "stock.picking", [["origin", "like", key_of(action.id)]], ["id"], order="id"
    )
    await hand.admin.call("stock.picking", "action_cancel", [first["id"]])
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.UNKNOWN
    assert await hand.status(proposal.case_id) is CaseStatus.NEEDS_PERSON


async def test_what_odoo_refuses_half_way_is_never_called_failed_while_a_part_stands(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await _refuse_writing(hand, "stock.move", "move_orig_ids", "Legs are not tied today.")
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.UNKNOWN, after.why
    assert after.receipt is not None
    assert "Only a part of it stands in Odoo: " in after.receipt.detail
    assert "Legs are not tied today." in after.receipt.detail
    assert await legs(hand, action.id) == ["draft", "draft"]
    assert await hand.status(proposal.case_id) is CaseStatus.NEEDS_PERSON


async def test_what_odoo_refuses_at_once_has_failed(hand: Hand, fresh_company: Company) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await _refuse_writing(hand, "stock.picking", "origin", "No transfers today.")
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.FAILED, after.why
    assert await legs(hand, action.id) == []


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
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    async with hand.desk.database.transaction() as session:
        for statement in NOTE_STAMPS:
            await session.execute(text(statement))
    await hand.drive(proposal.round_id)
    async with hand.desk.database.transaction() as session:
        stamps = (await session.scalars(text("SELECT at FROM stamps ORDER BY at"))).all()
        attempt = await receipts.attempt_of(session, action.id)
    assert attempt is not None
    # The sending itself, then drafting, tying, and confirming, which reserves as well.
    assert len(set(stamps)) == 4
    assert attempt.sent_at == stamps[-1]
    assert attempt.n == 1
    assert (await hand.load(proposal.id)).action(action.id).status is ActionStatus.APPLIED


async def test_a_sending_that_was_overtaken_makes_no_further_call(hand: Hand, fresh_company: Company) -> None:
    """A worker that lost its lock and slept wakes up between two calls: another has taken the change over."""
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    async with hand.desk.database.transaction() as session:
        # The other one counts on while our first request is on its way.
        for statement in OVERTAKE:
            await session.execute(text(statement))
    with pytest.raises(TryLater, match="Another worker"):
        await hand.drive(proposal.round_id)
    assert await legs(hand, action.id) == ["draft", "draft"]
    assert (await hand.load(proposal.id)).action(action.id).status is ActionStatus.EXECUTING


@pytest.mark.parametrize("half", [False, True])
async def test_a_stop_that_came_meanwhile_holds_at_execution(hand: Hand, fresh_company: Company, half: bool) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    if half:
        await hand.write_half(action.id)
    await hand.stop(proposal.case_id, STOP)
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.receipt is not None
    assert STOP in after.receipt.detail
    assert after.status is (ActionStatus.UNKNOWN if half else ActionStatus.REFUSED)
    assert await legs(hand, action.id) == (["draft", "draft"] if half else [])


async def test_a_stopped_case_is_not_proposed_the_same_again(hand: Hand, fresh_company: Company) -> None:
    proposal, _ = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
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
    await hand.send_in_vain(action.id)
    await hand.drive(round_id)
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

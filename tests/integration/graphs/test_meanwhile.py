"""What other workers, other clocks and other people do meanwhile: written once, and never told otherwise than it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from cases.actions import ActionName
from cases.approvals import key_of
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType, Outcome
from cases.store.applying import receipts
from cases.store.applying.unknown import settle_and_audit
from cases.store.cases import cases
from cases.store.proposals.records import DecisionIn, EditedAction
from runtime.jobs import TryLater
from tests.integration.graphs.changes import approved, legs, proposed
from tests.integration.graphs.hand import Company, Errand, Hand

pytestmark = pytest.mark.odoo


async def test_a_worker_that_lost_its_lock_before_it_began_writes_nothing(hand: Hand, errand: Errand) -> None:
    """The lock goes with its connection; a second job of the case is begun while the first one still checks."""
    written = []
    for _ in range(6):
        _, round_id = await hand.case()
        proposal = await hand.proposed(round_id, errand.draft("Call them"))
        await hand.said(proposal, hand.people[Role.PROCUREMENT])
        first = asyncio.create_task(hand.drive(round_id))
        for _ in range(400):
            if await _end_locks(hand):
                break
            await asyncio.sleep(0.005)
        ends = await asyncio.gather(first, hand.drive(round_id), return_exceptions=True)
        await hand.let_settle()
        await hand.drive(round_id)
        [action] = (await hand.load(proposal.id)).actions
        assert action.status is ActionStatus.APPLIED, (action.why, ends)
        written.append(await hand.activities(action.id))
    assert written == [1] * 6


async def _end_locks(hand: Hand) -> int:
    async with hand.desk.database.transaction() as session:
        ended = await session.scalar(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 "
                "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    return int(ended or 0)


async def test_a_change_that_was_settled_while_its_sender_slept_is_not_gone_on_with(
    hand: Hand, fresh_company: Company
) -> None:
    """Between two of its calls others find it in doubt, and a person says that it is not done."""
    _, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id)
    async with hand.desk.database.transaction() as session:
        assert await receipts.mark_call(session, action.id, 1)
        told = await receipts.settle(
            session, action.id, Outcome.UNKNOWN, verified=False, how="looked", detail="In doubt.", after={}
        )
    async with hand.desk.database.transaction() as session:
        assert not await receipts.mark_call(session, action.id, 1)
    transactions = hand.desk.database.transaction
    await settle_and_audit(transactions, hand.people[Role.WAREHOUSE], told.id, done=False, note="Only drafts.")
    async with hand.desk.database.transaction() as session:
        assert not await receipts.mark_call(session, action.id, 1)


async def test_clocks_of_several_machines_need_not_agree(hand: Hand, errand: Errand) -> None:
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    # The machine that sends is a minute behind, the one that looks is on time: its request is on the wire now.
    await hand.at(timedelta(minutes=-1)).begin(action.id, sent=True)
    with pytest.raises(TryLater) as told:
        await hand.drive(round_id)
    assert 0 < told.value.delay <= hand.desk.settings.odoo_settle
    with pytest.raises(TryLater):
        await hand.at(timedelta(hours=20)).drive(round_id)
    assert await hand.activities(action.id) == 0


async def test_a_change_that_hangs_for_an_hour_is_told_to_a_person(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    await hand.begin(proposal.actions[0].id, sent=True)
    await hand.sweep()
    assert await hand.status(case_id) is CaseStatus.WAITING
    async with hand.desk.database.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("UPDATE attempts SET begun_at = begun_at - interval '61 minutes'"))
    await hand.sweep()
    assert await hand.status(case_id) is CaseStatus.NEEDS_PERSON
    async with hand.desk.database.transaction() as session:
        told = (await cases.record(session, case_id)).why_person
    assert told is not None
    assert "on its way to Odoo" in told


async def test_legs_are_found_although_somebody_tidied_their_source_document(
    hand: Hand, fresh_company: Company
) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id, 4)
    rows = await hand.admin.search_read("stock.picking", [["origin", "like", key_of(action.id)]], ["id"])
    for row in rows:
        await hand.admin.write("stock.picking", [row["id"]], {"origin": "S00012"})
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    done = (await hand.load(proposal.id)).action(action.id)
    assert done.status is ActionStatus.APPLIED, done.why
    moves = await hand.admin.search_count("stock.move", [["origin", "=", key_of(action.id)]])
    assert moves == 2


async def test_one_leg_alone_is_never_made_whole_again(hand: Hand, fresh_company: Company) -> None:
    proposal, action = await approved(hand, fresh_company, "german", ActionName.TRANSFER_STOCK)
    await hand.write_half(action.id)
    first, _ = await hand.admin.search_read(
        "stock.picking", [["origin", "like", key_of(action.id)]], ["id"], order="id"
    )
    await hand.admin.unlink("stock.picking", [first["id"]])
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    assert (await hand.load(proposal.id)).action(action.id).status is ActionStatus.UNKNOWN
    assert await legs(hand, action.id) == ["draft"]


async def test_goods_that_arrived_meanwhile_are_not_taken_for_rescheduled(hand: Hand, fresh_company: Company) -> None:
    proposal, action = await approved(hand, fresh_company, "forwarded", ActionName.RESCHEDULE_RECEIPT)
    await hand.begin(action.id, sent=True)
    [line] = action.args["lines"]
    [move] = await hand.admin.search_read("stock.move", [["purchase_line_id", "=", line["line_id"]]], ["picking_id"])
    receipt = move["picking_id"][0]
    for row in await hand.admin.search_read("stock.move", [["picking_id", "=", receipt]], ["product_uom_qty"]):
        await hand.admin.write("stock.move", [row["id"]], {"quantity": row["product_uom_qty"], "picked": True})
    await hand.admin.call("stock.picking", "button_validate", [receipt])
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    done = await hand.load(proposal.id)
    assert done.action(action.id).status is ActionStatus.UNKNOWN
    assert not any(one.status is ActionStatus.APPLIED for one in done.actions)


@pytest.mark.parametrize(
    ("key", "name"),
    [("german", ActionName.TRANSFER_STOCK), ("forwarded", ActionName.RESCHEDULE_RECEIPT)],
)
async def test_what_odoo_would_round_is_refused_before_anything_is_sent(
    hand: Hand, fresh_company: Company, key: str, name: ActionName
) -> None:
    proposal = await proposed(hand, fresh_company, key)
    action = next(one for one in proposal.actions if one.name is name)
    args = dict(action.args)
    if name is ActionName.TRANSFER_STOCK:
        args["quantity"] = "5.124"
    else:
        args["lines"] = [{**args["lines"][0], "late_quantity": "29.996"}]
    edited = EditedAction(name=name.value, args=args)
    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.EDIT, edited_action=edited)
    await hand.decide(proposal, action.approvals[0].need.any_of[0], said)
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.REFUSED, after.why
    assert after.receipt is not None
    assert "in steps of 0.01" in after.receipt.detail

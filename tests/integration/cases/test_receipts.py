"""Exactly once on a real PostgreSQL: one attempt for ever, receipts appended, expiry loud, moves refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cases.approvals import NotApprovedError, mint
from cases.roles import Role
from cases.status import ACTION_MOVES, CASE_MOVES, ActionStatus, CaseStatus, Outcome, ProposalStatus, WrongMoveError
from cases.store import audit, health, schema
from cases.store.applying import deadlines, receipts
from cases.store.cases import cases
from cases.store.errors import NotFoundError, RecordError
from cases.store.proposals import counts, decisions, proposals
from cases.store.proposals.records import ProposalRecord
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    PAULA,
    POLICY,
    SAM,
    draft,
    later,
    local,
    promise,
    proposed,
    reschedule,
    says,
    transfer,
    whole_draft,
)

A = ActionStatus


async def approved(database: Database, what: Any = None, order: int = 7) -> ProposalRecord:
    """A proposal whose first action is approved."""
    async with database.transaction() as session:
        shown = await proposed(session, what or draft(reschedule(), promise(depends_on=("a1",))), order=order)
        return await decisions.decide(session, PAULA, shown.id, [says(shown, "a1")], POLICY, NOW)


async def settle(database: Database, action_id: str, outcome: Outcome, **more: Any) -> None:
    given: dict[str, Any] = {"verified": False, "how": "written", "detail": "", "after": {}, **more}
    async with database.transaction() as session:
        await receipts.settle(session, action_id, outcome, **given)


async def test_of_many_workers_one_is_first(database: Database) -> None:
    shown = await approved(database)
    action_id = local(shown, "a1").id

    async def begin(number: int) -> bool:
        async with database.transaction() as session:
            attempt = await receipts.begin(session, action_id, {"seen": number})
            assert attempt.key == f"EXP-{action_id}"
            return attempt.first

    told = await asyncio.gather(*(begin(number) for number in range(8)))
    assert sum(told) == 1
    async with database.transaction() as session:
        attempt = await receipts.begin(session, action_id, {"seen": 99})
    # Whoever comes later gets the first one's before-values.
    assert attempt.before == {"seen": told.index(True)}
    assert not attempt.first


async def test_an_approval_is_good_for_one_application(database: Database) -> None:
    shown = await approved(database)
    action_id = local(shown, "a1").id
    async with database.transaction() as session:
        stored = await receipts.approval(session, action_id)
        minted = mint(
            stored.content,
            stored.digest,
            stored.votes,
            {PAULA.uid: PAULA.roles},
            expires_at=stored.expires_at,
            now=NOW,
        )
        assert minted.approved_by == ("paula",)
        await receipts.begin(session, action_id, {"date": "old"})
        assert await receipts.mark_sent(session, action_id, approved_at=NOW) == 1
    await settle(database, action_id, Outcome.APPLIED, verified=True, detail="Read back.", after={"date": "new"})
    await settle(database, action_id, Outcome.APPLIED, verified=True, detail="Read back.", after={"date": "new"})
    async with database.transaction() as session:
        [receipt] = await receipts.receipts_of(session, shown.id)
        assert await proposals.ready(session, shown.id) == []
        with pytest.raises(WrongMoveError):
            await receipts.begin(session, action_id, {})
    assert (receipt.before, receipt.after, receipt.verified) == ({"date": "old"}, {"date": "new"}, True)
    async with database.transaction() as session:
        await decisions.decide(session, SAM, shown.id, [says(shown, "a2")], POLICY, NOW)
        assert await proposals.ready(session, shown.id) == [local(shown, "a2").id]


async def test_nothing_undecided_is_applied(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
    with pytest.raises(WrongMoveError):
        async with database.transaction() as session:
            await receipts.begin(session, local(shown, "a1").id, {})
    with pytest.raises(NotFoundError):
        async with database.transaction() as session:
            await receipts.mark_sent(session, local(shown, "a1").id, approved_at=NOW)
    async with database.transaction() as session:
        assert await receipts.attempt_of(session, local(shown, "a1").id) is None


async def test_unknown_is_settled_by_another_receipt(database: Database) -> None:
    shown = await approved(database)
    action_id = local(shown, "a1").id
    async with database.transaction() as session:
        await receipts.begin(session, action_id, {})
        assert await receipts.unsettled(session, shown.case_id) == [action_id]
    await settle(database, action_id, Outcome.UNKNOWN, how="lost", detail="No answer came.")
    async with database.transaction() as session:
        assert (await proposals.load(session, shown.id)).status is ProposalStatus.NEEDS_PERSON
        assert await receipts.unsettled(session, shown.case_id) == [action_id]
    await settle(database, action_id, Outcome.APPLIED, verified=True, how="found", detail="It was there.")
    async with database.transaction() as session:
        after = await proposals.load(session, shown.id)
    assert [one.outcome for one in local(after, "a1").receipts] == [Outcome.UNKNOWN, Outcome.APPLIED]
    assert local(after, "a1").receipt.how == "found"
    assert local(after, "a1").status is A.APPLIED


async def test_a_guard_refuses_before_writing_and_dependents_are_put_away(database: Database) -> None:
    shown = await approved(database)
    action_id = local(shown, "a1").id
    await settle(database, action_id, Outcome.REFUSED, how="guard", detail="The order was cancelled.")
    async with database.transaction() as session:
        away = await receipts.refuse_dependents(session, action_id, "What it depends on was refused.")
        after = await proposals.load(session, shown.id)
    assert away == [local(shown, "a2").id]
    assert [(action.status, action.why) for action in after.actions] == [
        (A.REFUSED, "The order was cancelled."),
        (A.SUPERSEDED, "What it depends on was refused."),
    ]


async def test_a_case_cannot_be_closed_while_it_is_written(database: Database) -> None:
    shown = await approved(database)
    async with database.transaction() as session:
        await receipts.begin(session, local(shown, "a1").id, {})
        with pytest.raises(RecordError, match="being written"):
            await cases.close(session, shown.case_id, PAULA, "by phone")


async def test_expiry_is_loud(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
        await decisions.decide(session, SAM, shown.id, [says(shown, "a2")], POLICY, NOW)
    async with database.transaction() as session:
        assert await deadlines.expire(session, later(hours=23)) == 0
        assert await deadlines.expire(session, later(hours=25)) == 3
        assert await deadlines.expire(session, later(hours=25)) == 0
        case = await cases.record(session, shown.case_id)
        after = await proposals.load(session, shown.id)
        events = [entry.event for entry in (await audit.entries(session, case_id=shown.case_id)).items]
        story = await cases.timeline(session, shown.case_id)
    assert case.status is CaseStatus.NEEDS_PERSON
    assert "Brown & Sons’ promise of 27 Nov is broken" in (case.why_person or "")
    assert after.status is ProposalStatus.EXPIRED
    assert events.count("action.expired") == 3
    assert "Expired without a write" in [entry.title for entry in story]


async def test_what_depends_on_something_expired_expires_with_it(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(transfer(quantity="10"), promise(depends_on=("a4",))))
        assert await deadlines.expire(session, later(hours=9)) == 2
        after = await proposals.load(session, shown.id)
    assert local(after, "a2").why == "What it depends on was not decided in time."


async def test_an_approval_that_was_not_used_in_time_lapses(database: Database) -> None:
    shown = await approved(database, draft(reschedule()))
    async with database.transaction() as session:
        assert await deadlines.expire(session, later(hours=25)) == 1
        after = await proposals.load(session, shown.id)
    assert after.actions[0].why == "The approval lapsed before it could be applied."


async def test_reminders_and_managers_once_each(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(reschedule()))
        assert await deadlines.remind(session, later(hours=11)) == []
        [nudge] = await deadlines.remind(session, later(hours=13))
        assert await deadlines.remind(session, later(hours=14)) == []
        assert await deadlines.escalate(session, later(hours=13)) == []
        [call] = await deadlines.escalate(session, later(hours=19))
        assert await deadlines.escalate(session, later(hours=20)) == []
    assert (nudge.proposal_id, nudge.roles) == (shown.id, (Role.PROCUREMENT,))
    assert call.roles == (Role.PROCUREMENT_MANAGER,)


async def test_the_sweep_leaves_a_case_that_is_held(database: Database) -> None:
    async with database.transaction() as session:
        held = await proposed(session, draft(reschedule()), order=1)
        free = await proposed(session, draft(reschedule()), order=2)
    async with database.transaction() as holding:
        await holding.execute(text("SELECT FROM cases WHERE id = :id FOR UPDATE"), {"id": held.case_id})
        async with database.transaction() as session:
            assert await deadlines.expire(session, later(hours=25)) == 1
            assert (await proposals.load(session, free.id)).status is ProposalStatus.EXPIRED
    async with database.transaction() as session:
        assert await deadlines.expire(session, later(hours=25)) == 1


async def refused(database: Database, statement: str, **given: Any) -> str:
    with pytest.raises(DBAPIError) as error:
        async with database.transaction() as session:
            await session.execute(text(statement), given)
    return str(error.value.orig)


async def test_the_record_refuses_to_forget_or_to_change(database: Database) -> None:
    shown = await approved(database)
    await settle(database, local(shown, "a1").id, Outcome.REFUSED, how="guard")
    for table in ("decisions", "receipts", "action_versions"):
        assert "append-only" in await refused(database, f"DELETE FROM {table}")  # noqa: S608
        column = {"decisions": "message", "receipts": "detail", "action_versions": "made_by"}[table]
        assert "append-only" in await refused(database, f"UPDATE {table} SET {column} = 'x'")  # noqa: S608
    for table in ("actions", "cases", "reports", "proposals", "rounds", "claims", "audit", "case_reports"):
        assert "append-only" in await refused(database, f"DELETE FROM {table}")  # noqa: S608
    for table in ("audit", "decisions", "receipts", "cases"):
        assert "append-only" in await refused(database, f"TRUNCATE {table} CASCADE")
    assert "append-only" in await refused(database, "UPDATE audit SET actor = 'nobody'")
    assert "append-only" in await refused(database, "UPDATE audit_contents SET content = '{}'")
    assert "a line that says so" in await refused(database, "DELETE FROM audit_contents")


async def test_the_record_refuses_wrong_moves(database: Database) -> None:
    async with database.transaction() as session:
        shown = await proposed(session)
    action_id = local(shown, "a1").id
    to = "UPDATE actions SET status = :status WHERE id = :id"
    assert "pending cannot become applied" in await refused(database, to, status="applied", id=action_id)
    assert "pending cannot become executing" in await refused(database, to, status="executing", id=action_id)
    assert "waiting cannot become open" in await refused(database, "UPDATE cases SET status = 'open'")
    assert "begins as pending" in await refused(
        database,
        "INSERT INTO actions SELECT (jsonb_populate_record(actions, jsonb_build_object("
        "'id', 'x', 'local_id', 'x', 'status', 'approved'))).* FROM actions LIMIT 1",
    )


async def test_the_record_refuses_other_content_under_an_approval(database: Database) -> None:
    shown = await approved(database)
    action_id = local(shown, "a1").id
    forged = "content = 'x'::bytea, digest = encode(sha256('x'::bytea), 'hex')"
    assert "only an undecided action" in await refused(
        database,
        f"UPDATE actions SET {forged} WHERE id = :id",  # noqa: S608
        id=action_id,
    )
    assert "digest_is_of_content" in await refused(
        database, "UPDATE actions SET digest = repeat('0', 64) WHERE id = :id", id=action_id
    )
    assert "stays what it is" in await refused(
        database, "UPDATE actions SET name = 'transfer_stock' WHERE id = :id", id=action_id
    )
    assert "only an undecided action" in await refused(
        database, "UPDATE actions SET ruling = jsonb_set(ruling, '{needs}', '[]') WHERE id = :id", id=action_id
    )
    assert "not prolonged" in await refused(
        database, "UPDATE actions SET expires_at = expires_at + interval '1 day' WHERE id = :id", id=action_id
    )


async def test_who_must_approve_is_read_from_what_was_shown(database: Database) -> None:
    """Whoever gets past the record's own locks still cannot talk a second approver away."""
    shown = await approved(database)
    action_id = local(shown, "a1").id
    async with database.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("UPDATE actions SET ruling = jsonb_set(ruling, '{needs}', '[]')"))
        stored = await receipts.approval(session, action_id)
    with pytest.raises(NotApprovedError, match="Still wants approval by procurement"):
        mint(stored.content, stored.digest, [], {}, expires_at=stored.expires_at, now=NOW)


async def test_an_attempt_keeps_its_key_its_before_values_and_its_count(database: Database) -> None:
    shown = await approved(database)
    action_id = local(shown, "a1").id
    async with database.transaction() as session:
        await receipts.begin(session, action_id, {"date": "old"})
        assert await receipts.mark_sent(session, action_id, approved_at=NOW) == 1
        sent = await receipts.attempt_of(session, action_id)
        assert await receipts.mark_call(session, action_id, 1)
        assert not await receipts.mark_call(session, action_id, 2)
        attempt = await receipts.attempt_of(session, action_id)
    assert sent is not None
    assert attempt is not None
    assert sent.sent_at is not None
    assert attempt.sent_at is not None
    assert attempt.sent_at > sent.sent_at
    assert attempt.quiet_for is not None
    assert timedelta(0) <= attempt.quiet_for < timedelta(minutes=1)
    assert (attempt.approved_at, attempt.n) == (NOW, 1)
    for change in ("before = '{}'", "key = 'EXP-x'", "n = 0", "sent_at = NULL"):
        assert "an attempt keeps" in await refused(database, f"UPDATE attempts SET {change}")  # noqa: S608


async def test_the_moves_in_the_record_are_the_moves_of_the_rules(database: Database) -> None:
    async with database.transaction() as session:
        rows = (await session.execute(text('SELECT "of", "old", "new" FROM status_moves'))).all()
    kept = {(of, old, new) for of, old, new in rows}
    rules = {("actions", old.value, new.value) for old, news in ACTION_MOVES.items() for new in news}
    rules |= {("cases", old.value, new.value) for old, news in CASE_MOVES.items() for new in news}
    assert kept == rules


async def test_the_migrated_tables_are_the_declared_ones(database: Database) -> None:
    assert await schema.differences(database.url) == []


async def test_counts_are_what_people_said(database: Database) -> None:
    async with database.transaction() as session:
        first = await proposed(session, draft(reschedule()), order=1)
        second = await proposed(session, draft(reschedule()), order=2)
        third = await proposed(session, whole_draft(), order=3)
        await decisions.decide(session, PAULA, first.id, [says(first, "a1")], POLICY, NOW)
        args = {"lines": [{"line_id": 71, "product": "Lamp", "new_date": "2026-12-30"}]}
        await decisions.decide(session, PAULA, second.id, [says(second, "a1", "edit", args=args)], POLICY, NOW)
        await decisions.decide(session, PAULA, third.id, [says(third, "a1", "reject")], POLICY, NOW)
        found = await counts.all_counts(session, first.kind)
        one = await counts.decision_counts(session, local(first, "a1").name, first.kind)
        none = await counts.decision_counts(session, local(third, "a2").name, first.kind)
    assert found == {"reschedule_receipt": (1, 3)}
    assert one == (1, 3)
    assert none == (0, 0)


async def test_beats_and_the_one_odoo(database: Database) -> None:
    async with database.transaction() as session:
        await health.beat(session, "worker", {"model": "away"})
        await health.beat(session, "worker", {"model": "ok"})
        [beat] = await health.beats(session)
        assert await health.odoo_pin(session) is None
        await health.pin_odoo(session, "one")
        await health.pin_odoo(session, "one")
        assert await health.odoo_pin(session) == "one"
        with pytest.raises(RecordError, match="another Odoo"):
            await health.pin_odoo(session, "two")
    assert (beat.name, beat.detail) == ("worker", {"model": "ok"})

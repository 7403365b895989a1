"""Decisions on a real PostgreSQL: one outcome of many people at once, and every refusal."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from cases.models import Taken
from cases.people import Person
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType, ProposalStatus
from cases.store import audit
from cases.store.applying import receipts
from cases.store.cases import cases, rounds
from cases.store.errors import (
    AlreadyDecidedError,
    BadEditError,
    BreaksDependencyError,
    DecisionError,
    ExpiredError,
    ForgedDigestError,
    NotYourRoleError,
    StaleDigestError,
    UnknownActionError,
)
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import DecisionIn, ProposalRecord
from runtime.database import Database
from tests.integration.cases.desk import (
    BOTH,
    LOU,
    MARGE,
    NOW,
    ODOO,
    PAULA,
    PETER,
    POLICY,
    SAM,
    WANDA,
    a_round,
    credited,
    draft,
    later,
    local,
    message,
    person,
    promise,
    proposed,
    reschedule,
    says,
    shipped_again,
    transfer,
    whole_draft,
)

T = DecisionType
A = ActionStatus


async def decide(
    database: Database, who: Person, proposal_id: str, *said: DecisionIn, now: Any = NOW
) -> ProposalRecord:
    return await decisions.decide_and_audit(database.transaction, who, proposal_id, said, POLICY, now, zone="UTC")


async def waiting(database: Database, what: Any = None, order: int = 7) -> ProposalRecord:
    async with database.transaction() as session:
        return await proposed(session, what, order=order)


async def now_of(database: Database, proposal: ProposalRecord) -> ProposalRecord:
    async with database.transaction() as session:
        return await proposals.load(session, proposal.id)


async def jobs(database: Database, task: str) -> int:
    async with database.transaction() as session:
        found = await session.scalar(
            text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task"), {"task": task}
        )
    return int(found or 0)


async def test_five_people_at_once_have_one_outcome_two_hundred_times(database: Database) -> None:
    five = [PAULA, PETER, MARGE, *(person(uid, f"p{uid}", *PAULA.roles) for uid in (31, 32))]
    chance = random.Random(7)  # noqa: S311 – the same every time
    for turn in range(200):
        before = await waiting(database, draft(reschedule()), order=1000 + turn)
        kinds = [chance.choice([T.APPROVE, T.REJECT, T.EDIT]) for _ in five]

        async def one(who: Person, kind: T, number: int, shown: ProposalRecord) -> str:
            args = {"lines": [{"line_id": 71, "product": "Lamp", "new_date": f"2026-12-{10 + number}"}]}
            said = says(shown, "a1", kind, args=args if kind is T.EDIT else None)
            try:
                await decide(database, who, shown.id, said)
            except (AlreadyDecidedError, StaleDigestError) as error:
                return str(error.status)
            return kind.value

        told = await asyncio.gather(
            *(one(who, kind, number, before) for number, (who, kind) in enumerate(zip(five, kinds, strict=True)))
        )
        won = [outcome for outcome in told if outcome != "409"]
        assert len(won) == 1, told
        after = await now_of(database, before)
        action = after.actions[0]
        assert len(action.decisions) == 1
        assert action.status is (A.REJECTED if won == ["reject"] else A.APPROVED)
        assert action.edited is (won == ["edit"])


async def test_the_losers_are_in_the_audit_log(database: Database) -> None:
    shown = await waiting(database, draft(reschedule()))
    await decide(database, PAULA, shown.id, says(shown, "a1"))
    with pytest.raises(AlreadyDecidedError, match="Paula"):
        await decide(database, PETER, shown.id, says(shown, "a1"))
    async with database.transaction() as session:
        page = await audit.entries(session, case_id=shown.case_id)
    refused = [entry for entry in page.items if entry.event == "decision.refused"]
    assert [entry.actor for entry in refused] == ["peter"]
    assert refused[0].detail is not None
    assert refused[0].detail["refusal"] == "AlreadyDecidedError"


async def test_two_roles_decide_different_actions_at_once_and_both_are_kept(database: Database) -> None:
    for turn in range(20):
        shown = await waiting(database, draft(reschedule(), promise()), order=turn + 1)
        await asyncio.gather(
            decide(database, PAULA, shown.id, says(shown, "a1")), decide(database, SAM, shown.id, says(shown, "a2"))
        )
        after = await now_of(database, shown)
        assert [action.status for action in after.actions] == [A.APPROVED, A.APPROVED]
        assert Counter(one.login for action in after.actions for one in action.decisions) == {"paula": 1, "sam": 1}


async def test_two_needs_want_two_people_and_one_person_is_not_two(database: Database) -> None:
    shown = await waiting(database, draft(transfer()))
    half = await decide(database, BOTH, shown.id, says(shown, "a4"))
    assert local(half, "a4").status is A.PENDING
    again = await decide(database, BOTH, shown.id, says(shown, "a4"))
    assert local(again, "a4").status is A.PENDING
    assert len(local(again, "a4").decisions) == 1
    # Bo holds both roles: whichever is missing, Lou may give, and the matching is found.
    done = await decide(database, LOU, shown.id, says(shown, "a4"))
    assert local(done, "a4").status is A.APPROVED
    assert {one.given_by.login for one in local(done, "a4").approvals} == {"bo", "lou"}


async def test_the_same_role_twice_is_not_the_other_role(database: Database) -> None:
    shown = await waiting(database, draft(transfer()))
    await decide(database, WANDA, shown.id, says(shown, "a4"))
    second = person(41, "wim", *WANDA.roles)
    with pytest.raises(AlreadyDecidedError, match="it still wants logistics"):
        await decide(database, second, shown.id, says(shown, "a4"))
    after = await now_of(database, shown)
    assert len(local(after, "a4").decisions) == 1


async def test_the_same_decision_again_is_fine_and_nothing_new(database: Database) -> None:
    shown = await waiting(database, draft(reschedule(), promise()))
    for _ in range(3):
        await decide(database, PAULA, shown.id, says(shown, "a1"))
        await decide(database, SAM, shown.id, says(shown, "a2", T.REJECT, message="No."))
    after = await now_of(database, shown)
    assert [action.status for action in after.actions] == [A.APPROVED, A.REJECTED]
    assert [len(action.decisions) for action in after.actions] == [1, 1]
    assert await jobs(database, "carry_on") == 1
    with pytest.raises(AlreadyDecidedError):
        await decide(database, PAULA, shown.id, says(shown, "a1", T.REJECT))


async def test_who_lacks_the_role_decides_nothing(database: Database) -> None:
    shown = await waiting(database)
    for kind in (T.APPROVE, T.REJECT, T.RESPOND):
        with pytest.raises(NotYourRoleError, match="procurement") as refused:
            await decide(database, SAM, shown.id, says(shown, "a1", kind, message="x"))
        assert refused.value.status == 403
    after = await now_of(database, shown)
    assert after.status is ProposalStatus.PENDING
    assert not any(action.decisions for action in after.actions)


async def test_a_manager_holds_the_role_that_is_managed(database: Database) -> None:
    shown = await waiting(database, draft(reschedule()))
    after = await decide(database, MARGE, shown.id, says(shown, "a1"))
    assert after.actions[0].status is A.APPROVED


async def test_a_forged_digest_is_refused_and_audited(database: Database) -> None:
    shown = await waiting(database)
    with pytest.raises(ForgedDigestError) as refused:
        await decide(database, PAULA, shown.id, says(shown, "a1", digest="0" * 64))
    assert refused.value.status == 409
    async with database.transaction() as session:
        newest = (await audit.entries(session, case_id=shown.case_id)).items[0]
    assert newest.event == "decision.refused"
    assert newest.detail is not None
    assert newest.detail["refusal"] == "ForgedDigestError"


async def test_too_late_is_refused_before_the_sweep_comes_by(database: Database) -> None:
    shown = await waiting(database)
    with pytest.raises(ExpiredError):
        await decide(database, PAULA, shown.id, says(shown, "a1"), now=later(hours=25))


async def test_what_is_not_there_cannot_be_decided(database: Database) -> None:
    shown = await waiting(database)
    with pytest.raises(UnknownActionError):
        await decide(database, PAULA, "0" * 32, says(shown, "a1"))
    with pytest.raises(UnknownActionError):
        await decide(database, PAULA, shown.id, says(shown, "a1", action_id="0" * 32))


async def test_rejecting_rejects_what_depends_on_it(database: Database) -> None:
    shown = await waiting(database)
    after = await decide(database, PAULA, shown.id, says(shown, "a1", T.REJECT, message="Not credible."))
    assert [action.status for action in after.actions] == [A.REJECTED] * 3
    assert local(after, "a1").why == "Not credible."
    assert local(after, "a3").why == "What it depends on was rejected."
    assert after.status is ProposalStatus.REJECTED


async def test_what_depends_on_a_pending_action_may_be_approved_and_waits(database: Database) -> None:
    shown = await waiting(database)
    after = await decide(database, SAM, shown.id, says(shown, "a2"))
    assert local(after, "a2").status is A.APPROVED
    async with database.transaction() as session:
        assert await proposals.ready(session, shown.id) == []
    await decide(database, PAULA, shown.id, says(shown, "a1"))
    async with database.transaction() as session:
        assert await proposals.ready(session, shown.id) == [local(shown, "a1").id]
        assert await proposals.ready(session, shown.id, later(hours=30)) == []


async def test_a_request_that_contradicts_itself_is_refused_whole(database: Database) -> None:
    everything = person(50, "ada", *PAULA.roles, *SAM.roles)
    shown = await waiting(database)
    with pytest.raises(BreaksDependencyError):
        await decide(database, everything, shown.id, says(shown, "a3"), says(shown, "a1", T.REJECT))
    with pytest.raises(BreaksDependencyError):
        await decide(database, everything, shown.id, says(shown, "a1"), says(shown, "a2", T.RESPOND, message="Why?"))
    with pytest.raises(BadEditError):
        await decide(database, everything, shown.id, says(shown, "a1"), says(shown, "a1", T.REJECT))
    with pytest.raises(BadEditError):
        await decide(database, everything, shown.id)
    after = await now_of(database, shown)
    assert not any(action.decisions for action in after.actions)


async def test_what_is_excluded_is_put_away_when_the_other_is_chosen(database: Database) -> None:
    what = draft(transfer("t1", "10"), promise("p1", excludes=("t1",)), message("m1", depends_on=("p1",)))
    both = person(51, "bea", *WANDA.roles, *SAM.roles)
    shown = await waiting(database, what)
    with pytest.raises(BreaksDependencyError):
        await decide(database, both, shown.id, says(shown, "t1"), says(shown, "p1"))
    after = await decide(database, WANDA, shown.id, says(shown, "t1"))
    assert [action.status for action in after.actions] == [A.APPROVED, A.REJECTED, A.REJECTED]
    with pytest.raises(AlreadyDecidedError, match="Another option"):
        await decide(database, SAM, shown.id, says(shown, "p1"))


async def test_a_loss_is_made_good_in_one_way_although_the_draft_does_not_say_so(database: Database) -> None:
    what = draft(credited("c1"), shipped_again("r1"), shipped_again("r2", picking_id=7))
    shown = await waiting(database, what)
    assert [local(shown, name).excludes for name in ("c1", "r1", "r2")] == [
        (local(shown, "r1").id,),
        (local(shown, "c1").id,),
        (),
    ]
    service = person(52, "serge", Role.SERVICE)
    after = await decide(database, service, shown.id, says(shown, "r1"))
    assert [local(after, name).status for name in ("c1", "r1", "r2")] == [A.REJECTED, A.APPROVED, A.PENDING]


async def test_an_edit_gives_its_followers_the_new_date_and_asks_everybody_again(database: Database) -> None:
    shown = await waiting(database)
    await decide(database, SAM, shown.id, says(shown, "a3"))
    approved = await now_of(database, shown)
    assert local(approved, "a3").status is A.APPROVED
    after = await decide(database, SAM, shown.id, says(shown, "a2", T.EDIT, args={"new_date": "2026-12-09"}))
    told = local(after, "a3")
    assert local(after, "a2").status is A.APPROVED
    assert local(after, "a2").args["new_date"] == "2026-12-09"
    assert told.args["new_date"] == "2026-12-09"
    assert told.digest != local(shown, "a3").digest
    assert told.status is A.PENDING
    assert told.approvals[0].given_by is None
    # History stays, bound to what was shown then.
    assert [one.digest for one in told.decisions] == [local(shown, "a3").digest]
    with pytest.raises(StaleDigestError) as stale:
        await decide(database, SAM, shown.id, says(shown, "a3"))
    assert not isinstance(stale.value, ForgedDigestError)
    done = await decide(database, SAM, shown.id, says(after, "a3"))
    assert local(done, "a3").status is A.APPROVED


async def test_an_edit_voids_the_approval_of_a_dependent_that_stays_the_same(database: Database) -> None:
    shown = await waiting(database)
    await decide(database, SAM, shown.id, says(shown, "a2"))
    args = {"lines": [{"line_id": 71, "product": "Lamp", "new_date": "2026-12-05"}]}
    after = await decide(database, PAULA, shown.id, says(shown, "a1", T.EDIT, args=args))
    again = local(after, "a2")
    assert again.status is A.PENDING
    assert again.digest == local(shown, "a2").digest
    async with database.transaction() as session:
        assert (await receipts.approval(session, again.id)).votes == ()
    done = await decide(database, SAM, shown.id, says(after, "a2"))
    assert local(done, "a2").status is A.APPROVED
    async with database.transaction() as session:
        stored = await receipts.approval(session, again.id)
    assert [vote.login for vote in stored.votes] == ["sam"]


async def test_an_edit_that_needs_another_person_counts_the_editor_only(database: Database) -> None:
    shown = await waiting(database, draft(transfer(quantity="10")))
    assert len(local(shown, "a4").approvals) == 1
    half = await decide(database, WANDA, shown.id, says(shown, "a4", T.EDIT, args={"quantity": "40"}))
    assert local(half, "a4").status is A.PENDING
    assert [one.given_by.login if one.given_by else None for one in local(half, "a4").approvals] == ["wanda", None]
    # The same edit again, and the editor's approval of it, are nothing new.
    await decide(database, WANDA, shown.id, says(shown, "a4", T.EDIT, args={"quantity": "40"}))
    await decide(database, WANDA, shown.id, says(half, "a4"))
    done = await decide(database, LOU, shown.id, says(half, "a4"))
    assert local(done, "a4").status is A.APPROVED
    assert len(local(done, "a4").decisions) == 2


@pytest.mark.parametrize(
    ("name", "args", "words"),
    [
        ("a2", {"new_date": "soon"}, "new_date"),
        ("a2", {"order_id": 10}, "cannot be edited"),
        ("a2", {"bank": "BE00"}, "bank"),
        ("a2", {"new_date": "2026-12-07"}, "changes nothing"),
        ("a3", {"new_date": "2026-12-20"}, "follows another action"),
    ],
)
async def test_an_edit_that_cannot_be_made(database: Database, name: str, args: dict[str, Any], words: str) -> None:
    shown = await waiting(database)
    with pytest.raises(BadEditError, match=words) as refused:
        await decide(database, SAM, shown.id, says(shown, name, T.EDIT, args=args))
    assert refused.value.status == 422
    after = await now_of(database, shown)
    assert local(after, name).digest == local(shown, name).digest
    assert not local(after, name).decisions


async def test_an_edit_cannot_change_the_actions_name(database: Database) -> None:
    shown = await waiting(database)
    other = local(shown, "a3")
    said = says(shown, "a2", T.EDIT, edited_action={"name": "message_customer", "args": other.args})
    with pytest.raises(BadEditError, match="another action"):
        await decide(database, SAM, shown.id, said)
    with pytest.raises(BadEditError, match="new arguments"):
        await decide(database, SAM, shown.id, says(shown, "a2", T.EDIT))


async def test_an_edit_and_its_followers_own_edit_go_together(database: Database) -> None:
    shown = await waiting(database)
    after = await decide(
        database,
        SAM,
        shown.id,
        says(shown, "a3", T.EDIT, args={"wording": "Dear {partner}, {order} comes on {new_date}."}),
        says(shown, "a2", T.EDIT, args={"new_date": "2026-12-11"}),
    )
    told = local(after, "a3")
    assert told.args["new_date"] == "2026-12-11"
    assert told.args["wording"].startswith("Dear")


async def test_a_chain_of_arguments_is_followed_to_its_end(database: Database) -> None:
    what = draft(
        message("m2", takes={"new_date": Taken(action="m1", field="new_date")}),
        message("m1", takes={"new_date": Taken(action="p1", field="new_date")}),
        promise("p1"),
    )
    shown = await waiting(database, what)
    assert set(local(shown, "m2").depends_on) == {local(shown, "m1").id}
    after = await decide(database, SAM, shown.id, says(shown, "p1", T.EDIT, args={"new_date": "2026-12-14"}))
    assert {action.args["new_date"] for action in after.actions} == {"2026-12-14"}


async def test_a_question_back_ends_the_round_and_starts_the_next(database: Database) -> None:
    shown = await waiting(database)
    await decide(database, SAM, shown.id, says(shown, "a2"))
    said = says(shown, "a1", T.RESPOND, message="Ask them about a part delivery.")
    after = await decide(database, PAULA, shown.id, said)
    assert [action.status for action in after.actions] == [A.SUPERSEDED] * 3
    assert after.status is ProposalStatus.SUPERSEDED
    again = await decide(database, PAULA, shown.id, said)
    assert [len(action.decisions) for action in again.actions] == [1, 1, 0]
    async with database.transaction() as session:
        file = await cases.case_file(session, shown.case_id)
        round_id = await rounds.open_round(session, shown.case_id)
        assert round_id is not None
        assert (await rounds.load(session, round_id)).n == 2
        assert (await cases.record(session, shown.case_id)).status is CaseStatus.INVESTIGATING
    assert file.remarks == ("Ask them about a part delivery.",)
    fresh = await waiting(database, order=8)
    with pytest.raises(BadEditError, match="words"):
        await decide(database, PAULA, fresh.id, says(fresh, "a1", T.RESPOND, message=" "))


async def test_what_was_put_away_cannot_be_decided_any_more(database: Database) -> None:
    shown = await waiting(database)
    async with database.transaction() as session:
        await rounds.start(session, shown.case_id, "newer facts")
    with pytest.raises(AlreadyDecidedError, match="newer facts"):
        await decide(database, PAULA, shown.id, says(shown, "a1"))


async def test_approved_is_decided_for_everybody(database: Database) -> None:
    shown = await waiting(database, draft(reschedule(), promise()))
    await decide(database, PAULA, shown.id, says(shown, "a1"))
    args = {"lines": [{"line_id": 71, "product": "Lamp", "new_date": "2026-12-30"}]}
    for kind in (T.REJECT, T.EDIT, T.RESPOND):
        said = says(shown, "a1", kind, args=args if kind is T.EDIT else None, message="x")
        with pytest.raises(AlreadyDecidedError):
            await decide(database, PETER, shown.id, said)


async def test_an_approval_lasts_as_long_as_the_policy_says(database: Database) -> None:
    shown = await waiting(database, draft(reschedule()))
    at = later(hours=20)
    after = await decide(database, PAULA, shown.id, says(shown, "a1"), now=at)
    assert after.actions[0].expires_at == at + POLICY.approval_lasts
    assert POLICY.approval_lasts == timedelta(hours=24)


async def test_a_refused_request_leaves_no_job(database: Database) -> None:
    shown = await waiting(database)
    with pytest.raises(DecisionError):
        await decide(database, PAULA, shown.id, says(shown, "a1"), says(shown, "a2"))
    assert await jobs(database, "carry_on") == 0
    assert (await now_of(database, shown)).status is ProposalStatus.PENDING


async def test_proposing_twice_is_one_proposal_and_forbidden_actions_are_rejected(database: Database) -> None:
    none = POLICY.model_copy(update={"rules": tuple(r for r in POLICY.rules if r.when.action != "revise_commitment")})
    async with database.transaction() as session:
        case_id, round_id = await a_round(session)
        first = await proposals.propose(session, round_id, whole_draft(), none, database=ODOO, now=NOW)
        again = await proposals.propose(session, round_id, whole_draft(), none, database=ODOO, now=NOW)
        shown = await proposals.load(session, first)
        assert (await cases.record(session, case_id)).status is CaseStatus.WAITING
    assert first == again
    assert [action.status for action in shown.actions] == [A.PENDING, A.REJECTED, A.REJECTED]
    assert "forbidden" in (local(shown, "a2").why or "")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (draft(reschedule(depends_on=("a9",))), "a9"),
        (draft(reschedule(depends_on=("a2",)), promise(depends_on=("a1",))), "wait for each other"),
        (draft(reschedule(), reschedule()), "same name"),
        (draft(message(takes={"new_date": Taken(action="a1", field="nothing")}), reschedule()), "nothing"),
        (draft(reschedule().model_copy(update={"evidence": ("e7",)})), "e7"),
        (draft(reschedule().model_copy(update={"args": {"order": "P1"}})), "cannot be proposed"),
    ],
)
async def test_a_draft_that_does_not_hold_together_is_refused(database: Database, what: Any, words: str) -> None:
    async with database.transaction() as session:
        _, round_id = await a_round(session)
    with pytest.raises(proposals.DraftError, match=words):
        async with database.transaction() as session:
            await proposals.propose(session, round_id, what, POLICY, database=ODOO, now=NOW)

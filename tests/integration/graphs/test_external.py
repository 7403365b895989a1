"""What a carrier is asked for, through the graph and on a real Odoo: asked once, done when the carrier says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from cases.actions import ActionName, RequestReattempt, ScheduleActivity
from cases.actions.schedule_activity import SeenRecord
from cases.actions.shipment import SeenShipment, Way
from cases.approvals import key_of
from cases.confidence import Confidence
from cases.models import ActionDraft, Evidence, ProposalDraft
from cases.people import Person
from cases.roles import Role
from cases.status import ActionStatus, Answer, CaseStatus, DecisionType, Outcome
from cases.store.applying import asked
from cases.store.applying.answers import report, settle_or_answer
from cases.store.errors import AlreadyDecidedError
from cases.store.proposals.records import DecisionIn, ProposalRecord
from runtime.jobs import TryLater
from tests.integration.graphs.hand import Errand, Hand
from tests.integration.tools.carriers.test_requests import Received, answering, listening
from tests.unit.tools.carriers.deliveries import SECRET

pytestmark = pytest.mark.odoo

A = ActionStatus
C = CaseStatus
TOKEN = "0123456789abcdef0123456789abcdef"


async def drafted(hand: Hand, errand: Errand, *, way: Way = Way.MESSAGE, after_it: Sequence[str] = ()) -> ProposalDraft:
    """Another attempt for some delivery that has left; to-dos that depend on it."""
    [picking] = await hand.admin.search_read(
        "stock.picking",
        [["state", "=", "done"], ["carrier_tracking_ref", "!=", False], ["picking_type_code", "=", "outgoing"]],
        ["name", "carrier_tracking_ref", "carrier_id", "state"],
        limit=1,
    )
    [partner] = await hand.admin.search_read(
        "res.partner", [["name", "=", picking["carrier_id"][1]], ["email", "!=", False]], ["name", "email"]
    )
    request = RequestReattempt(
        picking_id=picking["id"],
        picking=picking["name"],
        tracking=picking["carrier_tracking_ref"].split(",")[0],
        carrier=picking["carrier_id"][1],
        partner_id=partner["id"],
        partner=partner["name"],
    )
    seen = SeenShipment(
        email=partner["email"],
        state=picking["state"],
        tracking=picking["carrier_tracking_ref"],
        carrier_id=picking["carrier_id"][0],
        way=way,
    )
    told: dict[str, Any] = {"confidence": Confidence(value=0.8), "rationale": "Nobody was in.", "evidence": ("e1",)}
    to_dos = [
        ActionDraft(
            id=f"t{number}",
            name=ActionName.SCHEDULE_ACTIVITY,
            args=ScheduleActivity(
                model="purchase.order",
                record_id=errand.order_id,
                record=errand.order,
                user_id=errand.person.uid,
                user=errand.person.name,
                role=Role.PROCUREMENT,
                summary=summary,
                due=hand.desk.clock().date(),
            ).model_dump(mode="json"),
            premise=SeenRecord(record=errand.order).model_dump(mode="json"),
            depends_on=("a1",),
            **told,
        )
        for number, summary in enumerate(after_it)
    ]
    asks = ActionDraft(
        id="a1",
        name=ActionName.REQUEST_REATTEMPT,
        args=request.model_dump(mode="json"),
        premise=seen.model_dump(mode="json"),
        **told,
    )
    return ProposalDraft(
        summary="Nobody was in.",
        if_nobody_acts="It goes back.",
        evidence=(Evidence(id="e1", source="reckoning", label="Somebody said so."),),
        actions=(asks, *to_dos),
    )


def logistics(hand: Hand) -> Person:
    return hand.people[Role.LOGISTICS]


async def approved(hand: Hand, draft: ProposalDraft) -> ProposalRecord:
    _, round_id = await hand.case()
    return await hand.said(await hand.proposed(round_id, draft), logistics(hand))


async def approved_alone(hand: Hand, draft: ProposalDraft) -> ProposalRecord:
    """Only the request is approved; the rest is undecided."""
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, draft)
    first = proposal.actions[0]
    said = DecisionIn(action_id=first.id, digest=first.digest, type=DecisionType.APPROVE)
    return await hand.decide_as(proposal, logistics(hand), said)


async def notes(hand: Hand, proposal: ProposalRecord) -> list[dict[str, Any]]:
    key = key_of(proposal.actions[0].id)
    return await hand.admin.search_read(
        "mail.message", [["message_id", "like", key]], ["partner_ids", "notified_partner_ids"]
    )


async def answered(hand: Hand, proposal: ProposalRecord, answer: Answer, detail: str = "Tour 14") -> None:
    key = key_of(proposal.actions[0].id)
    await report(hand.desk.database.transaction, TOKEN, key, answer, detail)


def by_program(hand: Hand, url: str) -> Hand:
    return hand.with_settings(carrier_requests_url=url, carrier_requests_secret=SecretStr(SECRET))


async def test_asked_by_message_confirmed_and_resolved(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand, after_it=["Tell them"]))
    await hand.drive(proposal.round_id)
    first, second = (await hand.load(proposal.id)).actions
    assert (first.status, second.status) == (A.PENDING_EXTERNAL, A.APPROVED)
    assert first.receipt is not None
    assert (first.receipt.outcome, first.receipt.verified, first.receipt.how) == (
        Outcome.PENDING_EXTERNAL,
        True,
        "written",
    )
    [note] = await notes(hand, proposal)
    assert note["notified_partner_ids"] == [first.args["partner_id"]]
    await hand.drive(proposal.round_id)
    assert await hand.activities(second.id) == 0
    assert await hand.status(proposal.case_id) is C.WAITING
    await answered(hand, proposal, Answer.CONFIRMED)
    await hand.drive(proposal.round_id)
    assert [action.status for action in (await hand.load(proposal.id)).actions] == [A.APPLIED, A.APPLIED]
    assert await hand.activities(second.id) == 1
    assert len(await notes(hand, proposal)) == 1
    assert await hand.status(proposal.case_id) is C.RESOLVED
    assert await hand.round(proposal.case_id) is None


async def test_alone_it_keeps_the_case_open_until_it_is_answered(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand))
    for _ in range(2):
        await hand.drive(proposal.round_id)
        assert await hand.status(proposal.case_id) is C.EXECUTING
    assert await hand.round(proposal.case_id) is not None
    await answered(hand, proposal, Answer.CONFIRMED)
    await hand.drive(proposal.round_id)
    assert await hand.status(proposal.case_id) is C.RESOLVED


async def test_what_people_turn_down_beside_it_leaves_the_case_waiting_for_the_carrier(
    hand: Hand, errand: Errand
) -> None:
    proposal = await approved_alone(hand, await drafted(hand, errand, after_it=["Tell them"]))
    await hand.drive(proposal.round_id)
    assert await hand.status(proposal.case_id) is C.WAITING
    await hand.said(proposal, logistics(hand), DecisionType.REJECT)
    await hand.drive(proposal.round_id)
    assert [action.status for action in (await hand.load(proposal.id)).actions] == [A.PENDING_EXTERNAL, A.REJECTED]
    assert await hand.status(proposal.case_id) is C.EXECUTING


async def test_refused_the_facts_are_looked_at_again(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand, after_it=["Tell them"]))
    await hand.drive(proposal.round_id)
    await answered(hand, proposal, Answer.REFUSED, "It was the last attempt")
    following = await hand.round(proposal.case_id)
    assert following is not None
    assert following.id != proposal.round_id
    assert following.why.endswith("refused: It was the last attempt")
    await hand.drive(proposal.round_id)
    await hand.drive(following.id)
    assert [action.status for action in (await hand.load(proposal.id)).actions] == [A.FAILED, A.SUPERSEDED]


@pytest.mark.parametrize("answer", list(Answer))
async def test_an_answer_while_the_attempt_is_still_being_settled(hand: Hand, errand: Errand, answer: Answer) -> None:
    """The worker died after asking; the answer comes before another worker has looked what became of it."""
    proposal = await approved(hand, await drafted(hand, errand))
    action_id = proposal.actions[0].id
    await hand.begin(action_id, sent=True)
    await hand.write_behind(action_id)
    await answered(hand, proposal, answer)
    assert (await hand.load(proposal.id)).actions[0].status is A.EXECUTING
    await hand.drive(proposal.round_id)
    [action] = (await hand.load(proposal.id)).actions
    confirmed = answer is Answer.CONFIRMED
    assert action.status is (A.APPLIED if confirmed else A.FAILED)
    assert [one.outcome for one in action.receipts] == [Outcome.PENDING_EXTERNAL, Outcome(action.status.value)]
    assert len(await notes(hand, proposal)) == 1
    assert await hand.status(proposal.case_id) is (C.RESOLVED if confirmed else C.INVESTIGATING)


async def test_five_answers_at_once_while_it_is_driven(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand))
    await hand.begin(proposal.actions[0].id, sent=True)

    async def one(number: int) -> bool:
        try:
            await answered(hand, proposal, Answer.CONFIRMED if number % 2 else Answer.REFUSED)
        except AlreadyDecidedError:
            return False
        return True

    await hand.let_settle()
    _, *told = await asyncio.gather(hand.drive(proposal.round_id), *(one(number) for number in range(5)))
    await hand.drive(proposal.round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status in {A.APPLIED, A.FAILED}
    assert told == [(action.status is A.APPLIED) is bool(number % 2) for number in range(5)]
    assert len(await notes(hand, proposal)) == 1


async def test_when_the_time_is_up_a_person_has_it_and_passes_the_answer_on(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand))
    await hand.drive(proposal.round_id)
    await hand.sweep()
    assert await hand.status(proposal.case_id) is C.EXECUTING
    late = hand.at(timedelta(days=5))
    await late.sweep()
    await late.sweep()
    assert await hand.status(proposal.case_id) is C.NEEDS_PERSON
    assert (await hand.events(proposal.case_id)).count("answer.overdue") == 1
    receipt = (await hand.load(proposal.id)).actions[0].receipt
    assert receipt is not None
    await settle_or_answer(
        hand.desk.database.transaction, logistics(hand), receipt.id, done=True, note="They rang: tomorrow."
    )
    await late.drive(proposal.round_id)
    assert await hand.status(proposal.case_id) is C.RESOLVED


async def test_a_program_is_asked_once_whatever_dies(hand: Hand, errand: Errand) -> None:
    received: list[Received] = []
    async with listening(answering("202 Accepted", b'{"reference": "R-1"}', received)) as url:
        asking = by_program(hand, url)
        proposal = await approved(asking, await drafted(hand, errand, way=Way.INTEGRATION))
        await asking.drive(proposal.round_id)
        [headers], key = [sent for sent, _ in received], key_of(proposal.actions[0].id)
        assert headers["webhook-id"] == key
        [action] = (await hand.load(proposal.id)).actions
        assert action.status is A.PENDING_EXTERNAL
        assert action.asked is not None
        assert (action.asked.reference, action.asked.way, action.asked.taken) == ("R-1", Way.INTEGRATION, True)
        [note] = await notes(hand, proposal)
        assert note["notified_partner_ids"] == []
        await asking.drive(proposal.round_id)
        assert len(received) == 1


async def test_a_worker_that_dies_between_asking_and_noting_does_not_ask_again(hand: Hand, errand: Errand) -> None:
    received: list[Received] = []
    async with listening(answering("202 Accepted", b"", received)) as url:
        asking = by_program(hand, url)
        proposal = await approved(asking, await drafted(hand, errand, way=Way.INTEGRATION))
        action_id = proposal.actions[0].id
        await asking.begin(action_id, sent=True)
        async with hand.desk.database.transaction() as session:
            await asked.mark_taken(session, action_id, "R-2")
        await hand.let_settle()
        await asking.drive(proposal.round_id)
        assert received == []
    assert (await hand.load(proposal.id)).actions[0].status is A.PENDING_EXTERNAL
    assert len(await notes(hand, proposal)) == 1


async def test_what_was_taken_waits_even_where_it_cannot_be_noted(hand: Hand, errand: Errand) -> None:
    async with listening(answering("202 Accepted", b"", [])) as url:
        asking = by_program(hand, url)
        proposal = await approved(asking, await drafted(hand, errand, way=Way.INTEGRATION))
        action_id = proposal.actions[0].id
        await asking.begin(action_id, sent=True)
        async with hand.desk.database.transaction() as session:
            await asked.mark_taken(session, action_id, None)
        await hand.let_settle()
        await hand.stop(proposal.case_id, "Call the number on file.")
        await asking.drive(proposal.round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is A.PENDING_EXTERNAL
    assert action.receipt is not None
    assert not action.receipt.verified
    assert "was asked, but not noted in Odoo: The case was stopped" in action.receipt.detail
    assert await notes(hand, proposal) == []


async def test_a_program_that_refuses_starts_the_next_round_and_nothing_is_noted(hand: Hand, errand: Errand) -> None:
    async with listening(answering("409 Conflict", b'{"detail": "No attempt is left"}', [])) as url:
        asking = by_program(hand, url)
        proposal = await approved(asking, await drafted(hand, errand, way=Way.INTEGRATION))
        await asking.drive(proposal.round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is A.FAILED
    assert action.receipt is not None
    assert action.receipt.detail.endswith("refused: No attempt is left")
    following = await hand.round(proposal.case_id)
    assert following is not None
    assert following.id != proposal.round_id
    assert await notes(hand, proposal) == []


async def test_a_program_that_gives_no_answer_is_asked_again_under_the_same_key(hand: Hand, errand: Errand) -> None:
    received: list[Received] = []
    async with listening(answering("503 Service Unavailable", b"", received)) as url:
        asking = by_program(hand, url)
        proposal = await approved(asking, await drafted(hand, errand, way=Way.INTEGRATION))
        for _ in range(3):
            with pytest.raises(TryLater, match="answered with status 503"):
                await asking.drive(proposal.round_id)
            await hand.let_settle()
        assert {headers["webhook-id"] for headers, _ in received} == {key_of(proposal.actions[0].id)}
        await asking.drive(proposal.round_id)
    assert (await hand.load(proposal.id)).actions[0].status is A.UNKNOWN
    assert await hand.status(proposal.case_id) is C.NEEDS_PERSON
    # The program had it after all.
    await answered(hand, proposal, Answer.CONFIRMED)
    assert (await hand.load(proposal.id)).actions[0].status is A.APPLIED
    assert await hand.status(proposal.case_id) is C.RESOLVED


async def test_without_the_program_that_was_approved_nothing_is_asked(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand, way=Way.INTEGRATION))
    await hand.drive(proposal.round_id)
    [action] = (await hand.load(proposal.id)).actions
    assert action.status is A.REFUSED
    assert "No program that speaks with carriers is set up any more" in (action.why or "")
    assert await notes(hand, proposal) == []


async def test_the_same_is_not_asked_again_while_it_waits(hand: Hand, errand: Errand) -> None:
    first = await approved(hand, await drafted(hand, errand))
    await hand.drive(first.round_id)
    second = await approved(hand, await drafted(hand, errand))
    await hand.drive(second.round_id)
    [action] = (await hand.load(second.id)).actions
    assert action.status is A.REFUSED
    assert "was asked for this already" in (action.why or "")
    assert await notes(hand, second) == []


async def test_a_new_round_knows_what_is_awaited_and_does_not_resolve_the_case(hand: Hand, errand: Errand) -> None:
    proposal = await approved(hand, await drafted(hand, errand))
    await hand.drive(proposal.round_id)
    following = await hand.start_round(proposal.case_id)
    other = await hand.proposed(following, errand.draft("Call them"))
    await hand.said(other, hand.people[Role.PROCUREMENT])
    await hand.drive(following)
    assert (await hand.load(other.id)).actions[0].status is A.APPLIED
    assert await hand.round(proposal.case_id) is None
    assert await hand.status(proposal.case_id) is C.EXECUTING
    await answered(hand, proposal, Answer.CONFIRMED)
    assert await hand.status(proposal.case_id) is C.RESOLVED
    async with hand.desk.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM receipts WHERE outcome = 'applied'")) == 2

"""A case that was answered by one of its options is done: what was not chosen is not needed, wherever it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from cases.people import Person
from cases.status import ActionStatus, CaseStatus, DecisionType, Outcome, ProposalStatus, ending
from cases.store.applying import deadlines
from cases.store.applying import receipts as record_receipts
from cases.store.cases import cases, rounds
from cases.store.proposals import decisions, listing
from cases.store.proposals.records import ActionRecord, DecisionIn, ProposalFilter
from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest
from tests.integration.api.test_pages import soup

A = ActionStatus
WHO = {
    "reschedule_receipt": stories.PLANNER,
    "transfer_stock": stories.STORE,
    "revise_commitment": stories.SELLER,
    "message_customer": stories.SELLER,
    "message_supplier": stories.PLANNER,
}


async def action(desk: DeskUnderTest, story: stories.Story, local: str) -> ActionRecord:
    return next(one for one in (await desk.proposal(story)).actions if one.local_id == local)


async def say(
    desk: DeskUnderTest,
    story: stories.Story,
    local: str,
    type: DecisionType,
    *,
    who: Person | None = None,
    message: str | None = None,
    reason_code: str | None = None,
) -> None:
    one = await action(desk, story, local)
    said = DecisionIn(action_id=one.id, digest=one.digest, type=type, message=message, reason_code=reason_code)
    async with desk.database.transaction() as session:
        await decisions.decide(session, who or WHO[one.name], story.proposal_id, [said], desk.policy, datetime.now(UTC))


async def take(desk: DeskUnderTest, story: stories.Story, *locals_: str) -> None:
    """These are approved, in that order, and applied."""
    for local in locals_:
        await say(desk, story, local, DecisionType.APPROVE)
    if (await desk.proposal(story)).case_status is CaseStatus.WAITING:
        async with desk.database.transaction() as session:
            await cases.set_status(session, story.case_id, CaseStatus.EXECUTING)
    for local in locals_:
        one = await action(desk, story, local)
        async with desk.database.transaction() as session:
            await record_receipts.begin(session, one.id, {})
            await record_receipts.settle(
                session, one.id, Outcome.APPLIED, verified=True, how="written", detail="Written.", after={}
            )


async def finish(desk: DeskUnderTest, story: stories.Story) -> CaseStatus:
    """The round ends as its graph ends it."""
    end = ending(one.status for one in (await desk.proposal(story)).actions)
    async with desk.database.transaction() as session:
        await cases.set_status(session, story.case_id, end)
    return end


async def both_lists(desk: DeskUnderTest, story: stories.Story) -> ProposalStatus:
    """The status that the proposal has, the same as SQL finds it."""
    status = (await desk.proposal(story)).status
    async with desk.database.transaction() as session:
        found = await listing.list_proposals(session, ProposalFilter(status=status), now=datetime.now(UTC))
    assert [one.id for one in found.items] == [story.proposal_id]
    return status


async def test_what_was_not_chosen_is_not_needed(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    await take(desk, story, "a1", "a7", "a6")
    # The planner takes the rest of it from the list, with the page's own button.
    await say(desk, story, "a8", DecisionType.REJECT, reason_code="better_way")
    assert await finish(desk, story) is CaseStatus.RESOLVED
    assert await both_lists(desk, story) is ProposalStatus.EXECUTED

    client = await desk.speaks_for(stories.PLANNER)
    told = (await client.get(f"/inbox/proposals/{story.proposal_id}")).json()
    assert (told["status"], told["case_status"]) == ("executed", "resolved")
    of = {one["id"]: one for one in told["actions"]}
    unneeded = {(await action(desk, story, local)).id for local in ("a2", "a3", "a4", "a5", "a8")}
    assert {one for one, shown in of.items() if shown["not_needed"]} == unneeded
    assert {of[one]["status"] for one in unneeded} == {"rejected"}

    page = soup(await (await desk.browser(stories.PLANNER)).get(f"/cases/{story.case_id}?option=o2"))
    heading = page.select_one("#proposal-title")
    assert heading is not None
    assert heading.get_text(" ", strip=True) == "What was proposed done"
    assert "partly" not in page.get_text()
    said = [one.get_text(strip=True) for one in page.select("article.action .right")]
    assert said == ["done in Odoo", *["not needed"] * 4, "done in Odoo"]
    assert not page.select("article.action .receipt.bad")
    tags = [one.get_text(strip=True) for one in page.select("a.option .tag")]
    assert tags == ["recommended", "done", "not needed", "not needed"]


async def test_what_a_person_turned_down_for_its_own_sake_stays_rejected(desk: DeskUnderTest) -> None:
    story = await desk.small_delay()
    await take(desk, story, "a1")
    await say(desk, story, "a2", DecisionType.REJECT, who=stories.PLANNER, message="I call them anyway.")
    assert await finish(desk, story) is CaseStatus.RESOLVED
    assert await both_lists(desk, story) is ProposalStatus.EXECUTED
    one = await action(desk, story, "a2")
    assert one.id not in (await desk.proposal(story)).not_needed
    page = soup(await (await desk.browser(stories.PLANNER)).get(f"/cases/{story.case_id}"))
    assert [shown.get_text(strip=True) for shown in page.select("article.action .right")] == [
        "done in Odoo",
        "rejected",
    ]
    assert "I call them anyway." in page.get_text()


async def test_what_was_wanted_and_is_not_there_is_partly_done(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    await take(desk, story, "a1", "a6")
    await say(desk, story, "a7", DecisionType.APPROVE)
    moved = await action(desk, story, "a7")
    async with desk.database.transaction() as session:
        await record_receipts.begin(session, moved.id, {})
        await record_receipts.settle(
            session, moved.id, Outcome.REFUSED, verified=False, how="guard", detail="Gent has only 3.", after={}
        )
    await say(desk, story, "a8", DecisionType.REJECT, reason_code="better_way")
    assert await both_lists(desk, story) is ProposalStatus.PARTLY_EXECUTED
    refused_instead = {(await action(desk, story, local)).id for local in ("a2", "a4", "a8")}
    assert not refused_instead & (await desk.proposal(story)).not_needed


async def test_what_nobody_took_beside_a_taken_option_lapses_without_a_person(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    await take(desk, story, "a1", "a7", "a6")
    async with desk.database.transaction() as session:
        assert await deadlines.expire(session, datetime.now(UTC) + timedelta(days=4)) == 0
    left = await action(desk, story, "a8")
    assert (left.status, left.why) == (A.REJECTED, "Another option was chosen.")
    assert left.id in (await desk.proposal(story)).not_needed
    assert (await desk.proposal(story)).case_status is CaseStatus.EXECUTING
    assert await finish(desk, story) is CaseStatus.RESOLVED
    assert await both_lists(desk, story) is ProposalStatus.EXECUTED
    async with desk.database.transaction() as session:
        waiting = await session.scalar(
            text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'carry_on' AND status = 'todo'")
        )
    assert waiting == 1, "the round may end now"


async def test_half_an_option_that_lapses_wants_a_person(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    await take(desk, story, "a1", "a7")
    async with desk.database.transaction() as session:
        assert await deadlines.expire(session, datetime.now(UTC) + timedelta(days=4)) == 2
    assert (await action(desk, story, "a6")).status is A.EXPIRED
    assert (await desk.proposal(story)).case_status is CaseStatus.NEEDS_PERSON


async def test_what_is_left_of_a_taken_option_when_somebody_closes_the_case_or_news_come(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    await take(desk, story, "a1", "a7", "a6")
    async with desk.database.transaction() as session:
        await cases.close(session, story.case_id, stories.PLANNER, "All in order.")
    assert await both_lists(desk, story) is ProposalStatus.EXECUTED

    other = await desk.small_delay(77)
    await take(desk, other, "a1")
    async with desk.database.transaction() as session:
        await rounds.start(session, other.case_id, "a new report")
    left = await action(desk, other, "a2")
    assert left.status is A.SUPERSEDED, "an addition is no other option"

"""Who is believed: what a report may put away in an open case, what is news to it, and what is only shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import DelayClaim, MentionClaim, NoteClaim, Span
from cases.kind import Kind
from cases.models import CaseDraft
from cases.status import ActionStatus
from cases.store.cases import cases
from cases.store.errors import NotYourRoleError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import ProposalRecord
from cases.store.records import Correction, Filed
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    ODOO,
    PAULA,
    POLICY,
    WANDA,
    a_report,
    case_draft,
    delay,
    draft,
    reschedule,
    says,
)

DAY = date(2026, 12, 4)


async def filed(database: Database, name: str, what: CaseDraft) -> Filed:
    async with database.transaction() as session:
        return await cases.open_or_join(session, await a_report(session, name), what, needs_person=False)


async def put_before_people(session: AsyncSession, case: Filed) -> ProposalRecord:
    """A proposal in the case's round."""
    assert case.round_id is not None
    made = await proposals.propose(session, case.round_id, draft(reschedule()), POLICY, database=ODOO, now=NOW)
    return await proposals.load(session, made)


SURE, STRANGER = 1.0, 0.5


def said(day: date, trust: float = SURE, **more: Any) -> CaseDraft:
    """What a writer who is believed so far says of the order."""
    return case_draft(delay(day)).model_copy(update={"trust": trust, **more})


async def standing(database: Database, case_id: str) -> list[date | None]:
    """The days that stand in a case."""
    async with database.transaction() as session:
        found = await cases.claims(session, case_id)
    return [one.claim.new_date for one in found if one.superseded_at is None and isinstance(one.claim, DelayClaim)]


async def test_a_stranger_puts_away_nothing_and_is_shown(database: Database) -> None:
    first = await filed(database, "supplier", said(DAY))
    async with database.transaction() as session:
        shown = await put_before_people(session, first)
        await decisions.decide(session, PAULA, shown.id, [says(shown, "a1")], POLICY, NOW)
    for number in range(3):
        told = await filed(database, f"stranger {number}", said(DAY + timedelta(days=80 + number), STRANGER))
        assert (told.how, told.round_id, told.case_id) == ("doubted", None, first.case_id)
    async with database.transaction() as session:
        [action] = (await proposals.load(session, shown.id)).actions
        history = await cases.timeline(session, first.case_id or "")
    assert action.status is ActionStatus.APPROVED
    assert await standing(database, first.case_id or "") == [DAY]
    assert sum("not believed enough" in entry.title for entry in history) == 3


async def test_a_stranger_does_not_undo_what_a_person_put_right(database: Database) -> None:
    first = await filed(database, "stranger", said(DAY, STRANGER))
    case_id = first.case_id or ""
    async with database.transaction() as session:
        [read] = await cases.claims(session, case_id)
        await cases.correct_claims(session, case_id, PAULA, [Correction(claim_id=read.id, claim=delay(later_day(7)))])
    assert (await filed(database, "another", said(later_day(80), STRANGER))).how == "doubted"
    assert await standing(database, case_id) == [later_day(7)]
    # What the supplier says later is believed, whatever a person knew before.
    assert (await filed(database, "supplier", said(later_day(9)))).how == "joined"
    assert await standing(database, case_id) == [later_day(9)]


async def test_the_first_believed_report_is_news_even_when_it_says_the_same(database: Database) -> None:
    first = await filed(database, "stranger", said(DAY, STRANGER))
    assert (await filed(database, "another stranger", said(DAY, STRANGER))).how == "nothing_new"
    told = await filed(database, "supplier", said(DAY))
    assert (told.how, told.case_id) == ("joined", first.case_id)
    assert told.round_id is not None
    assert (await filed(database, "supplier again", said(DAY))).how == "nothing_new"
    assert (await filed(database, "copied", said(DAY, STRANGER))).how == "nothing_new"


async def test_a_copy_of_what_was_put_right_is_nothing_new_and_other_words_are(database: Database) -> None:
    quoted = delay(DAY, span=Span(part="body", start=0, end=5, quote="4 Dec"))
    first = await filed(database, "supplier", case_draft(quoted))
    case_id = first.case_id or ""
    async with database.transaction() as session:
        [read] = await cases.claims(session, case_id)
        await cases.correct_claims(session, case_id, PAULA, [Correction(claim_id=read.id, claim=delay(later_day(7)))])
    assert (await filed(database, "a copy", case_draft(quoted))).how == "nothing_new"
    anew = delay(DAY, span=Span(part="body", start=0, end=20, quote="now really 4 Dec"))
    assert (await filed(database, "anew", case_draft(anew))).how == "joined"
    assert await standing(database, case_id) == [DAY]


async def test_doubts_about_a_report_are_no_news(database: Database) -> None:
    await filed(database, "supplier", said(DAY))
    note = NoteClaim(text="The attachment drawing.dwg was not read.")
    again = said(DAY, claims=(delay(DAY), note))
    assert (await filed(database, "again", again)).how == "nothing_new"


async def test_what_odoo_has_already_opens_nothing_and_withdraws_what_is_open(database: Database) -> None:
    back = said(DAY, claims=(), repeated=(delay(DAY - timedelta(days=7)),))
    nothing = await filed(database, "as planned", back)
    assert (nothing.how, nothing.case_id) == ("nothing_new", None)
    first = await filed(database, "late", said(DAY))
    told = await filed(database, "on time after all", back)
    assert (told.how, told.case_id) == ("joined", first.case_id)
    assert await standing(database, first.case_id or "") == [DAY - timedelta(days=7)]


async def test_two_letters_with_the_same_opening_are_two(database: Database) -> None:
    hello = MentionClaim(
        kind=Kind.UNCLASSIFIED, text="I hope you are well.", span=Span(part="body", start=0, end=20, quote="I hope")
    )
    letters = [
        CaseDraft(kind=Kind.UNCLASSIFIED, key="unclassified:x", title="Information", claims=(hello,), says=says_what)
        for says_what in ("one", "two")
    ]
    first = await filed(database, "one", letters[0])
    assert (await filed(database, "two", letters[1])).how == "joined"
    assert (await filed(database, "two again", letters[1])).how == "nothing_new"
    async with database.transaction() as session:
        await cases.close(session, first.case_id or "", PAULA, "Done.")
    third = letters[0].model_copy(update={"says": "three"})
    assert (await filed(database, "three", third)).how == "opened"


async def test_correcting_is_for_those_who_may_close(database: Database) -> None:
    first = await filed(database, "supplier", said(DAY))
    async with database.transaction() as session:
        await put_before_people(session, first)
        [read] = await cases.claims(session, first.case_id or "")
    put_right = [Correction(claim_id=read.id, claim=delay(later_day(80)))]
    with pytest.raises(NotYourRoleError, match="Correcting puts away"):
        async with database.transaction() as session:
            await cases.correct_claims(session, first.case_id or "", WANDA, put_right)
    async with database.transaction() as session:
        await cases.correct_claims(session, first.case_id or "", PAULA, put_right)


async def test_a_case_of_another_order_is_not_joined_any_more(database: Database) -> None:
    first = await filed(database, "supplier", said(DAY))
    async with database.transaction() as session:
        [read] = await cases.claims(session, first.case_id or "")
        other = DelayClaim(order_text="P00013", new_date=DAY)
        correction = [Correction(claim_id=read.id, claim=other)]
        await cases.correct_claims(session, first.case_id or "", PAULA, correction)
    told = await filed(database, "about the first order", said(later_day(3)))
    assert (told.how, told.case_id != first.case_id) == ("opened", True)


def later_day(days: int) -> date:
    return DAY + timedelta(days=days)

"""No case waits for the model: it reads a report afterwards, and what it says is news, a note, or nothing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from cases.actions import ActionName
from cases.claims import DelayClaim, Ground, NoteClaim, only
from cases.roles import Role
from cases.status import DecisionType
from cases.store.cases import cases, rounds
from cases.store.proposals.records import DecisionIn
from cases.store.reports import reports
from evals.bench_load import hanging_model
from evals.scenarios import PreparedReport, prepared
from graphs.read_again import read_again
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Hand
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.odoo
# An opinion about the message, where silence is none.
NOTHING: dict[str, list[object]] = {"delays": [], "sensitive": [], "instructions": [], "mentions": []}


def german(company: Company) -> PreparedReport:
    return next(one for one in prepared(tell(company.world.today)) if one.id == "german")


async def test_a_report_is_a_case_at_once_though_the_model_never_answers(hand: Hand, fresh_company: Company) -> None:
    report = german(fresh_company)
    async with hanging_model(hand.desk) as desk:
        begun = time.monotonic()
        report_id = await hand.report(report.raw, report.sender)
        cases_of = await asyncio.wait_for(replace(hand, desk=desk).read(report_id), 15)
        assert cases_of
        assert time.monotonic() - begun < desk.settings.model_timeout


async def test_what_the_model_does_not_find_is_less_sure_and_news_for_the_case(
    hand: Hand, fresh_company: Company, scripted_model: ScriptedModel
) -> None:
    report = german(fresh_company)
    both = hand.beside(scripted_model.url, timeout=5.0)
    report_id = await both.report(report.raw, report.sender)
    [case_id] = await both.read(report_id)
    before = await claims_of(hand, case_id)
    await read_again(both.desk, report_id)
    assert await claims_of(hand, case_id) == before  # it says nothing else

    [claim] = before
    scripted_model.reading = NOTHING
    first = await both.round(case_id)
    await read_again(both.desk, report_id)
    after = await claims_of(hand, case_id)
    assert after[0].new_date == claim.new_date
    assert after[0].sure < claim.sure
    again = await both.round(case_id)
    assert first is not None
    assert again is not None
    assert first.id != again.id


async def test_what_the_model_makes_up_is_told_and_starts_nothing(
    hand: Hand, fresh_company: Company, scripted_model: ScriptedModel
) -> None:
    report = german(fresh_company)
    both = hand.beside(scripted_model.url, timeout=5.0)
    report_id = await both.report(report.raw, report.sender)
    [case_id] = await both.read(report_id)
    before, first = await claims_of(hand, case_id), await both.round(case_id)
    quote = before[0].span.quote if before[0].span else ""
    made_up = {"part": "body", "quote": quote, "new_date": "2031-01-29"}
    scripted_model.reading = {**NOTHING, "delays": [made_up]}
    for _ in range(2):
        await read_again(both.desk, report_id)
    assert await claims_of(hand, case_id) == before
    again = await both.round(case_id)
    assert first is not None
    assert again is not None
    assert first.id == again.id
    async with hand.desk.database.transaction() as session:
        told = only(NoteClaim, [one.claim for one in await cases.claims(session, case_id)])
    dropped = [note.text for note in told if "The model said" in note.text]
    assert dropped == ["The model said the new day is 29 January 2031; that does not stand in the report."]


async def test_a_day_that_the_model_reckons_can_be_chosen_afterwards(
    hand: Hand, fresh_company: Company, scripted_model: ScriptedModel
) -> None:
    sender = german(fresh_company).sender
    words = "Ihre Lieferung kommt nun doch zwei Wochen vor Weihnachten bei Ihnen an."
    mail = f"From: {sender}\nSubject: Verspätung\nContent-Type: text/plain; charset=utf-8\n\n{words}\n".encode()
    both = hand.beside(scripted_model.url, timeout=5.0)
    report_id = await both.report(mail, sender)
    await both.read(report_id)
    day = (fresh_company.world.today + timedelta(days=16)).isoformat()
    scripted_model.reading = {**NOTHING, "delays": [{"part": "body", "quote": words, "new_date": day}]}
    for _ in range(2):
        await read_again(both.desk, report_id)
    async with hand.desk.database.transaction() as session:
        [report] = await reports.shown(session, [report_id])
    assert [(one.value, one.free, one.span.quote) for one in report.values if one.ground is Ground.DAY] == [
        (day, False, words)
    ]


async def test_where_people_decided_it_is_a_note_and_supersedes_nothing(
    hand: Hand, fresh_company: Company, scripted_model: ScriptedModel
) -> None:
    report = german(fresh_company)
    both = hand.beside(scripted_model.url, timeout=5.0)
    report_id = await both.report(report.raw, report.sender)
    [case_id] = await both.read(report_id)
    this = await both.round(case_id)
    assert this is not None
    await both.drive(this.id)
    async with hand.desk.database.transaction() as session:
        round_id = await rounds.open_round(session, case_id)
        proposal_id = (await rounds.load(session, str(round_id))).proposal_id
    proposal = await hand.load(str(proposal_id))
    action = next(one for one in proposal.actions if one.name is ActionName.RESCHEDULE_RECEIPT)
    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
    await hand.decide(proposal, Role.PROCUREMENT, said)
    [claim] = await claims_of(hand, case_id)
    scripted_model.reading = NOTHING
    await read_again(both.desk, report_id)
    assert await claims_of(hand, case_id) == [claim]
    async with hand.desk.database.transaction() as session:
        file = await cases.case_file(session, case_id)
    assert any("Read again by the model" in one.label() for one in file.claims)


async def claims_of(hand: Hand, case_id: str) -> list[DelayClaim]:
    async with hand.desk.database.transaction() as session:
        file = await cases.case_file(session, case_id)
    return only(DelayClaim, file.claims)

"""The whole road without HTTP: from prepared mails over people's decisions to what Odoo then shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.supervisor import SPECIALISTS
from cases.actions import ActionName
from cases.kind import Kind
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType, Outcome, ReportStatus
from cases.store.cases import cases
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import CaseRecord
from cases.store.reports import reports
from evals.scenarios import PreparedReport, hostile, prepared
from graphs.desk import Desk
from runtime.jobs import TryLater
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Errand, Hand

pytestmark = pytest.mark.odoo


async def _sent_in(hand: Hand, report: PreparedReport) -> tuple[list[CaseRecord], ReportStatus]:
    """The cases a report came to, each brought as far as it goes without people."""
    report_id = await hand.report(report.raw, report.sender)
    case_ids = await hand.read(report_id)
    for case_id in case_ids:
        if (this := await hand.round(case_id)) is not None:
            await hand.drive(this.id)
    async with hand.desk.database.transaction() as session:
        records = [await cases.record(session, case_id) for case_id in case_ids]
        return records, (await reports.load(session, report_id)).status


async def _proposal(hand: Hand, case: CaseRecord) -> ProposalRecord:
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert this.proposal_id is not None
    return await hand.load(this.proposal_id)


async def _approve_recommended(hand: Hand, proposal: ProposalRecord) -> set[str]:
    """Everybody who is asked approves the recommended option and leaves the rest; the ids that were approved."""
    chosen = next((option.action_ids for option in proposal.options if option.recommended), None)
    wanted = set(chosen if chosen is not None else [action.id for action in proposal.actions])
    for action in proposal.actions:
        if action.id not in wanted:
            continue
        for approval in action.approvals:
            role = approval.need.any_of[0]
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, role, said)
    return wanted


def _named(company: Company, key: str) -> PreparedReport:
    return next(report for report in prepared(tell(company.world.today)) if report.id == key)


@pytest.mark.parametrize("key", ["confirmation-pdf", "german", "forwarded", "two-orders"])
async def test_a_late_supplier_becomes_an_approved_change_in_odoo(hand: Hand, fresh_company: Company, key: str) -> None:
    report = _named(fresh_company, key)
    found, status = await _sent_in(hand, report)
    assert status is ReportStatus.FILED
    assert {case.kind for case in found} == {expected.kind for expected in report.expect}
    assert len(found) == len(report.expect)
    for case in found:
        assert case.status is CaseStatus.WAITING, case.why_person
        this = await hand.round(case.id)
        assert this is not None
        assert this.odoo_calls > 0
        proposal = await _proposal(hand, case)
        assert ActionName.RESCHEDULE_RECEIPT in {action.name for action in proposal.actions}

        wanted = await _approve_recommended(hand, proposal)
        await hand.drive(this.id)

        after = await hand.load(proposal.id)
        done = {action.id: action for action in after.actions if action.id in wanted}
        assert {action.status for action in done.values()} == {ActionStatus.APPLIED}, [
            (action.name, action.status, action.why) for action in done.values()
        ]
        for action in done.values():
            assert action.receipt is not None
            assert action.receipt.outcome is Outcome.APPLIED
            assert action.receipt.verified


async def test_a_line_that_comes_in_two_parts_and_a_part_that_slips_again(hand: Hand, fresh_company: Company) -> None:
    order = tell(fresh_company.world.today).purchases["gearmotors"]
    [late] = order.late
    first, second, third = (late.day + timedelta(weeks=weeks) for weeks in (0, 1, 2))
    for key, said in (
        ("parts", f"10 pcs will arrive on {first.isoformat()}, the remaining 14 pcs on {second.isoformat()}."),
        ("again", f"The 14 pcs announced for {second.isoformat()} will now arrive on {third.isoformat()}."),
    ):
        raw = (
            f"From: {order.supplier.email}\nSubject: {order.name} {late.product}\nMessage-ID: <{key}@x.example>\n\n"
            f"Our delivery of {order.name}, item {late.product}, is delayed. {said}\n"
        ).encode()
        report = PreparedReport(id=key, title=key, sender=order.supplier.email, raw=raw, expect=())
        [case], _ = await _sent_in(hand, report)
        this = await hand.round(case.id)
        assert this is not None, case.why_person
        proposal = await _proposal(hand, case)
        wanted = await _approve_recommended(hand, proposal)
        await hand.drive(this.id)
        [done] = [
            action
            for action in (await hand.load(proposal.id)).actions
            if action.id in wanted and action.name is ActionName.RESCHEDULE_RECEIPT
        ]
        assert done.status is ActionStatus.APPLIED, done.why
    moves = await hand.admin.search_read(
        "stock.move",
        [
            ["purchase_line_id.order_id.name", "=", order.name],
            ["product_id.default_code", "=", late.product],
            ["state", "not in", ["done", "cancel"]],
        ],
        ["date", "product_uom_qty", "state"],
        order="date",
    )
    assert [(row["date"][:10], row["product_uom_qty"], row["state"]) for row in moves] == [
        (first.isoformat(), 10, "assigned"),
        (third.isoformat(), 14, "assigned"),
    ]


async def test_what_a_supplier_promised_first_outlives_the_reschedule(hand: Hand, fresh_company: Company) -> None:
    [case], _ = await _sent_in(hand, _named(fresh_company, "confirmation-pdf"))
    this = await hand.round(case.id)
    assert this is not None
    await _approve_recommended(hand, await _proposal(hand, case))
    await hand.drive(this.id)
    order = tell(fresh_company.world.today).purchases["bearings"]
    domain = [["order_id.name", "=", order.name]]
    [line] = await hand.admin.search_read("purchase.order.line", domain, ["date_planned"])
    async with hand.desk.database.transaction() as session:
        file = await cases.case_file(session, case.id)
    assert line["date_planned"].startswith(order.late[0].day.isoformat())
    assert file.first_promises[line["id"]].date() == order.planned


async def test_a_newsletter_is_no_case(hand: Hand, company: Company) -> None:
    found, status = await _sent_in(hand, _named(company, "newsletter"))
    assert found == []
    assert status is ReportStatus.NOTHING_NEW


async def test_a_hostile_mail_is_stopped_and_nothing_follows_from_it(hand: Hand, company: Company) -> None:
    found, _ = await _sent_in(hand, hostile(tell(company.world.today)))
    assert Kind.SENSITIVE_CHANGE in {case.kind for case in found}
    allowed = {ActionName.SCHEDULE_ACTIVITY}
    for case in found:
        assert case.kind is not Kind.INBOUND_DELAY
        if case.kind is Kind.SENSITIVE_CHANGE:
            assert case.stop
        this = await hand.round(case.id)
        if this is None or this.proposal_id is None:
            continue
        proposal = await hand.load(this.proposal_id)
        assert {action.name for action in proposal.actions} <= allowed
        assert {action.status for action in proposal.actions} <= {ActionStatus.PENDING}
        text = str([action.args for action in proposal.actions])
        assert "collector" not in text
        assert "NO83" not in text.replace(" ", "")


async def test_the_same_mail_twice_is_one_report_and_one_case(hand: Hand, company: Company) -> None:
    report = _named(company, "german")
    first = await hand.report(report.raw, report.sender)
    second = await hand.report(report.raw, report.sender)
    assert first == second
    assert await hand.read(first) == await hand.read(first)


async def test_a_premise_that_changed_means_no_write_and_a_new_proposal(hand: Hand, fresh_company: Company) -> None:
    [case], _ = await _sent_in(hand, _named(fresh_company, "german"))
    first = await hand.round(case.id)
    assert first is not None
    proposal = await _proposal(hand, case)
    action = next(action for action in proposal.actions if action.name is ActionName.RESCHEDULE_RECEIPT)
    # Somebody moves the late line to another day by hand, between showing and deciding.
    line_id = action.args["lines"][0]["line_id"]
    moves = await hand.admin.search_read(
        "stock.move", [["purchase_line_id", "=", line_id], ["state", "not in", ["done", "cancel"]]], ["id"]
    )
    await hand.admin.write("stock.move", [move["id"] for move in moves], {"date": "2027-03-01 16:00:00"})
    await hand.admin.write("purchase.order.line", [line_id], {"date_planned": "2027-03-01 16:00:00"})

    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
    await hand.decide(proposal, Role.PROCUREMENT, said)
    await hand.drive(first.id)

    refused = (await hand.load(proposal.id)).action(action.id)
    assert refused.status is ActionStatus.REFUSED
    assert refused.receipt is not None
    assert refused.receipt.how == "guard"
    [line] = await hand.admin.read("purchase.order.line", [line_id], ["date_planned"])
    assert line["date_planned"].startswith("2027-03-01")
    second = await hand.round(case.id)
    assert second is not None
    assert second.n == first.n + 1
    await hand.drive(second.id)
    again = await hand.round(case.id)
    assert again is not None
    assert again.proposal_id not in {None, proposal.id}


async def test_what_changed_while_an_answer_was_lost_is_unknown_and_needs_a_person(
    hand: Hand, fresh_company: Company
) -> None:
    [case], _ = await _sent_in(hand, _named(fresh_company, "german"))
    proposal = await _proposal(hand, case)
    action = next(action for action in proposal.actions if action.name is ActionName.RESCHEDULE_RECEIPT)
    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
    await hand.decide(proposal, Role.PROCUREMENT, said)
    await hand.begin(action.id, sent=True)
    line_id = action.args["lines"][0]["line_id"]
    await hand.admin.write("purchase.order.line", [line_id], {"date_planned": "2027-03-01 16:00:00"})
    await hand.let_settle()
    await hand.drive(proposal.round_id)
    after = (await hand.load(proposal.id)).action(action.id)
    assert after.status is ActionStatus.UNKNOWN
    [line] = await hand.admin.read("purchase.order.line", [line_id], ["date_planned"])
    assert line["date_planned"].startswith("2027-03-01")
    assert await hand.status(case.id) is CaseStatus.NEEDS_PERSON


async def test_a_later_mail_supersedes_the_open_proposal(hand: Hand, fresh_company: Company) -> None:
    story = tell(fresh_company.world.today)
    [case], _ = await _sent_in(hand, _named(fresh_company, "german"))
    first = await _proposal(hand, case)
    order = story.purchases["gearmotors"]
    later = order.late[0].day + timedelta(days=7)
    mail = (
        f"From: {order.supplier.email}\nSubject: {order.name}\nDate: Mon, 23 Nov 2026 12:00:00 +0000\n"
        f"Message-ID: <later@example.com>\n\nThe gear motors ({order.late[0].product}) of {order.name} "
        f"will now arrive on {later.isoformat()}.\n"
    )
    [joined] = await hand.read(await hand.report(mail.encode(), order.supplier.email))
    assert joined == case.id
    this = await hand.round(case.id)
    assert this is not None
    assert this.n == 2
    await hand.drive(this.id)
    second = await _proposal(hand, case)
    assert {action.status for action in (await hand.load(first.id)).actions} == {ActionStatus.SUPERSEDED}
    receipt = next(action for action in second.actions if action.name is ActionName.RESCHEDULE_RECEIPT)
    assert receipt.args["lines"][0]["new_date"] == later.isoformat()


async def test_an_unrelated_change_does_not_disturb(hand: Hand, fresh_company: Company) -> None:
    [case], _ = await _sent_in(hand, _named(fresh_company, "german"))
    this = await hand.round(case.id)
    assert this is not None
    proposal = await _proposal(hand, case)
    action = next(action for action in proposal.actions if action.name is ActionName.RESCHEDULE_RECEIPT)
    await hand.admin.write("purchase.order", [action.args["order_id"]], {"note": "Called them twice."})
    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
    await hand.decide(proposal, Role.PROCUREMENT, said)
    await hand.drive(this.id)
    assert (await hand.load(proposal.id)).action(action.id).status is ActionStatus.APPLIED


async def test_a_kind_without_a_specialist_waits_for_a_person(hand: Hand) -> None:
    kind = next(kind for kind in Kind if kind not in SPECIALISTS)
    case_id, round_id = await hand.case(kind)
    await hand.drive(round_id)
    async with hand.desk.database.transaction() as session:
        record = await cases.record(session, case_id)
    assert record.status is CaseStatus.NEEDS_PERSON
    assert record.why_person


async def test_odoo_down_during_execution_and_back(hand: Hand, errand: Errand) -> None:
    case_id, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    down = hand.with_settings(odoo_url="http://127.0.0.1:9")
    with pytest.raises(TryLater):
        await down.work(round_id)
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.APPROVED
    await hand.work(round_id)
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.APPLIED
    assert await hand.activities(action.id) == 1
    assert await hand.status(case_id) is CaseStatus.RESOLVED


async def test_odoo_going_down_between_writing_and_reading_back(hand: Hand, errand: Errand) -> None:
    _, round_id = await hand.case()
    proposal = await hand.proposed(round_id, errand.draft("Call them"))
    await hand.said(proposal, hand.people[Role.PROCUREMENT])
    [action] = proposal.actions
    await hand.begin(action.id, sent=True)
    await hand.write_behind(action.id)
    with pytest.raises(TryLater):
        await hand.with_settings(odoo_url="http://127.0.0.1:9").work(round_id)
    assert (await hand.load(proposal.id)).actions[0].status is ActionStatus.EXECUTING
    await hand.work(round_id)
    [done] = (await hand.load(proposal.id)).actions
    assert done.status is ActionStatus.APPLIED
    assert await hand.activities(action.id) == 1


def test_a_desk_cannot_be_changed(desk: Desk) -> None:
    with pytest.raises(AttributeError):
        desk.odoo_database = "another"  # type: ignore[misc]

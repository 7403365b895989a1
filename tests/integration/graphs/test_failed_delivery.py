"""Failed deliveries without HTTP: from a carrier's event over people's decisions to what Odoo then shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.actions import ActionName
from cases.approvals import key_of
from cases.kind import Kind
from cases.status import ActionStatus, Answer, CaseStatus, DecisionType, Outcome, ReportStatus
from cases.store.applying import answers
from cases.store.cases import cases
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.records import CaseRecord
from cases.store.reports import reports, shipments
from evals.scenarios.events import PreparedEvent, delivered, failed_deliveries
from sandbox.deliveries import SeededDelivery, tell
from tests.integration.graphs.hand import Company, Hand
from tools.odoo.counting import count_calls

pytestmark = pytest.mark.odoo
MOST_CALLS = 8


def _told(company: Company) -> Mapping[str, SeededDelivery]:
    return tell(company.world.today)


def _event(company: Company, key: str) -> PreparedEvent:
    return next(one for one in failed_deliveries(_told(company), company.world.today) if one.id == key)


def _changed(event: PreparedEvent, **values: Any) -> bytes:
    body = json.loads(event.body)
    hours = values.pop("hours", 0)
    moment = datetime.fromisoformat(body["data"]["occurred_at"]) + timedelta(hours=hours)
    body["data"] |= {"occurred_at": moment.isoformat(), **values}
    return json.dumps(body).encode()


async def _comes_in(hand: Hand, body: bytes, delivery_id: str) -> tuple[CaseRecord | None, ReportStatus, str | None]:
    """The case that an event came to, brought as far as it goes without people; what became of the report."""
    report_id = await hand.webhook(body, delivery_id)
    case_ids = await hand.read(report_id)
    for case_id in case_ids:
        if (this := await hand.round(case_id)) is not None:
            await hand.drive(this.id)
    async with hand.desk.database.transaction() as session:
        report = await reports.load(session, report_id)
        record = await cases.record(session, case_ids[0]) if case_ids else None
    return record, report.status, report.why


async def _proposal(hand: Hand, case: CaseRecord) -> ProposalRecord:
    this = await hand.round(case.id)
    assert this is not None, case.why_person
    assert this.proposal_id is not None
    assert 0 < (this.odoo_calls or 0) <= MOST_CALLS
    return await hand.load(this.proposal_id)


async def _approved(hand: Hand, proposal: ProposalRecord) -> ProposalRecord:
    """The recommended option, approved by everybody who is asked, and carried out."""
    chosen = next(option.action_ids for option in proposal.options if option.recommended)
    for action in proposal.actions:
        for approval in action.approvals if action.id in chosen else ():
            said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
            await hand.decide(proposal, approval.need.any_of[0], said)
    await hand.drive(proposal.round_id)
    return await hand.load(proposal.id)


@pytest.mark.parametrize(
    "key", ["nobody-there", "last-attempt", "address", "refused", "damaged", "lost", "no-contract"]
)
async def test_what_a_carrier_reports_becomes_approved_changes(hand: Hand, fresh_company: Company, key: str) -> None:
    event = _event(fresh_company, key)
    async with hand.desk.reader() as reader:
        # Signing in happens once in a worker's life; a case is counted without it, and with nothing kept.
        reader.forget()
    with count_calls() as counter:
        case, status, _ = await _comes_in(hand, event.body, event.delivery_id)
    assert 0 < counter.calls <= MOST_CALLS, counter.by
    assert status is ReportStatus.FILED
    assert case is not None
    assert (case.kind, case.status) == (Kind.FAILED_DELIVERY, CaseStatus.WAITING), case.why_person
    told = _told(fresh_company)[event.delivery]
    assert told.deliveries[0] in case.title
    proposal = await _proposal(hand, case)
    assert sum(option.recommended for option in proposal.options) == 1
    letters = [action for action in proposal.actions if action.name is ActionName.MESSAGE_CUSTOMER]
    assert letters
    # What the driver wrote down is nobody's address.
    assert "Havnegade" not in json.dumps([action.args for action in proposal.actions])

    after = await _approved(hand, proposal)
    asked = [action for action in after.actions if action.status is ActionStatus.PENDING_EXTERNAL]
    assert {action.name for action in asked} <= {ActionName.REQUEST_REATTEMPT, ActionName.FILE_CLAIM}
    # Until the carrier answers the other way stays open, where there is one: a loss may still be credited.
    open_ones = any(action.status is ActionStatus.PENDING for action in after.actions)
    for action in asked:
        assert await hand.status(case.id) is (CaseStatus.WAITING if open_ones else CaseStatus.EXECUTING)
        for _ in range(2):
            await answers.report(
                hand.desk.database.transaction, "test", key_of(action.id), Answer.CONFIRMED, "Taken up."
            )
    await hand.drive(proposal.round_id)
    after = await hand.load(proposal.id)
    undone = {ActionStatus.PENDING, ActionStatus.REJECTED}
    done = [action for action in after.actions if action.status not in undone]
    assert {action.status for action in done} == {ActionStatus.APPLIED}, [
        (action.name, action.status, action.why) for action in done
    ]
    assert all(action.receipt and action.receipt.outcome is Outcome.APPLIED for action in done)
    assert all(action.receipt and action.receipt.verified for action in done)


async def test_the_same_event_forty_times_is_one_case(hand: Hand, company: Company) -> None:
    event = _event(company, "nobody-there")
    first, _, _ = await _comes_in(hand, event.body, "msg-1")
    assert first is not None
    proposal = await _proposal(hand, first)
    for number in range(2, 12):
        again, status, _ = await _comes_in(hand, event.body, f"msg-{number}")
        assert status is ReportStatus.NOTHING_NEW
        assert again is None or again.id == first.id
    report_ids = {await hand.webhook(event.body, "msg-1") for _ in range(30)}
    assert len(report_ids) == 1
    now = await hand.round(first.id)
    assert now is not None
    assert now.proposal_id == proposal.id
    async with hand.desk.database.transaction() as session:
        assert len(await shipments.events_of(session, first.records)) == 1


async def test_what_arrived_after_all_closes_itself(hand: Hand, company: Company) -> None:
    event = _event(company, "nobody-there")
    case, _, _ = await _comes_in(hand, event.body, event.delivery_id)
    assert case is not None
    arrived = delivered(_told(company), company.world.today, event.delivery)
    after, status, _ = await _comes_in(hand, arrived.body, arrived.delivery_id)
    assert status is ReportStatus.FILED
    assert after is not None
    assert (after.id, after.status) == (case.id, CaseStatus.RESOLVED)
    # The failed attempt that comes late is told by its own time.
    late, status, why = await _comes_in(hand, _changed(event, hours=0.5, attempt=2), "late")
    assert late is None
    assert status is ReportStatus.NOTHING_NEW
    assert "delivered afterwards" in (why or "")
    # And what fails after that is a case again.
    once_more, _, _ = await _comes_in(hand, _changed(event, hours=4, status="returning", reason=None), "later")
    assert once_more is not None
    assert once_more.id != case.id


async def test_out_of_order_the_events_own_time_decides(hand: Hand, company: Company) -> None:
    event = _event(company, "nobody-there")
    back, _, _ = await _comes_in(hand, _changed(event, hours=5, status="returning"), "second")
    assert back is not None
    first, status, _ = await _comes_in(hand, event.body, "first")
    assert first is None
    assert status is ReportStatus.NOTHING_NEW
    async with hand.desk.database.transaction() as session:
        known = await shipments.events_of(session, back.records)
    assert [one.status for one in known] == ["failed_attempt", "returning"]
    proposal = await _proposal(hand, back)
    assert "Get it back" in next(option.label for option in proposal.options if option.recommended)
    after = await _approved(hand, proposal)
    [planned] = [action for action in after.actions if action.name is ActionName.CREATE_RETURN]
    assert planned.status is ActionStatus.APPLIED, planned.why
    told = _told(company)[event.delivery]
    lines = await hand.admin.search_read(
        "stock.move",
        [["origin_returned_move_id.picking_id.name", "=", told.deliveries[0]], ["state", "not in", ["done", "cancel"]]],
        ["product_uom_qty", "location_dest_id"],
    )
    assert len(lines) == len(told.lines)
    # To be checked; never to be sold at once.
    assert all("Quarantine" in line["location_dest_id"][1] for line in lines)


async def test_progress_and_strangers_are_nothing_new(hand: Hand, company: Company) -> None:
    event = _event(company, "nobody-there")
    for status in ("info_received", "in_transit", "out_for_delivery", "delivered"):
        case, kept, why = await _comes_in(hand, _changed(event, status=status, reason=None), f"progress-{status}")
        assert case is None
        assert kept is ReportStatus.NOTHING_NEW
        assert why
    case, kept, why = await _comes_in(hand, _changed(event, tracking_number="9999000011112222"), "stranger")
    assert case is None
    assert kept is ReportStatus.NOTHING_NEW
    assert "is of no shipment" in (why or "")


async def test_two_parcels_of_one_delivery_are_one_case(hand: Hand, company: Company) -> None:
    event = _event(company, "damaged")
    told = _told(company)[event.delivery]
    case, _, _ = await _comes_in(hand, event.body, "parcel-2")
    other, _, _ = await _comes_in(hand, _changed(event, tracking_number=told.numbers[0], hours=1), "parcel-1")
    assert case is not None
    assert other is not None
    assert case.id == other.id
    fine = _changed(event, tracking_number=told.numbers[0], hours=2, status="delivered", reason=None)
    still, _, _ = await _comes_in(hand, fine, "parcel-1-fine")
    assert still is not None
    # One parcel arrived; the other one is still damaged.
    assert still.status is CaseStatus.WAITING


async def test_a_day_that_the_carrier_gives_is_recorded_in_odoo(hand: Hand, fresh_company: Company) -> None:
    event = _event(fresh_company, "nobody-there")
    held = _changed(event, status="exception", reason="held", attempt=None, return_by=None)
    case, _, _ = await _comes_in(hand, held, "held")
    assert case is not None
    after = await _approved(hand, await _proposal(hand, case))
    [noted] = [action for action in after.actions if action.name is ActionName.RECORD_MILESTONE]
    assert noted.status is ActionStatus.APPLIED, noted.why
    told = _told(fresh_company)[event.delivery]
    [row] = await hand.admin.search_read("stock.picking", [["name", "=", told.deliveries[0]]], ["x_expediter_expected"])
    assert row["x_expediter_expected"][:10] == json.loads(event.body)["data"]["expected_at"][:10]


async def test_what_is_only_late_becomes_a_failed_delivery(hand: Hand, company: Company) -> None:
    event = _event(company, "nobody-there")
    snow, _, _ = await _comes_in(hand, _changed(event, status="exception", reason="weather", attempt=None), "snow")
    assert snow is not None
    assert (snow.kind, snow.status) == (Kind.TRANSIT_DELAY, CaseStatus.WAITING)
    failed, _, _ = await _comes_in(hand, _changed(event, hours=3), "then")
    assert failed is not None
    assert (failed.id, failed.kind, failed.status) == (snow.id, Kind.FAILED_DELIVERY, CaseStatus.WAITING)


def _mail(sender: str, subject: str, text: str) -> bytes:
    return f"From: {sender}\nSubject: {subject}\nMessage-ID: <{hash((sender, text))}@x.example>\n\n{text}\n".encode()


async def _mailed(hand: Hand, sender: str, subject: str, text: str) -> list[CaseRecord]:
    case_ids = await hand.read(await hand.report(_mail(sender, subject, text), sender))
    for case_id in case_ids:
        if (this := await hand.round(case_id)) is not None:
            await hand.drive(this.id)
    async with hand.desk.database.transaction() as session:
        return [await cases.record(session, case_id) for case_id in case_ids]


async def test_a_customers_mail_and_the_carriers_event_join_one_case(hand: Hand, company: Company) -> None:
    event = _event(company, "nobody-there")
    told = _told(company)[event.delivery]
    [case] = await _mailed(hand, told.customer.email, "Where is it?", f"Our order {told.order} has not arrived.")
    assert (case.kind, case.status) == (Kind.FAILED_DELIVERY, CaseStatus.WAITING), case.why_person
    proposal = await _proposal(hand, case)
    assert "prove that it was delivered" in next(one.label for one in proposal.options if one.recommended)
    joined, status, _ = await _comes_in(hand, event.body, event.delivery_id)
    assert joined is not None
    assert joined.id == case.id
    assert status is ReportStatus.FILED
    after = await _proposal(hand, joined)
    assert "nobody was there" in after.summary


async def test_a_carriers_own_mail_is_believed_and_a_strangers_is_not(hand: Hand, company: Company) -> None:
    told = _told(company)["refused" if "refused" in _told(company) else "billed"]
    number = told.numbers[0]
    text = f"Shipment {number} was refused by the consignee. New address: Havnegade 4, Odense."
    [case] = await _mailed(hand, told.carrier.email, f"{number} refused", text)
    assert (case.kind, case.status) == (Kind.FAILED_DELIVERY, CaseStatus.WAITING), case.why_person
    proposal = await _proposal(hand, case)
    assert "Havnegade" not in json.dumps([action.args for action in proposal.actions])
    by_stranger = await _mailed(hand, "x@nobody.example", "Parcel", f"Parcel {number} is lost in transit.")
    assert [one.id for one in by_stranger] in ([], [case.id])
    now = await hand.round(case.id)
    assert now is not None
    # Whoever is not believed puts nothing away.
    assert now.proposal_id == proposal.id

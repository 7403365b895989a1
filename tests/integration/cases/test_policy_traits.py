"""Limits that count by partner and time, and approvals that whoever raised a case cannot give; on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from cases.actions import ActionName
from cases.models import ActionDraft, ProposalDraft
from cases.policy import Policy
from cases.roles import Role
from cases.status import ActionStatus, CaseStatus, DecisionType
from cases.store.cases import cases
from cases.store.errors import NotYourRoleError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import DecisionIn, ProposalRecord
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    ODOO,
    PAULA,
    PETER,
    POLICY,
    SURE,
    a_report,
    a_round,
    case_draft,
    draft,
    local,
    person,
    reschedule,
    says,
)

ANN, SAL = person(21, "ann", Role.SERVICE), person(22, "sal", Role.SALES)
T = DecisionType


def back(name: str = "r1", quantity: int = 3, customer: int = 90, **more: Any) -> ActionDraft:
    """A return of goods worth 100 a piece; up to five for one customer within 30 days need one person."""
    return ActionDraft(
        id=name,
        name=ActionName.CREATE_RETURN,
        args={
            "picking_id": 50,
            "picking": "WH/OUT/00050",
            "order_id": 9,
            "order": "S00009",
            "to_location_id": 8,
            "to_location": "WH/Returns",
            "expected": (NOW.date() + timedelta(days=7)).isoformat(),
            "to_refund": False,
            "lines": [{"move_id": 501, "product": "Lamp", "quantity": str(quantity)}],
        },
        premise={
            "customer_id": customer,
            "customer": f"Customer {customer}",
            "warehouse": "Ghent",
            "moves": [{"move_id": 501, "product_id": 5, "delivered": "20", "unit_value": "100"}],
            "zone": "Europe/Brussels",
            "arrival_hour": 17,
        },
        confidence=SURE,
        rationale="It comes back.",
        evidence=("e1",),
        **more,
    )


async def waiting(
    database: Database, what: ProposalDraft, order: int, policy: Policy = POLICY, ago: int = 0
) -> ProposalRecord:
    async with database.transaction() as session:
        _, round_id = await a_round(session, order)
        at = NOW - timedelta(days=ago)
        proposal_id = await proposals.propose(session, round_id, what, policy, database=ODOO, now=at)
        return await proposals.load(session, proposal_id)


def asked(proposal: ProposalRecord, name: str = "r1") -> int:
    return len(local(proposal, name).ruling.needs)


async def decide(
    database: Database, who: Any, proposal: ProposalRecord, said: DecisionIn, policy: Policy = POLICY
) -> ProposalRecord:
    return await decisions.decide_and_audit(database.transaction, who, proposal.id, [said], policy, NOW, zone="UTC")


async def test_splitting_does_not_get_round_a_limit(database: Database) -> None:
    assert asked(await waiting(database, draft(back()), 101, ago=40)) == 1
    first = await waiting(database, draft(back()), 102)
    assert asked(first) == 1, "what is older than the limit's time does not count"
    second = await waiting(database, draft(back()), 103)
    assert asked(second) == 2
    assert asked(await waiting(database, draft(back(customer=91)), 104)) == 1
    # What was refused was not spent.
    for proposal in (first, second):
        await decide(database, ANN, proposal, says(proposal, "r1", T.REJECT))
    third = await waiting(database, draft(back()), 105)
    assert asked(third) == 1
    done = await decide(database, ANN, third, says(third, "r1"))
    assert local(done, "r1").status is ActionStatus.APPROVED
    assert asked(await waiting(database, draft(back()), 106)) == 2, "whoever approved it"


async def test_two_in_one_proposal_count_together_unless_one_rules_the_other_out(database: Database) -> None:
    both = await waiting(database, draft(back("r1"), back("r2")), 201)
    assert [asked(both, name) for name in ("r1", "r2")] == [1, 2]
    for name in ("r1", "r2"):
        await decide(database, ANN, both, says(both, name, T.REJECT))
    either = await waiting(database, draft(back("r1"), back("r2", excludes=("r1",))), 202)
    assert [asked(either, name) for name in ("r1", "r2")] == [1, 1]


async def test_an_edit_is_counted_with_what_was_proposed_since(database: Database) -> None:
    first = await waiting(database, draft(back(quantity=1)), 301)
    assert asked(await waiting(database, draft(back(quantity=3)), 302)) == 1
    more = {"lines": [{"move_id": 501, "product": "Lamp", "quantity": "2"}]}
    fits = await decide(database, ANN, first, says(first, "r1", T.EDIT, args=more))
    assert asked(fits) == 1
    assert local(fits, "r1").status is ActionStatus.APPROVED
    other = await waiting(database, draft(back(quantity=1, customer=95)), 303)
    await waiting(database, draft(back(quantity=4, customer=95)), 304)
    too_much = await decide(database, ANN, other, says(other, "r1", T.EDIT, args=more))
    assert asked(too_much) == 2
    assert local(too_much, "r1").status is ActionStatus.PENDING


async def test_of_two_at_once_one_sees_the_other(database: Database) -> None:
    for turn in range(5):
        customer = 400 + turn
        made = await asyncio.gather(
            *(waiting(database, draft(back(customer=customer)), 10 * customer + number) for number in range(2))
        )
        assert sorted(asked(one) for one in made) == [1, 2]


async def test_who_raised_it_may_reject_but_not_approve(database: Database) -> None:
    strict = tuple(
        rule.model_copy(update={"not_by": frozenset({"raised"})}) if rule.when.action == "reschedule_receipt" else rule
        for rule in POLICY.rules
    )
    policy = POLICY.model_copy(update={"rules": strict})
    for order, kind in ((501, T.APPROVE), (502, T.EDIT), (503, T.REJECT)):
        async with database.transaction() as session:
            report_id = await a_report(session, f"order {order}", source="api", sender="paula", raised_by="paula")
            filed = await cases.open_or_join(session, report_id, case_draft(order=order), needs_person=False)
            assert filed.round_id is not None
            await cases.set_status(session, filed.case_id, CaseStatus.INVESTIGATING)
            proposal_id = await proposals.propose(
                session, filed.round_id, draft(reschedule()), policy, database=ODOO, now=NOW
            )
            shown = await proposals.load(session, proposal_id)
        day = date(2026, 12, 14).isoformat()
        lines = {"lines": [{"line_id": 71, "product": "Lamp", "late_quantity": "30", "new_date": day}]}
        said = says(shown, "a1", kind, args=lines if kind is T.EDIT else None)
        if kind is T.REJECT:
            after = await decide(database, PAULA, shown, said, policy)
            assert local(after, "a1").status is ActionStatus.REJECTED
            continue
        with pytest.raises(NotYourRoleError, match="You raised what this is about, so somebody else has to approve"):
            await decide(database, PAULA, shown, said, policy)
        after = await decide(database, PETER, shown, says(shown, "a1"), policy)
        assert local(after, "a1").status is ActionStatus.APPROVED

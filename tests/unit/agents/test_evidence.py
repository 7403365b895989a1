"""No argument comes from nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agents.analysis.drafting import Drafting
from agents.analysis.evidence import UntracedError
from cases.actions import ReviseCommitment
from cases.actions.revise_commitment import SeenPromise
from cases.claims import RecordRef

READ_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORDER = RecordRef(model="sale.order", id=23, label="S00023")
PREMISE = SeenPromise(
    order="S00023", customer="Meridian", commitment=READ_AT, promise=READ_AT, pickings=(), zone="UTC", dispatch_hour=15
)
REVISE = ReviseCommitment(order_id=23, order="S00023", customer="Meridian", new_date=date(2026, 12, 7))


def drafting() -> Drafting:
    return Drafting(READ_AT, {})


def test_an_action_whose_every_argument_stands_in_its_evidence_is_proposed() -> None:
    draft = drafting()
    who = draft.ledger.odoo(ORDER, "partner_id", "S00023 is for Meridian", "Meridian")
    when = draft.ledger.reckoned("It can leave on Mon 7 Dec 2026", date(2026, 12, 7))
    name = draft.action(REVISE, PREMISE, sure=1.0, rationale="So it is.", evidence=[who, when])
    [action] = draft.proposal(summary="s", if_nobody_acts="n").actions
    assert (action.id, action.evidence) == (name, (who, when))


def test_a_day_that_no_evidence_has_is_refused() -> None:
    draft = drafting()
    who = draft.ledger.odoo(ORDER, "partner_id", "S00023 is for Meridian", "Meridian")
    when = draft.ledger.reckoned("It can leave on Tue 8 Dec 2026", date(2026, 12, 8))
    with pytest.raises(UntracedError, match="new_date = '2026-12-07'"):
        draft.action(REVISE, PREMISE, sure=1.0, rationale="So it is.", evidence=[who, when])
    assert draft.proposal(summary="s", if_nobody_acts="n").actions == ()


def test_evidence_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UntracedError, match="e7"):
        drafting().action(REVISE, PREMISE, sure=1.0, rationale="So it is.", evidence=["e7"])


def test_a_fact_is_noted_once() -> None:
    draft = drafting()
    assert draft.ledger.reckoned("It rains", 1) == draft.ledger.reckoned("It rains", 1)
    assert draft.ledger.reckoned("It rains", 2) != draft.ledger.reckoned("It rains", 1)


def test_exclusion_goes_both_ways() -> None:
    draft = drafting()
    facts = [
        draft.ledger.odoo(ORDER, "partner_id", "S00023 is for Meridian", "Meridian"),
        draft.ledger.reckoned("It can leave", date(2026, 12, 7)),
    ]
    one, other = (draft.action(REVISE, PREMISE, sure=1.0, rationale="So.", evidence=facts) for _ in range(2))
    draft.exclude(one, [other])
    assert [action.excludes for action in draft.proposal(summary="s", if_nobody_acts="n").actions] == [(other,), (one,)]

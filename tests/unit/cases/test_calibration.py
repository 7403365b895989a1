"""An adopted calibration: percentages where enough was decided, words elsewhere; an opinion still only lowers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.actions import ActionName
from cases.calibration import Calibration, OfAction, Steps, calibrated, calibrated_draft
from cases.confidence import ENOUGH, Confidence, after_opinion, confidence
from cases.models import ActionDraft, ProposalDraft

RISING = Steps(starts=(0.2, 0.5, 0.8), shares=(0.1, 0.4, 0.7))
BOLD = Calibration(
    pooled=RISING,
    own={
        ActionName.RESCHEDULE_RECEIPT.value: OfAction(steps=RISING, n=120),
        ActionName.TRANSFER_STOCK.value: OfAction(steps=RISING, n=ENOUGH - 1),
    },
)
shares = st.floats(min_value=0, max_value=1)


def test_an_action_with_enough_decisions_gets_its_share_and_the_others_keep_words() -> None:
    own = confidence(ActionName.RESCHEDULE_RECEIPT, sure=1.0, unchanged=60, decided=70)
    found = calibrated(own, ActionName.RESCHEDULE_RECEIPT, BOLD)
    assert (found.value, found.basis, found.n) == (0.7, "calibrated", 120)
    assert found.features == own.features
    assert found.score == own.value
    few = confidence(ActionName.TRANSFER_STOCK, sure=1.0)
    assert calibrated(few, ActionName.TRANSFER_STOCK, BOLD) == few
    never = confidence(ActionName.OPEN_TICKET, sure=1.0)
    assert calibrated(never, ActionName.OPEN_TICKET, BOLD) == never


@given(shares)
def test_a_models_disagreement_never_raises_what_is_shown(sure: float) -> None:
    own = confidence(ActionName.RESCHEDULE_RECEIPT, sure=sure)
    agreed = calibrated(after_opinion(own, disagrees=False), ActionName.RESCHEDULE_RECEIPT, BOLD)
    assert calibrated(after_opinion(own, disagrees=True), ActionName.RESCHEDULE_RECEIPT, BOLD).value <= agreed.value


@given(shares, shares)
def test_the_surer_is_never_shown_as_less_sure(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert BOLD("reschedule_receipt", low) <= BOLD("reschedule_receipt", high)


def test_calibrating_twice_is_calibrating_once() -> None:
    own = confidence(ActionName.RESCHEDULE_RECEIPT, sure=0.7)
    once = calibrated(own, ActionName.RESCHEDULE_RECEIPT, BOLD)
    assert calibrated(once, ActionName.RESCHEDULE_RECEIPT, BOLD) == once


def test_a_draft_is_as_it_was_while_nothing_is_adopted() -> None:
    action = ActionDraft(
        id="a1",
        name=ActionName.RESCHEDULE_RECEIPT,
        args={},
        premise={},
        confidence=Confidence(value=0.9),
        rationale="Because",
        evidence=("e1",),
    )
    draft = ProposalDraft(summary="Late", if_nobody_acts="Lost", actions=(action,))
    assert calibrated_draft(draft, None) == draft
    [told] = calibrated_draft(draft, BOLD).actions
    assert (told.confidence.value, told.confidence.basis) == (0.7, "calibrated")

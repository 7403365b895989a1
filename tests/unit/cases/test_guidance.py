"""How cases like a case are told, and which files are for which kinds."""

from __future__ import annotations

import pytest

from cases.actions.base import ActionName
from cases.guidance import Precedent, PrecedentVerdict, case_words, kinds_of, precedents_words, verdict_of
from cases.kind import Kind
from cases.status import DecisionType as T


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([[T.APPROVE], [T.APPROVE, T.APPROVE]], PrecedentVerdict.APPROVED),
        ([[T.APPROVE], []], PrecedentVerdict.APPROVED),
        ([[T.EDIT, T.APPROVE]], PrecedentVerdict.CHANGED),
        ([[T.APPROVE], [T.REJECT]], PrecedentVerdict.CHANGED),
        ([[T.REJECT], [T.APPROVE, T.REJECT]], PrecedentVerdict.REJECTED),
        ([[T.RESPOND]], None),
        ([], None),
    ],
)
def test_approved_and_rejected_are_told_apart(said: list[list[T]], verdict: PrecedentVerdict | None) -> None:
    assert verdict_of(said) is verdict


def test_precedents_are_told_in_a_line() -> None:
    some = [
        Precedent(number=f"EX-{n}", verdict=v, did="x")
        for n, v in enumerate([*[PrecedentVerdict.APPROVED] * 2, PrecedentVerdict.REJECTED])
    ]
    assert precedents_words(some) == "3 like it: 2 approved unchanged, 1 rejected"


def test_a_case_is_compared_by_whom_it_is_with_and_what_is_proposed() -> None:
    names = [ActionName.MESSAGE_CUSTOMER, ActionName.MESSAGE_CUSTOMER, ActionName.RESCHEDULE_RECEIPT]
    assert case_words("Velox", names) == "message customer, reschedule receipt. Velox"
    assert case_words("", names[:1]) == "message customer"


def test_a_file_says_which_kinds_it_is_for() -> None:
    assert kinds_of({"kinds": ["failed_delivery"]}) == (Kind.FAILED_DELIVERY,)
    assert kinds_of(None) == kinds_of({"return_days": 30}) == ()
    with pytest.raises(ValueError, match="no_kind"):
        kinds_of({"kinds": ["no_kind"]})
    with pytest.raises(ValueError, match="must be a list"):
        kinds_of({"kinds": "failed_delivery"})

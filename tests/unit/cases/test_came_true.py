"""What came of what was applied: shares by question and supplier, what did not come true first in reach."""

from __future__ import annotations

from datetime import timedelta

from cases.claims import RecordRef
from cases.follow_ups import CameTrue, FollowUp, Question
from cases.models import NamedDays
from cases.overrides import FollowedUp, overrides
from tests.unit.cases.test_overrides import NOW

YES, NO, UNCLEAR = CameTrue.YES, CameTrue.NO, CameTrue.UNCLEAR


def answer(number: int, came_true: CameTrue, partner: int = 7, days_ago: float = 2, **more: Question) -> FollowedUp:
    return FollowedUp(
        at=NOW - timedelta(days=days_ago),
        case_number=f"EX-{number}",
        title="late",
        found=FollowUp(
            action_id=f"a{number}",
            case_id=f"c{number}",
            question=more.get("question", Question.SUPPLIERS_DAY),
            came_true=came_true,
            detail="30 of 50 had come.",
            partner=RecordRef(model="res.partner", id=partner, label=f"Supplier {partner}"),
        ),
    )


def test_answers_become_shares_by_question_and_by_supplier_the_worst_first() -> None:
    followed = [
        answer(1, YES),
        answer(2, NO),
        answer(3, UNCLEAR),
        answer(4, NO, partner=8),
        answer(5, NO, partner=8),
        answer(6, YES, question=Question.PROMISE),
        answer(7, NO, days_ago=60),
    ]
    found = overrides([], [], since=NOW - timedelta(days=30), until=NOW, followed=followed).aftermath
    told = {one.question: (one.yes.words, one.unclear) for one in found.turnouts}
    assert told == {Question.SUPPLIERS_DAY: ("1 of 4", 1), Question.PROMISE: ("1 of 1", 0)}
    assert [(one.partner, one.kept.words) for one in found.words] == [
        ("Supplier 8", "0 of 2"),
        ("Supplier 7", "1 of 2"),
    ]
    assert [one.case_number for one in found.missed] == ["EX-2", "EX-4", "EX-5"]


def test_a_suppliers_word_goes_less_far_the_more_days_it_missed() -> None:
    worth = [NamedDays(named=named, kept=kept).worth for named, kept in ((0, 0), (5, 5), (5, 3), (5, 0), (20, 0))]
    assert worth == [1.0, 1.0, 0.8, 0.5, 0.2]
    assert NamedDays().words is None
    assert NamedDays(named=6, kept=2).words == (
        "It named a new day 6 times before; the goods had come by 2 of these days."
    )

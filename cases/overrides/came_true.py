"""What came of what was applied: answers of the sweep in, shares by question and by supplier out. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from cases.claims import Frozen
from cases.follow_ups import CameTrue, FollowUp, Question
from cases.overrides.shares import Proportion, share

# So many that did not come true are named, the newest first.
NAMED = 12


class FollowedUp(Frozen):
    """One answer with its case."""

    at: datetime
    case_number: str
    title: str
    found: FollowUp


class Turnout(Frozen):
    """How often the answer to a question was yes.

    Attributes:
        label: the question as a sentence that is true or not.
        yes: of those that could be told.
        unclear: how many could not.
    """

    question: Question
    label: str
    yes: Proportion
    unclear: int


class SuppliersWord(Frozen):
    """Of the new days that a supplier named, how many it kept."""

    partner_id: int
    partner: str
    kept: Proportion


class Aftermath(Frozen):
    """What came of what was applied.

    Attributes:
        missed: what did not come true, the newest first.
    """

    turnouts: tuple[Turnout, ...] = ()
    words: tuple[SuppliersWord, ...] = ()
    missed: tuple[FollowedUp, ...] = ()


def aftermath(followed: Sequence[FollowedUp]) -> Aftermath:
    """The figures of these answers; suppliers that missed most come first."""
    counts: dict[Question, Counter[CameTrue]] = defaultdict(Counter)
    suppliers: dict[int, list[FollowedUp]] = defaultdict(list)
    for one in followed:
        counts[one.found.question][one.found.came_true] += 1
        told = one.found.came_true is not CameTrue.UNCLEAR
        if told and one.found.question is Question.SUPPLIERS_DAY and one.found.partner is not None:
            suppliers[one.found.partner.id].append(one)
    words = [_word(partner_id, answers) for partner_id, answers in suppliers.items()]
    return Aftermath(
        turnouts=tuple(_turnout(question, counts[question]) for question in Question if counts[question]),
        words=tuple(sorted(words, key=lambda one: (one.kept.k - one.kept.n, one.partner))),
        missed=tuple(one for one in followed if one.found.came_true is CameTrue.NO)[:NAMED],
    )


def _turnout(question: Question, counts: Counter[CameTrue]) -> Turnout:
    told = counts[CameTrue.YES] + counts[CameTrue.NO]
    return Turnout(
        question=question,
        label=question.words,
        yes=share(counts[CameTrue.YES], told),
        unclear=counts[CameTrue.UNCLEAR],
    )


def _word(partner_id: int, answers: Sequence[FollowedUp]) -> SuppliersWord:
    newest = answers[0].found.partner
    kept = sum(one.found.came_true is CameTrue.YES for one in answers)
    return SuppliersWord(partner_id=partner_id, partner=newest.label if newest else "", kept=share(kept, len(answers)))

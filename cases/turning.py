"""Which cases a person may give another kind by one word, and how such a kind's own claim is entered. Pure.

Only where nothing of substance was read: a case whose claims say more is corrected, claim by claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases.claims import Claim, MentionClaim, only
from cases.kind import Kind
from cases.kinds import KINDS
from cases.status import CaseStatus

_CLOSED = frozenset({CaseStatus.RESOLVED, CaseStatus.REJECTED})
# A person's word needs no reading; what they may say is what people write of.
KINDS_TO_SAY: tuple[Kind, ...] = tuple(
    kind for kind, spec in KINDS.items() if spec.written_by and kind is not Kind.UNCLASSIFIED
)


def may_be_turned(kind: Kind, status: CaseStatus, standing: Iterable[Claim]) -> bool:
    """Whether a person may say what a case is: it is open, and only a sentence stands for its message, or nothing."""
    said = [claim for claim in standing if claim.is_news]
    bare = all(claim.stands_for_report for claim in said)
    return (
        status not in _CLOSED
        and bare
        and kind is not Kind.SENSITIVE_CHANGE
        and (bool(said) or kind is Kind.UNCLASSIFIED)
    )


def likeliest(standing: Iterable[Claim]) -> tuple[Kind, ...]:
    """The kinds that reading thought of, the likeliest first; none where it did not say."""
    found = (one for claim in only(MentionClaim, standing) for one in claim.likely)
    return tuple(dict.fromkeys(kind for kind in found if kind in KINDS_TO_SAY))[:3]


def entered_as(kind: Kind) -> type[Claim] | None:
    """The type of claim that a person can enter of a kind; none: its claims come from elsewhere, or it has none."""
    own: Sequence[type[Claim]] = KINDS[kind].claims
    return next((claim for claim in own if claim.can_be_entered()), None)

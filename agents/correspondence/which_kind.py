"""Which kind a letter is about: who wrote and what it names leave some, nearness to examples decides among those. Pure.

Below the measured margin nobody decides: the case is unclassified, with the three likeliest kinds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agents.correspondence.likely import Likely
from cases.claims import MentionClaim
from cases.kind import Kind
from cases.kinds import KINDS, Sender

# A word that people use of one kind only, or what structure tells, is worth as much as a good deal of sounding like it.
WORD = 0.2
# Held out letter by letter, where the first is ahead by less than this it is right no more often than two in three.
MARGIN = 0.03
# What sounds less than this like its kind sounds like none of them.
NEAR = 0.3
# What sounds less than this like a kind is not offered as one.
AT_ALL = 0.1
# So much more like nothing at all than like anything, no kind is named.
NO_LEAD = -0.12
# What is near only to letters that people sorted makes nothing more certain than it would be without.
TAUGHT = 0.5
_OURS = frozenset({"purchase.order"})
_THEIRS = frozenset({"stock.picking", "sale.order"})


@dataclass(frozen=True)
class Decided:
    """The kind, where one is decided, and what else it may be.

    Attributes:
        kind: None: nobody decides.
        first: the likeliest kinds, at most three.
        nothing: it is nearer to mail that is no case than to any kind: then no kind is named. It puts nothing away.
    """

    kind: Likely | None
    first: tuple[Likely, ...]
    nothing: bool


def open_to(senders: Collection[Sender], names: Collection[str]) -> list[Kind]:
    """The kinds that such a letter can be about, by the kinds' own declarations.

    Args:
        senders: what its writer is; none: nobody that Odoo knows, who may write of anything.
        names: the Odoo models that its references resolve to.
    """
    who = set(senders) or set(Sender)
    found: list[Kind] = [
        kind for kind, spec in KINDS.items() if spec.written_by & who and kind is not Kind.UNCLASSIFIED
    ]
    if who == {Sender.CARRIER} and (_OURS | _THEIRS) & set(names):
        # A carrier carries both ways; whose the goods are tells which.
        inbound = bool(_OURS & set(names))
        found = [kind for kind in found if not KINDS[kind].one_way or (kind is Kind.INBOUND_DELAY) == inbound]
    return found


def decide(scores: Sequence[Likely], worded: Collection[Kind], allowed: Collection[Kind]) -> Decided:
    """The nearest of the kinds that are open, if it is nearer than the next by the margin."""
    left = sorted(
        (one for one in scores if one.kind in allowed), key=lambda one: -(one.near + WORD * (one.kind in worded))
    )
    if not left:
        return Decided(None, (), nothing=not worded)
    first = left[0]
    nothing = first.lead <= NO_LEAD and not any(kind in allowed for kind in worded)

    def total(one: Likely) -> float:
        return one.near + WORD * (one.kind in worded)

    ahead = total(first) - (total(left[1]) if len(left) > 1 else 0.0)
    return Decided(first if ahead >= MARGIN and first.near >= NEAR and not nothing else None, tuple(left[:3]), nothing)


def likeliest(decided: Decided) -> tuple[Kind, ...]:
    """The kinds to offer of what is near to none: those that it sounds like at all."""
    return tuple(one.kind for one in decided.first if one.near >= AT_ALL)


def mention(decided: Decided) -> MentionClaim | None:
    """What is claimed: the kind, or that it is not clear which of three; none where it is near to nothing."""
    one = decided.kind or (decided.first[0] if decided.first else None)
    if one is None or one.span is None or decided.nothing:
        return None
    if decided.kind is not None:
        sure = TAUGHT if one.taught else 0.7
        return MentionClaim(span=one.span, kind=one.kind, text=one.span.quote, sure=sure)
    kinds = tuple(other.kind for other in decided.first)
    return MentionClaim(span=one.span, kind=Kind.UNCLASSIFIED, likely=kinds, text=one.span.quote, sure=0.5)

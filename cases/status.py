"""What may happen next: the allowed moves of actions and cases, and what a proposal's state follows from.

One door to move through (`move`), so a wrong move cannot be written by accident; the store refuses it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar


class ActionStatus(StrEnum):
    """Where one action stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    EXECUTING = "executing"
    APPLIED = "applied"
    PENDING_EXTERNAL = "pending_external"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNDONE = "undone"


class ProposalStatus(StrEnum):
    """Where a proposal stands; always derived from its actions, never written."""

    PENDING = "pending"
    EXECUTING = "executing"
    EXECUTED = "executed"
    PARTLY_EXECUTED = "partly_executed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    NEEDS_PERSON = "needs_person"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    EXECUTING = "executing"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    NEEDS_PERSON = "needs_person"


class ReportStatus(StrEnum):
    """What became of a report. `DEAD` is a visible dead letter that can be replayed."""

    RECEIVED = "received"
    FILED = "filed"
    NOTHING_NEW = "nothing_new"
    DEAD = "dead"


class RoundStatus(StrEnum):
    """Where one pass of a case stands."""

    QUEUED = "queued"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    SUPERSEDED = "superseded"
    CLOSED = "closed"
    FAILED = "failed"


class Outcome(StrEnum):
    """What happened when an action was applied."""

    APPLIED = "applied"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PENDING_EXTERNAL = "pending_external"


class Answer(StrEnum):
    """What another company says to what it was asked for."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class DecisionType(StrEnum):
    """What a person may say about an action."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    RESPOND = "respond"


class WrongMoveError(Exception):
    """That status cannot follow the one it has."""


A = ActionStatus
C = CaseStatus

ACTION_MOVES: Mapping[ActionStatus, frozenset[ActionStatus]] = {
    A.PENDING: frozenset({A.APPROVED, A.REJECTED, A.EXPIRED, A.SUPERSEDED}),
    # An edit of what it depends on voids an approval: back to pending.
    A.APPROVED: frozenset({A.PENDING, A.EXECUTING, A.REJECTED, A.EXPIRED, A.SUPERSEDED, A.REFUSED}),
    A.EXECUTING: frozenset({A.APPLIED, A.PENDING_EXTERNAL, A.REFUSED, A.FAILED, A.UNKNOWN}),
    A.UNKNOWN: frozenset({A.APPLIED, A.PENDING_EXTERNAL, A.FAILED}),
    A.PENDING_EXTERNAL: frozenset({A.APPLIED, A.FAILED}),
    A.APPLIED: frozenset({A.UNDONE}),
    A.REJECTED: frozenset(),
    A.EXPIRED: frozenset(),
    A.SUPERSEDED: frozenset(),
    A.REFUSED: frozenset(),
    A.FAILED: frozenset(),
    A.UNDONE: frozenset(),
}

CASE_MOVES: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    C.OPEN: frozenset({C.INVESTIGATING, C.NEEDS_PERSON, C.RESOLVED}),
    # What was asked of another company in an earlier round is still open when a later one ends.
    C.INVESTIGATING: frozenset({C.WAITING, C.EXECUTING, C.NEEDS_PERSON, C.RESOLVED}),
    C.WAITING: frozenset({C.INVESTIGATING, C.EXECUTING, C.RESOLVED, C.REJECTED, C.NEEDS_PERSON}),
    C.EXECUTING: frozenset({C.WAITING, C.INVESTIGATING, C.RESOLVED, C.REJECTED, C.NEEDS_PERSON}),
    C.NEEDS_PERSON: frozenset({C.INVESTIGATING, C.EXECUTING, C.RESOLVED, C.REJECTED}),
    # A later report or a correction opens a closed case again.
    # What was done may turn out to be done twice.
    C.RESOLVED: frozenset({C.INVESTIGATING, C.NEEDS_PERSON}),
    C.REJECTED: frozenset({C.INVESTIGATING}),
}

DECIDABLE = frozenset({A.PENDING, A.APPROVED})
UNDECIDED = frozenset({A.PENDING})
MOVING = frozenset({A.APPROVED, A.EXECUTING, A.PENDING_EXTERNAL})
TROUBLE = frozenset({A.REFUSED, A.FAILED, A.UNKNOWN})
DONE = frozenset({A.APPLIED, A.UNDONE})
# What people said yes to, whatever became of it, as long as it was not found impossible.
AGREED = frozenset({A.APPROVED, A.EXECUTING, A.PENDING_EXTERNAL, A.UNKNOWN}) | DONE
# All that people wanted is done; what they turned down is no part of that.
FINISHED = DONE | {A.REJECTED}

S = TypeVar("S", ActionStatus, CaseStatus)


def move(old: S, new: S) -> S:
    """The new status, when it may follow the old one; staying is always allowed.

    Raises:
        WrongMoveError: it may not.
    """
    moves: Mapping[S, frozenset[S]] = ACTION_MOVES if isinstance(old, ActionStatus) else CASE_MOVES
    if new != old and new not in moves[old]:
        raise WrongMoveError(f"{old.value} cannot become {new.value}")
    return new


def proposal_status(statuses: Iterable[ActionStatus]) -> ProposalStatus:
    """What a proposal's state is, given its actions' states.

    Undecided actions keep it pending; work under way makes it executing; an unknown or failed write needs a person;
    otherwise the end is read off what was applied. What people turned down, or did not choose, leaves nothing undone;
    what was refused, superseded or lapsed beside something that was applied does.
    """
    seen = set(statuses)
    ends = (
        (A.UNKNOWN in seen or A.FAILED in seen, ProposalStatus.NEEDS_PERSON),
        (A.PENDING in seen, ProposalStatus.PENDING),
        (bool(seen & MOVING), ProposalStatus.EXECUTING),
        (bool(seen & DONE) and seen <= FINISHED, ProposalStatus.EXECUTED),
        (bool(seen & DONE), ProposalStatus.PARTLY_EXECUTED),
        (A.SUPERSEDED in seen, ProposalStatus.SUPERSEDED),
        (A.EXPIRED in seen, ProposalStatus.EXPIRED),
        (A.REFUSED in seen, ProposalStatus.SUPERSEDED),
    )
    return next((status for holds, status in ends if holds), ProposalStatus.REJECTED)


def ending(statuses: Iterable[ActionStatus]) -> CaseStatus:
    """What a case came to, given the actions of its last proposal.

    Whatever was lost or not done needs a person; what another company was asked for is not over until it has answered;
    otherwise something was applied, or people wanted nothing done.
    """
    seen = set(statuses)
    if seen & {A.UNKNOWN, A.FAILED, A.EXPIRED}:
        return CaseStatus.NEEDS_PERSON
    if A.PENDING_EXTERNAL in seen:
        return CaseStatus.EXECUTING
    if A.APPLIED in seen or not seen:
        return CaseStatus.RESOLVED
    return CaseStatus.REJECTED

"""The rows that the figures are made of, as the record holds them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.actions.base import ActionName, Money
from cases.claims import Claim, Frozen
from cases.confidence import Confidence
from cases.kind import Kind
from cases.models import Need
from cases.roles import Role
from cases.status import ActionStatus, DecisionType


class DecidedAction(Frozen):
    """What one person said about an action.

    Attributes:
        roles: the roles they held then.
        edition: which edition of the action they were shown.
        before: of an edit, the arguments as they were shown.
        after: of an edit, the arguments that it made.
    """

    type: DecisionType
    at: datetime
    uid: int
    roles: frozenset[Role]
    edition: int = 0
    reason_code: str | None = None
    message: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Proposed(Frozen):
    """One action as it was put before people, and what they said; oldest first.

    Attributes:
        readers: who read what the case is made of: `playbook`, `model`, `carrier`, `person`.
        opinion: what came of asking the model for a second opinion.
        model: which model that was.
        prompt: version of the words that it was asked with.
        at: when it was put before people.
        edition: how often its approvals were voided.
        escalated: whether the next role was asked as well, because nobody had answered.
    """

    id: str
    case_id: str
    case_number: str
    title: str
    kind: Kind
    action: ActionName
    confidence: Confidence
    exposure: Money
    readers: tuple[str, ...] = ()
    opinion: str = "not_asked"
    model: str | None = None
    prompt: str | None = None
    policy_version: str
    at: datetime
    status: ActionStatus
    edition: int = 0
    needs: tuple[Need, ...] = ()
    expires_at: datetime
    escalated: bool = False
    said: tuple[DecidedAction, ...] = ()


class Corrected(Frozen):
    """What a person put right of what was read.

    Attributes:
        now: what they say instead; absent: it is not so.
    """

    case_id: str
    kind: Kind
    at: datetime
    was: Claim
    now: Claim | None = None

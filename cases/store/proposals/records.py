"""What the record hands out and takes in about proposals: actions, approvals, decisions, receipts. Frozen.

Rows stay in `cases.store`; everybody else sees these.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from pydantic import Field

from cases.actions.base import ActionName, Money
from cases.approvals import Vote
from cases.claims import Frozen, RecordRef
from cases.confidence import Confidence
from cases.exhibits import Exhibit
from cases.kind import Kind
from cases.models import Asked, Evidence, Need, Opinion, Ruling, Taken
from cases.options import BETTER_WAY, not_needed
from cases.roles import Role
from cases.status import (
    ActionStatus,
    CaseStatus,
    DecisionType,
    Outcome,
    ProposalStatus,
)


class DecisionRecord(Frozen):
    """What one person said about one action."""

    id: str
    action_id: str
    digest: str
    type: DecisionType
    uid: int
    login: str
    person: str
    roles: tuple[Role, ...]
    message: str | None
    reason_code: str | None
    edited_args: dict[str, Any] | None
    at: datetime


class ReceiptRecord(Frozen):
    """What happened when an action was applied.

    Attributes:
        how: `written`, `found` (it was there already), `guard` (refused before writing), or what else settled it.
        before: the values that were there.
        after: the values read back.
    """

    id: str
    action_id: str
    key: str
    outcome: Outcome
    verified: bool
    how: str
    detail: str
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime


class Approver(Frozen):
    """Who gave an approval."""

    decision_id: str
    uid: int
    login: str
    person: str
    at: datetime


class ApprovalRecord(Frozen):
    """One approval that is asked for, and who gave it."""

    need: Need
    given_by: Approver | None = None


class ActionRecord(Frozen):
    """An action as it stands.

    Attributes:
        id: its lasting id; `local_id` is the short one evidence and options use.
        content: the canonical bytes that `digest` is made of.
        why: why it was rejected, expired, superseded or refused, when nobody's own words say it.
        depends_on: lasting ids.
        excludes: lasting ids, in both directions.
        takes: arguments that follow another action's; `Taken.action` is a local id.
        approvals: one entry for each need of the ruling.
        decisions: all, also those bound to earlier digests, oldest first.
        receipt: the latest.
        asked: what it asks of another company, once it was begun.
    """

    id: str
    local_id: str
    name: ActionName
    args: dict[str, Any]
    premise: dict[str, Any]
    digest: str
    content: bytes
    edited: bool
    status: ActionStatus
    why: str | None
    confidence: Confidence
    rationale: str
    evidence: tuple[str, ...]
    depends_on: tuple[str, ...]
    excludes: tuple[str, ...]
    takes: dict[str, Taken]
    ruling: Ruling
    exposure: Money
    approvals: tuple[ApprovalRecord, ...]
    expires_at: datetime
    decisions: tuple[DecisionRecord, ...]
    receipts: tuple[ReceiptRecord, ...]
    asked: Asked | None = None

    @property
    def rejected(self) -> bool:
        """Whether it was rejected although the policy would allow it."""
        return self.status is ActionStatus.REJECTED and not self.ruling.forbidden

    @property
    def turned_down(self) -> str | None:
        """The reason that a person gave for rejecting it: their own words before the code; None where nobody did."""
        said = next((one for one in self.decisions if one.type is DecisionType.REJECT), None)
        return None if said is None else said.message or said.reason_code or BETTER_WAY

    @property
    def receipt(self) -> ReceiptRecord | None:
        """The latest receipt."""
        return self.receipts[-1] if self.receipts else None


class OptionRecord(Frozen):
    """One way to answer the exception; its actions by their lasting ids."""

    id: str
    label: str
    effect: str
    cost: str
    recommended: bool
    action_ids: tuple[str, ...]


class ProposalRecord(Frozen):
    """A proposal with everything that a person needs to decide.

    Attributes:
        confidence: that of the least sure action; absent without actions.
        exposure: what the recommended option puts at stake (all actions, without options).
    """

    id: str
    case_id: str
    round_id: str
    case_number: str
    kind: Kind
    title: str
    partner: RecordRef | None
    database: str
    status: ProposalStatus
    case_status: CaseStatus
    policy_version: str
    expires_at: datetime
    needed_by: datetime | None
    if_nobody_acts: str
    summary: str
    confidence: Confidence | None
    exposure: Money
    options: tuple[OptionRecord, ...]
    actions: tuple[ActionRecord, ...]
    evidence: tuple[Evidence, ...]
    opinion: Opinion
    exhibit: Exhibit | None
    claimed_by: str | None
    snoozed_until: datetime | None
    created_at: datetime

    @cached_property
    def not_needed(self) -> frozenset[str]:
        """The rejected actions that nobody turned down for what they are: something else was done instead."""
        return not_needed(
            {one.id: one.turned_down for one in self.actions if one.rejected},
            [option.action_ids for option in self.options],
            {one.id: one.status for one in self.actions},
            {one.id: one.excludes for one in self.actions},
            {one.id: one.depends_on for one in self.actions},
        )

    def action(self, action_id: str) -> ActionRecord:
        """The action with that lasting id.

        Raises:
            KeyError: it is not of this proposal.
        """
        for action in self.actions:
            if action.id == action_id:
                return action
        raise KeyError(action_id)


class ProposalSummary(Frozen):
    """A proposal as one line of the inbox.

    Attributes:
        waits_for: roles that could still give a missing approval.
        undecided: actions that wait for people.
        hurt: customers' orders that its actions speak of.
    """

    id: str
    case_id: str
    case_number: str
    kind: Kind
    title: str
    partner: RecordRef | None
    summary: str
    if_nobody_acts: str
    status: ProposalStatus
    case_status: CaseStatus
    confidence: Confidence | None
    exposure: Money
    action_names: tuple[ActionName, ...]
    undecided: int
    hurt: int
    waits_for: tuple[Role, ...]
    expires_at: datetime
    claimed_by: str | None
    snoozed_until: datetime | None
    created_at: datetime


class ProposalFilter(Frozen):
    """What to list.

    Attributes:
        status: derived status; pending ones come most urgent first, everything else newest first.
        roles: only those that wait for one of these.
        mine: uid of whoever is on it.
        q: words in the title, the summary, the partner or the case's number.
        snoozed: only those put aside, or only the others, at `now`.
    """

    status: ProposalStatus | None = None
    kind: Kind | None = None
    roles: frozenset[Role] | None = None
    mine: int | None = None
    q: str | None = None
    snoozed: bool | None = None


class EditedAction(Frozen):
    """An action with the arguments a person wants instead."""

    name: str
    args: dict[str, Any]


class DecisionIn(Frozen):
    """What a person says about one action, as it comes from outside."""

    action_id: str
    digest: str
    type: DecisionType
    edited_action: EditedAction | None = None
    message: str | None = Field(default=None, max_length=4000)
    reason_code: str | None = Field(default=None, max_length=64)


class StoredApproval(Frozen):
    """What `approvals.mint` wants, as stored now, and the hard stop that the case has by now."""

    action_id: str
    proposal_id: str
    case_id: str
    name: ActionName
    status: ActionStatus
    content: bytes
    digest: str
    votes: tuple[Vote, ...]
    depends_on: tuple[str, ...]
    expires_at: datetime
    stop: str | None


class Attempt(Frozen):
    """That an action is being applied.

    Attributes:
        first: this call began it; otherwise somebody did before and it must be looked for before it is sent.
        key: what is written into Odoo with it.
        sent_at: when a request was last sent, by the record's clock; absent: none was.
        quiet_for: how long ago that was when the attempt was read.
        approved_at: the moment as of which its approval was good when it was sent.
        before: values before the first attempt, whoever read them.
        n: how often it was sent.
    """

    first: bool
    key: str
    sent_at: datetime | None
    quiet_for: timedelta | None
    approved_at: datetime | None
    before: dict[str, Any]
    n: int

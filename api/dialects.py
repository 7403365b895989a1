"""A proposal in two well-known forms: LangChain's human-in-the-loop request, and the older agent inbox's interrupts.

Only for reading: decisions are made by our own call, which binds them to what was shown.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, RootModel

from cases.actions import ACTIONS, ActionName, parse
from cases.status import ActionStatus, DecisionType
from cases.store.proposals.records import ActionRecord, ProposalRecord


class ActionRequest(BaseModel):
    """LangChain's `ActionRequest`, and what a decision about it must name."""

    name: ActionName
    args: dict[str, Any]
    description: str
    action_id: str
    digest: str


class ReviewConfig(BaseModel):
    """LangChain's `ReviewConfig`: what may be said about an action."""

    action_name: ActionName
    allowed_decisions: list[DecisionType]


class LangchainShape(BaseModel):
    """LangChain's `HITLRequest`: the undecided actions and what may be said about each, in the same order."""

    proposal_id: str
    action_requests: list[ActionRequest]
    review_configs: list[ReviewConfig]

    @classmethod
    def of(cls, proposal: ProposalRecord) -> LangchainShape:
        """From the record."""
        pending = _pending(proposal)
        return cls(
            proposal_id=proposal.id,
            action_requests=[
                ActionRequest(
                    name=action.name,
                    args=action.args,
                    description=_description(proposal, action),
                    action_id=action.id,
                    digest=action.digest,
                )
                for action in pending
            ],
            review_configs=[
                ReviewConfig(action_name=action.name, allowed_decisions=allowed(action)) for action in pending
            ],
        )


class InterruptAction(BaseModel):
    """The agent inbox's `ActionRequest`; every value of the arguments is a string there."""

    action: ActionName
    args: dict[str, str]


class InterruptConfig(BaseModel):
    """The agent inbox's `HumanInterruptConfig`. Ignoring means to put it aside, and that has a call of its own."""

    allow_ignore: bool = False
    allow_respond: bool = True
    allow_edit: bool
    allow_accept: bool


class InterruptShape(BaseModel):
    """The agent inbox's `HumanInterrupt`: one undecided action, and what a decision about it must name."""

    action_request: InterruptAction
    config: InterruptConfig
    description: str
    action_id: str
    digest: str

    @classmethod
    def of(cls, proposal: ProposalRecord, action: ActionRecord) -> InterruptShape:
        """From the record."""
        return cls(
            action_request=InterruptAction(
                action=action.name, args={name: _text(value) for name, value in action.args.items()}
            ),
            config=InterruptConfig(
                allow_edit=DecisionType.EDIT in allowed(action), allow_accept=not action.ruling.forbidden
            ),
            description=_description(proposal, action),
            action_id=action.id,
            digest=action.digest,
        )


class InterruptsShape(RootModel[list[InterruptShape]]):
    """One interrupt for each undecided action."""

    @classmethod
    def of(cls, proposal: ProposalRecord) -> InterruptsShape:
        """From the record."""
        return cls([InterruptShape.of(proposal, action) for action in _pending(proposal)])


def allowed(action: ActionRecord) -> list[DecisionType]:
    """What may be said about an action."""
    if action.ruling.forbidden:
        return [DecisionType.REJECT, DecisionType.RESPOND]
    return [kind for kind in DecisionType if kind is not DecisionType.EDIT or ACTIONS[action.name].editable]


def _pending(proposal: ProposalRecord) -> list[ActionRecord]:
    return [action for action in proposal.actions if action.status is ActionStatus.PENDING]


def _description(proposal: ProposalRecord, action: ActionRecord) -> str:
    sentence = parse(action.name, action.args).sentence()
    return f"{sentence}.\n\n{action.rationale}\n\n{proposal.summary}\n{action.ruling.rule}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

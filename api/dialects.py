"""A proposal in two well-known forms: LangChain's human-in-the-loop request, and the older agent inbox's interrupts.

Only for reading: decisions are made by our own call, which binds them to what was shown.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi.responses import JSONResponse

from cases.actions import ACTIONS, parse
from cases.status import ActionStatus, DecisionType
from cases.store.proposal_records import ActionRecord, ProposalRecord


def langchain(proposal: ProposalRecord) -> dict[str, Any]:
    """`HITLRequest`: the undecided actions and what may be said about each. Ids and digests are added."""
    pending = _pending(proposal)
    return {
        "proposal_id": proposal.id,
        "action_requests": [
            {
                "name": action.name.value,
                "args": action.args,
                "description": _description(proposal, action),
                "action_id": action.id,
                "digest": action.digest,
            }
            for action in pending
        ],
        "review_configs": [
            {"action_name": action.name.value, "allowed_decisions": allowed(action)} for action in pending
        ],
    }


def agent_inbox(proposal: ProposalRecord) -> list[dict[str, Any]]:
    """A list of `HumanInterrupt`, one for each undecided action; every value of the arguments is a string there."""
    return [
        {
            "action_request": {"action": action.name.value, "args": {k: _text(v) for k, v in action.args.items()}},
            "config": {
                # Ignoring means to put it aside, and that has a call of its own.
                "allow_ignore": False,
                "allow_respond": True,
                "allow_edit": DecisionType.EDIT.value in allowed(action),
                "allow_accept": not action.ruling.forbidden,
            },
            "description": _description(proposal, action),
            "action_id": action.id,
            "digest": action.digest,
        }
        for action in _pending(proposal)
    ]


def allowed(action: ActionRecord) -> list[str]:
    """What may be said about an action."""
    if action.ruling.forbidden:
        return [DecisionType.REJECT.value, DecisionType.RESPOND.value]
    every = [kind.value for kind in DecisionType]
    return every if ACTIONS[action.name].editable else [kind for kind in every if kind != DecisionType.EDIT.value]


def answer(body: Any) -> JSONResponse:
    """The body as it is; these forms are described by their own projects, not by our document."""
    return JSONResponse(body)


def _pending(proposal: ProposalRecord) -> list[ActionRecord]:
    return [action for action in proposal.actions if action.status is ActionStatus.PENDING]


def _description(proposal: ProposalRecord, action: ActionRecord) -> str:
    sentence = parse(action.name, action.args).sentence()
    return f"{sentence}.\n\n{action.rationale}\n\n{proposal.summary}\n{action.ruling.rule}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""End a round: what came of its actions is what the case came to."""

from __future__ import annotations

from langgraph.runtime import Runtime

from cases.status import CaseStatus, RoundStatus, ending
from cases.store.applying import asked
from cases.store.cases import cases, rounds
from cases.store.proposals import proposals
from graphs.desk import Desk
from graphs.state import RoundState

_OVER = frozenset({CaseStatus.RESOLVED, CaseStatus.REJECTED})
_ENDED = frozenset({RoundStatus.SUPERSEDED, RoundStatus.CLOSED, RoundStatus.FAILED})


async def close(state: RoundState, runtime: Runtime[Desk]) -> RoundState:
    """Close the round and move the case, unless a later round has taken over."""
    async with runtime.context.database.transaction() as session:
        this = await rounds.load(session, state["round_id"])
        if this.status in _ENDED:
            return {}
        to_person = state.get("to_person")
        end = CaseStatus.NEEDS_PERSON if to_person else CaseStatus.RESOLVED
        if this.proposal_id is not None and not to_person:
            proposal = await proposals.load(session, this.proposal_id)
            end = ending(action.status for action in proposal.actions)
        if end in _OVER and await asked.in_the_open(session, this.case_id):
            # In an earlier round another company was asked for something; its answer ends the case.
            end = CaseStatus.EXECUTING
        case = await cases.record(session, this.case_id)
        if case.status is not CaseStatus.NEEDS_PERSON:
            await cases.set_status(session, case.id, end, why=to_person)
        await rounds.set_status(session, this.id, RoundStatus.CLOSED)
    return {}

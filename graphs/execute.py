"""Carry out what the gate released, then say whether people are still to decide.

An action that was refused because its premise no longer holds, or its approval, or by the company that was asked,
starts the case's next round: a new proposal over the facts of now, in place of what is still open here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from langgraph.runtime import Runtime
from sqlalchemy.ext.asyncio import AsyncSession

from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store.applying import receipts
from cases.store.cases import cases, rounds
from cases.store.proposals import proposals
from cases.store.proposals.records import ActionRecord, ProposalRecord
from graphs.desk import Desk
from graphs.execution import carry_out
from graphs.state import RoundState

_OPEN = frozenset({ActionStatus.PENDING, ActionStatus.APPROVED, ActionStatus.EXECUTING})
_AWAITED = frozenset({ActionStatus.PENDING_EXTERNAL})
_TROUBLE = frozenset({ActionStatus.UNKNOWN, ActionStatus.FAILED})


async def execute(state: RoundState, runtime: Runtime[Desk]) -> RoundState:
    """Apply, keep the receipts, start the next round where one is due."""
    desk = runtime.context
    if state["ready"]:
        await _say(desk, state["case_id"], CaseStatus.WAITING, CaseStatus.EXECUTING)
    await carry_out(desk, state["ready"])
    async with desk.database.transaction() as session:
        proposal = await proposals.load(session, state["proposal_id"])
        this = await rounds.load(session, state["round_id"])
        if this.status is not RoundStatus.WAITING:
            return {"left": False}
        return {"left": await _go_on(session, proposal)}


async def _go_on(session: AsyncSession, proposal: ProposalRecord) -> bool:
    statuses = {action.status for action in proposal.actions}
    refused = _details(action for action in proposal.actions if _is_refused(action))
    trouble = [action for action in proposal.actions if action.status in _TROUBLE and not _is_refused(action)]
    if trouble:
        why = next(iter(_details(trouble)), None)
        await cases.set_status(session, proposal.case_id, CaseStatus.NEEDS_PERSON, why=why)
    elif refused:
        await rounds.start(session, proposal.case_id, f"Not done as approved: {refused[0]}")
        return False
    if statuses & _OPEN and (await cases.record(session, proposal.case_id)).status is CaseStatus.EXECUTING:
        await cases.set_status(session, proposal.case_id, CaseStatus.WAITING)
    return bool(statuses & (_OPEN | _AWAITED))


def _is_refused(action: ActionRecord) -> bool:
    """By what was found when it was to be made, or by whom it asked for something."""
    if action.status is ActionStatus.FAILED:
        return action.receipt is not None and action.receipt.how in receipts.ANSWERED
    return action.status is ActionStatus.REFUSED


def _details(actions: Iterable[ActionRecord]) -> list[str]:
    return [action.receipt.detail for action in actions if action.receipt]


async def _say(desk: Desk, case_id: str, old: CaseStatus, new: CaseStatus) -> None:
    async with desk.database.transaction() as session:
        if (await cases.record(session, case_id)).status is old:
            await cases.set_status(session, case_id, new)


def after_execution(state: RoundState) -> Literal["gate", "close"]:
    """Back to the gate while any action is undecided, waits for another, or for another company's answer."""
    return "gate" if state.get("left") else "close"

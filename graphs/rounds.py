"""Drive one round as far as it can go now. Called by the jobs `work_round` and `carry_on`, which are the same act.

Whoever drives holds the case's lock, so one worker is on a case at a time. The record says what is to be done and the
thread where it stood; a run that died anywhere is taken up from there.
"""

from __future__ import annotations

from typing import Any

import structlog
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.types import Command

from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store.applying import receipts
from cases.store.cases import cases, rounds
from cases.store.cases.rounds import RoundEndedError
from cases.store.proposals import proposals
from cases.store.proposals.records import StoredApproval
from cases.store.records import RoundRecord
from graphs.case import CaseGraph
from graphs.checkpoints import forget
from graphs.desk import Desk
from graphs.execution import carry_out, look_again
from graphs.gate import GateAnswer
from graphs.state import RoundState
from runtime.jobs import TryLater

_log = structlog.get_logger(__name__)
_UNDECIDED = frozenset({ActionStatus.PENDING, ActionStatus.APPROVED})
_WORKED = frozenset({RoundStatus.QUEUED, RoundStatus.INVESTIGATING, RoundStatus.WAITING})
_BUSY_SECONDS = 1.0
_IN_DOUBT = (
    "Nobody can tell whether an earlier change reached Odoo. Look there and say so beside that change; "
    "then this is investigated again."
)


async def drive(desk: Desk, graph: CaseGraph, round_id: str) -> None:
    """Take the round on until people are to decide, or it ends.

    Raises:
        TryLater: another worker is on this case, or what is needed is away.
    """
    async with desk.database.transaction() as session:
        this = await rounds.load(session, round_id)
    async with desk.database.advisory_lock("case", this.case_id) as alone:
        if not alone:
            raise TryLater("Another worker is on this case.", delay=_BUSY_SECONDS)
        await _settle_begun(desk, this)
        async with desk.database.transaction() as session:
            this = await rounds.load(session, round_id)
        if this.status in _WORKED:
            try:
                await _run(desk, graph, this)
            except RoundEndedError as error:
                # A newer report or a person put the round away while it was worked; its own job goes on from there.
                _log.info("round.ended_meanwhile", round=round_id, reason=str(error))
        await _forget_when_over(desk, graph, round_id)


async def _forget_when_over(desk: Desk, graph: CaseGraph, round_id: str) -> None:
    async with desk.database.transaction() as session:
        this = await rounds.load(session, round_id)
    if this.status not in _WORKED and isinstance(graph.checkpointer, AsyncPostgresSaver):
        await forget(graph.checkpointer, [this.thread_id])


async def _settle_begun(desk: Desk, this: RoundRecord) -> None:
    """What another round of the case had begun to write comes first: nobody plans around a half-known change."""
    async with desk.database.transaction() as session:
        unsettled = await receipts.unsettled(session, this.case_id)
        open_ones = [await receipts.approval(session, action_id) for action_id in unsettled]
    others = [one for one in open_ones if not _is_of(one, this)]
    begun = [one.action_id for one in others if one.status is ActionStatus.EXECUTING]
    doubtful = [one.action_id for one in others if one.status is ActionStatus.UNKNOWN]
    await carry_out(desk, begun)
    await look_again(desk, doubtful)
    async with desk.database.transaction() as session:
        after = [await receipts.approval(session, action_id) for action_id in (*begun, *doubtful)]
        following = await rounds.open_round(session, this.case_id)
        if following and any(one.status is ActionStatus.UNKNOWN for one in after):
            await rounds.fail(session, following, _IN_DOUBT)


def _is_of(one: StoredApproval, this: RoundRecord) -> bool:
    """Whether the round's own run takes it up."""
    return this.status in _WORKED and one.proposal_id == this.proposal_id


async def _run(desk: Desk, graph: CaseGraph, this: RoundRecord) -> None:
    config: RunnableConfig = {"configurable": {"thread_id": this.thread_id}}
    state = await graph.aget_state(config)
    if state.created_at is None:
        await _step(desk, graph, config, {"round_id": this.id, "case_id": this.case_id})
    while True:
        state = await graph.aget_state(config)
        if state.interrupts:
            answer = await _answer(desk, state.values["proposal_id"])
            if answer is None:
                return
            await _step(desk, graph, config, Command(resume={state.interrupts[0].id: answer.model_dump()}))
        elif state.next:
            await _step(desk, graph, config, None)
        else:
            return


async def _step(desk: Desk, graph: CaseGraph, config: RunnableConfig, what: RoundState | Command[Any] | None) -> None:
    await graph.ainvoke(what, config, context=desk, durability="sync")


async def _answer(desk: Desk, proposal_id: str) -> GateAnswer | None:
    """What the record lets through the gate now; none while people are to decide, or others to answer."""
    async with desk.database.transaction() as session:
        ready = await proposals.ready(session, proposal_id)
        proposal = await proposals.load(session, proposal_id)
        undecided = any(action.status in _UNDECIDED for action in proposal.actions)
        awaited = any(action.status is ActionStatus.PENDING_EXTERNAL for action in proposal.actions)
        begun = [action.id for action in proposal.actions if action.status is ActionStatus.EXECUTING]
        if awaited and not undecided and proposal.case_status is CaseStatus.WAITING:
            # People have decided everything; it waits for another company now.
            await cases.set_status(session, proposal.case_id, CaseStatus.EXECUTING)
    return GateAnswer(ready=[*begun, *ready]) if begun or ready or not (undecided or awaited) else None

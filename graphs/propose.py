"""Put the finding before people: the model's second opinion where there is one, then one proposal in the record.

The model sees the same snapshot as the playbook. Without it, or when it is slow, down or hostile, the proposal is the
playbook's own.
"""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime

from agents.opinion import merge
from agents.specialist import Handover, Snapshot
from agents.supervisor import parse_snapshot
from cases.calibration import calibrated_draft
from cases.kind import Kind
from cases.models import ProposalDraft
from cases.store import calibrations
from cases.store.cases import rounds
from cases.store.proposals import counts, proposals
from graphs.desk import Desk
from graphs.investigate import specialist
from graphs.shadow import LAST, SHADOW
from graphs.state import RoundState
from runtime.jobs import enqueue


async def propose(state: RoundState, runtime: Runtime[Desk]) -> RoundState:
    """Think again over the kept snapshot, ask the model, keep the proposal.

    Killed after keeping it and run again, it finds the proposal it made.
    """
    desk, kind = runtime.context, Kind(state["kind"])
    async with desk.database.transaction() as session:
        record = await rounds.load(session, state["round_id"])
        past = await counts.all_counts(session, kind)
    proposal_id = record.proposal_id
    if proposal_id is None:
        snapshot = parse_snapshot(kind, record.snapshot or {})
        draft = specialist(kind.value).think(snapshot, past)
        if isinstance(draft, Handover):
            return {"to_person": draft.why, "left": False}
        proposal_id = await keep(desk, state["round_id"], await _with_opinion(desk, snapshot, draft))
    async with desk.database.transaction() as session:
        made = await proposals.load(session, proposal_id)
    lost = f"{made.summary} {made.if_nobody_acts}" if made.if_nobody_acts and not made.actions else None
    return {"proposal_id": proposal_id, "left": bool(made.actions), "to_person": lost}


async def keep(desk: Desk, round_id: str, draft: ProposalDraft) -> str:
    """Keep a draft as the proposal of its round, as sure as the calibration in use says; its id."""
    async with desk.database.transaction() as session:
        adopted = await calibrations.current(session)
        draft = calibrated_draft(draft, adopted.calibration if adopted else None)
        made = await proposals.propose(
            session, round_id, draft, desk.policy, database=desk.odoo_database, now=desk.clock()
        )
        if desk.shadow is not None and draft.actions:
            await enqueue(session, SHADOW, priority=LAST, round_id=round_id)
        return made


def after_proposal(state: RoundState) -> Literal["gate", "close"]:
    """Without actions there is nothing to decide."""
    return "gate" if state.get("left") else "close"


async def _with_opinion(desk: Desk, snapshot: Snapshot, draft: ProposalDraft) -> ProposalDraft:
    if desk.model is None or not draft.actions:
        return draft
    budget = desk.model.budget()
    async with desk.reader() as reader:
        opinion = await desk.model.second_opinion(snapshot, draft, reader, budget)
    return await desk.model.word(merge(draft, opinion), budget)

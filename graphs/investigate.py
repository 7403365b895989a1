"""Investigate: the specialist collects one frozen snapshot, kept with the round, and thinks about it.

Collecting is all that touches Odoo, a few batched reads; thinking is a pure function of the snapshot, done again in
`propose` from what was kept. A specialist that finds another's trouble hands over.
"""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime

from agents.specialist import Handover, Snapshot, Specialist
from agents.supervisor import specialist_for
from agents.world import World, habits_of
from cases.kind import Kind
from cases.models import ProposalDraft
from cases.store import knowledge, working_days
from cases.store.cases import cases, keys, rounds
from cases.store.proposals import counts
from cases.store.reports import scans
from graphs.desk import Desk, Guide
from graphs.state import RoundState
from tools.odoo.counting import count_calls


class NoSpecialistError(Exception):
    """A kind was sent to investigation that nobody works."""


def specialist(kind: str) -> Specialist:
    """The specialist that supervision chose.

    Raises:
        NoSpecialistError: there is none, which supervision has to find out before.
    """
    found = specialist_for(Kind(kind))
    if found is None:
        raise NoSpecialistError(f"Nobody works {kind}.")
    return found


async def investigate(state: RoundState, runtime: Runtime[Desk]) -> RoundState:
    """Collect, keep, think; hand over where it is another's trouble, go on in another case where that is open."""
    desk = runtime.context
    worker = specialist(state["kind"])
    snapshot = await _collect(desk, worker, state)
    async with desk.database.transaction() as session:
        answers = await keys.settle(session, state["round_id"], snapshot.concerned)
    if answers.ended or answers.to_person:
        return {"handed_over": False, "elsewhere": True, "to_person": answers.to_person}
    if answers.changed:
        # Its title, its partner and what the claims refer to are others now.
        snapshot = await _collect(desk, worker, state)
    async with desk.database.transaction() as session:
        past = await counts.all_counts(session, Kind(state["kind"]))
    found = worker.think(snapshot, past)
    if desk.guide is not None:
        await _with_precedents(desk, desk.guide, snapshot, found, state["round_id"])
    handed_over = isinstance(found, Handover)
    if isinstance(found, Handover):
        async with desk.database.transaction() as session:
            await rounds.hand_over(session, state["round_id"], found.to, found.why)
    return {"handed_over": handed_over, "elsewhere": False}


async def _with_precedents(
    desk: Desk, guide: Guide, snapshot: Snapshot, found: ProposalDraft | Handover, round_id: str
) -> None:
    """Keep the decided cases that are like what is proposed with the snapshot, where there are some."""
    file = await guide.after(snapshot.file, found)
    if file != snapshot.file:
        kept = snapshot.model_copy(update={"file": file})
        async with desk.database.transaction() as session:
            await rounds.keep_snapshot(session, round_id, kept.model_dump(mode="json"), kept.read_at, 0)


async def _collect(desk: Desk, worker: Specialist, state: RoundState) -> Snapshot:
    async with desk.database.transaction() as session:
        file = await cases.case_file(session, state["case_id"])
        contracts, returns = await knowledge.contracts(session), await knowledge.return_terms(session)
        work = await working_days.load(session)
        now = await scans.believed_now(session, state["case_id"]) or desk.clock()
    if desk.guide is not None:
        file = await desk.guide.before(file)
    habits = habits_of(desk.settings, work)
    async with desk.reader() as reader:
        with count_calls() as counter:
            snapshot = await worker.collect(file, World(reader, habits, now, contracts, returns))
    async with desk.database.transaction() as session:
        await rounds.keep_snapshot(
            session, state["round_id"], snapshot.model_dump(mode="json"), snapshot.read_at, counter.calls
        )
    return snapshot


def after_investigation(state: RoundState) -> Literal["supervise", "propose", "close"]:
    """Handed over: the supervisor sends it on. Another case is about the same: this round is over."""
    if state.get("elsewhere"):
        return "close"
    return "supervise" if state.get("handed_over") else "propose"

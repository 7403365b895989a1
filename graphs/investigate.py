"""Investigate: the specialist collects one frozen snapshot, kept with the round, and thinks about it.

Collecting is all that touches Odoo, a few batched reads; thinking is a pure function of the snapshot, done again in
`propose` from what was kept. A specialist that finds another's trouble hands over.
"""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime

from agents.specialist import Handover, Specialist
from agents.supervisor import specialist_for
from agents.world import World, habits_of
from cases.kind import Kind
from cases.store import knowledge
from cases.store.cases import cases, rounds
from cases.store.proposals import counts
from cases.store.reports import scans
from graphs.desk import Desk
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
    """Collect, keep, think; hand over where it is another's trouble."""
    desk = runtime.context
    worker = specialist(state["kind"])
    async with desk.database.transaction() as session:
        file = await cases.case_file(session, state["case_id"])
        past = await counts.all_counts(session, Kind(state["kind"]))
        contracts = await knowledge.contracts(session)
        now = await scans.believed_now(session, state["case_id"]) or desk.clock()
    async with desk.reader() as reader:
        with count_calls() as counter:
            snapshot = await worker.collect(file, World(reader, habits_of(desk.settings), now, contracts))
    found = worker.think(snapshot, past)
    handed_over = isinstance(found, Handover)
    async with desk.database.transaction() as session:
        await rounds.keep_snapshot(
            session, state["round_id"], snapshot.model_dump(mode="json"), snapshot.read_at, counter.calls
        )
        if isinstance(found, Handover):
            await rounds.hand_over(session, state["round_id"], found.to, found.why)
    return {"handed_over": handed_over}


def after_investigation(state: RoundState) -> Literal["supervise", "propose"]:
    """Handed over: the supervisor sends it on."""
    return "supervise" if state.get("handed_over") else "propose"

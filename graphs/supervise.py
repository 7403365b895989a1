"""Send a case to the specialist for its kind; where there is none, to a person."""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime

from agents.supervisor import specialist_for
from cases.kinds import KINDS
from cases.status import CaseStatus, RoundStatus
from cases.store.cases import cases, keys, rounds
from graphs.desk import Desk
from graphs.state import RoundState

HOPS = 3


async def supervise(state: RoundState, runtime: Runtime[Desk]) -> RoundState:
    """Say which kind is investigated, or why a person takes the case."""
    async with runtime.context.database.transaction() as session:
        record = await cases.record(session, state["case_id"])
        this = await rounds.load(session, state["round_id"])
        if this.status is RoundStatus.QUEUED:
            await rounds.set_status(session, this.id, RoundStatus.INVESTIGATING)
            await cases.set_status(session, record.id, CaseStatus.INVESTIGATING)
    to_person = None
    if specialist_for(record.kind) is None:
        to_person = f"No specialist works “{KINDS[record.kind].title}” yet; what is known is laid out here."
    elif this.hops > HOPS:
        to_person = "The specialists hand this case to one another; what is known is laid out here."
    if specialist_for(record.kind) is None:
        async with runtime.context.database.transaction() as session:
            answers = await keys.settle(session, this.id, needs_person=True)
        to_person = answers.to_person or to_person
    return {"kind": record.kind.value, "to_person": to_person}


def after_supervision(state: RoundState) -> Literal["investigate", "close"]:
    """A person's case ends its round here."""
    return "close" if state.get("to_person") else "investigate"

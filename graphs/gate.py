"""The gate: a round's run ends here until people have decided, and nothing else happens here.

LangGraph runs a node again from its first line when it resumes, so this one holds the interrupt alone. The answer is
validated before it is saved (a bad one would wedge the thread for good) and carries ids only: the decision rows are
the authority, and execution reads them.
"""

from __future__ import annotations

from typing import TypedDict

from langgraph.types import interrupt
from pydantic import BaseModel, ConfigDict, Field

from graphs.state import RoundState


class GateAnswer(BaseModel):
    """What a run is resumed with.

    Attributes:
        ready: ids of the actions that people approved and whose dependencies are applied; may be empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ready: list[str] = Field(default_factory=list, max_length=500)


class Passed(TypedDict):
    """What the gate adds to the state."""

    ready: list[str]


async def gate(state: RoundState) -> Passed:
    """Wait for people; hand on what is ready."""
    answer = interrupt({"proposal_id": state["proposal_id"]}, response_schema=GateAnswer)
    return {"ready": answer.ready}

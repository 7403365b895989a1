"""The gate: one interrupt, a validated answer, a new interrupt each time a round comes back to it."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command
from pydantic import ValidationError

from graphs.gate import gate
from graphs.state import RoundState

CONFIG: Any = {"configurable": {"thread_id": "r1"}}


class Released:
    """What came through the gate, in order."""

    def __init__(self) -> None:
        self.ready: list[list[str]] = []

    async def execute(self, state: RoundState) -> RoundState:
        self.ready.append(state["ready"])
        return {}


def _graph(released: Released, passes: int) -> Any:
    def again(_: RoundState) -> Literal["gate", "__end__"]:
        return "gate" if len(released.ready) < passes else END

    graph = StateGraph(RoundState)
    graph.add_node("gate", gate)
    graph.add_node("execute", released.execute)
    graph.add_edge(START, "gate")
    graph.add_edge("gate", "execute")
    graph.add_conditional_edges("execute", again, ["gate", END])
    return graph.compile(checkpointer=InMemorySaver(serde=JsonPlusSerializer(allowed_msgpack_modules=None)))


async def _interrupt(graph: Any) -> str:
    [found] = (await graph.aget_state(CONFIG)).interrupts
    return str(found.id)


async def test_comes_back_with_another_interrupt_and_ignores_a_stale_one() -> None:
    released = Released()
    graph = _graph(released, passes=2)
    await graph.ainvoke({"round_id": "r1", "proposal_id": "p1"}, CONFIG, durability="sync")
    first = await _interrupt(graph)
    await graph.ainvoke(Command(resume={first: {"ready": ["a1"]}}), CONFIG, durability="sync")
    second = await _interrupt(graph)
    assert second != first

    await graph.ainvoke(Command(resume={first: {"ready": ["a1"]}}), CONFIG, durability="sync")
    assert released.ready == [["a1"]]

    await graph.ainvoke(Command(resume={second: {"ready": []}}), CONFIG, durability="sync")
    assert released.ready == [["a1"], []]
    assert (await graph.aget_state(CONFIG)).next == ()


@pytest.mark.parametrize(
    "answer", [{"ready": None}, {"ready": "a1"}, {"ready": [1]}, {"approve": True}, "yes", {"ready": [], "x": 1}]
)
async def test_a_bad_answer_is_refused_and_the_right_one_still_taken(answer: Any) -> None:
    released = Released()
    graph = _graph(released, passes=1)
    await graph.ainvoke({"round_id": "r1", "proposal_id": "p1"}, CONFIG, durability="sync")
    interrupt = await _interrupt(graph)
    with pytest.raises(ValidationError):
        await graph.ainvoke(Command(resume={interrupt: answer}), CONFIG, durability="sync")
    assert released.ready == []
    await graph.ainvoke(Command(resume={await _interrupt(graph): {"ready": ["a1"]}}), CONFIG, durability="sync")
    assert released.ready == [["a1"]]

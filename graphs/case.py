"""One round of a case, from investigation to close. The thread is the round.

    supervise → investigate → propose → gate → execute → close
        ↑____________|            ↑________|

Called by the jobs `work_round` and `carry_on` through `graphs.rounds`. Only the gate interrupts; only `execute`
reaches Odoo's writing account, and no model does.
"""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.close import close
from graphs.desk import Desk
from graphs.execute import after_execution, execute
from graphs.gate import gate
from graphs.investigate import after_investigation, investigate
from graphs.propose import after_proposal, propose
from graphs.state import RoundState
from graphs.supervise import after_supervision, supervise

CaseGraph = CompiledStateGraph[RoundState, Desk, Any, Any]


def case_graph(saver: BaseCheckpointSaver[str]) -> CaseGraph:
    """The graph of one round, remembered by `saver` between its runs."""
    graph = StateGraph(RoundState, context_schema=Desk)
    graph.add_node("supervise", supervise)
    graph.add_node("investigate", investigate)
    graph.add_node("propose", propose)
    graph.add_node("gate", gate)
    graph.add_node("execute", execute)
    graph.add_node("close", close)
    graph.add_edge(START, "supervise")
    graph.add_conditional_edges("supervise", after_supervision, ["investigate", "close"])
    graph.add_conditional_edges("investigate", after_investigation, ["supervise", "propose", "close"])
    graph.add_conditional_edges("propose", after_proposal, ["gate", "close"])
    graph.add_edge("gate", "execute")
    graph.add_conditional_edges("execute", after_execution, ["gate", "close"])
    graph.add_edge("close", END)
    return graph.compile(checkpointer=saver)

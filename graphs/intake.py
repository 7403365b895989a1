"""From one report to cases: read it, route what it says, file it. Run once for each report, without a checkpoint.

Called by the job `read_report`. Reading and routing may be done again at no harm; filing is one transaction, so a
report is either filed whole or not at all.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.desk import Desk
from graphs.file import file
from graphs.read import read
from graphs.report_state import ReportState
from graphs.route import route


@cache
def intake_graph() -> CompiledStateGraph[ReportState, Desk, Any, Any]:
    """Read → route → file."""
    graph = StateGraph(ReportState, context_schema=Desk)
    graph.add_node("read", read)
    graph.add_node("route", route)
    graph.add_node("file", file)
    graph.add_edge(START, "read")
    graph.add_edge("read", "route")
    graph.add_edge("route", "file")
    graph.add_edge("file", END)
    return graph.compile()

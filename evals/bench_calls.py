"""What a case costs in calls to Odoo, from its report to the people who decide. A part of `bench`.

Each is worked alone and counted whole: reading the report, finding what it is about, the specialist's reads. Signing in
is left out, it happens once in a worker's life.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from pydantic import BaseModel, ConfigDict

from cases.kind import Kind
from cases.kinds import Origin
from cases.store.cases import cases, rounds
from cases.store.records import CaseFilter
from cases.store.reports.deliveries import NamedDelivery, keep_named
from evals.bench_world import BenchError
from evals.scenarios.events import failed_deliveries
from graphs.case import case_graph
from graphs.desk import Desk
from graphs.intake import intake_graph
from graphs.rounds import drive
from sandbox.deliveries import tell
from sandbox.world import SandboxWorld
from tools.odoo.counting import count_calls


class CallFigures(BaseModel):
    """Odoo calls a case, of so many cases of a kind that were worked in this run."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    cases: int
    median: float
    worst: int


def figures(kind: Kind, calls: Sequence[int]) -> CallFigures:
    """What single cases cost, as median and worst."""
    return CallFigures(kind=kind, cases=len(calls), median=statistics.median(calls), worst=max(calls))


async def calls_of(desk: Desk, saver: AsyncPostgresSaver, report_id: str) -> int:
    """Odoo calls of one kept report's case, from reading it to the gate.

    Raises:
        BenchError: it became no case that is worked.
    """
    with count_calls() as counter:
        await intake_graph().ainvoke({"report_id": report_id}, context=desk)
        async with desk.database.transaction() as session:
            [newest] = (await cases.list_cases(session, CaseFilter(), None, 1)).items
            round_id = await rounds.open_round(session, newest.id)
        if round_id is None:
            raise BenchError(f"A report became no case that is worked ({newest.title}): {newest.why_person}")
        await drive(desk, case_graph(saver), round_id)
    return counter.calls


async def failed_delivery_calls(desk: Desk, saver: AsyncPostgresSaver, world: SandboxWorld) -> list[int]:
    """Odoo calls of each failed delivery that the company's carriers report, one case a shipment.

    Raises:
        BenchError: one became no case that is worked.
    """
    events = [one for one in failed_deliveries(tell(world.today), world.today) if one.kind is Kind.FAILED_DELIVERY]
    found: list[int] = []
    for event in {event.delivery: event for event in events}.values():
        arrived = NamedDelivery(
            Origin.CARRIER, event.source, event.source, event.delivery_id, event.body, "application/json"
        )
        async with desk.database.transaction() as session:
            [kept] = await keep_named(session, [arrived])
        found.append(await calls_of(desk, saver, kept.report_id))
    return found

"""A backlog as a timeline for people: who is picked when, as the work is sorted now and as it is proposed. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from agents.analysis.throughput import day_in
from agents.warehouse.snapshot import BacklogSnapshot
from cases.claims import RecordRef
from cases.exhibits import MOST_PICKINGS, BacklogTimeline, DoneBy, WaitingPicking
from tools.odoo.work import OpenPicking


def timeline(snapshot: BacklogSnapshot) -> BacklogTimeline | None:
    """The work of one warehouse until its carrier leaves; none: nobody can tell which warehouse is meant."""
    if snapshot.warehouse is None:
        return None
    standing = snapshot.standing
    pace = standing.pace
    kept = {one.id for one in standing.kept}
    planned = [*standing.kept, *(one for one in standing.order if one.id not in kept)]
    now, then = _before(standing.order), _before(planned)
    due = {one.id for one in standing.due}
    waiting = [
        WaitingPicking(
            record=RecordRef(model="stock.picking", id=one.id, label=one.name),
            customer=one.customer.name if one.customer else None,
            tag=next(iter(one.tags), None),
            lines=one.lines,
            promised=day_in(one.promise, snapshot.zone) if one.promise else None,
            now=now[one.id],
            planned=then[one.id],
        )
        for one in planned
        if one.id in due
    ]
    return BacklogTimeline(
        warehouse=snapshot.warehouse.name,
        zone=snapshot.zone,
        begins=snapshot.read_at,
        cut_off=standing.cut_off,
        capacity=pace.lines if pace else None,
        low=pace.low if pace else None,
        high=pace.high if pace else None,
        hours=tuple(DoneBy(at=at, lines=lines) for at, lines in pace.by_hour) if pace else (),
        pickings=tuple(waiting[:MOST_PICKINGS]),
        promised=len(waiting),
        others=len(standing.order) - len(waiting),
    )


def _before(order: Iterable[OpenPicking]) -> dict[int, int]:
    """Lines that are picked before each, by its id."""
    found, done = {}, 0
    for one in order:
        found[one.id] = done
        done += one.lines
    return found

"""Picking backlog: a warehouse will not finish before its carrier leaves. One case a warehouse."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import BacklogClaim, Claim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """Which warehouse, and how many miss which departure."""
    last = next(iter(only(BacklogClaim, claims)), None)
    if last is None:
        return f"Picking backlog from {told.who}" + (f": {told.subject}" if told.subject else "")
    leaves = f"{last.cut_off:%a} {last.cut_off.day} {last.cut_off:%b}, {last.cut_off:%H:%M}"
    if last.capacity is None:
        return f"{last.warehouse}: {last.lines} lines wait before {leaves}, too little history to say what gets done"
    return f"{last.warehouse}: {last.late} promises miss the carrier of {leaves}"


SPEC = KindSpec(
    kind=Kind.PICKING_BACKLOG,
    title="Picking backlog",
    means="A warehouse will not finish its picking before cut-off.",
    family=Family.WAREHOUSE,
    claims=(BacklogClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.SCAN}),
    written_by=frozenset({Sender.COLLEAGUE}),
    names=frozenset({"stock.warehouse"}),
    may_propose=frozenset(
        {
            ActionName.PRIORITISE_PICKINGS,
            ActionName.BATCH_PICKINGS,
            ActionName.ASSIGN_PICKINGS,
            ActionName.RESCHEDULE_DELIVERY,
            ActionName.MESSAGE_CUSTOMER,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)

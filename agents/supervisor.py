"""Which specialist works a kind, and how its snapshots are read back. Called by `graphs.case`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.desk import Desk, DeskSnapshot
from agents.inbound import Inbound, InboundSnapshot
from agents.specialist import Snapshot, Specialist
from cases.kinds import KINDS, Kind
from cases.models import CaseDraft

SPECIALISTS: Mapping[Kind, Specialist] = {
    Kind.INBOUND_DELAY: Inbound(),
    Kind.SENSITIVE_CHANGE: Desk(),
    Kind.UNCLASSIFIED: Desk(),
}
SNAPSHOTS: Mapping[Kind, type[Snapshot]] = {
    Kind.INBOUND_DELAY: InboundSnapshot,
    Kind.SENSITIVE_CHANGE: DeskSnapshot,
    Kind.UNCLASSIFIED: DeskSnapshot,
}
MAX_HANDOVERS = 3


def specialist_for(kind: Kind) -> Specialist | None:
    """Who works a kind; none: that specialist does not exist yet, and the case goes to a person."""
    return SPECIALISTS.get(kind)


def needs_person(draft: CaseDraft) -> bool:
    """Whether a case is handed to a person at once, because nobody investigates its kind."""
    return not KINDS[draft.kind].investigated


def parse_snapshot(kind: Kind, data: Mapping[str, Any]) -> Snapshot:
    """A stored snapshot as its type.

    Raises:
        KeyError: nobody collects for that kind.
        pydantic.ValidationError: it was stored in another shape.
    """
    return SNAPSHOTS[kind].model_validate(data)

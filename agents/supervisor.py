"""Which specialist works a kind, and how its snapshots are read back. Called by `graphs.case`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.delivery import Delivery
from agents.desk import DeskSpecialist
from agents.freight import Freight
from agents.inbound import Inbound
from agents.replenishment import Replenishment
from agents.specialist import Snapshot, Specialist
from agents.vendor_bills import VendorBills
from agents.warehouse import WarehouseWork
from cases.kind import Kind
from cases.models import CaseDraft

_BUILT: tuple[Specialist, ...] = (
    Inbound(),
    Delivery(),
    Freight(),
    VendorBills(),
    WarehouseWork(),
    Replenishment(),
    DeskSpecialist(),
)
SPECIALISTS: Mapping[Kind, Specialist] = {kind: specialist for specialist in _BUILT for kind in specialist.works}


def specialist_for(kind: Kind) -> Specialist | None:
    """Who works a kind; none: that specialist does not exist yet, and the case goes to a person."""
    return SPECIALISTS.get(kind)


def needs_person(draft: CaseDraft) -> bool:
    """Whether a case is handed to a person at once, because nobody investigates its kind."""
    return draft.kind not in SPECIALISTS


def parse_snapshot(kind: Kind, data: Mapping[str, Any]) -> Snapshot:
    """A stored snapshot as its type.

    Raises:
        KeyError: nobody collects for that kind.
        pydantic.ValidationError: it was stored in another shape.
    """
    return SPECIALISTS[kind].works[kind].model_validate(data)

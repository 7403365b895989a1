"""What a code of a carrier means in our words, and the forms that most of them take. Used by the carriers' tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cases.carrier_events import Milestone, Trouble


class Meaning(NamedTuple):
    """A status and, where the shipment does not go on, the reason."""

    status: Milestone
    reason: Trouble | None = None


def table(*rows: tuple[str, Meaning]) -> dict[str, Meaning]:
    """A carrier's table from lines of codes that mean the same; the codes in capitals, as they are looked up."""
    return {code.upper(): meaning for codes, meaning in rows for code in _split(codes)}


def _split(codes: str) -> Iterable[str]:
    return codes.split()


ANNOUNCED = Meaning(Milestone.INFO_RECEIVED)
MOVING = Meaning(Milestone.IN_TRANSIT)
WITH_COURIER = Meaning(Milestone.OUT_FOR_DELIVERY)
TO_COLLECT = Meaning(Milestone.AVAILABLE_FOR_PICKUP)
DELIVERED = Meaning(Milestone.DELIVERED)
RETURNING = Meaning(Milestone.RETURNING)
LOST = Meaning(Milestone.LOST, Trouble.LOST)
LATE = Meaning(Milestone.EXCEPTION, Trouble.OTHER)
HELD = Meaning(Milestone.EXCEPTION, Trouble.HELD)
CUSTOMS = Meaning(Milestone.EXCEPTION, Trouble.CUSTOMS)
WEATHER = Meaning(Milestone.EXCEPTION, Trouble.WEATHER)
DAMAGED = Meaning(Milestone.EXCEPTION, Trouble.DAMAGED)
MISSED_CUTOFF = Meaning(Milestone.EXCEPTION, Trouble.MISSED_CUTOFF)
BAD_ADDRESS = Meaning(Milestone.EXCEPTION, Trouble.ADDRESS)
NOT_HANDED_OVER = Meaning(Milestone.FAILED_ATTEMPT, Trouble.OTHER)
NOT_HOME = Meaning(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME)
MOVED_AWAY = Meaning(Milestone.FAILED_ATTEMPT, Trouble.ADDRESS)
REFUSED = Meaning(Milestone.FAILED_ATTEMPT, Trouble.REFUSED)

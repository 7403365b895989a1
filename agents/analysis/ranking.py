"""How much each customer's order weighs: importance by tag times value still to be delivered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal


def importance_by_tag(setting: str) -> dict[str, Decimal]:
    """`tag=weight, tag=weight` as a mapping; what is no weight is left out."""
    found: dict[str, Decimal] = {}
    for piece in setting.split(","):
        tag, _, weight = piece.rpartition("=")
        if tag.strip() and weight.strip().replace(".", "", 1).isdigit():
            found[tag.strip().casefold()] = Decimal(weight.strip())
    return found


def importance(tags: Iterable[str], weights: Mapping[str, Decimal]) -> Decimal:
    """The greatest weight among a partner's tags; 1 where none has one."""
    return max((weights[tag.casefold()] for tag in tags if tag.casefold() in weights), default=Decimal(1))

"""Who carries goods for us: their bills are checked against contracts, everybody else's against orders. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cases.carrier_events import number_key
from cases.contracts import FiledContract
from tools.odoo.shipments import Carrier


def carrier_keys(methods: Iterable[Carrier], contracts: Iterable[FiledContract]) -> frozenset[str]:
    """The names of carriers as they are compared: those of the delivery methods and of the contracts on file."""
    names = [*(one.name for one in methods), *(one.contract.carrier for one in contracts)]
    return frozenset(number_key(name) for name in names) - {""}

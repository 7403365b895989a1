"""The rebuilt bill as a table for people: what differs first, then what cannot be told, what agrees folded. Pure."""

from __future__ import annotations

from agents.freight.snapshot import FreightSnapshot
from cases.exhibits import ChargeTable


def charge_table(snapshot: FreightSnapshot) -> ChargeTable | None:
    """Every charge of the bill; none: no bill was read."""
    said = snapshot.said
    if said is None or not snapshot.rated:
        return None
    return ChargeTable.sorted_from(
        snapshot.rated, of="shipments", number=said.number, carrier=said.carrier, currency=said.bill.currency
    )

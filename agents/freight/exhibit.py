"""The rebuilt bill as a table for people: what differs first, then what cannot be told, what agrees folded. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agents.freight.snapshot import FreightSnapshot
from cases.charges import Rated, largest_first
from cases.exhibits import MOST_AGREED, ZERO, ChargeSum, ChargeTable


def charge_table(snapshot: FreightSnapshot) -> ChargeTable | None:
    """Every charge of the bill; none: no bill was read."""
    said = snapshot.said
    if said is None or not snapshot.rated:
        return None
    shown = largest_first(snapshot.rated)
    differing, unknown = [one for one in shown if one.known], [one for one in shown if not one.known]
    agreed = [one for one in snapshot.rated if one.agrees]
    return ChargeTable(
        number=said.number,
        carrier=said.carrier,
        currency=said.bill.currency,
        differing=tuple(differing),
        unknown=tuple(unknown),
        agreed=tuple(agreed[:MOST_AGREED]),
        of_differing=_sum(differing),
        of_unknown=_sum(unknown),
        of_agreed=_sum(agreed),
    )


def _sum(charges: Sequence[Rated]) -> ChargeSum:
    return ChargeSum(
        count=len(charges),
        expected=sum((one.expected or ZERO for one in charges), ZERO),
        billed=sum((one.billed for one in charges), ZERO),
    )

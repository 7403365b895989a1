"""Stock in the wrong place: one product runs out at one warehouse, wherever else it lies."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName, words_of
from cases.claims import Claim, ImbalanceClaim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """What runs out where, and when; else who says so."""
    said = next(iter(only(ImbalanceClaim, claims)), None)
    if said is None:
        return f"{told.who} says that stock lies in the wrong place" + (f": {told.subject}" if told.subject else "")
    when = f" on {words_of(said.out_on)}" if said.out_on else ""
    return f"{said.product_text} runs out at {said.warehouse_text}{when}"


SPEC = KindSpec(
    kind=Kind.REPLENISHMENT_IMBALANCE,
    title="Stock in the wrong place",
    means="One warehouse runs out while another has plenty.",
    family=Family.REPLENISHMENT,
    claims=(ImbalanceClaim, MentionClaim),
    comes_by=frozenset({Origin.SCAN, Origin.MAIL, Origin.DOCUMENT}),
    written_by=frozenset({Sender.COLLEAGUE}),
    names=frozenset({"product.product"}),
    within=frozenset({"stock.warehouse"}),
    may_propose=frozenset(
        {
            ActionName.TRANSFER_STOCK,
            ActionName.BUY_ELSEWHERE,
            ActionName.ADJUST_REORDER_RULE,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
)

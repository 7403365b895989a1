"""A supplier confirmed something else than was ordered, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName, words_of
from cases.claims import Claim, ConfirmationClaim, MentionClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told


def heading(claims: Sequence[Claim], told: Told) -> str:
    """The order, and what differs."""
    said = only(ConfirmationClaim, claims)
    whose = f" of {told.partner.label}" if told.partner and told.record else ""
    order = (
        f"{told.record.label}{whose}" if told.record else next((one.order_text for one in said if one.order_text), "")
    )
    silent = next((one.silent_since for one in said if one.silent_since), None)
    if silent is not None and all(one.silent_since for one in said):
        return f"{order or 'An order'}: not confirmed since {words_of(silent)}"
    if not order:
        return f"Confirmation differs, says {told.who}" + (f": {told.subject}" if told.subject else "")
    differs = [word for word, is_so in (("price", _any(said, "price")), ("quantity", _any(said, "quantity"))) if is_so]
    return f"{order}: confirmed with another {' and '.join(differs)}" if differs else f"{order}: confirmation differs"


def _any(said: Sequence[ConfirmationClaim], name: str) -> bool:
    return any(getattr(one, name) is not None for one in said)


SPEC = KindSpec(
    kind=Kind.CONFIRMATION_MISMATCH,
    title="Confirmation differs",
    means="A supplier confirmed another price, quantity or item.",
    family=Family.INBOUND,
    claims=(ConfirmationClaim, MentionClaim),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.SCAN, Origin.PERSON}),
    written_by=frozenset({Sender.VENDOR, Sender.COLLEAGUE}),
    names=frozenset({"purchase.order"}),
    may_propose=frozenset(
        {
            ActionName.MESSAGE_SUPPLIER,
            ActionName.BUY_ELSEWHERE,
            ActionName.SCHEDULE_ACTIVITY,
        }
    ),
    told=heading,
    # Who writes that an order is late has it.
    upstream=frozenset({Kind.INBOUND_DELAY}),
)

"""The two kinds that are nobody's trade: a person takes them, with what is known laid out."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ActionName
from cases.claims import Claim, MentionClaim, SensitiveClaim, only
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender, Told

_ASKS = {
    "bank": "change bank details",
    "address": "change an address",
    "identity": "change an identity",
    "release": "release what is held",
}


def asked(claims: Sequence[Claim], told: Told) -> str:
    """Who asks for what."""
    about = next((claim.about for claim in only(SensitiveClaim, claims)), None)
    return f"{told.who} asks to {_ASKS[about]}" if about else f"{told.who} asks for a sensitive change"


def unknown(_claims: Sequence[Claim], told: Told) -> str:
    """Whose message it is."""
    of = f"Message from {told.who}"
    return f"{of}: {told.subject}" if told.subject else of


SENSITIVE_CHANGE = KindSpec(
    kind=Kind.SENSITIVE_CHANGE,
    title="Sensitive change",
    means=("A message asks to change bank, address or identity, or to release held goods. Never done from a message."),
    family=Family.DESK,
    claims=(SensitiveClaim,),
    comes_by=frozenset({Origin.MAIL, Origin.DOCUMENT, Origin.PERSON}),
    written_by=frozenset(Sender),
    may_propose=frozenset({ActionName.SCHEDULE_ACTIVITY}),
    told=asked,
)
UNCLASSIFIED = KindSpec(
    kind=Kind.UNCLASSIFIED,
    title="Unclassified",
    means="Something about operations that fits no kind.",
    family=Family.DESK,
    claims=(MentionClaim,),
    comes_by=frozenset(Origin),
    written_by=frozenset(Sender),
    may_propose=frozenset({ActionName.SCHEDULE_ACTIVITY, ActionName.OPEN_TICKET}),
    told=unknown,
)

"""Kinds that are recognised and named, so that a report about one becomes a case that a person sees.

Each gets a file of its own when its specialist is built.
"""

from __future__ import annotations

from cases.claims import MentionClaim
from cases.kind import Kind
from cases.kinds.base import Family, KindSpec, Origin, Sender


def _named(kind: Kind, title: str, means: str, family: Family, *written_by: Sender) -> KindSpec:
    comes_by = frozenset({Origin.MAIL, Origin.DOCUMENT}) if written_by else frozenset[Origin]()
    claims = (MentionClaim,) if written_by else ()
    return KindSpec(kind, title, means, family, claims, comes_by, frozenset(written_by))


SPECS = (
    _named(
        Kind.CHANGE_REQUEST,
        "Change wanted",
        "A customer wants another date, address or quantity.",
        Family.DELIVERY,
        Sender.CUSTOMER,
    ),
)

"""What routing is measured against: a handful of keywords, and always the commonest kind. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from cases.kind import Kind

# In the order in which they are tried; the first that stands in the text decides.
KEYWORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SENSITIVE_CHANGE: ("iban", "bank account", "bankverbindung", "coordonnées bancaires", "rekeningnummer"),
    Kind.FREIGHT_DISCREPANCY: ("freight invoice", "freight bill", "fuel", "tracking_number,base", "frachtrechnung"),
    Kind.FAILED_DELIVERY: (
        *("failed_attempt", "could not deliver", "never arrived", "refused", "damaged", '"lost"', "returning"),
        *("zustellung", "nicht zugestellt", "livraison", "non livré", "niet geleverd", "bezorg"),
    ),
    Kind.PICKING_BACKLOG: ("picking_backlog", "backlog"),
    Kind.COMMITMENT_RISK: ("commitment_risk", "commitment"),
    Kind.REPLENISHMENT_IMBALANCE: ("replenishment_imbalance", "imbalance"),
    Kind.RECEIPT_DISCREPANCY: ("receipt_discrepancy", "goods receipt", "short-shipped", "wareneingang"),
    Kind.INBOUND_DELAY: (
        *("delay", "late", "postpone", "new date", "reschedul", "verzöger", "verspät", "liefertermin"),
        *("retard", "reporté", "vertrag", "later", "inbound_delay"),
    ),
}


def by_keywords(text: str) -> tuple[Kind, ...]:
    """The kind that a keyword names; nothing where none stands there."""
    folded = text.casefold()
    found = next((kind for kind, words in KEYWORDS.items() if any(word in folded for word in words)), None)
    return () if found is None else (found,)


def commonest(truths: Iterable[tuple[Kind, ...]]) -> tuple[Kind, ...]:
    """What is right most often, taken whole."""
    counted = Counter(truths)
    return max(counted, key=lambda one: (counted[one], one)) if counted else ()

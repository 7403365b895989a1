"""How figures of a match are told to an accountant. Pure."""

from __future__ import annotations

from decimal import Decimal

from cases.actions.base import day_of, words_of
from cases.charges import ZERO
from tools.odoo.bills import BoughtLine, InvoiceLine, OpenReceipt

NAMED_COMING = 3
# Below that a quantity is noise of factors between units.
LEAST = Decimal("0.0001")


def coming_words(ordered: BoughtLine, zone: str) -> str:
    """What has not come, and when it should."""
    missing = max(ordered.ordered - ordered.received, ZERO)
    unit = ordered.unit.name if ordered.unit else ""
    if not ordered.coming:
        return f"No receipt is open that could bring the missing {quantity_words(missing, unit)}." if missing else ""
    planned = sorted(ordered.coming, key=lambda one: (one.planned is None, one.planned, one.id))
    told = [
        f"{quantity_words(one.quantity, one.unit)} planned for {_day(one, zone)} ({one.transfer})"
        for one in planned[:NAMED_COMING]
    ]
    more = f" and {len(planned) - NAMED_COMING} more" if len(planned) > NAMED_COMING else ""
    return f"{quantity_words(missing, unit)} have not come and may be on their way: {', '.join(told)}{more}."


def _day(one: OpenReceipt, zone: str) -> str:
    return words_of(day_of(one.planned, zone)) or "no day"


def name_of(line: InvoiceLine, ordered: BoughtLine | None) -> str:
    """What a line is for: its product, else its words."""
    product = line.product or (ordered.product if ordered else None)
    text = line.text.splitlines()[0] if line.text.strip() else ""
    return ((product.name if product else text) or "a line without words")[:200]


def price_words(price: Decimal) -> str:
    """A price as people write it, with cents at least."""
    whole, _, part = f"{price.quantize(LEAST):f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def quantity_words(quantity: Decimal, unit: str) -> str:
    """A quantity as people read it, without noise."""
    return f"{plain(quantity)} {unit}".strip()


def plain(quantity: Decimal) -> str:
    """A quantity without noise and trailing zeros."""
    return f"{quantity.quantize(LEAST).normalize() + 0:f}"

"""The delay claims of all parts of a report in, one claim for each order, item and day out. Pure.

Parts of one delivery that come on different days stand side by side: the same passage says them. What different
passages (the mail, its PDF) say otherwise of one item is a contradiction, and both are less sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from cases.claims import DelayClaim

CONTRADICTED = 0.6
Key = tuple[object, object]


def together(claims: Sequence[DelayClaim]) -> list[DelayClaim]:
    """One claim for each order, item, day and part; what names the item counts before what is said of the order."""
    places: dict[Key, list[int]] = {}
    for index, claim in enumerate(claims):
        places.setdefault(_key(claim), []).append(index)
    kept: dict[int, DelayClaim] = {}
    for indices in places.values():
        kept |= _of_one([(index, claims[index]) for index in indices])
    found = [kept[index] for index in sorted(kept)]
    detailed = {order_key(claim) for claim in found if line_key(claim)}
    days = {(order_key(claim), claim.new_date) for claim in found if line_key(claim)}
    found = [
        claim
        for claim in found
        if line_key(claim)
        or order_key(claim) not in detailed
        or (claim.new_date is not None and (order_key(claim), claim.new_date) not in days)
    ]
    # `Revised delivery schedule`, above orders with days of their own, is about those.
    return [claim for claim in found if not _says_nothing(claim)] or found


def _says_nothing(claim: DelayClaim) -> bool:
    """Whether neither an order, an item, a quantity nor, but in the subject, a day is named."""
    # The day of a list in its subject is no day of goods.
    of_all = claim.new_date is None or (claim.span is not None and claim.span.part == "subject")
    return not order_key(claim) and not line_key(claim) and of_all and not is_part(claim)


def is_part(claim: DelayClaim) -> bool:
    """Whether it speaks of some of the goods, and leaves room for another day of the others."""
    return claim.quantity is not None or claim.on_time_quantity is not None


def order_key(claim: DelayClaim) -> object:
    """The order it is about, as Odoo or as the text names it."""
    order = next((ref.id for ref in claim.refers_to if ref.model == "purchase.order"), None)
    return order if order is not None else (claim.order_text or "").casefold()


def line_key(claim: DelayClaim) -> object:
    """The item it is about, as Odoo or as the text names it; absent: all of the order."""
    line = next((ref.id for ref in claim.refers_to if ref.model == "purchase.order.line"), None)
    return line if line is not None else (claim.product_text or "").casefold() or None


def _key(claim: DelayClaim) -> Key:
    return order_key(claim), line_key(claim)


def _of_one(claims: Sequence[tuple[int, DelayClaim]]) -> dict[int, DelayClaim]:
    """What is said of one item: by the passage that says most, with what others say of further days."""
    passages: dict[str, list[tuple[int, DelayClaim]]] = {}
    for index, claim in claims:
        passages.setdefault(claim.span.part if claim.span else "", []).append((index, claim))
    kept: list[tuple[int, DelayClaim]] = []
    # The first word stands where two say as much.
    for passage in sorted(passages.values(), key=len, reverse=True):
        days = {claim.new_date for _, claim in kept}
        kept += [(index, claim) for index, claim in passage if claim.new_date not in days]
    dated = any(claim.new_date for _, claim in kept)
    kept = [(index, claim) for index, claim in kept if claim.new_date or not dated or _stands_beside(claim, passages)]
    differ = len({claim.span.part if claim.span else "" for _, claim in kept}) > 1
    sure = CONTRADICTED if differ else 1.0
    return {index: claim.model_copy(update={"sure": round(claim.sure * sure, 3)}) for index, claim in kept}


def _stands_beside(claim: DelayClaim, passages: dict[str, list[tuple[int, DelayClaim]]]) -> bool:
    """Whether it is the part without a day of what its own passage tells in parts."""
    own = passages[claim.span.part if claim.span else ""]
    return is_part(claim) and any(other.new_date for _, other in own)

"""The playbook's claims and the model's claims in, one list out: where they differ, less sure. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agents.correspondence.known import KnownOrder, item_mentions, order_mentions
from agents.correspondence.letter import Letter
from agents.correspondence.together import is_part
from cases.claims import Claim, DelayClaim, RecordRef, only

DIFFERENT = 0.6
ONLY_ONE = 0.8
MODEL_ALONE = 0.6


def compared(
    own: Sequence[DelayClaim],
    rest: Sequence[Claim],
    second: Sequence[Claim],
    letter: Letter,
    orders: Sequence[KnownOrder],
) -> tuple[list[DelayClaim], list[Claim]]:
    """Both readings as one.

    What both say stands as the playbook said it. Where the days differ, the playbook's stands, less sure; a part of a
    delivery that the model does not mention, while it agrees on the others, is only said by one. What only the model
    found is added, less sure still; its words must stand in the text of a passage that is news.
    """
    theirs = [_placed(claim, orders) for claim in only(DelayClaim, second) if _is_news(claim, letter)]
    if not second:
        return list(own), list(rest)
    delays: list[DelayClaim] = []
    for claim in own:
        same = [other for other in theirs if _same_matter(claim, other)]
        against = [other for other in same if not any(_agree(part, other) for part in _parts(claim, own))]
        factor = 1.0 if any(_agree(claim, other) for other in same) else DIFFERENT if against else ONLY_ONE
        delays.append(claim.model_copy(update={"sure": round(claim.sure * factor, 3)}))
    delays += [
        other.model_copy(update={"sure": round(other.sure * MODEL_ALONE, 3)})
        for other in theirs
        if not any(_same_matter(claim, other) for claim in own)
    ]
    return delays, [*rest, *_added(rest, second, letter)]


def _added(rest: Sequence[Claim], second: Sequence[Claim], letter: Letter) -> list[Claim]:
    """Sensitive requests, instructions and mentions that the playbook missed."""
    known = {_matter(claim) for claim in rest}
    found: list[Claim] = []
    delays = only(DelayClaim, second)
    for claim in second:
        if claim in delays or _matter(claim) in known or not _is_news(claim, letter):
            continue
        known.add(_matter(claim))
        found.append(claim.model_copy(update={"sure": round(min(claim.sure, 1.0) * MODEL_ALONE, 3)}))
    return found


def _matter(claim: Claim) -> object:
    if claim.case_kind is None:
        return claim.said_type(), claim.span.start if claim.span else 0
    return claim.said_type(), claim.case_kind, claim.subject().words


def _is_news(claim: Claim, letter: Letter) -> bool:
    """Whether it points into news: quoted history was said earlier."""
    span = claim.span
    return span is not None and any(
        region.part == span.part and region.start <= span.start and span.end <= region.end for region in letter.regions
    )


def _placed(claim: DelayClaim, orders: Sequence[KnownOrder]) -> DelayClaim:
    """A model's claim with the records its own words name; the model itself never names a record."""
    text = claim.order_text or ""
    order = next((one.order for one in order_mentions(text, 0, len(text), orders) if one.order), None)
    refers: list[RecordRef] = [order.ref] if order else []
    item = claim.product_text or ""
    lines = [one.line for one in item_mentions(item, 0, len(item), [order] if order else orders) if one.line]
    if len({line.id for line in lines}) == 1:
        refers.append(lines[0].ref)
    return claim.model_copy(update={"refers_to": tuple(refers)})


def _same_matter(one: DelayClaim, other: DelayClaim) -> bool:
    return _of(one, "purchase.order", one.order_text) == _of(other, "purchase.order", other.order_text) and (
        _of(one, "purchase.order.line", None) == _of(other, "purchase.order.line", None)
        or None in {_of(one, "purchase.order.line", None), _of(other, "purchase.order.line", None)}
    )


def _parts(claim: DelayClaim, own: Sequence[DelayClaim]) -> list[DelayClaim]:
    """The other claims about the same goods, where each tells of a part of them."""
    return [other for other in own if other is not claim and is_part(other) and _same_matter(claim, other)]


def _of(claim: DelayClaim, model: str, fallback: str | None) -> object:
    found = next((ref.id for ref in claim.refers_to if ref.model == model), None)
    return found if found is not None else (fallback.casefold() if fallback else None)


def _agree(one: DelayClaim, other: DelayClaim) -> bool:
    return _near(one.new_date, other.new_date) and (
        one.quantity == other.quantity or None in {one.quantity, other.quantity}
    )


def _near(one: date | None, other: date | None) -> bool:
    """The same day, or the same week where one of them named only a week."""
    if one is None or other is None:
        return one is other
    return one == other or one.isocalendar()[:2] == other.isocalendar()[:2]

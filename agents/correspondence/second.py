"""The playbook's claims and the model's claims in, one list out: where they differ, less sure. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agents.answers import MODEL_SURE
from agents.correspondence.letter import Letter
from agents.correspondence.together import is_part
from cases.claims import Claim, DelayClaim, NoteClaim, only
from cases.kind import Kind

DIFFERENT = 0.6
ONLY_ONE = 0.8
MODEL_ALONE = 0.6
# What stands for a message of which nothing was understood says nothing against a reading of it.
_NOT_UNDERSTOOD = frozenset({Kind.UNCLASSIFIED, Kind.INBOUND_DELAY})


def is_silent(own: Sequence[DelayClaim], rest: Sequence[Claim]) -> bool:
    """Whether the playbook understood nothing of a message."""
    return not own and all(
        not claim.is_news or (claim.stands_for_report and claim.case_kind in _NOT_UNDERSTOOD) for claim in rest
    )


def compared(
    own: Sequence[DelayClaim],
    rest: Sequence[Claim],
    second: Sequence[Claim] | None,
    letter: Letter,
    *,
    leads: bool,
) -> tuple[list[DelayClaim], list[Claim]]:
    """Both readings as one.

    What both say stands as the playbook said it. Where the days differ, the playbook's stands, less sure; a part of a
    delivery that the model does not mention, while it agrees on the others, is only said by one; so is what it does
    not find at all. What only the model found is added, less sure still. Where the playbook understood nothing, a
    model that leads is believed of what it grounded: an order that Odoo has, and a day.

    Args:
        own: the playbook's delays.
        rest: what else it read.
        second: what of the model's reading stands in the message; none: it did not answer.
        letter: the letter.
        leads: whether the model has not been found wrong too often.
    """
    if second is None:
        return list(own), list(rest)
    read = [claim for claim in only(DelayClaim, second) if _is_news(claim, letter)]
    # What was partly made up says nothing against what the playbook read.
    theirs = [claim for claim in read if claim.sure >= MODEL_SURE]
    if is_silent(own, rest):
        firm = [claim for claim in theirs if leads and _is_firm(claim)]
        loose = [_alone(claim) for claim in read if claim not in firm and not (firm and claim.new_date is None)]
        kept = [claim for claim in rest if not claim.stands_for_report] if read else list(rest)
        return [*firm, *loose], [*kept, *_added(rest, second, letter, alone=not read)]
    made_up = bool(only(NoteClaim, second))
    delays: list[DelayClaim] = []
    for claim in own:
        same = [other for other in theirs if _same_matter(claim, other)]
        against = [other for other in same if not any(_agree(part, other) for part in _parts(claim, own))]
        agreed = any(_agree(claim, other) for other in same) or (made_up and not same)
        factor = 1.0 if agreed else DIFFERENT if against else ONLY_ONE
        delays.append(claim.model_copy(update={"sure": round(claim.sure * factor, 3)}))
    # What names no order is about the goods that the playbook read of, said once more or made up.
    delays += [
        _alone(other)
        for other in theirs
        if (other.order_text or not own) and not any(_same_matter(claim, other) for claim in own)
    ]
    return delays, [*rest, *_added(rest, second, letter, alone=False)]


def _is_firm(claim: DelayClaim) -> bool:
    return claim.new_date is not None and any(ref.model == "purchase.order" for ref in claim.refers_to)


def _alone(claim: DelayClaim) -> DelayClaim:
    return claim.model_copy(update={"sure": round(claim.sure * MODEL_ALONE, 3)})


def _added(rest: Sequence[Claim], second: Sequence[Claim], letter: Letter, *, alone: bool) -> list[Claim]:
    """Sensitive requests and instructions that the playbook missed; another kind only where neither read anything."""
    known = {_matter(claim) for claim in rest}
    found: list[Claim] = []
    delays = only(DelayClaim, second)
    for claim in second:
        if claim in delays or _matter(claim) in known or not _is_news(claim, letter):
            continue
        if claim.stands_for_report and not alone:
            continue
        known.add(_matter(claim))
        found.append(claim.model_copy(update={"sure": round(min(claim.sure, 1.0) * MODEL_ALONE, 3)}))
    return found


def _matter(claim: Claim) -> object:
    if claim.case_kind is None:
        # An order to the reader is one, wherever it is said to end; a note is its words.
        return (claim.said_type(), claim.span.start if claim.span else 0) if claim.warned else claim.says()
    return claim.said_type(), claim.case_kind, claim.subject().words


def _is_news(claim: Claim, letter: Letter) -> bool:
    """Whether it points into news: quoted history was said earlier."""
    span = claim.span
    return span is not None and any(
        region.part == span.part and region.start <= span.start and span.end <= region.end for region in letter.regions
    )


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

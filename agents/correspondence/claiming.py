"""What statements say of one order and item in, delay claims out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

from agents.correspondence import signals
from agents.correspondence.known import ItemMention, KnownLine, KnownOrder, Mention
from agents.correspondence.parts import DEPARTS, SPREAD, UNCOUNTED, Means, PartOnDay, amounts_of, parts_of
from agents.correspondence.said import Said
from cases.claims import MAX_NAME, DelayClaim, Precision, RecordRef, sensible_day, sensible_quantity
from cases.workdays import MONDAY_TO_FRIDAY

ABSURD = 0.6
# Either something is late or nobody knows when, and not both: what is proposed firmly needs more.
LATE_ALONE = 0.7
# General remarks that count for each order or item; the first say what the matter is.
MAX_GENERAL = 50


def claims_from(said: Sequence[Said]) -> list[DelayClaim]:
    """The claims of statements: one for each order and item, and for each part of it that has a day of its own."""
    return [claim for order, group in _by_order(said) for claim in _claims_of(order, group)]


def _by_order(said: Sequence[Said]) -> list[tuple[Mention | None, list[Said]]]:
    """The statements by the order they are about; those before any order is named count for the first one named."""
    groups: dict[object, tuple[Mention | None, list[Said]]] = {}
    for one in said:
        for mention in one.about or (None,):
            key = None if mention is None else mention.order.id if mention.order else mention.text.casefold()
            groups.setdefault(key, (mention, []))[1].append(one)
    if None in groups and len(groups) > 1:
        loose = groups.pop(None)[1]
        # A general remark before the orders are listed is about all of them.
        for _, statements in groups.values():
            statements[:0] = loose[:MAX_GENERAL]
    return list(groups.values())


def _claims_of(order: Mention | None, said: list[Said]) -> list[DelayClaim]:
    """One claim for each item named, else one for the whole order; one for each line where days differ."""
    general = [one for one in said if not one.items]
    shared = general[:MAX_GENERAL]
    by_item: dict[object, tuple[ItemMention, list[Said]]] = {}
    for one in said:
        for item in one.items:
            key = item.line.id if item.line else item.text.casefold()
            by_item.setdefault(key, (item, []))[1].append(one)
    if not by_item:
        return _claim_or_claims(order, None, general)
    by_item = {key: (item, _said_of_it(group, item.line)) for key, (item, group) in by_item.items()}
    if any(one.answers_when for one in general) and not any(
        one.answers_when for _, group in by_item.values() for one in group
    ):
        return [claim for item, group in by_item.values() for claim in _claim_or_claims(order, item, [*group, *shared])]
    claims = [claim for item, group in by_item.values() for claim in _claim_or_claims(order, item, group)]
    late = [one for one in general if one.answers_when and (one.strong or _is_later(one, order))]
    if late and not any(one.strong for _, group in by_item.values() for one in group):
        # Something is late, and what is named is not: it is not lost, and which goods are meant is asked.
        claims += _claim_or_claims(order, None, late)
    return claims


def _is_later(one: Said, order: Mention | None) -> bool:
    """Whether a day is said that is later than all that is open of the order, of whatever goods it is."""
    planned = (
        [line.planned for line in order.order.lines if line.open and line.planned] if order and order.order else []
    )
    return bool(planned) and any(day.day > max(planned) for day in one.of("new"))


def _said_of_it(group: list[Said], line: KnownLine | None) -> list[Said]:
    """What is said of an item; where a statement that names it says when, none that follows and merely has a day."""
    planned = line.planned if line else None
    if not any(one.own and one.answers_when and not _names_only(one, planned) for one in group):
        return group
    return [one for one in group if one.denies or one.unknown or _tells_of_goods(one)]


def _names_only(one: Said, planned: date | None) -> bool:
    """Whether the only day it has is the one that stands: `it will not be here by the 10th`."""
    days = {day.day for day in one.of("new")}
    return bool(planned and days == {planned} and not one.shifts and not one.denies and not one.unknown)


def _is_of_goods(one: Said) -> bool:
    text = one.sentence.text
    return bool(one.amounts or signals.ARRIVAL.search(text) or signals.DEPARTURE.search(text))


def _claim_or_claims(order: Mention | None, item: ItemMention | None, said: list[Said]) -> list[DelayClaim]:
    known = order.order if order else item.order if item else None
    lines = (
        [item.line] if item and item.line else [line for line in known.lines if line.open] if known and not item else []
    )
    spared = {number for one in said for number in one.spared}
    if spared and item is None and known:
        return [claim for line in lines if line.id not in spared for claim in _claims(order, item, said, line)]
    planned = {line.planned for line in lines if line.planned}
    if item is None and len(planned) > 1 and _counts_from_plan(said):
        return [claim for line in lines for claim in _claims(order, item, said, line)]
    first = lines[0] if lines and (item is not None or len(planned) == 1) else None
    return list(_claims(order, item, said, first, whole=item is None))


def _counts_from_plan(said: Sequence[Said]) -> bool:
    """Whether what is said means another day for each line: so much later than planned, or as planned."""
    if any(one.of("new") for one in said):
        return False
    return any(one.shifts for one in said) or _denied(said) is not None


def _claims(
    order: Mention | None, item: ItemMention | None, said: list[Said], line: KnownLine | None, *, whole: bool = False
) -> Iterator[DelayClaim]:
    """What was said of one order and item, as one claim for each part that comes on a day of its own."""
    known = order.order if order else item.order if item else None
    planned = line.planned if line else _common_day(known)
    parts = parts_of(said, planned) or [part for part in [_whole(said, planned)] if part]
    old = [found.day for one in said for found in one.of("old")]
    reason = next((reason for one in said if (reason := reason_of(one.sentence.text))), None)
    for part in parts:
        kept = _sensible(_all_of(part, line))
        sure = kept.sure * (item.sure if item else 1.0)
        if item is not None and item.line is None and known is not None:
            sure *= 0.6
        yield DelayClaim(
            span=kept.said.sentence.span(),
            sure=round(sure, 3),
            refers_to=_records(known, None if whole else line),
            order_text=order.text[:MAX_NAME] if order else None,
            product_text=_item_text(item, line, whole=whole),
            quantity=kept.quantity,
            on_time_quantity=kept.on_time,
            unit_text=kept.unit[:MAX_NAME] if kept.unit else None,
            first_date=sensible_day(old[-1]) if old else None,
            new_date=kept.day,
            precision=kept.precision if kept.day else Precision.UNKNOWN,
            date_means=kept.means,
            reason=reason,
        )


def _all_of(part: PartOnDay, line: KnownLine | None) -> PartOnDay:
    """A part that is as much as is ordered is all of it; more than that was never ordered."""
    if line is None or line.quantity is None or part.quantity is None or part.on_time:
        return part
    if part.quantity in {line.quantity, line.left}:
        return replace(part, quantity=None, unit=None)
    return replace(part, sure=part.sure * ABSURD) if part.quantity > line.quantity else part


def _sensible(part: PartOnDay) -> PartOnDay:
    """A part without what no claim can hold."""
    kept = replace(
        part,
        day=sensible_day(part.day),
        quantity=sensible_quantity(part.quantity),
        on_time=sensible_quantity(part.on_time),
    )
    # Who writes what cannot be is believed less in the rest, too.
    return kept if kept == part else replace(kept, sure=kept.sure * ABSURD)


def _records(order: KnownOrder | None, line: KnownLine | None) -> tuple[RecordRef, ...]:
    return (*((order.ref,) if order else ()), *((line.ref,) if line else ()))


def _common_day(order: KnownOrder | None) -> date | None:
    """The day all that is open of an order is planned for, where it is one day."""
    days = {line.planned for line in order.lines if line.open} if order else set()
    return days.pop() if len(days) == 1 else None


def _item_text(item: ItemMention | None, line: KnownLine | None, *, whole: bool) -> str | None:
    if item is not None:
        return item.text[:MAX_NAME]
    return line.label[:MAX_NAME] if line is not None and not whole else None


def _whole(said: list[Said], planned: date | None) -> PartOnDay | None:
    """All of it on one day, with how much of it is late and how much on time, as far as that is said."""
    part = _when(said, planned)
    if part is None or (part.day == planned and part.day is not None and _denied(said) is not None):
        return part
    late, on_time = amounts_of(said, planned)
    part = replace(part, on_time=on_time)
    if late is None:
        return part
    if late.value is None:
        return replace(part, unit=late.words, sure=part.sure * UNCOUNTED)
    return replace(part, quantity=late.value, unit=late.unit)


def _when(said: list[Said], planned: date | None) -> PartOnDay | None:
    """The day that counts: an arrival before a departure, a day before so-much-later, then 'nobody knows'."""
    later = _so_much_later(said, planned)
    if later is not None and later.said.strong and not any(_tells_of_goods(one) for one in said if one.of("new")):
        # The other day is of something that the goods wait for.
        return later
    return _on_a_day(said, planned) or later or _as_planned(said, planned) or _unknown(said)


def _tells_of_goods(one: Said) -> bool:
    return one.strong or one.own or _is_of_goods(one)


def _on_a_day(said: list[Said], planned: date | None) -> PartOnDay | None:
    kinds: tuple[tuple[Literal["new", "departure"], Means], ...] = (("new", "arrival"), ("departure", "departure"))
    for role, means in kinds:
        found = [(day, one) for one in said for day, has in one.days if has == role]
        later = [(day, one) for day, one in found if planned is None or day.day != planned]
        if later:
            # Several days for one item: the last is when all of it is here.
            day, one = max(later, key=lambda pair: pair[0].day)
            spread = len({pair[0].day for pair in later}) > 1
            sure = day.sure * (SPREAD if spread else 1.0) * (DEPARTS if means == "departure" else 1.0)
            return PartOnDay(one, day.day, day.precision, means, sure)
        if found and not any(one.strong for one in said):
            # It repeats the day Odoo has: said, but nothing new.
            return PartOnDay(found[0][1], found[0][0].day, found[0][0].precision, sure=found[0][0].sure)
    return None


def _so_much_later(said: list[Said], planned: date | None) -> PartOnDay | None:
    one = next((one for one in said if one.shifts), None)
    if one is None:
        return None
    old = one.of("old")
    # Odoo takes any year; a reckoning from one that cannot be leads nowhere.
    base = sensible_day(planned or (old[-1].day if old else None))
    if base is None:
        return PartOnDay(one, None, Precision.UNKNOWN, sure=0.6)
    shifted = MONDAY_TO_FRIDAY.on_or_after(one.shifts[-1].after(base))
    return PartOnDay(one, shifted, Precision.DAY, sure=one.shifts[-1].sure)


def _denied(said: Sequence[Said]) -> Said | None:
    """The statement that there is no delay, where none after it speaks of one."""
    last = next((one for one in reversed(said) if one.denies or one.strong or one.unknown), None)
    return last if last is not None and last.denies else None


def _as_planned(said: list[Said], planned: date | None) -> PartOnDay | None:
    """No delay, or none any more: the day that Odoo has stands, and what an open case heard otherwise does not."""
    denied = _denied(said)
    return PartOnDay(denied, planned, Precision.DAY, sure=0.8) if denied is not None and planned is not None else None


def _unknown(said: list[Said]) -> PartOnDay | None:
    if _denied(said) is not None:
        return None
    one = next((one for one in said if one.unknown), None) or next((one for one in said if one.strong), None)
    if one is None:
        return None
    firm = one.unknown and any(other.strong for other in said)
    return PartOnDay(one, None, Precision.UNKNOWN, sure=0.9 if firm else LATE_ALONE)


@lru_cache(maxsize=256)
def reason_of(text: str) -> str | None:
    """The cause that a text names, in its words."""
    match = signals.REASON.search(text)
    return " ".join(match["why"].split())[:160] if match else None

"""What a person in the warehouse, or in sales, is told about a shortage. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.warehouse.shortage.actions import ShortageActions
from agents.warehouse.shortage.shelves import MissingLine
from cases.actions.base import words_of
from tools.odoo.places import StockPlace

# So many places and holders are named; the rest is counted.
NAMED = 8
LOOK = (
    "What is there: check the availability of the transfer, and pick it. What is not: write down what you found and "
    "when; the book stays as it is until somebody has counted."
)


def places_words(places: Iterable[StockPlace]) -> str:
    """Places by name with what the book has there."""
    told = [
        f"{one.words} ({one.quantity:f}" + (f", {one.reserved:f} held" if one.reserved else "") + ")" for one in places
    ]
    return "; ".join(told[:NAMED]) + (f"; and {len(told) - NAMED} more" if len(told) > NAMED else "")


def to_count(line: MissingLine, *, reported: bool) -> tuple[StockPlace, ...]:
    """The bins that are counted: where the book has it free, or contradicts itself; all, where somebody misses it."""
    return line.shelved if reported else line.bins


def count_note(make: ShortageActions, lines: Sequence[MissingLine], *, reported: bool, checking: str) -> str:
    """What is wanted, which bins to count, where else it lies and for whom the rest is held."""
    told = []
    for line in lines:
        product = line.move.product
        bins = to_count(line, reported=reported)
        told.append(
            f"{product.name}: {make.much(line.missing, product.id)} of {make.much(line.move.demand, product.id)} "
            "are missing."
        )
        if bins:
            told.append(f"Count: {places_words(bins)}.")
        if others := [one for one in line.elsewhere if not is_checking(one, checking)]:
            told.append(f"Look in, and bring: {places_words(others)}.")
        if checked := [one for one in line.elsewhere if is_checking(one, checking)]:
            told.append(f"Not checked yet, and not to be taken without that: {places_words(checked)}.")
        if line.holders:
            told.append(f"Held for others: {holders_words(make, line)}.")
        if line.leaves or line.overdue:
            late = f"{', '.join(line.overdue)} is overdue" if line.overdue else ""
            comes = f"what is on the way lets it leave on {words_of(line.leaves)}" if line.leaves else ""
            told.append(f"To come: {'; '.join(one for one in (comes, late) if one)}.")
    return "\n".join([*told, LOOK])


def holders_words(make: ShortageActions, line: MissingLine) -> str:
    """Who holds what of a product."""
    told = [make.holder(one, line.move.product.id) for one in line.holders]
    return "; ".join(told[:NAMED]) + (f"; and {len(told) - NAMED} more" if len(told) > NAMED else "")


def is_checking(place: StockPlace, checking: str) -> bool:
    """Whether goods lie there to be checked first."""
    return place.location.name.rpartition("/")[2].casefold() == checking.casefold()

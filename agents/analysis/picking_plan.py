"""Which work is done before the carrier leaves, when not all of it can be: the choice is exact. Pure.

A unit of work is a transfer with its lines; it is done as a whole or not at all. Capacity is in lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from cases.actions.base import Moment
from cases.claims import Frozen

Column = NDArray[numpy.float64]
_HALF = 0.5
_TOLERANCE = 1e-6


class Work(Frozen):
    """One transfer as it counts for the plan.

    Attributes:
        lines: what it takes.
        due: the customer was promised that it leaves with this carrier, or earlier.
        weight: how important the customer is.
        margin: what is earned by it.
        starred, scheduled: what Odoo's own order of work goes by.
    """

    id: int
    lines: int
    due: bool
    weight: Decimal = Decimal(1)
    margin: Decimal = Decimal(0)
    starred: bool = False
    scheduled: Moment


def odoos_order(work: Iterable[Work]) -> list[Work]:
    """As Odoo's lists show it: stars first, then by planned day."""
    return sorted(work, key=lambda one: (not one.starred, one.scheduled, one.id))


def ranked(work: Iterable[Work]) -> list[Work]:
    """As it should be done: what was promised for this carrier, then importance, then margin, then planned day."""
    return sorted(work, key=lambda one: (not one.due, -one.weight, -one.margin, one.scheduled, one.id))


def missed(order: Sequence[Work], capacity: float) -> list[Work]:
    """What was promised and is not done in time when the work is done one after the other in that order."""
    done, late = 0, []
    for one in order:
        done += one.lines
        if one.due and done > capacity:
            late.append(one)
    return late


def greedy(work: Iterable[Work], capacity: float) -> list[Work]:
    """What is kept when each is taken in its rank as long as it still fits."""
    kept, left = [], capacity
    for one in ranked(one for one in work if one.due):
        if one.lines <= left:
            kept.append(one)
            left -= one.lines
    return kept


def best(work: Iterable[Work], capacity: float) -> list[Work]:
    """Of what was promised, what to keep so that as much importance as can be is kept, and then as much margin.

    Among choices that are worth the same, the one that takes least from those who would be in time as the work is
    sorted now. Exact; in rank order. Everything, where everything fits.
    """
    every = list(work)
    due = ranked(one for one in every if one.due)
    if sum(one.lines for one in due) <= capacity:
        return due
    fitting = [one for one in due if one.lines <= capacity]
    if not fitting:
        return []
    late = {one.id for one in missed(odoos_order(every), capacity)}
    share = 1 / (len(fitting) * (len(fitting) + 1))
    gains = (
        _column(one.weight for one in fitting),
        _column(one.margin for one in fitting),
        # Whoever is in time now counts more than all ranks together.
        _column((one.id not in late) + (len(fitting) - rank) * share for rank, one in enumerate(fitting)),
    )
    lines = _column(one.lines for one in fitting)
    constraints = [LinearConstraint(lines[numpy.newaxis, :], ub=capacity)]
    chosen = numpy.zeros(len(fitting))
    for gain in gains:
        chosen = _chosen(gain, constraints)
        constraints.append(LinearConstraint(gain[numpy.newaxis, :], lb=float(gain @ chosen) - _TOLERANCE))
    kept = [one for one, taken in zip(fitting, chosen, strict=True) if taken > _HALF]
    simple = greedy(due, capacity)
    # The solver works in floats and within a tolerance: what can be had by hand is never given up for it.
    return kept if worth(kept) >= worth(simple) and _fits(kept, capacity) else simple


def worth(kept: Iterable[Work]) -> tuple[Decimal, Decimal]:
    """What a choice is compared by: importance kept, then margin kept."""
    taken = list(kept)
    return sum((one.weight for one in taken), Decimal(0)), sum((one.margin for one in taken), Decimal(0))


def _fits(kept: Iterable[Work], capacity: float) -> bool:
    return sum(one.lines for one in kept) <= capacity


def _column(values: Iterable[Decimal | float]) -> Column:
    return numpy.array([float(value) for value in values])


def _chosen(gain: Column, constraints: list[LinearConstraint]) -> Column:
    found = milp(
        -gain,
        integrality=numpy.ones(len(gain)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"mip_rel_gap": 0.0, "time_limit": 20.0},
    )
    return numpy.round(found.x) if found.x is not None else numpy.zeros(len(gain))

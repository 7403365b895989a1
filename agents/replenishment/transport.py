"""The cheapest transfers over all pairs of warehouses, against buying: a transport problem, solved exactly. Pure.

What is wanted, in this order: as little as possible of what is promised is missing; as little as possible is missing at
all; it costs as little as possible; it takes as few trips, and then as few days, as possible. Each is minimised with
those before it held, so that no weight had to be invented. Quantities are whole units and costs whole cents: exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scipy.optimize import milp

from cases.claims import Frozen

# A hundredth of the currency: what a cost is counted in.
CENT = Decimal("0.01")
_HALF = 0.5


class Shortage(Frozen):
    """What is missing somewhere.

    Attributes:
        at: the warehouse.
        quantity: whole units.
        promised: of that, promised to somebody already.
    """

    at: int
    quantity: int
    promised: int = 0


class Giver(Frozen):
    """What a warehouse can give, after what it keeps."""

    at: int
    quantity: int


class TransferRoute(Frozen):
    """A way from a giver to a need that arrives in time.

    Attributes:
        cost: of one trip, whatever it carries; zero where nobody knows it.
        days: working days on the road.
    """

    start: int
    end: int
    cost: Decimal = Decimal(0)
    days: int = 1


class PurchaseOffer(Frozen):
    """What can be bought in time.

    Attributes:
        price: of one unit.
        least: what the vendor takes an order for.
    """

    vendor: int
    end: int
    price: Decimal
    least: int = 1
    days: int = 0


class Haul(Frozen):
    """One transfer or purchase of the plan: exactly one of `way` and `purchase` is given."""

    quantity: int
    way: TransferRoute | None = None
    purchase: PurchaseOffer | None = None


class NoPlanError(Exception):
    """The solver came to no answer, which is a fault of ours: doing nothing is always a plan."""


def cheapest(
    needs: Sequence[Shortage],
    givers: Sequence[Giver],
    ways: Sequence[TransferRoute],
    purchases: Sequence[PurchaseOffer] = (),
) -> list[Haul]:
    """The plan, in the order of the ways and purchases given; what is in none of them stays missing.

    Args:
        needs: one a warehouse.
        givers: one a warehouse.
        ways: one a pair; those from or to a warehouse that is not given are not used.
        purchases: as many as there are vendors.

    Raises:
        NoPlanError: the solver fails.
    """
    needed, given = {need.at: need for need in needs}, {giver.at: giver for giver in givers}
    usable = [way for way in ways if way.start in given and way.end in needed and way.start != way.end]
    bought = [one for one in purchases if one.end in needed]
    if not usable and not bought:
        return []
    return _Model(list(needed.values()), given, usable, bought).solved()


class _Model:
    """Variables in a row: units of each haul, whether it happens, what stays missing, what of that was promised."""

    def __init__(
        self, needs: list[Shortage], givers: dict[int, Giver], ways: list[TransferRoute], purchases: list[PurchaseOffer]
    ) -> None:
        self._ways, self._purchases = ways, purchases
        self._all: list[TransferRoute | PurchaseOffer] = [*ways, *purchases]
        self._hauls = len(ways) + len(purchases)
        self._missing = 2 * self._hauls
        self._size = self._missing + 2 * len(needs)
        self._rows: list[tuple[list[float], float, float]] = []
        most = [min(givers[way.start].quantity, _need(needs, way.end)) for way in ways]
        # A vendor's least quantity may be more than is missing.
        most += [max(one.least, _need(needs, one.end)) for one in purchases]
        self._highest = [*map(float, most), *[1.0] * self._hauls, *[float("inf")] * (2 * len(needs))]
        for giver in givers.values():
            self._row({h: 1.0 for h, way in enumerate(ways) if way.start == giver.at}, 0.0, giver.quantity)
        for haul, top in enumerate(most):
            least = purchases[haul - len(ways)].least if haul >= len(ways) else 1
            # It carries something only if it happens, and then not less than it takes.
            self._row({haul: 1.0, self._hauls + haul: -float(top)}, -float("inf"), 0.0)
            self._row({haul: 1.0, self._hauls + haul: -float(least)}, 0.0, float("inf"))
        for place, need in enumerate(needs):
            into = {haul: 1.0 for haul in range(self._hauls) if self._end(haul) == need.at}
            self._row({**into, self._missing + place: 1.0}, float(need.quantity), float("inf"))
            self._row({**into, self._missing + len(needs) + place: 1.0}, float(need.promised), float("inf"))
        self._needs = len(needs)

    def solved(self) -> list[Haul]:
        """Each wish minimised with those before it held."""
        found: Any = None
        for wish in self._wishes():
            found = self._minimise(wish)
            self._rows.append(
                (wish, -float("inf"), float(round(sum(w * x for w, x in zip(wish, found, strict=True)))) + _HALF)
            )
        units = [round(value) for value in found[: self._hauls]]
        return [self._haul(haul, quantity) for haul, quantity in enumerate(units) if quantity > 0]

    def _wishes(self) -> list[list[float]]:
        first = self._missing
        promised = {first + self._needs + place: 1.0 for place in range(self._needs)}
        missing = {first + place: 1.0 for place in range(self._needs)}
        cost = {
            **{self._hauls + haul: _cents(way.cost) for haul, way in enumerate(self._ways)},
            **{len(self._ways) + place: _cents(one.price) for place, one in enumerate(self._purchases)},
        }
        trips = {self._hauls + haul: 1.0 for haul in range(self._hauls)}
        days = {self._hauls + haul: float(one.days) for haul, one in enumerate(self._all)}
        bought = dict.fromkeys(range(self._hauls), 1.0)
        return [self._dense(wish) for wish in (promised, missing, cost, trips, days, bought)]

    def _minimise(self, wish: list[float]) -> Any:
        matrix = [row for row, _, _ in self._rows]
        found = milp(
            wish,
            integrality=[1] * self._size,
            bounds=([0.0] * self._size, self._highest),
            constraints=(matrix, [low for _, low, _ in self._rows], [high for _, _, high in self._rows]),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise NoPlanError(str(found.message))
        return found.x

    def _row(self, parts: dict[int, float], low: float, high: float) -> None:
        self._rows.append((self._dense(parts), low, float(high)))

    def _dense(self, parts: dict[int, float]) -> list[float]:
        return [parts.get(place, 0.0) for place in range(self._size)]

    def _end(self, haul: int) -> int:
        return self._all[haul].end

    def _haul(self, haul: int, quantity: int) -> Haul:
        ways = len(self._ways)
        if haul < ways:
            return Haul(quantity=quantity, way=self._ways[haul])
        return Haul(quantity=quantity, purchase=self._purchases[haul - ways])


def _need(needs: Sequence[Shortage], at: int) -> int:
    return next(need.quantity for need in needs if need.at == at)


def _cents(amount: Decimal) -> float:
    return float((amount / CENT).to_integral_value())

"""How long goods are on the road between two warehouses and what a trip costs, as a setting says. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from cases.claims import Frozen
from cases.workdays import WorkCalendar

USUAL_DAYS = 1


class Trip(Frozen):
    """A way between two warehouses.

    Attributes:
        days: working days on the road.
        cost: of one trip, in company currency; None: nobody said.
    """

    days: int = USUAL_DAYS
    cost: Decimal | None = None

    def dates(self, today: date, giver: WorkCalendar, taker: WorkCalendar) -> tuple[date, date]:
        """When what is decided today leaves and arrives: packed on the giver's next working day."""
        leaves = giver.next(today)
        return leaves, taker.later(leaves, self.days)


def trips(text: str) -> dict[tuple[str, str], Trip]:
    """`A>B=days:cost`, separated by commas; the cost may be left out. By the codes of the warehouses, in capitals.

    Raises:
        ValueError: an entry is of another form; the message says which.
    """
    found: dict[tuple[str, str], Trip] = {}
    for entry in (part.strip() for part in text.split(",") if part.strip()):
        pair, equals, said = entry.partition("=")
        start, arrow, end = (part.strip().upper() for part in pair.partition(">"))
        days, colon, cost = (part.strip() for part in said.partition(":"))
        try:
            trip = Trip(days=int(days), cost=Decimal(cost) if colon else None)
        except (ValueError, InvalidOperation):
            raise ValueError(f"“{entry}” is not of the form A>B=days:cost") from None
        if not (equals and arrow and start and end) or trip.days < 0 or not _is_price(trip.cost):
            raise ValueError(f"“{entry}” is not of the form A>B=days:cost")
        found[start, end] = trip
    return found


def _is_price(cost: Decimal | None) -> bool:
    return cost is None or (cost.is_finite() and cost >= 0)

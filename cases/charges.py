"""A charge against what is agreed: what is needed to tell, what comes of it, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cases.claims import Frozen, RecordRef

ZERO = Decimal(0)


class Reason(StrEnum):
    """Why a charge or a line of a bill is another than agreed; or what is missing to tell."""

    WEIGHT = "chargeable weight"
    ZONE = "wrong zone"
    FUEL_MONTH = "fuel of another month"
    FUEL = "fuel"
    NOT_AGREED = "accessorial not agreed"
    EXTRA_PRICE = "accessorial price"
    MINIMUM = "minimum charge"
    ROUNDING = "rounding"
    SUM = "sum"
    TAX = "tax"
    CURRENCY = "currency"
    DUPLICATE = "duplicate"
    NOT_OURS = "shipment not ours"
    UNDER_BILLED = "under-billed"
    PRICE = "price"
    NO_CONTRACT = "no contract"
    NO_WEIGHT = "no weight"
    NO_PRICE = "nothing agreed"
    QUANTITY = "more than ordered"
    NOT_RECEIVED = "not received"
    NOT_ORDERED = "not on the order"
    NO_ORDER = "order not in force"
    UNIT = "unit"


class Shipped(Frozen):
    """What Odoo has of a shipment, as far as a price depends on it.

    Attributes:
        numbers: its carrier's numbers, one a parcel.
        day: on which it left or came.
        country: two letters: of the destination outbound, of the origin inbound.
        weight_kg, volume_m3: None: Odoo does not know all of it.
        weighed: where the weight is from, for people.
        measured: where the volume is from.
    """

    record: RecordRef
    numbers: tuple[str, ...]
    day: date | None = None
    country: str | None = None
    weight_kg: Decimal | None = None
    volume_m3: Decimal | None = None
    weighed: str = ""
    measured: str = ""


class EarlierLine(Frozen):
    """A line of another bill of the same carrier."""

    bill: RecordRef
    text: str
    amount: Decimal


class Rated(Frozen):
    """One charge against what is agreed, in the bill's currency.

    Attributes:
        shipment: the carrier's number, or what the charge is about.
        record: the shipment in Odoo.
        expected: None: it cannot be told.
        reason: none where it agrees.
        why: one line for a controller.
    """

    shipment: str
    record: RecordRef | None = None
    charge: str
    billed: Decimal
    expected: Decimal | None
    reason: Reason | None = None
    why: str
    place: str = ""

    @property
    def difference(self) -> Decimal:
        """Billed too much; negative: too little; zero where it cannot be told."""
        return ZERO if self.expected is None else self.billed - self.expected

    @property
    def known(self) -> bool:
        """Whether it can be told what is right."""
        return self.expected is not None

    @property
    def agrees(self) -> bool:
        """Whether it is what was agreed."""
        return self.known and not self.difference


class Tolerance(Frozen):
    """How far a charge may be off before more people must agree: the smaller of both, in either direction."""

    percent: Decimal = Decimal(2)
    amount: Decimal = Decimal(5)

    def holds(self, rated: Rated) -> bool:
        """Whether a charge is off by no more than that."""
        if rated.expected is None:
            return False
        return abs(rated.difference) <= min(abs(rated.expected) * self.percent / 100, self.amount)


def largest_first(rated: Iterable[Rated]) -> list[Rated]:
    """What differs, by how much; after it what cannot be told, by how much is billed."""
    differing = [one for one in rated if not one.agrees]
    return sorted(differing, key=lambda one: (not one.known, -abs(one.difference if one.known else one.billed)))

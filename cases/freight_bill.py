"""What a carrier's bill says, as values: by shipment the charges, each with its place on the bill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from babel.numbers import UnknownCurrencyError, get_currency_precision
from pydantic import AfterValidator, Field

from cases.places import Box as Box
from cases.values import FIRST_DAY, LAST_DAY, MAX_NAME, Frozen

MAX_SHIPMENTS = 2000
MAX_CHARGES = 40


def minor_unit(currency: str) -> Decimal:
    """The smallest amount that is paid in a currency: a cent, a yen; a cent where the currency is not known."""
    try:
        digits = get_currency_precision(currency)
    except UnknownCurrencyError:
        digits = 2
    return Decimal(1).scaleb(-digits)


def money_words(amount: Decimal, currency: str) -> str:
    """An amount as people read it, with all its cents."""
    return f"{amount.quantize(minor_unit(currency)):,f} {currency}".strip()


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("must be a finite number")
    return value


BilledAmount = Annotated[Decimal, Field(max_digits=14, decimal_places=4), AfterValidator(_finite)]
Measure = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=6)]
BillDay = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Named = Annotated[str, Field(max_length=MAX_NAME)]


class ChargeKind(StrEnum):
    """What a charge is for."""

    BASE = "base"
    FUEL = "fuel"
    EXTRA = "extra"
    ALL_IN = "all_in"


class BilledCharge(Frozen):
    """One charge.

    Attributes:
        name: of an extra, as the bill calls it.
        amount: without tax, in the bill's currency; negative where it is credited.
        place: where it stands on the bill, as people find it.
        box: the same on the page, where the bill has pages.
    """

    kind: ChargeKind
    name: Named = ""
    amount: BilledAmount
    place: Named = ""
    box: Box | None = None

    @property
    def words(self) -> str:
        """As people call it."""
        plain = {ChargeKind.BASE: "base", ChargeKind.FUEL: "fuel", ChargeKind.ALL_IN: "freight with fuel"}
        return plain.get(self.kind) or self.name or "an extra"


class BilledShipment(Frozen):
    """What is billed for one shipment. Weights, zone and day are the carrier's word.

    Attributes:
        reference: the carrier's number, as written; empty where the bill gives none.
        country: two letters, of where it went.
    """

    reference: Named = ""
    service: Named = ""
    weight_kg: Measure | None = None
    volume_m3: Measure | None = None
    zone: Named = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    day: BillDay | None = None
    charges: tuple[BilledCharge, ...] = Field(max_length=MAX_CHARGES)


class FreightBill(Frozen):
    """A carrier's bill.

    Attributes:
        number: the carrier's own.
        net, tax, total: as stated; absent where the bill does not say.
        tax_percent: where one rate counts for all of it.
    """

    number: Named
    carrier: Named
    day: BillDay | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    shipments: tuple[BilledShipment, ...] = Field(min_length=1, max_length=MAX_SHIPMENTS)
    net: BilledAmount | None = None
    tax: BilledAmount | None = None
    tax_percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    total: BilledAmount | None = None

    @property
    def charges(self) -> Iterator[tuple[BilledShipment, BilledCharge]]:
        """Every charge with its shipment, in the order of the bill."""
        return ((shipment, charge) for shipment in self.shipments for charge in shipment.charges)

    @property
    def charged(self) -> Decimal:
        """What all charges come to, without tax."""
        return sum((charge.amount for _, charge in self.charges), Decimal(0))

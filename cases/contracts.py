"""A carrier's contract as a typed head: what it may charge. Read from the YAML head of a Markdown file, or refused.

The text below the head is for people. What the head does not say is not agreed: nothing here has a price by default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cases.values import Frozen
from runtime.errors import PlainError

_HEAD = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*(?:\r?\n|\Z)(?P<text>.*)\Z", re.DOTALL | re.MULTILINE)
# An accessorial of this ending is a part of the base in percent, not a price.
PERCENT = "_percent"
MAX_FILE = 1_000_000


class ContractError(PlainError):
    """A file is no contract; the message names each field and what is wrong with it."""


def _no_binary(value: object) -> object:
    """YAML reads `11.5` as a binary float; what somebody wrote is its shortest decimal form."""
    return str(value) if isinstance(value, float) else value


Amount = Annotated[Decimal, BeforeValidator(_no_binary), Field(ge=0, max_digits=12, decimal_places=4)]
Percent = Annotated[Decimal, BeforeValidator(_no_binary), Field(ge=0, le=500, max_digits=8, decimal_places=4)]
Kilograms = Annotated[Decimal, BeforeValidator(_no_binary), Field(gt=0, max_digits=10, decimal_places=3)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(?:0[1-9]|1[0-2])$")]


class Rate(Frozen):
    """What one zone costs up to a weight, before fuel."""

    zone: Name
    up_to_kg: Kilograms
    price: Amount


class ClaimTerms(Frozen):
    """Until when damage and loss can be claimed, and from whom.

    Attributes:
        counted_from: the event that the days are counted from.
    """

    counted_from: Literal["delivery", "pickup"] = "delivery"
    damage_days: int | None = Field(default=None, ge=0, le=3650)
    loss_days: int | None = Field(default=None, ge=0, le=3650)
    contact: str | None = Field(default=None, max_length=320)


class Contract(Frozen):
    """What a carrier may charge for a shipment, within a time.

    Attributes:
        carrier: as the partner or the delivery method in Odoo is called.
        currency: ISO code; of every amount.
        valid_from, valid_to: first and last day; without a last day it goes on.
        volumetric_divisor: cubic centimetres that count as a kilogram; absent: volume does not count.
        rounding_kg: chargeable weight is rounded up to a multiple of this.
        minimum_charge: the least that the base of a shipment costs.
        zones: by zone the countries in it; of the destination outbound, of the origin inbound.
        fuel_surcharge_percent, fuel_surcharge: for every month, or by month (`2026-11`).
        fuel_on: what fuel is a percentage of.
        accessorials: agreed extras by name; one that ends in `_percent` is that part of the base.
        attempts_included, attempt_price, held_days: deliveries tried for nothing, what each further one costs, working
            days that a shipment is kept.
    """

    carrier: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    valid_from: date
    valid_to: date | None = None
    mode: Name | None = None
    volumetric_divisor: Annotated[int, Field(gt=0, le=100_000)] | None = None
    rounding_kg: Kilograms = Decimal("0.5")
    minimum_charge: Amount = Decimal(0)
    rates: tuple[Rate, ...] = Field(min_length=1, max_length=5000)
    zones: dict[Name, tuple[Country, ...]] = Field(min_length=1)
    fuel_surcharge_percent: Percent | None = None
    fuel_surcharge: dict[Month, Percent] = Field(default_factory=dict)
    fuel_on: Literal["base"] = "base"
    accessorials: dict[Name, Amount] = Field(default_factory=dict)
    attempts_included: int | None = Field(default=None, ge=0, le=99)
    attempt_price: Amount | None = None
    held_days: int | None = Field(default=None, ge=0, le=365)
    claims: ClaimTerms | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        if unknown := sorted({rate.zone for rate in self.rates} - self.zones.keys()):
            raise ValueError(f"rates name a zone that zones does not list: {', '.join(unknown)}")
        countries = [country for zone in self.zones.values() for country in zone]
        if twice := sorted({country for country in countries if countries.count(country) > 1}):
            raise ValueError(f"a country stands in two zones: {', '.join(twice)}")
        breaks = [(rate.zone, rate.up_to_kg) for rate in self.rates]
        if len(set(breaks)) < len(breaks):
            raise ValueError("a zone has two prices up to the same weight")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def zone_of(self, country: str | None) -> str | None:
        """The zone of a country, two letters; none: it is not agreed."""
        return next((zone for zone, countries in self.zones.items() if country in countries), None)

    def rounded(self, kilograms: Decimal) -> Decimal:
        """A weight as it is charged."""
        steps = (kilograms / self.rounding_kg).to_integral_value(ROUND_CEILING)
        return steps * self.rounding_kg

    def volumetric(self, cubic_metres: Decimal) -> Decimal:
        """What a volume counts as, in kilograms; nothing where volume does not count."""
        return cubic_metres * 1_000_000 / self.volumetric_divisor if self.volumetric_divisor else Decimal(0)

    def price(self, zone: str, kilograms: Decimal) -> Decimal | None:
        """The listed price of a zone at a chargeable weight, before the minimum; none: it is too heavy for the list."""
        fitting = [rate for rate in self.rates if rate.zone == zone and kilograms <= rate.up_to_kg]
        return min(fitting, key=lambda rate: rate.up_to_kg).price if fitting else None

    def fuel(self, day: date) -> Decimal | None:
        """The fuel surcharge of that day's month in percent; none: nothing is agreed for it."""
        return self.fuel_surcharge.get(f"{day:%Y-%m}", self.fuel_surcharge_percent)

    def accessorial(self, name: str, base: Decimal) -> Decimal | None:
        """What an extra costs on a base, not rounded; none: it is not agreed. Names are compared by their letters."""
        wanted = words_of_name(name)
        for agreed, value in self.accessorials.items():
            if words_of_name(agreed) == wanted:
                return base * value / 100 if agreed.endswith(PERCENT) else value
        return None


class FiledContract(Frozen):
    """A contract as it is on file.

    Attributes:
        name: of the file, without its ending.
        version: counted up with each change of the file.
    """

    name: str
    version: int
    contract: Contract

    @property
    def words(self) -> str:
        """As people find it."""
        return f"{self.name}, version {self.version}"


def words_of_name(name: str) -> str:
    """The name of an accessorial without what writing it differently changes: `Tail-lift fee` is `tail_lift`."""
    bare = re.sub(r"[\W_]+", "", name.casefold())
    return bare.removesuffix("percent").removesuffix("surcharge").removesuffix("fee")


def split(text: str) -> tuple[Mapping[str, Any] | None, str]:
    """The YAML head of a Markdown file, where it has one, and the text below it.

    Raises:
        ContractError: the head is no YAML, or no fields.
    """
    found = _HEAD.match(text)
    if found is None:
        return None, text
    try:
        head = yaml.safe_load(found["head"])
    except yaml.YAMLError as error:
        raise ContractError(f"The head is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(head, dict) or not all(isinstance(name, str) for name in head):
        raise ContractError("The head must be fields with values.")
    return head, found["text"].strip()


def contract_of(text: str) -> Contract:
    """The contract of a Markdown file.

    Raises:
        ContractError: it has no head, or one that is no contract.
    """
    head, _ = split(text)
    if head is None:
        raise ContractError("A contract begins with a head between two lines of ---; this file has none.")
    try:
        return Contract.model_validate(head)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        told = [
            f"{'.'.join(map(str, one['loc'])) or 'head'}: {one['msg'].removeprefix('Value error, ')}" for one in found
        ]
        raise ContractError("The head is no contract. " + "; ".join(told)) from None

"""A contract's head is closed and typed: what is wrong is said by field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.contracts import ContractError, contract_of

SEED = Path(__file__).parents[3] / "sandbox" / "seed" / "contracts"
GOOD = (SEED / "northline-parcel.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(SEED.glob("*.md")), ids=lambda path: path.stem)
def test_the_sandboxes_contracts_are_contracts(path: Path) -> None:
    contract = contract_of(path.read_text(encoding="utf-8"))
    assert contract.currency == "EUR"
    assert contract.holds_on(date(2026, 11, 26))
    assert contract.claims is not None
    assert contract.claims.damage_days


def test_weights_zones_and_prices() -> None:
    contract = contract_of(GOOD)
    assert contract.zone_of("DE") == "EU1"
    assert contract.zone_of("PL") is None
    assert contract.rounded(Decimal("12.01")) == Decimal("12.5")
    assert contract.volumetric(Decimal("0.06")) == 12
    assert contract.price("EU1", Decimal("20")) == Decimal("14.10")
    assert contract.price("EU1", Decimal("20.5")) == Decimal("27.40")
    assert contract.price("EU1", Decimal("60.5")) is None
    assert contract.fuel(date(2026, 11, 3)) == Decimal("11.5")
    assert contract.accessorial("Waiting", Decimal(0)) is None
    assert contract.accessorial("Re-delivery fee", Decimal(0)) == Decimal("4.50")
    assert contract.attempts_included == 2


def test_a_percentage_is_of_the_base() -> None:
    contract = contract_of((SEED / "vandermeer-freight.md").read_text(encoding="utf-8"))
    assert contract.accessorial("Toll", Decimal("68.00")) == Decimal("2.176")


def test_fuel_by_month_goes_before_the_percentage_for_all() -> None:
    contract = contract_of(
        GOOD.replace("fuel_surcharge_percent", "fuel_surcharge: {2026-10: 9.25}\nfuel_surcharge_percent")
    )
    assert contract.fuel(date(2026, 10, 31)) == Decimal("9.25")
    assert contract.fuel(date(2026, 11, 1)) == Decimal("11.5")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("currency: EUR", "currency: euro"), "currency:"),
        (("carrier: Northline Parcel\n", ""), "carrier: Field required"),
        (("mode: parcel", "mode: parcel\nmaximum: 3"), "maximum: Extra inputs are not permitted"),
        (("valid_to: null", "valid_to: 2024-01-01"), "valid_to lies before valid_from"),
        (("zone: BE, up_to_kg: 5,", "zone: XX, up_to_kg: 5,"), "rates name a zone that zones does not list: XX"),
        (("BE: [BE]", "BE: [BE, NL]"), "a country stands in two zones: NL"),
        (('up_to_kg: 20, price: "9.80"', 'up_to_kg: 5, price: "9.80"'), "two prices up to the same weight"),
        (("carrier: Northline Parcel", "carrier: [Northline"), "The head is no YAML"),
        (("---\ncarrier", "carrier"), "begins with a head"),
    ],
)
def test_what_is_wrong_is_said_by_field(change: tuple[str, str], told: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(ContractError) as error:
        contract_of(GOOD.replace(*change, 1))
    assert told in str(error.value)

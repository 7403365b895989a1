"""A bill rebuilt from shipments and contract: each reason, and sums that are exact in any currency."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.freight.rating import rate
from cases.charges import EarlierLine, Rated, Reason, Shipped, Tolerance, largest_first
from cases.claims import RecordRef
from cases.contracts import Contract
from cases.freight_bill import BilledCharge, BilledShipment, ChargeKind, FreightBill, minor_unit

DAY = date(2026, 11, 12)
CONTRACT = Contract.model_validate(
    {
        "carrier": "Northline Parcel",
        "currency": "EUR",
        "valid_from": date(2026, 1, 1),
        "volumetric_divisor": 5000,
        "minimum_charge": "6.20",
        "rates": [
            {"zone": "BE", "up_to_kg": 5, "price": "5.10"},
            {"zone": "BE", "up_to_kg": 20, "price": "9.80"},
            {"zone": "EU1", "up_to_kg": 5, "price": "8.90"},
            {"zone": "EU1", "up_to_kg": 20, "price": "14.10"},
            {"zone": "EU1", "up_to_kg": 60, "price": "27.40"},
        ],
        "zones": {"BE": ["BE"], "EU1": ["NL", "DE"]},
        "fuel_surcharge": {"2026-10": "9.0", "2026-11": "11.5"},
        "accessorials": {"redelivery": "4.50", "toll_percent": "3.2"},
    }
)
PICKING = RecordRef(model="stock.picking", id=7, label="WH/OUT/00007")


def shipped(**changed: Any) -> Shipped:
    known: dict[str, Any] = {
        "record": PICKING,
        "numbers": ("NL 4400-01",),
        "day": DAY,
        "country": "DE",
        "weight_kg": Decimal("12.2"),
        "volume_m3": Decimal("0.02"),
        "weighed": "packages",
        "measured": "packages",
    }
    return Shipped(**{**known, **changed})


def charge(kind: str, amount: str, name: str = "") -> BilledCharge:
    return BilledCharge(kind=ChargeKind(kind), amount=Decimal(amount), name=name)


def bill(*charges: BilledCharge, currency: str = "EUR", reference: str = "NL440001", **more: Any) -> FreightBill:
    about = {name: more.pop(name) for name in ("weight_kg", "zone") if name in more}
    return FreightBill(
        number="F-1",
        carrier="Northline Parcel",
        day=date(2026, 11, 30),
        currency=currency,
        shipments=(BilledShipment(reference=reference, charges=charges, **about),),
        **more,
    )


def told(of: FreightBill, *shipments: Shipped, **more: Any) -> list[Rated]:
    return list(rate(of, shipments or (shipped(),), (CONTRACT,), **more))


def test_the_right_bill_agrees_charge_by_charge() -> None:
    found = told(bill(charge("base", "14.10"), charge("fuel", "1.62"), charge("extra", "0.45", "Toll")))
    assert [one.agrees for one in found] == [True, True, True]
    assert found[0].why == (
        "As agreed: 12.5 kg chargeable (12.2 kg actual (packages), 4 kg by volume (packages)) to EU1, 14.10 EUR."
    )
    assert largest_first(found) == []


@pytest.mark.parametrize(
    ("billed", "changed", "reason", "expected", "words"),
    [
        (("27.40", {"weight_kg": Decimal("21")}), {}, Reason.WEIGHT, "14.10", "Billed for 21 kg"),
        (("9.80", {}), {}, Reason.ZONE, "14.10", "zone BE; DE is EU1 (under-billed)"),
        (("14.11", {}), {}, Reason.ROUNDING, "14.10", "smallest coin"),
        (("5.10", {}), {"country": "BE", "weight_kg": Decimal(3)}, Reason.MINIMUM, "6.20", "minimum charge is 6.20"),
        (("27.40", {}), {"volume_m3": Decimal("0.11")}, None, "27.40", "22 kg by volume"),
        (("15.00", {}), {}, Reason.PRICE, "14.10", "No zone or weight"),
        (("11.00", {}), {}, Reason.UNDER_BILLED, "14.10", "under-billed"),
    ],
)
def test_why_a_base_differs(
    billed: tuple[str, dict[str, Any]], changed: dict[str, Any], reason: Reason | None, expected: str, words: str
) -> None:
    amount, about = billed
    of = bill(charge("base", amount), **about)
    first = told(of, shipped(**changed))[0]
    assert (first.reason, first.expected) == (reason, Decimal(expected))
    assert words in first.why


def test_fuel_follows_its_base_or_is_of_another_month() -> None:
    follows = told(bill(charge("fuel", "3.15"), charge("base", "27.40"), weight_kg=Decimal(21)))
    assert [(one.charge, one.reason) for one in follows] == [("base", Reason.WEIGHT), ("fuel", Reason.WEIGHT)]
    october = told(bill(charge("base", "14.10"), charge("fuel", "1.27")))[1]
    assert october.reason is Reason.FUEL_MONTH
    assert "9.0 % of 2026-10" in october.why
    absent = told(bill(charge("base", "14.10")))
    assert [(one.charge, one.difference) for one in absent] == [("base", Decimal(0)), ("fuel", Decimal("-1.62"))]


def test_what_is_not_agreed_is_nothing_to_pay() -> None:
    found = told(bill(charge("extra", "12.00", "Peak season"), charge("extra", "5.00", "Redelivery")))
    assert [(one.reason, one.difference) for one in found] == [
        (Reason.NOT_AGREED, Decimal(12)),
        (Reason.EXTRA_PRICE, Decimal("0.5")),
    ]


def test_a_shipment_is_billed_once_also_under_another_number() -> None:
    twice = bill(charge("base", "14.10"), charge("fuel", "1.62"), charge("base", "14.10"))
    assert [one.reason for one in told(twice)] == [Reason.DUPLICATE, None, None]
    before = EarlierLine(
        bill=RecordRef(model="account.move", id=3, label="BILL/2026/11/0001"),
        text="Parcel NL 44 00 01",
        amount=Decimal("15.72"),
    )
    again = told(bill(charge("base", "14.10"), charge("fuel", "1.62")), earlier=(before,))
    assert {one.reason for one in again} == {Reason.DUPLICATE}
    assert "BILL/2026/11/0001" in again[0].why
    later = told(bill(charge("extra", "4.50", "redelivery")), earlier=(before,))
    assert later[0].agrees


def test_the_same_lane_every_week_is_no_duplicate() -> None:
    weekly = [
        BilledShipment(reference=f"NL44000{week}", charges=(charge("base", "14.10"), charge("fuel", "1.62")))
        for week in range(4)
    ]
    of = bill(charge("base", "1")).model_copy(update={"shipments": tuple(weekly)})
    ours = [
        shipped(numbers=(one.reference,), record=PICKING.model_copy(update={"id": at}))
        for at, one in enumerate(weekly, 1)
    ]
    assert all(one.agrees for one in told(of, *ours))


@pytest.mark.parametrize(
    ("changed", "reason", "words"),
    [
        ({"weight_kg": None}, Reason.NO_WEIGHT, "no weight of WH/OUT/00007"),
        ({"weight_kg": Decimal(0)}, Reason.NO_WEIGHT, "no weight"),
        ({"country": None}, Reason.NO_PRICE, "no country"),
        ({"country": "PL"}, Reason.NO_PRICE, "no zone for PL"),
        ({"weight_kg": Decimal(61)}, Reason.NO_PRICE, "no price for 61 kg to EU1"),
        ({"day": date(2025, 12, 31)}, Reason.NO_CONTRACT, "in force on 2025-12-31"),
        ({"numbers": ("NL440001", "NL440002")}, Reason.NO_WEIGHT, "several parcels"),
    ],
)
def test_what_cannot_be_told_is_unknown_and_never_right(changed: dict[str, Any], reason: Reason, words: str) -> None:
    found = told(bill(charge("base", "14.10"), charge("fuel", "1.62")), shipped(**changed))
    assert {(one.reason, one.expected) for one in found} == {(reason, None)}
    assert words in found[0].why
    assert not any(one.agrees or Tolerance().holds(one) for one in found)


def test_whose_shipment_is_not_known_is_not_ours_and_without_a_number_not_told() -> None:
    stranger = told(bill(charge("base", "14.10"), reference="ZZ9911"))[0]
    assert (stranger.reason, stranger.difference) == (Reason.NOT_OURS, Decimal("14.10"))
    nameless = told(bill(charge("base", "14.10"), reference=""))[0]
    assert (nameless.known, nameless.agrees) == (False, False)


def test_another_currency_is_reckoned_at_the_rate_of_the_day() -> None:
    pounds = bill(charge("base", "14.10"), charge("fuel", "1.35"), currency="GBP")
    base, fuel = told(pounds, exchange={"EUR": Decimal("0.83")}.get)
    assert (base.expected, base.reason) == (Decimal("11.70"), Reason.CURRENCY)
    assert (fuel.expected, fuel.agrees) == (Decimal("1.35"), True)
    assert {one.reason for one in told(pounds)} == {Reason.CURRENCY}
    assert not any(one.known for one in told(pounds))


def test_the_bills_own_sum_and_tax() -> None:
    of = bill(
        charge("base", "14.10"), charge("fuel", "1.62"), net=Decimal("16.72"), tax=Decimal("3.50"), tax_percent=21
    )
    own = [(one.charge, one.reason, one.difference) for one in told(of)[2:]]
    assert own == [("sum", Reason.SUM, Decimal("1.00")), ("tax", Reason.TAX, Decimal("-0.01"))]


def test_tolerance_is_the_smaller_of_both_in_either_direction() -> None:
    def off(billed: str, expected: str) -> Rated:
        return Rated(shipment="x", charge="base", billed=Decimal(billed), expected=Decimal(expected), why="")

    held = Tolerance()
    assert held.holds(off("10.20", "10.00"))
    assert held.holds(off("9.80", "10.00"))
    assert not held.holds(off("10.21", "10.00"))
    assert not held.holds(off("1005.01", "1000.00"))
    assert not held.holds(off("0.01", "0.00"))


amounts = st.decimals(min_value=0, max_value=5000, places=2)
weights = st.decimals(min_value="0.001", max_value=60, places=3)


@st.composite
def bills(draw: st.DrawFn) -> tuple[FreightBill, list[Shipped], Contract, Decimal]:
    """Any bill, in any currency, under any rounding."""
    currency = draw(st.sampled_from(["EUR", "GBP", "JPY", "KWD", "HUF"]))
    exchange = draw(st.decimals(min_value="0.0001", max_value=400, places=4))
    contract = CONTRACT.model_copy(
        update={
            "rounding_kg": draw(st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1), Decimal("0.333")])),
            "minimum_charge": draw(amounts),
        }
    )
    count = draw(st.integers(min_value=1, max_value=6))
    ours, lines = [], []
    for at in range(1, count + 1):
        number = f"NL4400{at:02}"
        if draw(st.booleans()) or at == 1:
            ours.append(
                shipped(
                    numbers=(number,),
                    record=PICKING.model_copy(update={"id": at}),
                    weight_kg=draw(st.none() | weights),
                    country=draw(st.sampled_from(["BE", "DE", "PL"])),
                )
            )
        kinds = draw(st.lists(st.sampled_from(["base", "fuel", "extra"]), min_size=1, max_size=4))
        lines.append(
            BilledShipment(
                reference=number,
                weight_kg=draw(st.none() | weights),
                charges=tuple(charge(kind, str(draw(amounts)), "toll" if kind == "extra" else "") for kind in kinds),
            )
        )
    of = FreightBill(number="F", carrier="N", currency=currency, day=DAY, shipments=tuple(lines))
    return of, ours, contract, exchange


@given(bills())
def test_sums_are_exact_in_any_currency_and_rounding(
    made: tuple[FreightBill, list[Shipped], Contract, Decimal],
) -> None:
    of, ours, contract, exchange = made
    found = rate(of, ours, (contract,), exchange={"EUR": exchange}.get)
    assert sum(one.billed for one in found) == of.charged
    known = [one for one in found if one.expected is not None]
    assert sum(one.difference for one in known) == sum(one.billed for one in known) - sum(
        one.expected for one in known if one.expected is not None
    )
    unit = minor_unit(of.currency)
    for one in known:
        assert one.expected is not None
        assert one.expected == one.expected.quantize(unit, ROUND_HALF_UP)
        assert (one.reason is None) == (one.difference == 0)
    for one in found:
        assert one.why.endswith(".")
        assert one.known or one.reason is not None

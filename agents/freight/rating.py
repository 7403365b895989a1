"""A carrier's bill rebuilt charge by charge from the shipment and the contract. Pure; exact to the smallest coin.

What cannot be rebuilt is *unknown*, with what is missing; it is never taken for right. Odoo's own price rules are what
customers pay, and no yardstick here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cases.carrier_events import number_key
from cases.charges import ZERO, EarlierLine, Rated, Reason, Shipped
from cases.contracts import Contract, words_of_name
from cases.freight_bill import BilledCharge, BilledShipment, ChargeKind, FreightBill, minor_unit, money_words


def rate(
    bill: FreightBill,
    shipments: Sequence[Shipped],
    contracts: Sequence[Contract],
    earlier: Sequence[EarlierLine] = (),
    exchange: Callable[[str], Decimal | None] = lambda _: None,
) -> tuple[Rated, ...]:
    """Every charge of a bill, those that are missing on it, and its tax, against what is agreed.

    Args:
        bill: what is billed.
        shipments: what Odoo has under the bill's numbers.
        contracts: those of this carrier.
        earlier: lines of its other bills.
        exchange: how much of the bill's currency one unit of another is worth on the bill's day; none: not known.
    """
    by_number = {number_key(number): one for one in shipments for number in one.numbers}
    rating = _Bill(bill, by_number, contracts, earlier, exchange)
    return (*rating.charges(), *_own_sums(bill))


class _Bill:
    def __init__(
        self,
        bill: FreightBill,
        by_number: dict[str, Shipped],
        contracts: Sequence[Contract],
        earlier: Sequence[EarlierLine],
        exchange: Callable[[str], Decimal | None],
    ) -> None:
        self.bill = bill
        self.by_number = by_number
        self.contracts = contracts
        self.exchange = exchange
        self.unit = minor_unit(bill.currency)
        self.earlier: dict[str, list[EarlierLine]] = {}
        for number in {number_key(one.reference) for one in bill.shipments} - {""}:
            # As a whole, with blanks and dashes anywhere in it.
            spread = r"[\W_]*".join(map(re.escape, number))
            named = re.compile(rf"(?<!\w){spread}(?!\w)", re.IGNORECASE)
            if found := [line for line in earlier if named.search(line.text)]:
                self.earlier[number] = found
        self.seen: set[tuple[str, ChargeKind, str]] = set()
        self.parcels: dict[int, set[str]] = {}
        for one in bill.shipments:
            shipped = by_number.get(number_key(one.reference))
            if shipped is not None:
                self.parcels.setdefault(shipped.record.id, set()).add(number_key(one.reference))

    def charges(self) -> Iterator[Rated]:
        for billed in self.bill.shipments:
            yield from self._shipment(billed)

    def money(self, amount: Decimal, currency: str | None = None) -> str:
        return money_words(amount, currency or self.bill.currency)

    def _shipment(self, billed: BilledShipment) -> Iterator[Rated]:
        number = number_key(billed.reference)
        shipped = self.by_number.get(number)
        left: list[BilledCharge] = []
        for charge in billed.charges:
            again = self._duplicate(billed, number, charge)
            if again is not None:
                yield self.rated(billed, shipped, charge, ZERO, Reason.DUPLICATE, again)
            else:
                left.append(charge)
        if not left:
            return
        if shipped is None:
            what = f"number {billed.reference}" if billed.reference else "a number"
            for charge in left:
                if billed.reference:
                    why = f"Odoo has no shipment with {what}: it is not ours."
                    yield self.rated(billed, None, charge, ZERO, Reason.NOT_OURS, why)
                else:
                    why = "The bill gives no shipment for it, so it cannot be checked."
                    yield self.rated(billed, None, charge, None, Reason.NO_PRICE, why)
            return
        day = shipped.day or billed.day or self.bill.day
        contract = next((one for one in self.contracts if day is not None and one.holds_on(day)), None)
        if contract is None or day is None:
            when = f" on {day:%Y-%m-%d}" if day else ""
            why = f"No contract of {self.bill.carrier} in force{when} is on file."
            for charge in left:
                yield self.rated(billed, shipped, charge, None, Reason.NO_CONTRACT, why)
            return
        yield from _Shipment(self, billed, shipped, contract, day).rate(left)

    def _duplicate(self, billed: BilledShipment, number: str, charge: BilledCharge) -> str | None:
        """Why a charge was billed before; none: it was not. A lane alone says nothing: only the number counts."""
        if not number:
            return None
        key = (number, charge.kind, words_of_name(charge.name))
        again = key in self.seen
        self.seen.add(key)
        if again:
            return f"The {charge.words} of {billed.reference} stands on this bill twice."
        whole = sum((one.amount for one in billed.charges), ZERO)
        for line in self.earlier.get(number, ()):
            if line.amount in {charge.amount, whole} and line.amount:
                return f"{billed.reference} was billed for {self.money(line.amount)} by {line.bill.label} already."
        return None

    def rated(
        self,
        billed: BilledShipment,
        shipped: Shipped | None,
        charge: BilledCharge,
        expected: Decimal | None,
        reason: Reason | None,
        why: str,
    ) -> Rated:
        return Rated(
            shipment=billed.reference or "no number",
            record=shipped.record if shipped else None,
            charge=charge.words,
            billed=charge.amount,
            expected=expected,
            reason=None if expected == charge.amount else reason,
            why=why,
            place=charge.place,
        )


class _Shipment:
    """One shipment that is ours, under the contract of its day."""

    def __init__(self, of: _Bill, billed: BilledShipment, shipped: Shipped, contract: Contract, day: date) -> None:
        self.of = of
        self.billed = billed
        self.shipped = shipped
        self.contract = contract
        self.day = day
        own = contract.currency == of.bill.currency
        self.rate_of_exchange = Decimal(1) if own else of.exchange(contract.currency)
        self.zone = contract.zone_of(shipped.country)
        self.weight, self.weight_words = self._chargeable()
        self.fuel_percent = contract.fuel(day)
        self.billed_base = next((one.amount for one in billed.charges if one.kind is ChargeKind.BASE), None)
        self.base = self._base(self.zone, self.weight)
        self.base_reason: Reason | None = None

    def rate(self, charges: Sequence[BilledCharge]) -> Iterator[Rated]:
        missing = self._missing()
        if missing is not None:
            for charge in charges:
                yield self.of.rated(self.billed, self.shipped, charge, None, *missing)
            return
        # The base first: what follows from a wrong base has its reason.
        for charge in sorted(charges, key=lambda one: one.kind is not ChargeKind.BASE):
            yield self._charge(charge)
        kinds = {one.kind for one in self.billed.charges}
        fuel = self._fuel(self.base or ZERO)
        if ChargeKind.BASE in kinds and ChargeKind.FUEL not in kinds and fuel:
            why = f"Fuel of {self.fuel_percent} % is agreed and not billed (under-billed)."
            absent = BilledCharge(kind=ChargeKind.FUEL, amount=ZERO)
            yield self.of.rated(self.billed, self.shipped, absent, fuel, Reason.UNDER_BILLED, why)

    # What a price is made of

    def _chargeable(self) -> tuple[Decimal | None, str]:
        """The chargeable weight, and how it comes about."""
        shipped, contract = self.shipped, self.contract
        if shipped.weight_kg is None or shipped.weight_kg <= 0:
            return None, ""
        if len(self.of.parcels.get(shipped.record.id, ())) > 1 or len(shipped.numbers) > 1:
            return None, ""
        volume, measured = shipped.volume_m3, shipped.measured
        if volume is None and self.billed.volume_m3 is not None:
            volume, measured = self.billed.volume_m3, "as the bill says"
        volumetric = contract.volumetric(volume or ZERO)
        weight = contract.rounded(max(shipped.weight_kg, volumetric))
        actual = f"{_kg(shipped.weight_kg)} actual ({shipped.weighed})"
        if not contract.volumetric_divisor:
            return weight, actual
        if volume is None:
            return weight, f"{actual}, volume not known"
        return weight, f"{actual}, {_kg(volumetric)} by volume ({measured})"

    def _missing(self) -> tuple[Reason, str] | None:
        name, contract = self.shipped.record.label, self.contract
        if self.rate_of_exchange is None:
            return Reason.CURRENCY, (
                f"The bill is in {self.of.bill.currency}, the contract in {contract.currency}; "
                "Odoo has no rate of that day."
            )
        if self.shipped.country is None:
            return Reason.NO_PRICE, f"Odoo has no country for {name}, so its zone cannot be told."
        if self.zone is None:
            return Reason.NO_PRICE, f"The contract has no zone for {self.shipped.country} ({name})."
        if self.weight is None:
            if self.shipped.weight_kg:
                return Reason.NO_WEIGHT, f"Odoo has one weight for the several parcels of {name}: not that of each."
            return Reason.NO_WEIGHT, f"Odoo has no weight of {name}."
        if self.base is None:
            return Reason.NO_PRICE, f"The contract has no price for {_kg(self.weight)} to {self.zone}."
        return None

    def _base(self, zone: str | None, weight: Decimal | None) -> Decimal | None:
        price = self.contract.price(zone, weight) if zone is not None and weight is not None else None
        return None if price is None else self._own(max(price, self.contract.minimum_charge))

    def _own(self, amount: Decimal) -> Decimal:
        """An amount of the contract in the bill's currency, rounded to its smallest coin."""
        return self._round(amount * (self.rate_of_exchange or ZERO))

    def _round(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.of.unit, ROUND_HALF_UP)

    def _fuel(self, base: Decimal, percent: Decimal | None = None) -> Decimal:
        return self._round(base * (percent if percent is not None else self.fuel_percent or ZERO) / 100)

    # Each charge

    def _charge(self, charge: BilledCharge) -> Rated:
        if charge.kind is ChargeKind.BASE:
            rated = self._against(charge, self.base or ZERO, self._base_words(), self._why_base)
            self.base_reason = rated.reason
            return rated
        if charge.kind is ChargeKind.ALL_IN:
            expected = (self.base or ZERO) + self._fuel(self.base or ZERO)
            return self._against(
                charge, expected, f"{self._base_words()} and {self.fuel_percent or 0} % fuel", self._why_all
            )
        if charge.kind is ChargeKind.FUEL:
            return self._rate_fuel(charge)
        return self._rate_extra(charge)

    def _against(
        self,
        charge: BilledCharge,
        expected: Decimal,
        agreed: str,
        why_not: Callable[[BilledCharge, Decimal], tuple[Reason, str]],
    ) -> Rated:
        if charge.amount == expected:
            return self.of.rated(self.billed, self.shipped, charge, expected, None, f"As agreed: {agreed}.")
        reason, because = self._currency(charge, expected) or why_not(charge, expected)
        under = " (under-billed)" if charge.amount < expected else ""
        why = f"{because}{under}. Agreed: {agreed}."
        return self.of.rated(self.billed, self.shipped, charge, expected, reason, why)

    def _currency(self, charge: BilledCharge, expected: Decimal) -> tuple[Reason, str] | None:
        rate = self.rate_of_exchange
        if (
            rate
            and self.contract.currency != self.of.bill.currency
            and abs(charge.amount * rate - expected) < self.of.unit
        ):
            told = f"The amount is that of the contract in {self.contract.currency}, billed as {self.of.bill.currency}"
            return Reason.CURRENCY, told
        return None

    def _base_words(self) -> str:
        price = self.contract.price(self.zone or "", self.weight or ZERO) or ZERO
        least = ", the minimum" if price < self.contract.minimum_charge else ""
        return (
            f"{_kg(self.weight or ZERO)} chargeable ({self.weight_words}) to {self.zone}, "
            f"{self.of.money(self.base or ZERO)}{least}"
        )

    def _why_base(self, charge: BilledCharge, expected: Decimal) -> tuple[Reason, str]:
        amount = charge.amount
        if abs(amount - expected) == self.of.unit:
            return Reason.ROUNDING, "Off by the smallest coin"
        of_zone = [
            zone for zone in self.contract.zones if zone != self.zone and self._base(zone, self.weight) == amount
        ]
        weight = self.billed.weight_kg
        if weight is not None:
            charged = self.contract.rounded(weight)
            if charged != self.weight and self._base(self.zone, charged) == amount:
                return Reason.WEIGHT, f"Billed for {_kg(weight)}"
        named = next((zone for zone in of_zone if words_of_name(zone) == words_of_name(self.billed.zone)), None)
        if named or of_zone:
            return Reason.ZONE, f"Billed as zone {named or of_zone[0]}; {self.shipped.country} is {self.zone}"
        if amount == self._own(self.contract.minimum_charge) or expected == self._own(self.contract.minimum_charge):
            return Reason.MINIMUM, f"The minimum charge is {self.of.money(self._own(self.contract.minimum_charge))}"
        brackets = [one for one in self.contract.rates if one.zone == self.zone and self._own(one.price) == amount]
        if brackets:
            return Reason.WEIGHT, f"Billed in the bracket up to {_kg(brackets[0].up_to_kg)}"
        if amount < expected:
            return Reason.UNDER_BILLED, "Billed for less"
        return Reason.PRICE, "No zone or weight of the contract gives that amount"

    def _why_all(self, charge: BilledCharge, expected: Decimal) -> tuple[Reason, str]:
        if abs(charge.amount - expected) == self.of.unit:
            return Reason.ROUNDING, "Off by the smallest coin"
        for zone in self.contract.zones:
            base = self._base(zone, self.weight)
            if zone != self.zone and base is not None and base + self._fuel(base) == charge.amount:
                return Reason.ZONE, f"Billed as zone {zone}; {self.shipped.country} is {self.zone}"
        for one in self.contract.rates:
            base = self._own(max(one.price, self.contract.minimum_charge))
            if one.zone == self.zone and base + self._fuel(base) == charge.amount:
                return Reason.WEIGHT, f"Billed in the bracket up to {_kg(one.up_to_kg)}"
        if charge.amount < expected:
            return Reason.UNDER_BILLED, "Billed for less"
        return Reason.PRICE, "No zone or weight of the contract gives that amount"

    def _rate_fuel(self, charge: BilledCharge) -> Rated:
        percent, month = self.fuel_percent, f"{self.day:%Y-%m}"
        if percent is None and self.contract.fuel_surcharge:
            why = f"The contract's fuel table has no {month}."
            return self.of.rated(self.billed, self.shipped, charge, None, Reason.NO_PRICE, why)
        expected = self._fuel(self.base or ZERO)
        agreed = (
            f"{percent} % fuel in {month} on {self.of.money(self.base or ZERO)}" if percent else "no fuel surcharge"
        )
        return self._against(charge, expected, agreed, self._why_fuel)

    def _why_fuel(self, charge: BilledCharge, expected: Decimal) -> tuple[Reason, str]:
        bases = [one for one in (self.billed_base, self.base) if one is not None]
        if self.fuel_percent is None:
            return Reason.NOT_AGREED, "A fuel surcharge is not agreed"
        if self.base_reason is not None and charge.amount == self._fuel(self.billed_base or ZERO):
            return self.base_reason, "Follows the base that is billed"
        month = f"{self.day:%Y-%m}"
        for other, percent in sorted(self.contract.fuel_surcharge.items()):
            if other != month and any(charge.amount == self._fuel(base, percent) for base in bases):
                return Reason.FUEL_MONTH, f"Billed with {percent} % of {other}"
        if abs(charge.amount - expected) == self.of.unit:
            return Reason.ROUNDING, "Off by the smallest coin"
        return (Reason.UNDER_BILLED if charge.amount < expected else Reason.FUEL), "Another percentage is billed"

    def _rate_extra(self, charge: BilledCharge) -> Rated:
        base = self.base or ZERO
        agreed = self.contract.accessorial(charge.name, base / (self.rate_of_exchange or Decimal(1)))
        if agreed is None:
            why = f"{charge.words[:1].upper()}{charge.words[1:]} is not agreed in the contract."
            return self.of.rated(self.billed, self.shipped, charge, ZERO, Reason.NOT_AGREED, why)
        expected = self._own(agreed)
        return self._against(charge, expected, f"{charge.words} for {self.of.money(expected)}", self._why_extra)

    def _why_extra(self, charge: BilledCharge, expected: Decimal) -> tuple[Reason, str]:
        if abs(charge.amount - expected) == self.of.unit:
            return Reason.ROUNDING, "Off by the smallest coin"
        reason = Reason.UNDER_BILLED if charge.amount < expected else Reason.EXTRA_PRICE
        return reason, "Another price is agreed"


def _own_sums(bill: FreightBill) -> Iterator[Rated]:
    """Whether the bill agrees with itself: what it adds up to, and its tax. Neither is a charge of a shipment."""
    unit = minor_unit(bill.currency)
    charged = bill.charged

    def told(what: str, billed: Decimal, expected: Decimal, reason: Reason, why: str) -> Rated:
        agrees = billed == expected
        return Rated(
            shipment="the whole bill",
            charge=what,
            billed=billed,
            expected=expected,
            reason=None if agrees else reason,
            why=f"As reckoned: {why}." if agrees else f"Reckoned: {why}.",
        )

    if bill.net is not None and bill.net != charged:
        # Only what the stated sum has beyond its charges: they are looked at one by one.
        off = bill.net - charged
        few = abs(off) <= unit * max(1, sum(1 for _ in bill.charges))
        charges, stated = money_words(charged, bill.currency), money_words(bill.net, bill.currency)
        why = f"the charges add up to {charges}, the bill says {stated}"
        yield told("sum", off, ZERO, Reason.ROUNDING if few else Reason.SUM, why)
    if bill.tax is not None and bill.tax_percent is not None:
        net = charged if bill.net is None else bill.net
        expected = (net * bill.tax_percent / 100).quantize(unit, ROUND_HALF_UP)
        why = f"{bill.tax_percent} % tax on {money_words(net, bill.currency)}"
        yield told("tax", bill.tax, expected, Reason.TAX, why)


def _kg(weight: Decimal) -> str:
    text = f"{weight.quantize(Decimal('0.001')):f}"
    return f"{text.rstrip('0').rstrip('.')} kg"

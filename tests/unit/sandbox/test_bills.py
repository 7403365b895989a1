"""The carrier's bill of the story against its contract: half of it is as agreed, and what is not has its reason."""

from __future__ import annotations

import email.policy
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage

from agents.freight.rating import rate
from agents.reading.bills import read_bill
from cases.charges import EarlierLine, Reason, Shipped
from cases.claims import RecordRef
from cases.contracts import contract_of
from cases.freight_bill import FreightBill
from evals.scenarios import carriers_bill
from sandbox import bills
from sandbox.deliveries import SeededDelivery
from sandbox.story import SEED, seed_file

WEDNESDAY = date(2026, 11, 25)


def attached() -> FreightBill:
    report = carriers_bill(bills.tell(WEDNESDAY), WEDNESDAY)
    message = message_from_bytes(report.raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    [file] = message.iter_attachments()
    found = read_bill(file.get_content().encode(), file.get_filename() or "", file.get_content_type())
    assert found.bill is not None, found.problem
    return found.bill


def shipped(number: int, delivery: SeededDelivery) -> Shipped:
    """As Odoo has it: what left, by the products' own weights and volumes."""
    products = seed_file("products")["products"]
    left = delivery.parts or {line.product: line.quantity for line in delivery.lines}

    def sum_of(what: str) -> Decimal:
        return sum((Decimal(str(products[code][what])) * quantity for code, quantity in left.items()), Decimal(0))

    country = seed_file("partners")["customers"][delivery.customer.key]["country"]
    return Shipped(
        record=RecordRef(model="stock.picking", id=number, label=delivery.deliveries[0]),
        numbers=tuple(delivery.numbers),
        day=delivery.shipped,
        country=country.upper(),
        weight_kg=sum_of("weight"),
        volume_m3=sum_of("volume"),
        weighed="products",
        measured="products",
    )


def test_half_of_the_bill_is_not_as_agreed() -> None:
    told = bills.tell(WEDNESDAY)
    bill, earlier = told["parcels"], told["earlier"]
    contract = contract_of((SEED / "contracts" / str(bill.carrier.contract)).read_text())
    before = [
        EarlierLine(
            bill=RecordRef(model="account.move", id=1, label=earlier.number),
            text=f"Parcel {parcel.delivery.numbers[0]}",
            amount=sum(parcel.charges.values(), Decimal(0)),
        )
        for parcel in earlier.parcels
    ]
    read = attached()
    assert (read.number, read.carrier, read.day) == (bill.number, bill.carrier.name, bill.day)
    ours = [shipped(at, parcel.delivery) for at, parcel in enumerate(bill.parcels, 1)]
    rated = rate(read, ours, [contract], before)
    off = {(one.record.label if one.record else "", one.charge): one for one in rated if not one.agrees}
    names = {parcel.delivery.key: parcel.delivery.deliveries[0] for parcel in bill.parcels}
    assert {key: (one.reason, one.difference) for key, one in off.items()} == {
        (names["billed"], "base"): (Reason.WEIGHT, Decimal("5.20")),
        (names["billed"], "fuel"): (Reason.WEIGHT, Decimal("0.60")),
        (names["cheap"], "Peak surcharge"): (Reason.NOT_AGREED, Decimal("3.80")),
        (names["credited"], "base"): (Reason.WEIGHT, Decimal("-5.20")),
        (names["credited"], "fuel"): (Reason.WEIGHT, Decimal("-0.60")),
        (names["delivered_long_ago"], "base"): (Reason.DUPLICATE, Decimal("6.20")),
        (names["delivered_long_ago"], "fuel"): (Reason.DUPLICATE, Decimal("0.71")),
    }
    assert sum(one.agrees for one in rated) == 6


def test_a_bill_is_of_parcels_that_left_before_it() -> None:
    for bill in bills.tell(WEDNESDAY).values():
        for parcel in bill.parcels:
            assert parcel.delivery.carrier == bill.carrier
            assert parcel.delivery.shipped is not None
            assert parcel.delivery.shipped < bill.day

"""What carriers have billed the seeded company, by key, as the bills say it; `seed/bills.yaml` holds the amounts.

Each stands in Odoo as accounts payable entered it. Whoever words the mail that brings one asks here; nothing here talks
to Odoo.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox import deliveries
from sandbox.calendar import workday
from sandbox.deliveries import SeededCarrier, SeededDelivery
from sandbox.story import StoryPart, seed_file


class BilledParcel(StoryPart):
    """What is billed for one parcel.

    Attributes:
        kilograms: the weight that is billed for.
        charges: amounts without tax in the contract's currency, by the carrier's name for each.
    """

    delivery: SeededDelivery
    kilograms: Decimal
    charges: dict[str, Decimal]


class SeededBill(StoryPart):
    """A carrier's bill.

    Attributes:
        number: the carrier's own.
    """

    key: str
    number: str
    carrier: SeededCarrier
    day: date
    parcels: list[BilledParcel]


def tell(today: date) -> dict[str, SeededBill]:
    """All of them as of `today`, the world's own day."""
    told = deliveries.tell(today)
    return {key: _bill(key, about, today, told) for key, about in seed_file("bills")["bills"].items()}


def _bill(key: str, about: dict[str, Any], today: date, told: dict[str, SeededDelivery]) -> SeededBill:
    return SeededBill(
        key=key,
        number=about["number"],
        carrier=next(one for one in deliveries.carriers() if one.name == about["carrier"]),
        day=workday(today, about["day"]),
        parcels=[
            BilledParcel(
                delivery=told[parcel["delivery"]],
                kilograms=Decimal(str(parcel["kg"])),
                charges={name: Decimal(f"{amount:.2f}") for name, amount in parcel["charges"].items()},
            )
            for parcel in about["parcels"]
        ],
    )

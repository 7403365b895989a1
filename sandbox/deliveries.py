"""The noteworthy deliveries of the seeded company, by key: numbers, carrier, who waits for what, what became of it.

`seed/deliveries.yaml` says what was wanted, `seed/deliveries.json` which numbers Odoo gave (the same in every world of
one template; a test holds them to the database). Whoever words a carrier's event or a customer's mail about a delivery,
or knows the right answer to one, asks here; nothing here talks to Odoo.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sandbox.calendar import workday
from sandbox.story import SEED, SeededLine, SeededPartner, StoryPart, lines_of, partner_of, seed_file

PARAMETER = "expediter.sandbox.deliveries"
"""The system parameter in which the seeder left the same numbers."""


class SeededCarrier(StoryPart):
    """Who carries; in Odoo a `delivery.carrier` and a partner of the same name."""

    name: str
    email: str
    phone: str
    countries: list[str]
    contract: str | None
    """The file of what it charges, under `seed/contracts`; some have none."""


class SeededPlace(StoryPart):
    """Where a delivery goes, when not to the customer's own address."""

    name: str
    email: str | None
    phone: str | None
    city: str


class SeededDelivery(StoryPart):
    """A customer's order with its delivery.

    Attributes:
        order: the sales order's number.
        deliveries: numbers of the transfers to the customer, in order; a second one: the backorder, or sent once more.
        returns: numbers of the transfers back.
        tracking: what stands in the carrier's field of the first delivery, as it stands there.
        shipped: the day it left; None: not yet.
        parts: how much of each product left, where not all did.
        invoiced: the day of its posted invoice; None: not billed.
    """

    key: str
    order: str
    deliveries: list[str]
    returns: list[str]
    invoice: str | None
    reference: str | None
    customer: SeededPartner
    ship_to: SeededPlace | None
    warehouse: str
    carrier: SeededCarrier
    tracking: str | None
    ordered: date
    promised: date
    shipped: date | None
    lines: list[SeededLine]
    parts: dict[str, int] | None
    invoiced: date | None

    @property
    def numbers(self) -> list[str]:
        """The tracking numbers, one a parcel."""
        return [number for number in re.split(r"[,;\s]+", self.tracking or "") if number]


def tell(today: date | None = None) -> dict[str, SeededDelivery]:
    """All of them as of `today` (the world's own day; the present UTC day when absent)."""
    day = today or datetime.now(UTC).date()
    numbers = names()
    wanted = seed_file("deliveries")["deliveries"]
    billed = {
        order: workday(day, what["day"])
        for key, about in wanted.items()
        for what in about.get("then", ())
        if "invoice" in what
        for order in (key, what.get("with", key))
    }
    return {key: _delivery(key, about, day, numbers[key], billed.get(key)) for key, about in wanted.items()}


@cache
def names() -> dict[str, dict[str, Any]]:
    """The numbers Odoo gave: `{key: {"order", "deliveries", "returns", "invoice"}}`."""
    loaded: dict[str, dict[str, Any]] = json.loads((SEED / "deliveries.json").read_text())
    return loaded


def carriers() -> list[SeededCarrier]:
    """All of them."""
    return [
        SeededCarrier(
            name=about["name"],
            email=about["email"],
            phone=about["phone"],
            countries=[code.upper() for code in about["serves"]],
            contract=about.get("contract"),
        )
        for about in seed_file("company")["carriers"]
    ]


def _delivery(
    key: str, about: dict[str, Any], today: date, numbers: dict[str, Any], invoiced: date | None
) -> SeededDelivery:
    return SeededDelivery(
        key=key,
        **numbers,
        reference=about.get("reference"),
        customer=partner_of("customers", about["customer"]),
        ship_to=_place(about),
        warehouse=about["warehouse"],
        carrier=next(carrier for carrier in carriers() if carrier.name == about["carrier"]),
        tracking=about.get("tracking"),
        ordered=workday(today, about["ordered"]),
        promised=workday(today, about["promised"]),
        shipped=workday(today, about["shipped"]) if "shipped" in about else None,
        lines=lines_of(about),
        parts=about.get("parts"),
        invoiced=invoiced,
    )


def _place(about: dict[str, Any]) -> SeededPlace | None:
    if "ship_to" not in about:
        return None
    place = seed_file("partners")["customers"][about["customer"]]["contacts"][about["ship_to"]]
    return SeededPlace(name=place["name"], email=place.get("email"), phone=place.get("phone"), city=place["city"])

"""The noteworthy open orders of the seeded company, by key: their numbers in Odoo, dates as of today, who is hurt.

`seed/story.yaml` says what was wanted, `seed/story.json` which numbers Odoo gave (the same in every world of one
template; a test holds them to the database). Whoever words a report about an order, or knows the right answer to one,
asks here; nothing here talks to Odoo.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from sandbox.calendar import workday

SEED = Path(__file__).with_name("seed")
PARAMETER = "expediter.sandbox.story"
"""The system parameter in which the seeder left the same numbers."""


class StoryPart(BaseModel):
    """Told once."""

    model_config = ConfigDict(frozen=True)


class SeededPartner(StoryPart):
    """A supplier or customer."""

    key: str
    name: str
    email: str
    lang: str
    tag: str | None = None


class SeededLine(StoryPart):
    """One line of an order."""

    product: str
    product_name: str
    quantity: int


class Arrival(StoryPart):
    """When part of a line really comes, in the story."""

    product: str
    quantity: int
    day: date


class SeededPurchase(StoryPart):
    """An open purchase order, and what its lateness would do."""

    key: str
    name: str
    reference: str | None
    """The supplier's own number for it, as Odoo's vendor reference."""
    supplier: SeededPartner
    warehouse: str
    ordered: date
    planned: date
    lines: list[SeededLine]
    late: list[Arrival]
    """What the supplier will report: all arrivals of the lines that are late in whole or in part."""
    hurts: list[str]
    """Keys of the sales whose promise can then not be kept."""
    spares: list[str]
    """Keys of sales that need the same goods and are still fine."""


class Sale(StoryPart):
    """An open sales order or quotation."""

    key: str
    name: str
    reference: str | None
    """The customer's own number for it."""
    customer: SeededPartner
    warehouse: str
    promised: date
    lines: list[SeededLine]
    state: str


class Story(StoryPart):
    """All of it, as of one day."""

    today: date
    purchases: dict[str, SeededPurchase]
    sales: dict[str, Sale]


def tell(today: date | None = None) -> Story:
    """The story as of `today` (the world's own day; the present UTC day when absent)."""
    day = today or datetime.now(UTC).date()
    numbers = names()
    purchases = {
        key: _purchase(key, about, day, numbers["purchases"][key])
        for key, about in seed_file("story")["purchases"].items()
    }
    sales = {key: _sale(key, about, day, numbers["sales"][key]) for key, about in seed_file("story")["sales"].items()}
    return Story(today=day, purchases=purchases, sales=sales)


def names() -> dict[str, dict[str, str]]:
    """The numbers Odoo gave: `{"purchases": {key: name}, "sales": {key: name}, "assembly": {…}}`."""
    loaded: dict[str, dict[str, str]] = json.loads((SEED / "story.json").read_text())
    return loaded


def _purchase(key: str, about: dict[str, Any], today: date, name: str) -> SeededPurchase:
    return SeededPurchase(
        key=key,
        name=name,
        reference=about.get("reference"),
        supplier=partner_of("suppliers", about["supplier"]),
        warehouse=about["warehouse"],
        ordered=workday(today, about["ordered"]),
        planned=workday(today, about["planned"]),
        lines=lines_of(about),
        late=[
            Arrival(product=code, quantity=quantity, day=workday(today, offset))
            for code, arrivals in about["late"].items()
            for quantity, offset in arrivals
        ],
        hurts=about["hurts"],
        spares=about["spares"],
    )


def _sale(key: str, about: dict[str, Any], today: date, name: str) -> Sale:
    return Sale(
        key=key,
        name=name,
        reference=about.get("reference"),
        customer=partner_of("customers", about["customer"]),
        warehouse=about["warehouse"],
        promised=workday(today, about["promised"]),
        lines=lines_of(about),
        state=about.get("state", "sale"),
    )


def partner_of(kind: str, key: str) -> SeededPartner:
    """A supplier or customer, by its key in `partners.yaml`."""
    about = seed_file("partners")[kind][key]
    return SeededPartner(key=key, name=about["name"], email=about["email"], lang=about["lang"], tag=about.get("tag"))


def lines_of(about: dict[str, Any]) -> list[SeededLine]:
    """The lines of an order as the YAML files write them."""
    products = seed_file("products")["products"]
    return [
        SeededLine(product=code, product_name=products[code]["name"], quantity=quantity)
        for code, quantity in about["lines"]
    ]


@cache
def seed_file(name: str) -> dict[str, Any]:
    """One of the seeder's files."""
    loaded: dict[str, Any] = yaml.safe_load((SEED / f"{name}.yaml").read_text())
    return loaded

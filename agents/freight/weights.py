"""What of a shipment in Odoo decides its price: weight and volume, and where they are from. Pure."""

from __future__ import annotations

from decimal import Decimal

from cases.actions.base import day_of
from cases.charges import Shipped
from tools.odoo.freight import Consignment


def shipped_of(one: Consignment, zone: str) -> Shipped:
    """A shipment as it is priced; what Odoo knows only in part, it does not know.

    Packages as they were weighed and measured go before the products' own figures.
    """
    packed = bool(one.packages) and not one.loose
    weight, weighed = _sum([package.weight for package in one.packages]) if packed else None, "packages"
    if weight is None:
        weight, weighed = _sum([content.weight * content.quantity for content in one.contents]), "products"
    volume, measured = _sum([package.volume or Decimal(0) for package in one.packages]) if packed else None, "packages"
    if volume is None:
        volume, measured = _sum([content.volume * content.quantity for content in one.contents]), "products"
    return Shipped(
        record=one.record,
        numbers=one.numbers,
        day=day_of(one.done_at, zone),
        country=one.country,
        weight_kg=weight,
        volume_m3=volume,
        weighed=weighed,
        measured=measured,
    )


def _sum(parts: list[Decimal]) -> Decimal | None:
    """The sum, where each part is known."""
    return sum(parts, Decimal(0)) if parts and all(part > 0 for part in parts) else None

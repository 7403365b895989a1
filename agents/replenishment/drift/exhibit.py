"""What a vendor's orders took, as dots for people: now and before, and what Odoo plans with. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from agents.analysis.lead_times import BEFORE, NOW
from agents.replenishment.drift.actions import MovedProduct
from cases.exhibits import MOST_DRIFTED, MOST_ORDERS, LeadTimeDots, OrderDot, ProductLeadTimes
from tools.odoo.models import Partner


def lead_time_dots(vendor: Partner, today: date, moved: Sequence[MovedProduct]) -> LeadTimeDots:
    """The orders of the products that moved furthest."""
    return LeadTimeDots(
        vendor=vendor.name,
        since=today - timedelta(days=NOW + BEFORE),
        split=today - timedelta(days=NOW),
        today=today,
        products=tuple(_product(one) for one in moved[:MOST_DRIFTED]),
    )


def _product(one: MovedProduct) -> ProductLeadTimes:
    sides = ((one.shift.before, False), (one.shift.now, True))
    dots = [
        OrderDot(order=each.order, arrived=each.arrived, days=each.days, now=now)
        for side, now in sides
        for each in side.orders
    ]
    return ProductLeadTimes(
        product=one.make.record,
        before=one.shift.before.median or Decimal(0),
        now=one.shift.now.median or Decimal(0),
        listed=one.listed,
        orders=tuple(dots[-MOST_ORDERS:]),
    )

"""DPD's statuses and incident codes, of its parcel life cycle and of its newer interface."""

from __future__ import annotations

from tools.carriers import meaning as as_

CODES = as_.table(
    ("PickedUp BetweenDepots in_transit", as_.MOVING),
    ("Courier out_for_delivery", as_.WITH_COURIER),
    ("ParcelShop ready_for_pickup", as_.TO_COLLECT),
    ("Delivered", as_.DELIVERED),
    # Back at the depot after an attempt that came to nothing; other public tables have it still with the courier.
    ("DeliveryFailure ReturningFromDelivery delivery_failed ACCESS_RESTRICTED", as_.NOT_HANDED_OVER),
    ("NOT_HOME RECIPIENT_ABSENT NOT_AVAILABLE BUSINESS_CLOSED", as_.NOT_HOME),
    ("REFUSED REJECTED", as_.REFUSED),
    ("ADDRESS_NOT_FOUND INCORRECT_ADDRESS WRONG_ADDRESS", as_.BAD_ADDRESS),
    ("DMG DAMAGED", as_.DAMAGED),
    ("LOST", as_.LOST),
    ("CUSTOMS_DELAY CUSTOMS_HOLD CUSTOMS_DOCS DUTIES_UNPAID", as_.CUSTOMS),
    ("WEATHER NATURAL_DISASTER", as_.WEATHER),
    ("on_hold", as_.HELD),
    ("delivery_delayed MISROUTED VEHICLE_ISSUE", as_.LATE),
)

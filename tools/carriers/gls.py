"""GLS's parcel statuses."""

from __future__ import annotations

from tools.carriers import meaning as as_

CODES = as_.table(
    ("PREADVICE PLANNEDPICKUP INPICKUP", as_.ANNOUNCED),
    ("INTRANSIT INWAREHOUSE", as_.MOVING),
    ("INDELIVERY", as_.WITH_COURIER),
    ("DELIVEREDPS", as_.TO_COLLECT),
    ("DELIVERED FINAL", as_.DELIVERED),
    ("NOTDELIVERED", as_.NOT_HANDED_OVER),
    ("NOTPICKEDUP", as_.LATE),
)

"""UPS's types of activity. Its three-digit status codes are many hundred; the type is what its interface groups by."""

from __future__ import annotations

from tools.carriers import meaning as as_

CODES = as_.table(
    ("M MP", as_.ANNOUNCED),
    ("P I DO DD W", as_.MOVING),
    ("O OT", as_.WITH_COURIER),
    ("D", as_.DELIVERED),
    ("X", as_.LATE),
    ("RS", as_.RETURNING),
)

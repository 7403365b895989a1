"""What scans read of Odoo, as types: little of each record, because there may be very many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tools.odoo.values import Ref


@dataclass(frozen=True)
class DueReceipt:
    """A planned receipt of a line of a confirmed order.

    Attributes:
        date: when it is planned for.
        vendor: of the order.
        zone: where its warehouse's days begin; absent: neither its address nor its company's says.
    """

    id: int
    date: datetime
    product: Ref
    line: Ref
    order: Ref
    vendor: Ref | None
    zone: str | None = None


@dataclass(frozen=True)
class UnconfirmedOrder:
    """A confirmed order of ours that the vendor has not acknowledged.

    Attributes:
        ordered_at: when it was placed.
        zone: where its warehouse's days begin; absent: neither its address nor its company's says.
    """

    order: Ref
    ordered_at: datetime
    vendor: Ref | None
    zone: str | None = None

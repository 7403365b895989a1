"""What vendors delivered and was booked in, with the order behind it: as read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tools.odoo.values import MomentValue, Number, Ref, Text


class BookedReceipt(BaseModel):
    """Goods of one line of a purchase order, booked in.

    Attributes:
        order: the purchase order.
        partner: whom it was ordered from; `vendor` is the company behind that contact, or the same.
        product: as it was ordered; of a kit the kit, whatever of it was booked.
        quantity: in the product's unit.
        ordered_at: when the order was confirmed.
        arrived: when the goods were booked in.
        zone: where its warehouse's days begin; absent: neither its address nor its company's says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    order: Ref
    partner: Ref
    vendor: Ref
    product: Ref
    quantity: Number
    ordered_at: MomentValue
    arrived: MomentValue
    zone: Text = None

"""What is offered to customers, and goods that lie where nothing is reserved from, as read: frozen, typed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tools.odoo.models import Read
from tools.odoo.values import DayValue, MomentValue, Number, Pointer, Ref


class OfferedLine(Read):
    """A line of goods of a quotation that promises a day.

    Attributes:
        quantity: in the product's own unit.
        promised: the quotation's promised moment.
        valid_until: the last day on which it can be taken; absent: it does not end.
        owner: the company it is offered to.
        warehouse_id: from which it would be shipped.
        to_order: once confirmed, it is bought or made for this order alone.
        kit: once confirmed, its parts are shipped in its place.
    """

    order: Ref
    owner: Pointer = None
    product: Ref
    unit: Pointer = None
    quantity: Number
    promised: MomentValue
    valid_until: DayValue = None
    warehouse_id: int | None = None
    to_order: bool = False
    kit: bool = False


class StrayGoods(BaseModel):
    """Goods in a place of ours from which nothing is reserved for customers: input, quarantine, a shelf of nobody's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_id: int
    place: str
    quantity: Number

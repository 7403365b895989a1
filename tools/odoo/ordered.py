"""What was bought, or drafted for somebody to confirm, and has not come: as read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tools.odoo.values import Number, Pointer, Ref


class OnOrder(BaseModel):
    """What a line of a purchase order, or of a draft, still brings. States as those of an order.

    Attributes:
        quantity: in the product's unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    product_id: int
    warehouse_id: int | None = None
    quantity: Number
    order: Ref
    vendor: Pointer = None
    state: str

    @property
    def confirmed(self) -> bool:
        """Whether the vendor has it; what nobody confirmed is supply for nobody."""
        return self.state == "purchase"

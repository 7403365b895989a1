"""What was ordered on a line, what came of it and went back, and what was billed for it: as read.

Quantities of a line are in the unit that it was ordered in, unless they say otherwise.
"""

from __future__ import annotations

from decimal import Decimal

from cases.claims import RecordRef
from tools.odoo.models import Read
from tools.odoo.values import Ids, MomentValue, Number, Pointer, Ref, Text, Words


class GoodsMove(Read):
    """A movement of a line's goods from the vendor or back to it, in any state.

    Attributes:
        quantity: what was moved, or is planned, in the unit of the line; of a part of a kit in the part's own unit.
        in_stock_unit: the same in the product's own unit.
        called_off: of what was planned, what was not moved and will not be, in the unit of `quantity`: Odoo leaves it
            on a receipt that was booked without a backorder.
        date: when it was done; of an open one, when it is planned for.
        incoming: it comes from the vendor; else it goes back to it.
        for_credit: of a way back: the order counts the goods as not received.
        backorder: its transfer is what was left of an earlier one.
    """

    product: Ref
    state: Words
    quantity: Number
    in_stock_unit: Number
    called_off: Number = Decimal(0)
    date: MomentValue = None
    picking: Pointer = None
    incoming: bool
    for_credit: bool = False
    backorder: bool = False

    @property
    def done(self) -> bool:
        """Whether it was booked."""
        return self.state == "done"

    @property
    def open(self) -> bool:
        """Whether it is still to be booked."""
        return self.state not in {"done", "cancel"}


class ReceivedLine(Read):
    """A line of a confirmed purchase order with all its movements from and to the vendor.

    Attributes:
        product_code: ours.
        service: freight, work and the like: nothing of it is ever received.
        received: as Odoo counts it: less what went back for a credit.
        billed: on bills that are not cancelled, drafts too, less credit notes.
        in_stock_unit: what is ordered, in the product's own unit.
        others: further lines of the order that are counted with it, by id.
    """

    order: Ref
    vendor: Pointer = None
    product: Pointer = None
    product_code: Text = None
    service: bool = False
    name: Words
    ordered: Number
    received: Number
    billed: Number = Decimal(0)
    unit: Ref
    in_stock_unit: Number
    price_unit: Number = Decimal(0)
    currency: Words = ""
    planned: MomentValue = None
    zone: Text = None
    moves: tuple[GoodsMove, ...] = ()
    others: Ids = ()

    @property
    def ids(self) -> frozenset[int]:
        """The lines of the order that it speaks of."""
        return frozenset({self.id, *self.others})

    @property
    def label(self) -> str:
        """Its goods as people know them."""
        return self.product.name if self.product else self.name.split("\n")[0]

    @property
    def kit(self) -> bool:
        """Whether it is received in parts."""
        return self.product is not None and any(move.product.id != self.product.id for move in self.moves)


class BilledGoods(Read):
    """A line of a vendor's bill or credit note that is tied to a line of an order.

    Attributes:
        line_id: of the order.
        quantity: in the bill's own unit; of a credit note as written there.
        credit: it is a credit note.
    """

    line_id: int
    bill_id: int
    number: Words
    state: Words
    credit: bool = False
    quantity: Number
    unit: Words = ""
    untaxed: Number
    currency: Words = ""

    @property
    def record(self) -> RecordRef:
        """The bill."""
        return RecordRef(model="account.move", id=self.bill_id, label=self.number)

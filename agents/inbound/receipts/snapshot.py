"""Everything that is known of an order's receipts when they are thought about: frozen, storable, replayable."""

from __future__ import annotations

from typing import Literal

from agents.analysis.received import ReceiptDifference, differences
from agents.inbound.snapshot import InboundSnapshot, is_called
from cases.claims import ReceiptClaim, RecordRef, only
from cases.models import Concerned
from tools.odoo.models import PurchaseOrder, StockMove
from tools.odoo.received import BilledGoods, ReceivedLine
from tools.odoo.values import Ref

ORDER = "purchase.order"


class ReceiptSnapshot(InboundSnapshot):
    """What was read for the receipts of a purchase order.

    Beside what a late order needs; `moves`, `levels` and `sales` are of the goods that are missing, `people` those who
    may be asked in the warehouse, in procurement, in finance and, where a customer writes, in service.

    Attributes:
        of_receipts: the orders of the receipts that the report names.
        lines: of the order, with everything that came and went back.
        behind: the movements of the lines that differ, in any state.
        billed: what bills say of the lines that differ.
    """

    kind: Literal["inbound_delay", "receipt_discrepancy"] = "receipt_discrepancy"
    of_receipts: tuple[Ref, ...] = ()
    lines: tuple[ReceivedLine, ...] = ()
    behind: tuple[StockMove, ...] = ()
    billed: tuple[BilledGoods, ...] = ()

    @property
    def order(self) -> PurchaseOrder | None:
        """The order the case is about: as a person corrected it, else as it was resolved, else of the receipt."""
        for claim in reversed(only(ReceiptClaim, self.file.claims)):
            if claim.read_by == "person" and claim.order_text:
                called = [one for one in self.orders if is_called(one, claim.order_text)]
                return called[0] if len(called) == 1 else None
        by_id = {one.id: one for one in self.orders}
        return next((by_id[one] for one in self.order_ids if one in by_id), None)

    @property
    def order_ids(self) -> list[int]:
        """The orders that the case may be about, the likeliest first."""
        return named_orders(self) + [one.id for one in self.of_receipts]

    @property
    def differences(self) -> list[ReceiptDifference]:
        """The lines of which not that arrived which was ordered."""
        return differences(self.lines)

    @property
    def concerned(self) -> Concerned | None:
        """The order, and whose it is."""
        order = self.order
        if order is None:
            return None
        owner = (order.vendor.company if order.vendor else None) or order.partner
        return Concerned(
            record=RecordRef(model=ORDER, id=order.id, label=order.name),
            partner=RecordRef(model="res.partner", id=owner.id, label=owner.name),
        )


def named_orders(snapshot: ReceiptSnapshot) -> list[int]:
    """The orders that claims were resolved to, then those of the case, each once."""
    refs = [ref for claim in snapshot.file.claims for ref in claim.refers_to] + list(snapshot.file.records)
    return list(dict.fromkeys(ref.id for ref in refs if ref.model == ORDER))

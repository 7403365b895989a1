"""What matching a vendor's bill comes to: each line beside the order's, and what follows for the whole bill. Pure."""

from __future__ import annotations

from decimal import Decimal

from cases.charges import ZERO, Rated, Reason
from cases.claims import Frozen, RecordRef
from tools.odoo.bills import BillToMatch, BoughtLine, InvoiceLine
from tools.odoo.freight import VendorBill

CENT = Decimal("0.01")


class LineMatch(Frozen):
    """One line of a bill beside the line of the order that it bills.

    Attributes:
        rated: the amount without tax against what it should be.
        tax: the same of the tax, where it is another than the order's.
        ordered: None: no order knows it.
        guessed: nobody tied it to that line; its product is on no other line of the orders that the bill names.
        quantity, before, excess: billed here, by bills entered before, and here beyond what may be billed; in the
            order's unit.
        awaited: what of the difference may be right once open receipts have come.
    """

    line: InvoiceLine
    rated: Rated
    tax: Rated | None = None
    ordered: BoughtLine | None = None
    guessed: bool = False
    quantity: Decimal = ZERO
    before: Decimal = ZERO
    excess: Decimal = ZERO
    awaited: Decimal = ZERO


class BillMatch(Frozen):
    """A bill and each of its lines.

    Attributes:
        twin: the same bill, entered before.
        worth: how much of the company's currency one unit of the bill's is worth; None: not known.
    """

    bill: BillToMatch
    lines: tuple[LineMatch, ...] = ()
    twin: VendorBill | None = None
    worth: Decimal | None = Decimal(1)

    @property
    def rated(self) -> tuple[Rated, ...]:
        """Every line, and every tax that is another."""
        return tuple(one for line in self.lines for one in (line.rated, line.tax) if one is not None)

    @property
    def differing(self) -> list[Rated]:
        """What is another than ordered."""
        return [one for one in self.rated if one.known and not one.agrees]

    @property
    def unknown(self) -> list[Rated]:
        """What cannot be told."""
        return [one for one in self.rated if not one.known]

    @property
    def unordered(self) -> list[Rated]:
        """What no order knows: perhaps agreed, but not in Odoo."""
        return [one for one in self.differing if one.reason is Reason.NOT_ORDERED]

    @property
    def over(self) -> Decimal:
        """Billed too much by orders and receipts; tax too."""
        return sum((max(one.difference, ZERO) for one in self.differing if one not in self.unordered), ZERO)

    @property
    def under(self) -> Decimal:
        """Billed too little."""
        return sum((max(-one.difference, ZERO) for one in self.differing), ZERO)

    @property
    def awaited(self) -> Decimal:
        """What of it may be right once open receipts have come."""
        return sum((one.awaited for one in self.lines), ZERO)

    @property
    def owed(self) -> Decimal:
        """What the vendor owes a credit for, without tax: neither what may still come nor what we entered twice."""
        taxes = sum((max(one.tax.difference, ZERO) for one in self.lines if one.tax), ZERO)
        return ZERO if self.twin else max(self.over - taxes - self.awaited - self.bill.credited, ZERO)

    @property
    def settled(self) -> bool:
        """Whether what is too much is credited already."""
        over = self.over + sum((max(one.difference, ZERO) for one in self.unordered), ZERO)
        return not self.unknown and over > 0 and self.bill.credited >= over - CENT

    @property
    def is_exception(self) -> bool:
        """Whether anything is left to decide."""
        return bool(self.differing or self.unknown) and not self.settled

    @property
    def orders(self) -> tuple[RecordRef, ...]:
        """The orders it bills, each once."""
        return tuple(dict.fromkeys(one.ordered.order_record for one in self.lines if one.ordered))

"""What the freight specialist collected of one bill, frozen, and what follows from it at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from cases.actions.record_landed_cost import LandedGoods
from cases.charges import Rated, Tolerance
from cases.claims import FreightBillClaim, Frozen, RecordRef, only
from cases.contracts import FiledContract
from cases.people import Person
from tools.odoo.freight import VendorBill
from tools.odoo.models import Partner
from tools.odoo.values import Ref

ZERO = Decimal(0)


class Landable(Frozen):
    """A receipt on the bill.

    Attributes:
        goods: what it brought in, with the method by which its stock is valued.
        recorded: landed costs of it by this bill, or by none that is named.
    """

    record: RecordRef
    goods: tuple[LandedGoods, ...] = ()
    recorded: tuple[str, ...] = ()


class FreightSnapshot(Snapshot):
    """All that was read about one bill.

    Attributes:
        carrier: as a partner; None: Odoo knows none of that name, or several.
        bill: the bill in Odoo, posted or draft; None: it is not there yet.
        rated: every charge against what is agreed.
        contracts: those of this carrier.
        currency: the company's.
        worth: how much of the company's currency one unit of the bill's is worth; None: not known.
        finance, logistics: who may be asked.
        received: the shipments of the bill that came in from vendors.
        landed_known: whether Odoo keeps landed costs.
        landed_service: the product that stands for them; None: there is none of the name in the settings.
    """

    habits: Habits
    carrier: Partner | None = None
    bill: VendorBill | None = None
    rated: tuple[Rated, ...] = ()
    contracts: tuple[FiledContract, ...] = ()
    currency: str = "EUR"
    worth: Decimal | None = None
    tolerance: Tolerance = Tolerance()
    finance: tuple[Person, ...] = ()
    logistics: tuple[Person, ...] = ()
    received: tuple[Landable, ...] = ()
    landed_known: bool = True
    landed_service: Ref | None = None

    @cached_property
    def said(self) -> FreightBillClaim | None:
        """The bill as it was read, the latest."""
        return next(iter(reversed(only(FreightBillClaim, self.file.claims))), None)

    @cached_property
    def differing(self) -> Sequence[Rated]:
        """What is another than agreed."""
        return [one for one in self.rated if one.known and not one.agrees]

    @cached_property
    def unknown(self) -> Sequence[Rated]:
        """What cannot be told."""
        return [one for one in self.rated if not one.known]

    @property
    def over(self) -> Decimal:
        """What is billed too much, without what is billed too little."""
        return sum((max(one.difference, ZERO) for one in self.differing), ZERO)

    @property
    def under(self) -> Decimal:
        """What is billed too little."""
        return sum((max(-one.difference, ZERO) for one in self.differing), ZERO)

    @property
    def within_tolerance(self) -> bool:
        """Whether every difference is small enough for one person."""
        return all(self.tolerance.holds(one) for one in self.differing)

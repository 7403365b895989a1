"""What the specialist for vendors' bills collected, frozen, and what follows from it at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from agents.analysis.habits import Habits
from agents.specialist import Snapshot
from agents.vendor_bills.matched import BillMatch
from cases.charges import Tolerance
from cases.claims import RecordRef
from cases.models import Concerned
from cases.people import Person


class VendorBillSnapshot(Snapshot):
    """All that was read about the bills of one case.

    Attributes:
        matches: the bills that it names, or those of the orders that it names; carriers' bills are not among them.
        carried: carriers' bills that it names: those are checked against contracts.
        finance, procurement: who may be asked.
    """

    kind: Literal["invoice_mismatch"] = "invoice_mismatch"
    habits: Habits
    matches: tuple[BillMatch, ...] = ()
    carried: tuple[RecordRef, ...] = ()
    tolerance: Tolerance = Tolerance()
    finance: tuple[Person, ...] = ()
    procurement: tuple[Person, ...] = ()

    @cached_property
    def differing(self) -> Sequence[BillMatch]:
        """The bills of which something is left to decide, the dearest first."""
        found = [one for one in self.matches if one.is_exception]
        return sorted(found, key=lambda one: (-(one.over + one.under), one.bill.id))

    @property
    def only_scanned(self) -> bool:
        """Whether nobody but a scan says that something is wrong."""
        return {one.read_by for one in self.file.claims if one.case_kind is not None} == {"scan"}

    @property
    def currency(self) -> str:
        """The company's."""
        return next((one.bill.company_currency for one in self.matches if one.bill.company_currency), "EUR")

    @property
    def concerned(self) -> Concerned | None:
        """The one bill that it is about, and whose it is; None: there are several, or none."""
        found = self.differing if len(self.matches) > 1 else self.matches
        if len(found) != 1:
            return None
        bill = found[0].bill
        return Concerned(
            record=bill.record, partner=RecordRef(model="res.partner", id=bill.vendor.id, label=bill.vendor.name)
        )

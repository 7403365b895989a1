"""A supplier's finished receipts in, how punctual they were out, against the first promise where it is known. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from cases.claims import Frozen
from tools.odoo.models import Receipt


class Punctuality(Frozen):
    """How a supplier kept its promises.

    Attributes:
        receipts: how many could be judged.
        on_time: of those, how many came on the promised day or before.
        median_late: days late of the middle one of those that were late.
        by_first_promise: how many were judged by the first promise; the others by the date in Odoo, which rescheduling
            moves.
        median_lead: days from order to arrival, which rescheduling cannot whiten.
    """

    receipts: int
    on_time: int
    median_late: int = 0
    by_first_promise: int = 0
    median_lead: int | None = None

    @property
    def words(self) -> str:
        """As a person reads it."""
        if not self.receipts:
            return "No finished receipts to judge its punctuality by."
        basis = "the first promise"
        if self.by_first_promise < self.receipts:
            known = f" (the first promise for {self.by_first_promise} of them)" if self.by_first_promise else ""
            basis = f"the dates now in Odoo, which flatter{known}"
        late = f"; the late ones by {self.median_late} days in the middle" if self.on_time < self.receipts else ""
        lead = f" Orders took {self.median_lead} days." if self.median_lead is not None else ""
        return f"{self.on_time} of its last {self.receipts} receipts were on time against {basis}{late}.{lead}"


def punctuality(history: Sequence[Receipt]) -> Punctuality:
    """How punctual these receipts were."""
    judged = [receipt for receipt in history if receipt.days_late is not None]
    late = [days for receipt in judged if (days := receipt.days_late or 0) > 0]
    leads = [receipt.lead_days for receipt in history if receipt.lead_days is not None]
    return Punctuality(
        receipts=len(judged),
        on_time=len(judged) - len(late),
        median_late=round(median(late)) if late else 0,
        by_first_promise=sum(receipt.basis == "first promise" for receipt in judged),
        median_lead=round(median(leads)) if leads else None,
    )

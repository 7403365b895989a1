"""A difference is accepted → one note on the bill. Nothing is posted or paid by it, and `checked` means nothing."""

from __future__ import annotations

from typing import ClassVar

from cases.actions import AcceptVariance, ActionName
from tools.odoo.writes.bills import BillWrite


class AcceptVarianceWrite(BillWrite[AcceptVariance]):
    """accept_variance in Odoo."""

    name: ClassVar = ActionName.ACCEPT_VARIANCE

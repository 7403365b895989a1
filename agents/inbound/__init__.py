"""The inbound specialist: late goods on order. Collects into one snapshot, thinks purely; knows no other specialist."""

from __future__ import annotations

from datetime import datetime

from agents.inbound.collect import collect
from agents.inbound.snapshot import InboundSnapshot
from agents.inbound.think import think
from agents.specialist import Counts, Handover
from cases.models import CaseFile, ProposalDraft
from runtime.settings import Settings
from tools.odoo.reads import OdooReader

__all__ = ["Inbound", "InboundSnapshot"]


class Inbound:
    """Investigates `inbound_delay`."""

    async def collect(self, file: CaseFile, reader: OdooReader, settings: Settings, now: datetime) -> InboundSnapshot:
        """Read what a late order needs, in a handful of calls.

        Raises:
            OdooError: Odoo cannot be read now.
        """
        return await collect(file, reader, settings, now)

    def think(self, snapshot: InboundSnapshot, counts: Counts) -> ProposalDraft | Handover:
        """The proposal that follows from the snapshot."""
        return think(snapshot, counts)

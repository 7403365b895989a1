"""What arrived against what was ordered: collected into one snapshot, thought through purely."""

from __future__ import annotations

from agents.inbound.receipts.collect import collect
from agents.inbound.receipts.snapshot import ReceiptSnapshot
from agents.inbound.receipts.think import think

__all__ = ["ReceiptSnapshot", "collect", "think"]

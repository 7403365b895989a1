"""Goods that a customer wants to send back: what was read of them, what surely goes back, what may be done."""

from __future__ import annotations

from agents.delivery.returns.collect import collect_return
from agents.delivery.returns.snapshot import ReturnSnapshot
from agents.delivery.returns.think import think_return

__all__ = ["ReturnSnapshot", "collect_return", "think_return"]

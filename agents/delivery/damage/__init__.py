"""Goods that arrived broken: what was read of them, who is liable, what may be done."""

from __future__ import annotations

from agents.delivery.damage.collect import collect_damage
from agents.delivery.damage.snapshot import DamageSnapshot
from agents.delivery.damage.think import think_damage

__all__ = ["DamageSnapshot", "collect_damage", "think_damage"]

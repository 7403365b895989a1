"""Every action of the catalogue has a write, and the write's types are the action's."""

from __future__ import annotations

from cases.actions import ACTIONS, ActionName
from tools.odoo.writes import WRITES


def test_every_action_has_its_write() -> None:
    assert set(WRITES) == set(ActionName) == set(ACTIONS)
    assert all(write.name == name for name, write in WRITES.items())

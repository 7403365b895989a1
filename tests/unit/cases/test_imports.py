"""Every room of `cases` can be entered first: none needs another to have been there before."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["cases.carrier_events", "cases.claims", "cases.actions", "cases.kinds", "cases.letters"]
)
def test_a_room_is_entered_first(module: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]

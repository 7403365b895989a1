"""Names of rows: random hex for everything, and the number of a case that people say aloud."""

from __future__ import annotations

from uuid import uuid4

ROW_ID = 32


def new_id() -> str:
    """A row's lasting id: 32 hex characters."""
    return uuid4().hex


def case_number(number: int) -> str:
    """A case's number as people say it: `EX-1001`."""
    return f"EX-{number}"

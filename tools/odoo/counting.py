"""Counts the calls made to Odoo inside a block, so that each case knows what it cost. Used by graphs and benchmarks.

Blocks nest and follow the task that opened them (and tasks started in them), so two cases at once do not mix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class CallCounter:
    """Calls made so far, in all and by `model.method`."""

    calls: int = 0
    by: Counter[str] = field(default_factory=Counter)


_open: ContextVar[tuple[CallCounter, ...]] = ContextVar("odoo_call_counters", default=())


@contextmanager
def count_calls() -> Iterator[CallCounter]:
    """Count every request to Odoo that this task makes inside the block."""
    counter = CallCounter()
    token = _open.set((*_open.get(), counter))
    try:
        yield counter
    finally:
        _open.reset(token)


def note_call(name: str) -> None:
    """Tell the open counters of one request. Called by the client alone."""
    for counter in _open.get():
        counter.calls += 1
        counter.by[name] += 1

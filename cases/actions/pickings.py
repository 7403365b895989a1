"""What actions over several transfers of one warehouse have in common: each is named once, and an edit names fewer."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.base import ShortText
from cases.claims import Frozen


class NamedPicking(Frozen):
    """One transfer, by number and name."""

    picking_id: int
    picking: ShortText


def each_once(pickings: Sequence[NamedPicking]) -> None:
    """Hold arguments to naming each transfer once.

    Raises:
        ValueError: one is named twice.
    """
    if len({one.picking_id for one in pickings}) < len(pickings):
        raise ValueError("a transfer is named once")


def refuse_others(proposed: Sequence[NamedPicking], edited: Sequence[NamedPicking]) -> str | None:
    """Why an edit is refused; none: it names transfers that were proposed, or fewer."""
    known = {(one.picking_id, one.picking) for one in proposed}
    if all((one.picking_id, one.picking) in known for one in edited):
        return None
    return "pickings cannot name a transfer that was not proposed"


def picking_label(picking: str, customer: str | None) -> str:
    """A transfer as people see it in a list: with whose it is, where that is known."""
    return f"{picking} · {customer}" if customer else picking

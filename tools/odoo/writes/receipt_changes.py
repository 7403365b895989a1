"""What became of an order's lines between two readings, and the way back. Pure; read by reschedule_receipt.

Lines are the JSON values that `receipt_state` keeps: planned day and moves by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tools.odoo.writes.receipt_state import CLOSED

Lines = Mapping[str, dict[str, Any]]


def disturbed(now: Lines, before: Lines, late: Mapping[str, tuple[str, frozenset[str]]], order: str) -> list[str]:
    """What our write must not have changed and did; what other people do meanwhile (receive, say) is not counted.

    Args:
        now: the lines as they are.
        before: the lines as they were.
        late: product and new moments of each late line.
        order: the order's name.
    """
    wrong = []
    moments = {moment for _, new in late.values() for moment in new}
    for line_id, was in before.items():
        found = now.get(line_id)
        if line_id not in late:
            if found is not None and _dragged_along(found, was, moments):
                wrong.append(f"Another line of {order} moved too.")
            continue
        product, new = late[line_id]
        if found is None or _history_rewritten(found, was, new):
            wrong.append(f"A finished move of {product} changed.")
        elif _wanted(found) != _wanted(was):
            wrong.append(f"The quantity of {product} changed.")
        elif _promises(found) != _promises(was):
            wrong.append(f"The deadline of a delivery that waits for {product} changed.")
    return wrong


def open_part(line: dict[str, Any] | None) -> dict[str, Any] | None:
    """A line without its finished moves; none: gone."""
    if line is None:
        return None
    moves = {key: move for key, move in line["moves"].items() if move["state"] not in CLOSED}
    return {"planned": line["planned"], "moves": moves}


def only_ours(now: dict[str, Any] | None, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether everything is as we left it or, of an unfinished undo, as it was before."""
    if now is None or now["planned"] not in {before["planned"], after["planned"]}:
        return False
    was, left = before["moves"], after["moves"]
    return all(
        move in (was.get(key), left.get(key)) or (key in left and key not in was and move["state"] == "cancel")
        for key, move in now["moves"].items()
    )


def restoring(ours: Iterable[str], before: Lines, now: Lines) -> list[Any]:
    """The commands that put those lines and their open moves back."""
    commands = []
    for line_id in ours:
        was = before[line_id]
        moves = [
            [1, int(move_id), _restored(move)] for move_id, move in was["moves"].items() if move["state"] not in CLOSED
        ]
        # Writing the same day again would still touch the deadline of every open move.
        planned = {} if now[line_id]["planned"] == was["planned"] else {"date_planned": was["planned"]}
        if planned:
            # It reaches the parts that were split off, too; they are cancelled next, and must be known as ours then.
            moves += [[1, int(key), {"date_deadline": move["deadline"]}] for key, move in _split_off(now[line_id], was)]
        commands.append([1, int(line_id), {**planned, "move_ids": moves}])
    return commands


def _split_off(now: dict[str, Any], was: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    new = [(key, move) for key, move in now["moves"].items() if key not in was["moves"]]
    return [(key, move) for key, move in new if move["state"] not in CLOSED and move["deadline"]]


def _restored(was: dict[str, Any]) -> dict[str, Any]:
    # Odoo fails on emptying a deadline; a receipt of an order always has one.
    deadline = {"date_deadline": was["deadline"]} if was["deadline"] else {}
    return {"date": was["date"], "product_uom_qty": was["demand"], **deadline}


def _dragged_along(now: dict[str, Any], was: dict[str, Any], moments: set[str]) -> bool:
    pairs = [(now["planned"], was["planned"])]
    for key, move in was["moves"].items():
        found = now["moves"].get(key, move)
        pairs += [(found["date"], move["date"]), (found["deadline"], move["deadline"])]
    return any(found != earlier and found in moments for found, earlier in pairs)


def _history_rewritten(now: dict[str, Any], was: dict[str, Any], moments: frozenset[str]) -> bool:
    closed = {key: move for key, move in was["moves"].items() if move["state"] in CLOSED}
    if any(now["moves"].get(key) != move for key, move in closed.items()):
        return True
    return any(move["state"] == "done" and move["date"] in moments for move in now["moves"].values())


def _wanted(line: dict[str, Any]) -> Decimal:
    moves = line["moves"].values()
    return sum((Decimal(move["quantity"]) for move in moves if move["state"] != "cancel"), start=Decimal(0))


def _promises(line: dict[str, Any]) -> dict[str, str | None]:
    return {delivery: deadline for move in line["moves"].values() for delivery, deadline in move["promises"].items()}

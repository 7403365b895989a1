"""A transfer as whoever organises a warehouse's work must look at it: over, begun, in somebody's batch, somebody's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tools.odoo.values import Ref, ref
from tools.odoo.writes.readable import may_read, read_user
from tools.odoo.writes.session import OdooWriter, Row, Seen

_NAMED: dict[str, Any] = {"fields": {"display_name": {}}}
TRANSFER: dict[str, Any] = {
    "name": {},
    "state": {},
    "printed": {},
    "priority": {},
    "scheduled_date": {},
    "date_deadline": {},
    "picking_type_id": {},
    "user_id": _NAMED,
    "batch_id": {"fields": {"display_name": {}, "state": {}}},
    "move_ids": {
        "fields": {
            "state": {},
            "picked": {},
            "date": {},
            "date_deadline": {},
            "quantity": {},
            "product_uom_qty": {},
            "sale_line_id": {"fields": {"order_id": {}}},
        }
    },
}
OVER = frozenset({"done", "cancel"})
RUNNING = "in_progress"


async def read_transfers(odoo: OdooWriter, ids: Iterable[int]) -> list[Row]:
    """The transfers with their moves, by id."""
    return await odoo.tree("stock.picking", [["id", "in", sorted(ids)]], TRANSFER, order="id")


def is_over(row: Row) -> bool:
    """Whether it was done or cancelled."""
    return row["state"] in OVER


def why_not_waiting(row: Row) -> str | None:
    """Why nobody may organise it any more; none: it waits."""
    if is_over(row):
        return "was done meanwhile" if row["state"] == "done" else "was cancelled meanwhile"
    if row["batch_id"] and row["batch_id"]["state"] == RUNNING:
        return f"is in {row['batch_id']['display_name']}, which is being worked"
    if row["printed"] or any(move["picked"] or move["state"] == "done" for move in row["move_ids"]):
        return "is being picked"
    if row["state"] != "assigned":
        return "has no longer all its goods reserved"
    if row["batch_id"]:
        return f"was planned in {row['batch_id']['display_name']} meanwhile"
    return None


def responsible(row: Row) -> Ref | None:
    """Whose it is."""
    return ref(row["user_id"])


def as_seen(row: Row) -> Seen:
    """What must be so at the moment of writing."""
    fields = {
        "state": row["state"],
        "printed": row["printed"],
        "picking_type_id": row["picking_type_id"],
        "user_id": row["user_id"]["id"] if row["user_id"] else False,
        "batch_id": row["batch_id"]["id"] if row["batch_id"] else False,
    }
    return Seen("stock.picking", row["id"], row["name"], fields)


def kept(row: Row) -> Row:
    """What organising it must leave as it is, as JSON values."""
    person = responsible(row)
    return {
        "state": row["state"],
        "scheduled": row["scheduled_date"],
        "priority": row["priority"],
        "user_id": person.id if person else None,
        "batch_id": row["batch_id"]["id"] if row["batch_id"] else None,
    }


async def person_problem(odoo: OdooWriter, user_id: int, name: str, picking_id: int) -> str | None:
    """Why that person cannot be given the work; none: they can."""
    user = await read_user(odoo, user_id)
    if user is None or not user["active"] or user["share"]:
        return f"{name} no longer works in Odoo."
    if not await may_read(odoo, user, "stock.picking", picking_id):
        return f"{name} may not open the transfers in Odoo."
    return None

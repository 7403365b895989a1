"""Fields of a transfer for what is known of it on the road; people see them in Odoo, the writing account fills them."""

from __future__ import annotations

from tools.odoo.names import MILESTONE_DELIVERED, MILESTONE_EXPECTED, MILESTONE_SIGNED
from tools.odoo.provision.records import Keeper

_WANTED = (
    ("field_expected", MILESTONE_EXPECTED, "datetime", "Expected arrival"),
    ("field_delivered", MILESTONE_DELIVERED, "datetime", "Delivered"),
    ("field_signed_by", MILESTONE_SIGNED, "char", "Signed by"),
)


async def keep_milestones(keeper: Keeper) -> None:
    """Make or repair them; what they hold stays."""
    names = [field for _, field, _, _ in _WANTED]
    found = await keeper.session.search_read(
        "ir.model.fields", [["model", "=", "stock.picking"], ["name", "in", names]], ["name"]
    )
    there = {row["name"]: row["id"] for row in found}
    for name, field, kind, title in _WANTED:
        if field in there and keeper.known(name) is None:
            await keeper.adopt(name, "ir.model.fields", there[field])
        values = {
            "name": field,
            "model_id": keeper.model_id("stock.picking"),
            "field_description": title,
            "ttype": kind,
            "copied": False,
        }
        await keeper.keep(name, "ir.model.fields", values)

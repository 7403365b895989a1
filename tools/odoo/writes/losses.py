"""What was done about a lost delivery already: goods shipped again, credit notes. A loss is made good once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.odoo.values import number, ref_id
from tools.odoo.writes.session import OdooWriter, Row

_AGAIN: dict[str, Any] = {
    "name": {},
    "origin": {},
    "move_ids": {"fields": {"state": {}, "product_id": {}, "product_qty": {}, "move_orig_ids": {}}},
}
_CREDIT: dict[str, Any] = {"display_name": {}, "amount_untaxed": {}}


@dataclass(frozen=True)
class ShippedAgain:
    """What was planned or sent in place of a delivery.

    Attributes:
        names: the transfers.
        quantities: by product, in its own unit.
    """

    names: tuple[str, ...]
    quantities: dict[int, Decimal]

    def of(self, product_id: int) -> Decimal:
        """How much of a product."""
        return self.quantities.get(product_id, Decimal(0))


async def shipped_again(odoo: OdooWriter, picking: str, *, but: str) -> ShippedAgain:
    """What goes to a customer beside any order and names that delivery as its source; cancelled ones do not count.

    Args:
        odoo: the session.
        picking: the delivery that was lost.
        but: transfers that carry this key are left out.
    """
    rows = await odoo.tree(
        "stock.picking",
        [
            ["state", "!=", "cancel"],
            ["origin", "ilike", picking],
            "|",
            ["location_dest_id.usage", "=", "customer"],
            # What is picked first and shipped from there.
            ["move_ids.location_final_id.usage", "=", "customer"],
        ],
        _AGAIN,
        order="id",
    )
    found = [row for row in rows if names(row["origin"], picking) and not (but and but in (row["origin"] or ""))]
    quantities: dict[int, Decimal] = {}
    for move in (move for row in found for move in row["move_ids"]):
        # The second leg of a way in two steps brings the same goods.
        if move["state"] != "cancel" and not move["move_orig_ids"]:
            product = ref_id(move["product_id"]) or 0
            quantities[product] = quantities.get(product, Decimal(0)) + number(move["product_qty"])
    return ShippedAgain(tuple(row["name"] for row in found), quantities)


@dataclass(frozen=True)
class Credit:
    """A credit note, planned or posted.

    Attributes:
        name: as people call it.
        untaxed: in its own currency.
    """

    name: str
    untaxed: Decimal


async def credits_of(odoo: OdooWriter, order_id: int) -> list[Credit]:
    """The credit notes of an order's invoices, drafts too; cancelled ones do not count."""
    rows: list[Row] = await odoo.tree(
        "account.move",
        [
            ["move_type", "=", "out_refund"],
            ["state", "!=", "cancel"],
            "|",
            ["line_ids.sale_line_ids.order_id", "=", order_id],
            ["reversed_entry_id.line_ids.sale_line_ids.order_id", "=", order_id],
        ],
        _CREDIT,
        order="id",
    )
    return [Credit(row["display_name"], number(row["amount_untaxed"])) for row in rows]


async def credits_for(odoo: OdooWriter, picking: str) -> list[Credit]:
    """The credit notes that name a delivery as what they are for; cancelled ones do not count."""
    domain = [["move_type", "=", "out_refund"], ["state", "!=", "cancel"], ["ref", "=", picking]]
    rows: list[Row] = await odoo.tree("account.move", domain, _CREDIT, order="id")
    return [Credit(row["display_name"], number(row["amount_untaxed"])) for row in rows]


def names(text: object, name: str) -> bool:
    """Whether a source document names a record as a whole, never as part of another name."""
    return name in re.findall(r"[^\s,;]+", str(text or ""))

"""What is read of work that waits, and how its rows become types. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tools.odoo.names import COST_FIELD
from tools.odoo.reads import shapes
from tools.odoo.values import moment, number, ref
from tools.odoo.work import OpenPicking

_TAGGED: shapes.Shape = {
    "fields": {"display_name": {}, "email": {}, "lang": {}, "category_id": {"fields": {"name": {}}}},
}
_PLACE: shapes.Shape = {"fields": {"complete_name": {}}}
# Brought by the module that brings batches.
OF_BATCHES = frozenset({"batch_max_pickings", "batch_max_lines", "auto_batch", "batch_auto_confirm"})
_SOLD: shapes.Shape = {
    "fields": {
        "price_subtotal": {},
        "product_uom_qty": {},
        "order_id": {
            "fields": {
                "display_name": {},
                "commitment_date": {},
                "currency_rate": {},
                "locked": {},
                "partner_id": _TAGGED,
            }
        },
    }
}
SHAPE: shapes.Shape = {
    "name": {},
    "state": {},
    "scheduled_date": {},
    "date_deadline": {},
    "priority": {},
    "printed": {},
    "picking_type_id": {"fields": {"display_name": {}, **{name: {} for name in sorted(OF_BATCHES)}}},
    "carrier_id": shapes.NAMED,
    "location_id": _PLACE,
    "move_line_ids": {"fields": {"location_id": _PLACE}},
    "partner_id": _TAGGED,
    "user_id": shapes.NAMED,
    "batch_id": {"fields": {"display_name": {}, "state": {}, "user_id": {}}},
    "location_dest_id": {"fields": {"usage": {}}},
    "move_ids": {
        "fields": {
            "state": {},
            "product_qty": {},
            "product_uom_qty": {},
            "quantity": {},
            "picked": {},
            "product_id": {"fields": {"display_name": {}, COST_FIELD: {}}},
            "location_final_id": {"fields": {"usage": {}}},
            "sale_line_id": _SOLD,
        }
    },
}
_BEING_WORKED = "in_progress"


def open_picking(row: Mapping[str, Any]) -> OpenPicking | None:
    """A transfer that is ready and not begun; None: it is begun, not ready, or goes to no customer."""
    moves = [move for move in row["move_ids"] if move["state"] not in {"done", "cancel"}]
    batch = row.get("batch_id") or None
    if row["printed"] or (batch and _is_worked(batch, row["picking_type_id"])):
        return None
    if not moves or any(move["picked"] or not _is_reserved(move) for move in moves):
        return None
    if not (_ends(row["location_dest_id"]) or any(_ends(move.get("location_final_id")) for move in moves)):
        return None
    sold = [move["sale_line_id"] for move in moves if move.get("sale_line_id")]
    order = next((line["order_id"] for line in sold if line["order_id"]), None)
    partner = (order or {}).get("partner_id") or row["partner_id"] or None
    scheduled, kind = moment(row["scheduled_date"]), ref(row["picking_type_id"])
    if scheduled is None or kind is None:
        return None
    worth = [_worth(move) for move in moves]
    margins = [margin for _, margin in worth]
    known = [margin for margin in margins if margin is not None]
    return OpenPicking(
        id=row["id"],
        name=row["name"],
        type=kind,
        scheduled=scheduled,
        starred=row["priority"] == "1",
        promise=(order or {}).get("commitment_date") or row["date_deadline"],
        lines=len(moves),
        units=sum((number(move["product_qty"]) for move in moves), Decimal(0)),
        value=sum((value for value, _ in worth), Decimal(0)).quantize(Decimal("0.01")),
        margin=sum(known, Decimal(0)).quantize(Decimal("0.01")) if len(known) == len(margins) else None,
        tags=tuple(tag["name"] for tag in (partner or {}).get("category_id") or ()),
        customer=ref(partner),
        order=ref(order),
        user=ref(row["user_id"]),
        planned_batch=ref(batch),
        can_be_batched="batch_id" in row,
        most_transfers=row["picking_type_id"].get("batch_max_pickings") or 0,
        most_lines=row["picking_type_id"].get("batch_max_lines") or 0,
        carrier=ref(row.get("carrier_id")),
        places=_places(row),
        products=tuple(dict.fromkeys(move["product_id"]["display_name"] for move in moves if move["product_id"])),
        email=(partner or {}).get("email"),
        lang=(partner or {}).get("lang") or "",
        locked=bool(order and order["locked"]),
        shared=len({line["order_id"]["id"] for line in sold if line["order_id"]}) > 1,
    )


def first_of(group: object) -> object:
    """Where a group by a moment begins: Odoo gives that moment and its words."""
    return group[0] if isinstance(group, list | tuple) else group


def _is_worked(batch: Mapping[str, Any], kind: Mapping[str, Any] | None) -> bool:
    """Whether somebody walks it. Odoo starts batches by itself where the type says so; nobody's is only a plan."""
    by_itself = bool(kind and kind.get("auto_batch") and kind.get("batch_auto_confirm"))
    return batch["state"] == _BEING_WORKED and not (by_itself and not batch["user_id"])


def _places(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Where it is picked: the first places below the transfer's own, for one walk goes along one aisle."""
    here = str(row["location_id"]["complete_name"]) if row.get("location_id") else ""
    found = set()
    for line in row.get("move_line_ids") or ():
        place = str(line["location_id"]["complete_name"]) if line["location_id"] else here
        below = place.removeprefix(f"{here}/") if place.startswith(f"{here}/") else ""
        found.add(f"{here}/{below.partition('/')[0]}" if below else place)
    return tuple(sorted(found))


def _is_reserved(move: Mapping[str, Any]) -> bool:
    return move["state"] == "assigned" and number(move["quantity"]) >= number(move["product_uom_qty"])


def _ends(place: Any) -> bool:
    return bool(place) and place["usage"] == "customer"


def _worth(move: Mapping[str, Any]) -> tuple[Decimal, Decimal | None]:
    """Price, and price less cost, in company currency; a cost that may not be seen is not known."""
    line = move.get("sale_line_id") or None
    ordered = number(line["product_uom_qty"]) if line else Decimal(0)
    rate = number((line["order_id"] or {}).get("currency_rate")) if line and line["order_id"] else Decimal(0)
    price = Decimal(0)
    if line and ordered:
        price = number(line["price_subtotal"]) * number(move["product_uom_qty"]) / ordered / (rate or Decimal(1))
    cost = (move["product_id"] or {}).get(COST_FIELD)
    return price, None if cost is None else price - number(cost) * number(move["product_qty"])

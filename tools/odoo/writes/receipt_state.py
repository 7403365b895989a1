"""A purchase order's lines and their incoming moves as Odoo holds them now. Read by reschedule_receipt.

Quantities are in the product's own unit, as in the premise. Moves back to the vendor are not incoming.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tools.odoo.values import moment, number, ref
from tools.odoo.writes.session import OdooWriter, Row, Seen

CLOSED = frozenset({"done", "cancel"})

_DEST: dict[str, Any] = {"state": {}, "date": {}, "date_deadline": {}}
_MOVE: dict[str, Any] = {
    "state": {},
    "date": {},
    "date_deadline": {},
    "product_id": {},
    "product_uom": {},
    "product_uom_qty": {},
    "product_qty": {},
    "location_usage": {},
    "location_dest_usage": {},
    "location_id": {"fields": {"display_name": {}, "warehouse_id": {}}},
    "location_dest_id": {},
    "location_final_id": {},
    "picking_type_id": {},
    "warehouse_id": {},
    "company_id": {},
    "partner_id": {},
    "price_unit": {},
    "procure_method": {},
    "propagate_cancel": {},
    "sequence": {},
    "origin": {},
    "reference_ids": {},
    "picking_id": {"fields": {"origin": {}, "name": {}, "partner_id": {}, "state": {}}},
    "move_dest_ids": {"fields": _DEST},
}
_ORDER: dict[str, Any] = {
    "name": {},
    "state": {},
    "locked": {},
    "partner_id": {},
    "order_line": {"fields": {"date_planned": {}, "product_id": {}, "product_qty": {}, "move_ids": {"fields": _MOVE}}},
}


@dataclass(frozen=True)
class IncomingMove:
    """One incoming move; `row` is as read."""

    id: int
    row: Row

    @property
    def open(self) -> bool:
        """Neither done nor cancelled."""
        return self.row["state"] not in CLOSED

    @property
    def quantity(self) -> Decimal:
        """Wanted, in the product's unit."""
        return number(self.row["product_qty"])

    @property
    def date(self) -> datetime | None:
        """The day it is planned for."""
        return moment(self.row["date"])

    @property
    def waiting(self) -> list[Row]:
        """Open moves that wait for this one: goods made to order."""
        return [dest for dest in self.row["move_dest_ids"] if dest["state"] not in CLOSED]

    @property
    def carries_promise(self) -> bool:
        """Whether its deadline is a customer's: made to order, or sent there straight from the vendor."""
        return bool(self.waiting) or self.row["location_dest_usage"] == "customer"

    @property
    def picking_id(self) -> int:
        """Its receipt."""
        return int(self.row["picking_id"]["id"])

    @property
    def picking_origin(self) -> str:
        """Where its receipt says that it comes from."""
        return str(self.row["picking_id"]["origin"] or "")

    @property
    def seen(self) -> Row:
        """What a change of it rests on, as read."""
        same = ("state", "date", "date_deadline", "product_uom_qty")
        found = {name: self.row[name] or False for name in same}
        return {**found, **{name: _id(self.row[name]) for name in ("product_id", "product_uom", "picking_id")}}

    def fields(self) -> dict[str, Any]:
        """What a before-value or a read-back keeps of it."""
        return {
            "state": self.row["state"],
            "date": self.row["date"],
            "deadline": self.row["date_deadline"] or None,
            "quantity": f"{self.quantity:f}",
            "demand": self.row["product_uom_qty"],
            "promises": self._promises(),
        }

    def _promises(self) -> dict[str, str | None]:
        behind = {str(dest["id"]): dest["date_deadline"] or None for dest in self.waiting}
        straight = self.row["location_dest_usage"] == "customer" and self.open
        return behind | ({str(self.id): self.row["date_deadline"] or None} if straight else {})


@dataclass(frozen=True)
class OrderLineState:
    """One line of the order with its incoming moves, those that come last first."""

    id: int
    product_id: int | None
    ordered: Decimal
    planned: datetime | None
    planned_text: str | None
    moves: tuple[IncomingMove, ...]

    @property
    def open(self) -> tuple[IncomingMove, ...]:
        """Its open moves."""
        return tuple(move for move in self.moves if move.open)

    @property
    def open_quantity(self) -> Decimal:
        """What has not come yet."""
        return sum((move.quantity for move in self.open), start=Decimal(0))

    def fields(self) -> dict[str, Any]:
        """What a before-value or a read-back keeps of it."""
        return {"planned": self.planned_text, "moves": {str(move.id): move.fields() for move in self.moves}}


@dataclass(frozen=True)
class OrderState:
    """The order."""

    id: int
    name: str
    partner_id: int | None
    state: str
    locked: bool
    lines: dict[int, OrderLineState]

    def seen(self, line_ids: Collection[int]) -> list[Seen]:
        """The order, these lines and their open moves as they were read, for writing only where they still are so."""
        order = {"state": self.state, "locked": self.locked, "partner_id": self.partner_id or False}
        found = [Seen("purchase.order", self.id, self.name, order)]
        for line in (self.lines[line_id] for line_id in line_ids):
            values = {
                "product_id": line.product_id or False,
                "product_qty": float(line.ordered),
                "date_planned": line.planned_text or False,
            }
            found.append(Seen("purchase.order.line", line.id, f"A line of {self.name}", values))
            found += [Seen("stock.move", move.id, f"A receipt of {self.name}", move.seen) for move in line.open]
        return found

    def fields(self) -> dict[str, Any]:
        """What a before-value or a read-back keeps of it."""
        return {"lines": {str(line.id): line.fields() for line in self.lines.values()}}


def _id(value: Any) -> int | bool:
    if isinstance(value, dict):
        return int(value["id"])
    found = ref(value)
    return found.id if found else False


async def read_receipt(odoo: OdooWriter, order_id: int) -> OrderState | None:
    """The order as it is now; none: it is gone."""
    row = await odoo.one("purchase.order", order_id, _ORDER)
    if row is None:
        return None
    lines = {int(line["id"]): _line(line) for line in row["order_line"]}
    partner = ref(row["partner_id"])
    return OrderState(
        order_id, str(row["name"]), partner.id if partner else None, str(row["state"]), bool(row["locked"]), lines
    )


def _comes(move: Row) -> bool:
    """Whether it comes from the vendor: a subcontractor's goods come from a place of ours that is in no warehouse."""
    out_of_stock = bool((move["location_id"] or {}).get("warehouse_id"))
    return move["location_usage"] == "supplier" or (move["location_dest_usage"] != "supplier" and not out_of_stock)


def _line(row: Row) -> OrderLineState:
    moves = [IncomingMove(int(move["id"]), move) for move in row["move_ids"] if _comes(move)]
    moves.sort(key=lambda move: (move.row["date"], move.id), reverse=True)
    product = ref(row["product_id"])
    return OrderLineState(
        id=int(row["id"]),
        product_id=product.id if product else None,
        ordered=number(row["product_qty"]),
        planned=moment(row["date_planned"]),
        planned_text=row["date_planned"] or None,
        moves=tuple(moves),
    )

"""Free goods of one warehouse → two transfers through transit, each leg with its own day, the first one reserved.

Verified at the source: Odoo calls a transfer ready, and its goods available at the other end, with a part reserved.
When the goods cannot be reserved in full, or the giver's own orders would go short, both legs are cancelled again.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, TransferStock
from cases.actions.base import amount_words
from cases.actions.transfer_stock import SeenStock
from cases.approvals import ApprovedAction
from tools.odoo.values import number, odoo_moment, ref
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.giver import GiverStock, finer_than_kept, spare
from tools.odoo.writes.session import OdooWriter, Row

_PICKING: dict[str, Any] = {
    "name": {},
    "state": {},
    "location_id": {},
    "location_dest_id": {},
    "move_ids": {
        "fields": {
            "state": {},
            "product_id": {},
            "product_uom": {},
            "product_uom_qty": {},
            "quantity": {},
            "picked": {},
            "date": {},
            "move_orig_ids": {},
        }
    },
}


@dataclass(frozen=True)
class Legs:
    """The transfers of one key that are not cancelled: one leg each way; either may be missing.

    Attributes:
        more: there are others beside them, as after a leg was removed and made again.
    """

    out: Row | None
    into: Row | None
    more: bool = False

    @property
    def both(self) -> list[Row]:
        """Those that are there."""
        return [leg for leg in (self.out, self.into) if leg]

    @property
    def ids(self) -> list[int]:
        """Their ids."""
        return [leg["id"] for leg in self.both]

    @property
    def linked(self) -> bool:
        """Whether the second waits for the first."""
        return len(self.both) == 2 and _move(self.into)["move_orig_ids"] == [_move(self.out)["id"]]

    @property
    def confirmed(self) -> bool:
        """Whether both are plans rather than drafts."""
        return len(self.both) == 2 and all(leg["state"] != "draft" for leg in self.both)

    @property
    def reserved(self) -> bool:
        """Whether the first leg holds all its goods."""
        return self.out is not None and _move(self.out)["quantity"] == _move(self.out)["product_uom_qty"]


class TransferStockWrite(Write[TransferStock, SeenStock]):
    """transfer_stock in Odoo."""

    name: ClassVar = ActionName.TRANSFER_STOCK

    async def guards(self, odoo: OdooWriter, args: TransferStock, premise: SeenStock) -> list[str]:
        """The way through transit is open and the giver can still spare the goods."""
        places = [premise.from_location_id, premise.transit_location_id, premise.to_location_id]
        if await odoo.count("stock.location", [["id", "in", places]]) != len(places):
            return [f"The way from {args.from_warehouse} to {args.to_warehouse} is closed: a location is archived."]
        product = await odoo.one("product.product", args.product_id, {"active": {}, "uom_id": {}})
        unit = ref(product["uom_id"]) if product else None
        if product is None or not product["active"]:
            return [f"{args.product} is no longer in use."]
        if unit is None or unit.id != args.unit_id:
            return [f"{args.product} is counted in another unit than {args.unit} now."]
        if too_fine := await finer_than_kept(odoo, args.unit_id, args.quantity):
            return [f"Odoo keeps {args.product} {too_fine}."]
        now = await spare(odoo, args.product_id, premise.from_location_id)
        return [] if now.spare >= args.quantity else [_too_little(args, now, args.quantity)]

    async def before(self, odoo: OdooWriter, args: TransferStock, premise: SeenStock) -> dict[str, Any]:
        """What the giver has and needs."""
        now = await spare(odoo, args.product_id, premise.from_location_id)
        return {"free": f"{now.free:f}", "own_need": f"{now.own_need:f}"}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """Draft both legs in one call, tie them, confirm both, reserve the first; drafts hold and promise nothing."""
        args, premise = self.typed(approved)
        attempt = _Attempt(odoo, args, premise, approved.key)
        return [
            Step("draft both legs", attempt.drafted, attempt.draft),
            Step("tie the legs", attempt.linked, attempt.link),
            Step("confirm both legs", attempt.confirmed, attempt.confirm),
            Step("reserve the goods", attempt.reserved, attempt.reserve),
            Step("look after the giver's own orders", attempt.covered, attempt.give_back),
        ]

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether a leg of it stands, be it without the other."""
        _, premise = self.typed(approved)
        return bool((await _find(odoo, approved.key, premise)).both)

    async def verify(
        self, odoo: OdooWriter, args: TransferStock, premise: SeenStock, before: dict[str, Any], key: str
    ) -> ReadBack:
        """The first leg holds the goods, the second waits for it, both on their day; the giver's orders are covered."""
        legs = await _find(odoo, key, premise)
        if legs.out is None or legs.into is None:
            return ReadBack(ok=False, note="Odoo does not show both legs of the transfer.")
        now = await spare(odoo, args.product_id, premise.from_location_id)
        wrong = [] if legs.linked and legs.confirmed else ["The legs are not both planned, one after the other."]
        if legs.more:
            wrong.append("Odoo shows more transfers under its key than the two legs.")
        if not legs.reserved:
            wrong.append(f"The goods are not all reserved at {args.from_warehouse}.")
        days = (args.departure_moment(premise), args.arrival_moment(premise))
        for leg, day in zip(legs.both, days, strict=True):
            move = _move(leg)
            product = ref(move["product_id"])
            meant = (args.product_id, args.quantity, odoo_moment(day))
            if (product.id if product else None, number(move["product_uom_qty"]), move["date"]) != meant:
                wrong.append(f"{leg['name']} is not the decided one.")
        if now.spare < 0:
            wrong.append(_too_little(args, now, Decimal(0)))
        after = {
            "out": legs.out["name"],
            "into": legs.into["name"],
            "pickings": legs.ids,
            "free": f"{now.free:f}",
            "own_need": f"{now.own_need:f}",
        }
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or f"{legs.out['name']}, {legs.into['name']}")

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Nothing of it is there, or both legs as an unfinished attempt of ours left them: nobody took them further."""
        _, premise = self.typed(approved)
        legs = await _find(odoo, approved.key, premise)
        cancelled = await odoo.count("stock.picking", [*_ours(approved.key), ["state", "=", "cancel"]])
        moved = any(leg["state"] == "done" or _move(leg)["picked"] for leg in legs.both)
        # Both legs are made in one call, so one alone was left by somebody who removed the other.
        return not cancelled and not moved and not legs.more and len(legs.both) in {0, 2}

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Both legs are cancelled, while the goods still stand where they were."""
        args, premise = self.typed(approved)
        legs = await _find(odoo, approved.key, premise)
        if any(leg["state"] == "done" or _move(leg)["state"] == "done" for leg in legs.both):
            raise CannotUndoError(f"The goods have left {args.from_warehouse}; send them back instead.")
        if any(_move(leg)["picked"] for leg in legs.both):
            raise CannotUndoError(f"The goods are being picked at {args.from_warehouse}; ask there first.")
        if legs.both:
            await odoo.call("stock.picking", "action_cancel", legs.ids)
        left = await _find(odoo, approved.key, premise)
        now = await spare(odoo, args.product_id, premise.from_location_id)
        note = "A leg of the transfer is still open." if left.both else ""
        return ReadBack(ok=not left.both, after={"free": f"{now.free:f}", "own_need": f"{now.own_need:f}"}, note=note)


@dataclass(frozen=True)
class _Attempt:
    """The calls of one transfer, each with its look."""

    odoo: OdooWriter
    args: TransferStock
    premise: SeenStock
    key: str

    async def legs(self) -> Legs:
        return await _find(self.odoo, self.key, self.premise)

    async def spare(self) -> GiverStock:
        return await spare(self.odoo, self.args.product_id, self.premise.from_location_id)

    async def drafted(self) -> bool:
        return len((await self.legs()).both) == 2

    async def draft(self) -> None:
        legs = [_leg(self.args, self.premise, self.key, first) for first in (True, False)]
        await self.odoo.create("stock.picking", legs)

    async def linked(self) -> bool:
        return (await self.legs()).linked

    async def link(self) -> None:
        found = await self.legs()
        before, after = _move(found.out), _move(found.into)
        await self.odoo.write("stock.move", after["id"], {"move_orig_ids": [[6, 0, [before["id"]]]]})

    async def confirmed(self) -> bool:
        return (await self.legs()).confirmed

    async def confirm(self) -> None:
        await self.odoo.call("stock.picking", "action_confirm", (await self.legs()).ids)

    async def reserved(self) -> bool:
        return (await self.legs()).reserved

    async def reserve(self) -> None:
        found = await self.legs()
        await self.odoo.call("stock.picking", "action_assign", found.ids[:1])
        if not await self.reserved():
            await self.odoo.call("stock.picking", "action_cancel", found.ids)
            raise NotDoneError(
                f"{self.args.from_warehouse} could not reserve {amount_words(self.args.quantity, self.args.unit)} of "
                f"{self.args.product}; the transfer was cancelled again."
            )

    async def covered(self) -> bool:
        return (await self.spare()).spare >= 0

    async def give_back(self) -> None:
        now = await self.spare()
        await self.odoo.call("stock.picking", "action_cancel", (await self.legs()).ids)
        raise NotDoneError(f"{_too_little(self.args, now, Decimal(0))} The transfer was cancelled again.")


def _ours(key: str) -> list[Any]:
    """Transfers that carry the key: people may tidy a transfer's source document, but not so easily its moves'."""
    return ["|", ["origin", "like", key], ["move_ids.origin", "=", key]]


async def _find(odoo: OdooWriter, key: str, premise: SeenStock) -> Legs:
    rows = await odoo.tree("stock.picking", [*_ours(key), ["state", "!=", "cancel"]], _PICKING, order="id")
    rows = [row for row in rows if row["move_ids"]]
    out = [row for row in rows if _place(row["location_id"]) == premise.from_location_id]
    into = [row for row in rows if _place(row["location_dest_id"]) == premise.to_location_id]
    return Legs(out[0] if out else None, into[0] if into else None, more=max(len(out), len(into), len(rows) - 1) > 1)


def _place(value: object) -> int | None:
    found = ref(value)
    return found.id if found else None


def _move(leg: Row | None) -> Row:
    if leg is None:
        raise NotDoneError("A leg of the transfer was taken apart in Odoo.")
    move: Row = leg["move_ids"][0]
    return move


def _leg(args: TransferStock, premise: SeenStock, key: str, first: bool) -> Row:
    """A draft of one leg; the second one waits for what comes before it instead of taking stock."""
    source, target = (
        (premise.from_location_id, premise.transit_location_id)
        if first
        else (premise.transit_location_id, premise.to_location_id)
    )
    moment = odoo_moment(args.departure_moment(premise) if first else args.arrival_moment(premise))
    move = {
        "product_id": args.product_id,
        "product_uom": args.unit_id,
        "product_uom_qty": float(args.quantity),
        "location_id": source,
        "location_dest_id": target,
        "date": moment,
        "date_deadline": moment,
        "origin": key,
        "procure_method": "make_to_stock" if first else "make_to_order",
    }
    return {
        "picking_type_id": premise.from_type_id if first else premise.to_type_id,
        "location_id": source,
        "location_dest_id": target,
        "origin": " ".join([*args.for_orders, key]),
        "scheduled_date": moment,
        "move_ids": [[0, 0, move]],
    }


def _too_little(args: TransferStock, now: GiverStock, wanted: Decimal) -> str:
    need = amount_words(now.own_need, args.unit)
    free = amount_words(now.free, args.unit)
    given = f" and {amount_words(wanted, args.unit)} were to be given" if wanted else ""
    return f"{args.from_warehouse} cannot spare {args.product}: {free} are free, its own orders need {need}{given}."

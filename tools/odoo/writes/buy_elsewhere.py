"""Goods from another vendor → one draft order at that vendor's own price, with a to-do for whoever confirms it.

The account may not make purchase orders. The draft and its to-do are made by the action of provisioning, in one
transaction, from the entry of the vendor's price list that was seen; the draft bears our key in its origin, by which it
is looked for before it is made. Nobody but a person confirms it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from cases.actions import ActionName, BuyElsewhere
from cases.actions.base import amount_words
from cases.actions.buy_elsewhere import SeenOffer, price_words
from cases.approvals import ApprovedAction
from tools.odoo.values import less, number, odoo_moment, ref, ref_id
from tools.odoo.writes import provisioned
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step, Write
from tools.odoo.writes.giver import finer_than_kept
from tools.odoo.writes.messages import as_html
from tools.odoo.writes.readable import may_read, read_user
from tools.odoo.writes.session import OdooWriter, Row, Seen

_NAMED: dict[str, Any] = {"fields": {"display_name": {}}}
_OFFER: dict[str, Any] = {
    "partner_id": {"fields": {"display_name": {}, "active": {}}},
    "price": {},
    "discount": {},
    "currency_id": _NAMED,
    "product_uom_id": _NAMED,
    "min_qty": {},
    "date_start": {},
    "date_end": {},
}
_ORDER: dict[str, Any] = {
    "display_name": {},
    "state": {},
    "partner_id": _NAMED,
    "currency_id": _NAMED,
    "picking_type_id": _NAMED,
    "user_id": _NAMED,
    "amount_untaxed": {},
    "order_line": {
        "fields": {"product_id": {}, "product_uom_id": {}, "product_qty": {}, "price_unit": {}, "date_planned": {}}
    },
}
_OPEN_LINE: dict[str, Any] = {
    "product_qty": {},
    "product_uom_qty": {},
    "qty_received": {},
    "order_id": {"fields": {"display_name": {}, "receipt_status": {}}},
}
# Odoo keeps prices as binary floats.
CLOSE = Decimal("0.000001")


class BuyElsewhereWrite(Write[BuyElsewhere, SeenOffer]):
    """buy_elsewhere in Odoo."""

    name: ClassVar = ActionName.BUY_ELSEWHERE

    async def guards(self, odoo: OdooWriter, args: BuyElsewhere, premise: SeenOffer) -> list[str]:
        """The vendor still offers it so, it is wanted where it was, and nobody ordered it meanwhile."""
        offer = await odoo.one("product.supplierinfo", premise.offer_id, _OFFER)
        if said := _other_offer(offer, args, premise):
            return said
        product = await odoo.one("product.product", args.product_id, {"active": {}, "uom_id": {}})
        if product is None or not product["active"]:
            return [f"{args.product} is no longer in use."]
        if ref_id(product["uom_id"]) != args.unit_id:
            return [f"{args.product} is counted in another unit than {args.unit} now."]
        if too_fine := await finer_than_kept(odoo, args.unit_id, args.quantity):
            return [f"Odoo keeps {args.product} {too_fine}."]
        kind = await odoo.one("stock.picking.type", premise.picking_type_id, {"active": {}, "warehouse_id": {}})
        if kind is None or not kind["active"] or ref_id(kind["warehouse_id"]) != args.warehouse_id:
            return [f"{args.warehouse} receives no goods any more as it did."]
        buyer = await read_user(odoo, args.buyer_id)
        if buyer is None or not buyer["active"] or buyer["share"]:
            return [f"{args.buyer} no longer works in Odoo; somebody else must confirm it."]
        now, orders = await _on_order(odoo, args)
        if now > premise.on_order + CLOSE:
            more = amount_words(number(now - premise.on_order), args.unit)
            return [f"Somebody ordered {more} of {args.product} for {args.warehouse} meanwhile: {', '.join(orders)}."]
        return []

    async def before(self, odoo: OdooWriter, args: BuyElsewhere, premise: SeenOffer) -> dict[str, Any]:
        """What is on order."""
        now, orders = await _on_order(odoo, args)
        return {"on_order": f"{now:f}", "orders": orders}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """The draft and its to-do, in one call."""
        args, premise = self.typed(approved)

        async def made() -> bool:
            return bool(await _find(odoo, approved.key))

        async def make() -> None:
            await provisioned.draft_purchase(
                odoo,
                premise.offer_id,
                product_id=args.product_id,
                picking_type_id=premise.picking_type_id,
                quantity=str(args.quantity),
                price=str(args.price),
                arrives=odoo_moment(args.arrival_moment(premise)),
                origin=" ".join([*args.for_orders, approved.key]),
                user_id=args.buyer_id,
                summary=f"Confirm the order at {args.vendor}, or cancel it",
                note=as_html(_why(args)),
                due=args.confirm_by.isoformat(),
                expects=[Seen("product.supplierinfo", premise.offer_id, f"The price of {args.vendor}", {})],
            )

        return [Step("draft the order", made, make)]

    async def verify(
        self, odoo: OdooWriter, args: BuyElsewhere, premise: SeenOffer, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One draft, exactly as decided and confirmed by nobody, with its to-do for somebody who can open it."""
        found = [row for row in await _find(odoo, key) if row["state"] != "cancel"]
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} orders instead of one draft for {args.product}.")
        [row] = found
        wrong = _other_order(row, args, premise)
        if row["state"] != "draft":
            wrong.append(f"{row['display_name']} is {row['state']} and no draft.")
        if len(await _to_dos(odoo, row, args)) != 1:
            wrong.append(f"No to-do says that {args.buyer} confirms {row['display_name']}.")
        buyer = await read_user(odoo, args.buyer_id)
        if buyer is None or not await may_read(odoo, buyer, "purchase.order", int(row["id"])):
            wrong.append(f"{args.buyer} cannot open {row['display_name']}.")
        after = {"order_id": row["id"], "order": row["display_name"], "state": row["state"]}
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or f"{row['display_name']}, a draft")

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not made yet; one that somebody cancelled was."""
        return not await _find(odoo, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The draft is cancelled and its to-do goes, while it is the draft that was made."""
        args, premise = self.typed(approved)
        for row in await _find(odoo, approved.key):
            if row["state"] == "cancel":
                continue
            if row["state"] != "draft":
                raise CannotUndoError(f"{row['display_name']} went on to the vendor already; ask {args.buyer}.")
            if _other_order(row, args, premise):
                raise CannotUndoError(f"Somebody changed {row['display_name']} since; ask {args.buyer}.")
            await provisioned.drop_purchase(odoo, int(row["id"]))
        left = [row for row in await _find(odoo, approved.key) if row["state"] != "cancel"]
        return ReadBack(ok=not left, note="The draft is still there." if left else "")


def _why(args: BuyElsewhere) -> str:
    waits = f" {', '.join(args.for_orders)} wait for it." if args.for_orders else ""
    return (
        f"{amount_words(args.quantity, args.unit)} of {args.product} for {args.warehouse}.{waits} "
        "Until it is confirmed nothing is bought, and Odoo proposes no other order for it."
    )


def _other_offer(now: Row | None, args: BuyElsewhere, premise: SeenOffer) -> list[str]:
    """Why it is not the offer that was looked at; none: it is."""
    vendor = (now or {}).get("partner_id") or {}
    if now is None or vendor.get("id") != args.vendor_id or not vendor.get("active"):
        return [f"{args.vendor} no longer has a price for {args.product}."]
    today = datetime.now(UTC).astimezone(ZoneInfo(premise.zone)).date().isoformat()
    if (now["date_start"] or today) > today or (now["date_end"] or today) < today:
        return [f"The price of {args.vendor} for {args.product} holds no longer."]
    price, currency = net_price(now), ref(now["currency_id"])
    if abs(price - args.price) > CLOSE or currency is None or currency.name != args.currency:
        asked, seen = price_words(price, currency.name if currency else "?"), price_words(args.price, args.currency)
        return [f"{args.vendor} asks {asked} for {args.product} now, and {seen} was seen."]
    if ref_id(now["product_uom_id"]) != args.unit_id:
        return [f"{args.vendor} sells {args.product} in another unit than {args.unit} now."]
    if number(now["min_qty"]) > args.quantity:
        least = amount_words(number(now["min_qty"]), args.unit)
        return [f"{args.vendor} takes no order for less than {least} now."]
    return []


def net_price(offer: Row) -> Decimal:
    """What one unit costs, the vendor's own discount taken off."""
    return less(number(offer["price"]), number(offer["discount"]))


def _other_order(row: Row, args: BuyElsewhere, premise: SeenOffer) -> list[str]:
    """What of an order is not as decided."""
    wrong = []
    shown = [ref_id(row[field]) for field in ("partner_id", "picking_type_id", "user_id")]
    if shown != [args.vendor_id, premise.picking_type_id, args.buyer_id]:
        wrong.append(f"{row['display_name']} is at another vendor, for another warehouse or of another buyer.")
    currency = ref(row["currency_id"])
    if currency is None or currency.name != args.currency:
        wrong.append(f"{row['display_name']} is in another currency than {args.currency}.")
    lines = [
        (
            ref_id(line["product_id"]),
            ref_id(line["product_uom_id"]),
            number(line["product_qty"]),
            number(line["price_unit"]),
            line["date_planned"],
        )
        for line in row["order_line"]
    ]
    meant = (args.product_id, args.unit_id, args.quantity, args.price, odoo_moment(args.arrival_moment(premise)))
    if lines != [meant]:
        wrong.append(f"{row['display_name']} does not hold just the decided line.")
    if abs(number(row["amount_untaxed"]) - args.total) >= Decimal("0.01"):
        wrong.append(f"It is over {number(row['amount_untaxed'])} without tax instead of {args.total}.")
    return wrong


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    return await odoo.tree("purchase.order", [["origin", "like", key]], _ORDER, order="id")


async def _to_dos(odoo: OdooWriter, order: Row, args: BuyElsewhere) -> list[Row]:
    domain = [
        ["res_model", "=", "purchase.order"],
        ["res_id", "=", order["id"]],
        ["user_id", "=", args.buyer_id],
        ["date_deadline", "=", args.confirm_by.isoformat()],
        ["create_uid", "=", odoo.uid],
    ]
    return await odoo.tree("mail.activity", domain, {"summary": {}}, context={"active_test": False})


async def _on_order(odoo: OdooWriter, args: BuyElsewhere) -> tuple[Decimal, list[str]]:
    """What orders and drafts for the warehouse still bring of the product, in its own unit, and their names."""
    domain = [
        ["product_id", "=", args.product_id],
        ["order_id.state", "in", ["draft", "sent", "to approve", "purchase"]],
        ["order_id.picking_type_id.warehouse_id", "=", args.warehouse_id],
    ]
    total, names = Decimal(0), []
    for line in await odoo.tree("purchase.order.line", domain, _OPEN_LINE, order="id"):
        ordered = number(line["product_qty"])
        if not ordered or line["order_id"]["receipt_status"] == "full":
            continue
        left = number(line["product_uom_qty"]) * (1 - number(line["qty_received"]) / ordered)
        if left > 0:
            total += left
            names.append(str(line["order_id"]["display_name"]))
    return number(total), names

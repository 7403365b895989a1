"""What the carriage of a receipt cost → one draft landed cost, computed by Odoo and validated by nobody but a person.

The account may not make landed costs. The draft is made by the action of provisioning, which has Odoo spread it: what
cannot be spread over the goods could never be validated, and is not made. It bears our key in its description.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, RecordLandedCost
from cases.actions.bill import SeenBill
from cases.actions.record_landed_cost import METHODS
from cases.approvals import ApprovedAction
from tools.odoo.errors import MissingModel
from tools.odoo.values import number, ref, ref_id
from tools.odoo.writes import provisioned
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step
from tools.odoo.writes.bills import BillWrite, needed, values
from tools.odoo.writes.session import OdooWriter, Row

CENT = Decimal("0.005")
_NAMED: dict[str, Any] = {"fields": {"display_name": {}}}
_COST: dict[str, Any] = {
    "display_name": {},
    "state": {},
    "amount_total": {},
    "vendor_bill_id": {},
    "picking_ids": {},
    "cost_lines": {"fields": {"product_id": {}, "price_unit": {}, "split_method": {}}},
    "valuation_adjustment_lines": {"fields": {"additional_landed_cost": {}}},
}
_RECEIPT: dict[str, Any] = {
    "state": {},
    "picking_type_id": {"fields": {"code": {}}},
    "move_ids": {
        "fields": {
            "state": {},
            "quantity": {},
            "location_id": {"fields": {"usage": {}}},
            "product_id": {"fields": {"display_name": {}, "cost_method": {}, "weight": {}}},
        }
    },
}


class RecordLandedCostWrite(BillWrite[RecordLandedCost]):
    """record_landed_cost in Odoo."""

    name: ClassVar = ActionName.RECORD_LANDED_COST

    async def guards(self, odoo: OdooWriter, args: RecordLandedCost, premise: SeenBill) -> list[str]:
        """The bill as seen, a receipt whose goods are valued so that it can be validated, and nobody did it yet."""
        now = await needed(odoo, args)
        found = _bill_problems(now, args, premise)
        found += await _receipt_problems(odoo, args)
        if found:
            return found
        service = await odoo.one("product.product", args.service_id, {"active": {}, "landed_cost_ok": {}})
        if service is None or not service["active"] or not service["landed_cost_ok"]:
            return [f"{args.service} no longer stands for landed costs in Odoo."]
        try:
            earlier = await _earlier(odoo, args)
        except MissingModel:
            return ["Odoo keeps no landed costs: the module is not installed."]
        return [f"{row['display_name']} holds the landed cost of {args.picking} already." for row in earlier]

    async def before(self, odoo: OdooWriter, args: RecordLandedCost, premise: SeenBill) -> dict[str, Any]:
        """State and payment of the bill."""
        return values(await needed(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One draft, in one call."""
        args, _ = self.typed(approved)

        async def made() -> bool:
            return bool(await _find(odoo, approved.key))

        async def make() -> None:
            await provisioned.draft_landed_cost(
                odoo,
                args.bill_id,
                picking_id=args.picking_id,
                service_id=args.service_id,
                amount=str(args.amount),
                split=args.split,
                reference=f"{args.bill} {approved.key}",
                text=args.text,
            )

        return [Step("draft the landed cost", made, make)]

    async def verify(
        self, odoo: OdooWriter, args: RecordLandedCost, premise: SeenBill, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One draft of exactly that amount on that bill and receipt, all of it spread; the bill as it was."""
        found = await _find(odoo, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} landed costs instead of one for {args.picking}.")
        [row] = found
        wrong = []
        if row["state"] != "draft":
            wrong.append(f"{row['display_name']} is {row['state']} and no draft.")
        if ref_id(row["vendor_bill_id"]) != args.bill_id or row["picking_ids"] != [args.picking_id]:
            wrong.append(f"{row['display_name']} is of another bill or receipt.")
        lines = [
            (ref_id(one["product_id"]), number(one["price_unit"]), one["split_method"]) for one in row["cost_lines"]
        ]
        if lines != [(args.service_id, args.amount, args.split)]:
            wrong.append(f"{row['display_name']} does not hold just the decided line.")
        spread = sum((number(one["additional_landed_cost"]) for one in row["valuation_adjustment_lines"]), Decimal(0))
        if abs(spread - args.amount) > CENT:
            wrong.append(f"Of {args.amount} Odoo spreads {spread} over the goods.")
        if values(await needed(odoo, args)) != before:
            wrong.append(f"{args.bill} is not as it was.")
        after = {"landed_cost_id": row["id"], "landed_cost": row["display_name"], "state": row["state"]}
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or f"{row['display_name']}, a draft")

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not made yet."""
        return not await _find(odoo, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The draft goes, unless somebody validated it."""
        for row in await _find(odoo, approved.key):
            if row["state"] == "done":
                raise CannotUndoError(f"{row['display_name']} is validated already; a negative one would reverse it.")
            if row["state"] == "draft":
                await provisioned.drop_landed_cost(odoo, int(row["id"]))
        left = [row for row in await _find(odoo, approved.key) if row["state"] != "cancel"]
        return ReadBack(ok=not left, note="The draft is still there." if left else "")


def _bill_problems(now: Row, args: RecordLandedCost, premise: SeenBill) -> list[str]:
    """Why it is not the bill that was looked at; its amount is in company currency here, so the total tells."""
    vendor = ref(now["commercial_partner_id"])
    if now["move_type"] != "in_invoice" or now["state"] == "cancel":
        return [f"{args.bill} is no vendor's bill any more."]
    if abs(number(now["amount_total"]) - premise.total) > CENT:
        return [f"{args.bill} was over {premise.total} and is over {number(now['amount_total'])} now."]
    if vendor is None or vendor.id != premise.vendor_id:
        return [f"{args.bill} belongs to another vendor than {args.partner} now."]
    return []


async def _receipt_problems(odoo: OdooWriter, args: RecordLandedCost) -> list[str]:
    receipt = await odoo.one("stock.picking", args.picking_id, _RECEIPT)
    if receipt is None:
        return [f"{args.picking} no longer exists."]
    moves = [move for move in receipt["move_ids"] if move["state"] == "done" and move["quantity"]]
    if (
        not moves
        or (receipt["picking_type_id"] or {}).get("code") != "incoming"
        or any(move["location_id"]["usage"] != "supplier" for move in moves)
    ):
        return [f"{args.picking} brought nothing in from a vendor: freight out is no cost of goods."]
    products = [move["product_id"] for move in moves]
    if standard := [one["display_name"] for one in products if one["cost_method"] not in METHODS]:
        names = ", ".join(dict.fromkeys(standard))
        return [f"{names}: valued at standard cost, so that a landed cost could never be validated."]
    if args.split == "by_weight" and not all(one["weight"] for one in products):
        return [f"Goods of {args.picking} have no weight: Odoo would spread it equally without a word."]
    return []


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    try:
        return await odoo.tree("stock.landed.cost", [["description", "like", key]], _COST, order="id")
    except MissingModel:
        return []


async def _earlier(odoo: OdooWriter, args: RecordLandedCost) -> list[Row]:
    """Landed costs of the receipt by the same bill, or by none that is named."""
    domain = [
        ["picking_ids", "in", [args.picking_id]],
        ["state", "!=", "cancel"],
        ["vendor_bill_id", "in", [args.bill_id, False]],
    ]
    return await odoo.tree("stock.landed.cost", domain, {"display_name": {}})

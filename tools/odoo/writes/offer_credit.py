"""A customer's credit for a delivery → one draft beside the order's lines, tied to the posted invoice.

Never by Odoo's wizard: it copies all lines with the order's behind them, and the draft alone makes the order count as
not invoiced. The line stands on the account that the company names for such credits, never on that of its sales. The
note that says why bears our key; the note and the credit are made in one transaction, so the one finds the other.
Whatever the loss was made good by meanwhile, the credit gives way.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from cases.actions import ActionName, OfferCredit
from cases.actions.offer_credit import SeenInvoice
from cases.approvals import ApprovedAction
from tools.odoo.names import GOODWILL_FIELD
from tools.odoo.values import number, ref_id
from tools.odoo.writes import messages, provisioned
from tools.odoo.writes.base import NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.bills import CENT, drop_drafts
from tools.odoo.writes.delivered import DeliveryState, read_delivery
from tools.odoo.writes.losses import shipped_again
from tools.odoo.writes.session import OdooWriter, Row, Seen

_NAMED: dict[str, Any] = {"fields": {"display_name": {}}}
_INVOICE: dict[str, Any] = {
    "display_name": {},
    "move_type": {},
    "state": {},
    "amount_untaxed": {},
    "currency_id": _NAMED,
    "partner_id": {},
    "company_id": {"fields": {GOODWILL_FIELD: {}}},
    "invoice_line_ids": {"fields": {"display_type": {}, "sale_line_ids": {"fields": {"order_id": {}}}}},
    "reversal_move_ids": {"fields": {"display_name": {}, "state": {}, "amount_untaxed": {}, "ref": {}}},
}
_CREDIT: dict[str, Any] = {
    "display_name": {},
    "move_type": {},
    "state": {},
    "amount_untaxed": {},
    "currency_id": {},
    "partner_id": {},
    "reversed_entry_id": {},
    "invoice_line_ids": {
        "fields": {
            "display_type": {},
            "name": {},
            "quantity": {},
            "account_id": {},
            "tax_ids": {},
            "sale_line_ids": {},
        }
    },
}


class OfferCreditWrite(Write[OfferCredit, SeenInvoice]):
    """offer_credit in Odoo."""

    name: ClassVar = ActionName.OFFER_CREDIT

    async def guards(self, odoo: OdooWriter, args: OfferCredit, premise: SeenInvoice) -> list[str]:
        """It went out, stands on the invoice as seen, and nobody made it good in another way."""
        delivery = await read_delivery(odoo, args.picking_id)
        if delivery is None:
            return [f"{args.picking} no longer exists."]
        problems = delivery.other_than(args.picking, args.order_id, args.order, premise.customer_id)
        if problems:
            return problems
        invoice = await odoo.one("account.move", args.invoice_id, _INVOICE)
        problems = _invoice_problems(invoice, args, premise)
        if invoice is None or problems:
            return problems
        return _too_much(invoice, args, premise, own=0) + await _made_good(odoo, args, delivery)

    async def before(self, odoo: OdooWriter, args: OfferCredit, premise: SeenInvoice) -> dict[str, Any]:
        """What is left of the invoice."""
        invoice = await _needed(odoo, args)
        return {"untaxed": f"{number(invoice['amount_untaxed']):f}", "left": f"{_left(invoice, own=0):f}"}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """Draft it in one call; taken back where the loss was made good meanwhile."""
        args, premise = self.typed(approved)
        attempt = _Attempt(odoo, args, premise, approved.key)
        return [
            Step("plan the credit note", attempt.made, attempt.make),
            Step("look whether it was made good", attempt.alone, attempt.step_back),
        ]

    async def verify(
        self, odoo: OdooWriter, args: OfferCredit, premise: SeenInvoice, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One draft of exactly that amount, tied to the invoice, that no line of an order knows of."""
        found = await _find(odoo, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} credit notes instead of one for {args.picking}.")
        [row] = found
        invoice, delivery = await _needed(odoo, args), await read_delivery(odoo, args.picking_id)
        if delivery is None:
            return ReadBack(ok=False, note=f"{args.picking} is gone.")
        wrong = _other_credit(row, invoice, args)
        wrong += _too_much(invoice, args, premise, own=int(row["id"]))
        wrong += await _made_good(odoo, args, delivery)
        after = {"credit_note_id": row["id"], "state": row["state"]}
        return ReadBack(
            ok=not wrong, after=after, note=" ".join(wrong) or f"{row['display_name']}, to be posted by finance."
        )

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not made yet."""
        return not await _find(odoo, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The draft goes, unless somebody posted or cancelled it."""
        return await drop_drafts(odoo, lambda: _find(odoo, approved.key))


@dataclass(frozen=True)
class _Attempt:
    """The calls of one credit, each with its look."""

    odoo: OdooWriter
    args: OfferCredit
    premise: SeenInvoice
    key: str

    async def made(self) -> bool:
        return bool(await _find(self.odoo, self.key))

    async def make(self) -> None:
        args = self.args
        invoice = await _needed(self.odoo, args)
        await provisioned.credit_customer(
            self.odoo,
            args.invoice_id,
            picking_id=args.picking_id,
            amount=str(args.amount),
            tax_ids=args.tax_ids,
            text=args.text,
            note=messages.as_html(args.sentence()),
            message_id=messages.marker(self.key, self.odoo.uuid),
            expects=[
                Seen("stock.picking", args.picking_id, args.picking, {"state": "done"}),
                Seen(
                    "account.move",
                    args.invoice_id,
                    args.invoice,
                    {"state": "posted", "amount_untaxed": invoice["amount_untaxed"]},
                ),
            ],
        )

    async def alone(self) -> bool:
        return not await self._otherwise()

    async def step_back(self) -> None:
        why = " ".join(await self._otherwise())
        for row in await _find(self.odoo, self.key):
            await provisioned.drop_credit_note(self.odoo, int(row["id"]))
        raise NotDoneError(f"{why} The draft was taken back again.")

    async def _otherwise(self) -> list[str]:
        delivery = await read_delivery(self.odoo, self.args.picking_id)
        if delivery is None:
            raise NotDoneError(f"{self.args.picking} is not the delivery any more that it was.")
        own = next((int(row["id"]) for row in await _find(self.odoo, self.key)), 0)
        invoice = await _needed(self.odoo, self.args)
        return _too_much(invoice, self.args, self.premise, own=own) + await _made_good(self.odoo, self.args, delivery)


async def _needed(odoo: OdooWriter, args: OfferCredit) -> Row:
    invoice = await odoo.one("account.move", args.invoice_id, _INVOICE)
    if invoice is None:
        raise NotDoneError(f"{args.invoice} no longer exists.")
    return invoice


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    """The credit notes on which the note with our key stands, whatever became of them."""
    notes = await odoo.tree(
        "mail.message",
        [["message_id", "=", messages.marker(key, odoo.uuid)], ["model", "=", "account.move"]],
        {"res_id": {}},
    )
    ids = sorted({int(note["res_id"]) for note in notes})
    return await odoo.tree("account.move", [["id", "in", ids]], _CREDIT, order="id") if ids else []


def _invoice_problems(now: Row | None, args: OfferCredit, premise: SeenInvoice) -> list[str]:
    """Why it is not the posted invoice of the order that was looked at; none: it is."""
    if now is None:
        return [f"{args.invoice} no longer exists."]
    if now["move_type"] != "out_invoice":
        return [f"{args.invoice} is no customer's invoice."]
    if now["state"] != "posted":
        return [f"{args.invoice} is {now['state']}: only a posted invoice is credited."]
    orders = {ref_id(line["order_id"]) for one in now["invoice_line_ids"] for line in one["sale_line_ids"]}
    found = []
    if args.order_id not in orders:
        found.append(f"{args.invoice} is no invoice of {args.order}.")
    if abs(number(now["amount_untaxed"]) - premise.untaxed) > CENT:
        found.append(f"{args.invoice} was over {premise.untaxed} and is over {number(now['amount_untaxed'])} now.")
    if (now["currency_id"] or {}).get("display_name") != args.currency:
        found.append(f"{args.invoice} is in another currency now.")
    if ref_id((now["company_id"] or {}).get(GOODWILL_FIELD)) != args.account_id:
        found.append(f"Credits to customers go on another account than {args.account} now.")
    return found


def _left(invoice: Row, *, own: int) -> Decimal:
    """What of an invoice is not credited, drafts counted, but for one credit."""
    credited = [one for one in invoice["reversal_move_ids"] if one["state"] != "cancel" and one["id"] != own]
    return number(invoice["amount_untaxed"]) - sum((number(one["amount_untaxed"]) for one in credited), Decimal(0))


def _too_much(invoice: Row, args: OfferCredit, premise: SeenInvoice, *, own: int) -> list[str]:
    """That the goods were billed for less, that less is left to credit, or that they are credited already."""
    said = []
    if args.amount > premise.worth:
        said.append(f"The goods of {args.picking} were billed for {premise.worth}, less than {args.amount}.")
    if args.amount > (left := _left(invoice, own=own)) + CENT:
        said.append(f"Of {args.invoice} only {left} are not credited yet, less than {args.amount}.")
    said += [
        f"{one['display_name']} credits {args.picking} already."
        for one in invoice["reversal_move_ids"]
        if one["state"] != "cancel" and one["id"] != own and one["ref"] == args.picking
    ]
    return said


async def _made_good(odoo: OdooWriter, args: OfferCredit, delivery: DeliveryState) -> list[str]:
    """That it is shipped again, or comes back for a credit of its own."""
    again = await shipped_again(odoo, args.picking, but="")
    said = [f"{name} ships {args.picking} again: a credit would make good the same loss twice." for name in again.names]
    if any(sent.for_credit for sent in delivery.sent.values()):
        said.append(f"Goods of {args.picking} come back for a credit: another one would be the second.")
    return said


def _other_credit(row: Row, invoice: Row, args: OfferCredit) -> list[str]:
    """What of a credit note is not as decided."""
    wrong = []
    if row["state"] != "draft" or row["move_type"] != "out_refund":
        wrong.append("It is no draft credit note.")
    if abs(number(row["amount_untaxed"]) - args.amount) > CENT:
        wrong.append(f"It is over {number(row['amount_untaxed'])} instead of {args.amount}.")
    if ref_id(row["reversed_entry_id"]) != args.invoice_id:
        wrong.append(f"It is not tied to {args.invoice}.")
    if [ref_id(row[field]) for field in ("currency_id", "partner_id")] != [
        ref_id(invoice[field]) for field in ("currency_id", "partner_id")
    ]:
        wrong.append(f"It is not for whom {args.invoice} is, or in another currency.")
    lines = [line for line in row["invoice_line_ids"] if line["display_type"] == "product"]
    shown = [
        (line["name"], number(line["quantity"]), ref_id(line["account_id"]), sorted(line["tax_ids"])) for line in lines
    ]
    if shown != [(args.text, Decimal(1), args.account_id, sorted(args.tax_ids))]:
        wrong.append("Its line is not the decided one.")
    if any(line["sale_line_ids"] for line in lines):
        wrong.append(f"It counts for {args.order}: its goods would be billed once more.")
    return wrong

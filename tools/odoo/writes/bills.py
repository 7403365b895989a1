"""What every write on a vendor's bill does alike: the bill is the one that was looked at, and a note says why.

The note is for colleagues alone. No right on bills is needed for it; blocking and credit notes go by the action that
provisioning makes, which can do nothing else with bills.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, TypeVar

from cases.actions.bill import OnBill, SeenBill
from cases.approvals import ApprovedAction
from cases.letters import PlainLetter
from tools.odoo.values import number, ref
from tools.odoo.writes import messages, provisioned
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, Row

B = TypeVar("B", bound=OnBill)
BILL: dict[str, Any] = {
    "display_name": {},
    "move_type": {},
    "state": {},
    "payment_state": {},
    "amount_total": {},
    "amount_untaxed": {},
    "currency_id": {"fields": {"display_name": {}}},
    "commercial_partner_id": {"fields": {"display_name": {}}},
}
# Odoo keeps amounts as binary floats; bills have cents.
CENT = Decimal("0.000001")


class BillWrite(Write[B, SeenBill]):
    """An action on a bill in Odoo: at least a note."""

    async def guards(self, odoo: OdooWriter, args: B, premise: SeenBill) -> list[str]:
        """The bill is there, of the same vendor, over the same amount, and where it was."""
        return problems(await read(odoo, args), args, premise)

    async def before(self, odoo: OdooWriter, args: B, premise: SeenBill) -> dict[str, Any]:
        """State and payment."""
        return values(await needed(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """The note."""
        args, _ = self.typed(approved)
        return [messages.step(odoo, noted(args), approved.key)]

    async def verify(self, odoo: OdooWriter, args: B, premise: SeenBill, before: dict[str, Any], key: str) -> ReadBack:
        """The note stands once, for colleagues alone, and the bill is as it was."""
        said = await messages.read_back(odoo, noted(args), key)
        now = values(await needed(odoo, args))
        if now != before:
            return ReadBack(ok=False, after=now, note=f"{args.bill} is not as it was. {said.note}".strip())
        return ReadBack(ok=said.ok, after=now, note=said.note)

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether the note was not posted yet."""
        return await messages.find(odoo, approved.key) is None

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """A second note that says so: the first is history."""
        args, _ = self.typed(approved)
        await needed(odoo, args, CannotUndoError)
        return await take_back(odoo, args, approved.key)


async def take_back(odoo: OdooWriter, args: OnBill, key: str) -> ReadBack:
    """Note that it is taken back, once."""
    letter = PlainLetter(subject=args.title, text=f"Taken back: {args.sentence()}")
    post = messages.Post("account.move", args.bill_id, args.bill, None, args.partner, letter)
    again = f"undone-{key}"
    if await messages.find(odoo, again) is None:
        await messages.post(odoo, post, again)
    return await messages.read_back(odoo, post, again)


def noted(args: OnBill) -> messages.Post:
    """The note, for nobody in particular."""
    letter = PlainLetter(subject=args.title, text=f"{args.sentence()}\n\n{args.text}")
    return messages.Post("account.move", args.bill_id, args.bill, None, args.partner, letter)


async def read(odoo: OdooWriter, args: OnBill) -> Row | None:
    """The bill as it is now; none: it is gone."""
    return await odoo.one("account.move", args.bill_id, BILL)


async def needed(
    odoo: OdooWriter, args: OnBill, error: type[NotDoneError] | type[CannotUndoError] = NotDoneError
) -> Row:
    """The bill as it is now.

    Raises:
        NotDoneError: it is gone.
        CannotUndoError: the same, where that is asked for.
    """
    found = await read(odoo, args)
    if found is None:
        raise error(f"{args.bill} no longer exists.")
    return found


def values(row: Row) -> dict[str, Any]:
    """State and payment as JSON values."""
    return {"state": row["state"], "payment": row["payment_state"] or ""}


def problems(now: Row | None, args: OnBill, premise: SeenBill) -> list[str]:
    """Why it is not the bill that was looked at; none: it is."""
    if now is None:
        return [f"{args.bill} no longer exists."]
    if now["move_type"] != "in_invoice":
        return [f"{args.bill} is no vendor's bill."]
    found = []
    if now["state"] != premise.state:
        found.append(f"{args.bill} was {premise.state} when this was proposed and is {now['state']} now.")
    if abs(number(now["amount_total"]) - premise.total) > CENT:
        found.append(f"{args.bill} was over {premise.total} and is over {number(now['amount_total'])} now.")
    currency, vendor = ref(now["currency_id"]), ref(now["commercial_partner_id"])
    if currency is None or currency.name != args.currency:
        found.append(f"{args.bill} is in another currency now.")
    if vendor is None or vendor.id != premise.vendor_id:
        found.append(f"{args.bill} belongs to another vendor than {args.partner} now.")
    return found


async def drop_drafts(odoo: OdooWriter, find: Callable[[], Awaitable[list[Row]]]) -> ReadBack:
    """Take planned credit notes back: those that `find` reads, with their name and state.

    Raises:
        CannotUndoError: somebody posted or cancelled one.
    """
    for row in await find():
        if row["state"] != "draft":
            raise CannotUndoError(f"{row['display_name']} is {row['state']} already; it is left alone.")
        await provisioned.drop_credit_note(odoo, int(row["id"]))
    gone = not await find()
    return ReadBack(ok=gone, note="" if gone else "The draft is still there.")

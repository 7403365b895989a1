"""A to-do for a named person → one activity on the record, which that person can open.

The key stands in the note as a class name, which people do not see and a search finds, also once the to-do is done.
"""

from __future__ import annotations

from html import escape
from typing import Any, ClassVar

from cases.actions import ActionName, ScheduleActivity
from cases.actions.schedule_activity import SeenRecord
from cases.approvals import ApprovedAction
from tools.odoo.errors import MissingModel
from tools.odoo.values import ref
from tools.odoo.writes import provisioned
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step, Write
from tools.odoo.writes.messages import as_html
from tools.odoo.writes.readable import may_read, read_user
from tools.odoo.writes.session import OdooWriter, Row

# Where a to-do asks in Odoo for the right to write on the record, which the account shall not have there.
GUARDED_TO_DOS = frozenset({"res.partner", "account.move", "product.product"})
_TYPE = "mail.mail_activity_data_todo"
_ACTIVITY: dict[str, Any] = {
    "active": {},
    "res_model": {},
    "res_id": {},
    "user_id": {},
    "summary": {},
    "date_deadline": {},
}


class ScheduleActivityWrite(Write[ScheduleActivity, SeenRecord]):
    """schedule_activity in Odoo."""

    name: ClassVar = ActionName.SCHEDULE_ACTIVITY

    async def guards(self, odoo: OdooWriter, args: ScheduleActivity, premise: SeenRecord) -> list[str]:
        """The record is there, and the person is there and may open it."""
        try:
            record = await odoo.one(args.model, args.record_id, {"display_name": {}})
        except MissingModel:
            record = None
        if record is None:
            return [f"{args.record} no longer exists."]
        user = await read_user(odoo, args.user_id)
        if user is None or not user["active"] or user["share"]:
            return [f"{args.user} no longer works in Odoo."]
        if not await may_read(odoo, user, args.model, args.record_id):
            return [f"{args.user} may not open {args.record} in Odoo."]
        return []

    async def before(self, odoo: OdooWriter, args: ScheduleActivity, premise: SeenRecord) -> dict[str, Any]:
        """Whether the person followed the record already: Odoo makes them a follower."""
        return {"followed": await self._follows(odoo, args)}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One call."""
        args, _ = self.typed(approved)

        async def look() -> bool:
            return bool(await _find(odoo, args, approved.key))

        async def do() -> None:
            note = f'<div class="{escape(approved.key)}">{as_html(args.note or args.summary)}</div>'
            if args.model in GUARDED_TO_DOS:
                await provisioned.schedule_guarded(
                    odoo,
                    args.model,
                    args.record_id,
                    user_id=args.user_id,
                    summary=args.summary,
                    note=note,
                    due=args.due.isoformat(),
                )
                return
            await odoo.call(
                args.model,
                "activity_schedule",
                [args.record_id],
                act_type_xmlid=_TYPE,
                summary=args.summary,
                note=note,
                user_id=args.user_id,
                date_deadline=args.due.isoformat(),
            )

        return [Step("schedule the activity", look, do)]

    async def verify(
        self, odoo: OdooWriter, args: ScheduleActivity, premise: SeenRecord, before: dict[str, Any], key: str
    ) -> ReadBack:
        """It is there once, as decided, and the person can open the record."""
        found = await _find(odoo, args, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} activities instead of one on {args.record}.")
        [row] = found
        after = {"activity_id": row["id"], "active": row["active"]}
        shown = (row["res_model"], row["res_id"], _user(row), row["summary"], row["date_deadline"])
        meant = (args.model, args.record_id, args.user_id, args.summary, args.due.isoformat())
        if shown != meant:
            return ReadBack(ok=False, after=after, note=f"The activity on {args.record} is not the decided one.")
        user = await read_user(odoo, args.user_id)
        if user is None or not await may_read(odoo, user, args.model, args.record_id):
            return ReadBack(ok=False, after=after, note=f"{args.user} cannot open {args.record}.")
        return ReadBack(ok=True, after=after)

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not scheduled yet."""
        args, _ = self.typed(approved)
        return not await _find(odoo, args, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The activity goes, and the person follows the record only if they did before."""
        args, _ = self.typed(approved)
        for row in await _find(odoo, args, approved.key):
            if not row["active"]:
                raise CannotUndoError(f"{args.user} has done it already: {args.summary}")
            if args.model in GUARDED_TO_DOS:
                followers = [] if before["followed"] else await self._person(odoo, args)
                await provisioned.drop_guarded(odoo, int(row["id"]), followers)
            else:
                await odoo.unlink("mail.activity", [row["id"]])
        if args.model not in GUARDED_TO_DOS and not before["followed"] and await self._follows(odoo, args):
            partners = await self._person(odoo, args)
            await odoo.call(args.model, "message_unsubscribe", [args.record_id], partner_ids=partners)
        gone = not await _find(odoo, args, approved.key)
        return ReadBack(ok=gone, after={}, note="" if gone else "The activity is still there.")

    async def _person(self, odoo: OdooWriter, args: ScheduleActivity) -> list[int]:
        user = await read_user(odoo, args.user_id)
        return [user["partner_id"]["id"]] if user is not None else []

    async def _follows(self, odoo: OdooWriter, args: ScheduleActivity) -> bool:
        domain = [
            ["res_model", "=", args.model],
            ["res_id", "=", args.record_id],
            ["partner_id.user_ids", "in", [args.user_id]],
        ]
        return await odoo.count("mail.followers", domain) > 0


async def _find(odoo: OdooWriter, args: ScheduleActivity, key: str) -> list[Row]:
    if args.model in GUARDED_TO_DOS:
        return await provisioned.own_guarded(odoo, key)
    return await odoo.tree("mail.activity", [["note", "ilike", key]], _ACTIVITY, context={"active_test": False})


def _user(row: Row) -> int | None:
    found = ref(row["user_id"])
    return found.id if found else None

"""What became of a shipment → three fields of its transfer, and a note there that nobody is mailed.

Neither the day it was planned for nor a move is touched: `scheduled_date` would move every line of the transfer, and on
a done one it would rewrite history. The fields change only where they still say what was seen, in one transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from cases.actions import ActionName, RecordMilestone
from cases.actions.record_milestone import SeenMilestones
from cases.approvals import ApprovedAction
from tools.odoo.errors import MissingField, OlderProvisioning
from tools.odoo.names import MILESTONE_DELIVERED, MILESTONE_EXPECTED, MILESTONE_FIELDS, MILESTONE_SIGNED
from tools.odoo.shipments import numbers_named
from tools.odoo.values import odoo_moment
from tools.odoo.writes import messages
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen

_PICKING: dict[str, Any] = {
    "state": {},
    "carrier_tracking_ref": {},
    **{field: {} for field in MILESTONE_FIELDS},
}
_TAKEN_BACK = "undone"


class RecordMilestoneWrite(Write[RecordMilestone, SeenMilestones]):
    """record_milestone in Odoo."""

    name: ClassVar = ActionName.RECORD_MILESTONE

    async def guards(self, odoo: OdooWriter, args: RecordMilestone, premise: SeenMilestones) -> list[str]:
        """The transfer is there with that number, and nobody recorded something else meanwhile."""
        now = await _read(odoo, args)
        if now is None:
            return [f"{args.picking} no longer exists."]
        return _problems(now, args, premise)

    async def before(self, odoo: OdooWriter, args: RecordMilestone, premise: SeenMilestones) -> dict[str, Any]:
        """The three fields."""
        return _fields(await _needed(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One write, where there is something to write; then the note."""
        args, premise = self.typed(approved)
        meant = _meant(args)

        async def recorded() -> bool:
            return _holds(await _needed(odoo, args), meant)

        async def record() -> None:
            now = await _needed(odoo, args)
            if problems := _problems(now, args, premise):
                raise PremiseChangedError(" ".join(problems))
            await _write(odoo, args, now, meant)

        async def noted() -> bool:
            return await messages.find(odoo, approved.key) is not None

        async def note() -> None:
            await _note(odoo, args, args.note(premise), messages.marker(approved.key, odoo.uuid))

        written = [Step("record the milestone", recorded, record)] if meant else []
        return [*written, Step("note it on the transfer", noted, note)]

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether the note stands, or the fields say what was meant and did not say it before."""
        args, premise = self.typed(approved)
        if await messages.find(odoo, approved.key) is not None:
            return True
        now, meant = await _read(odoo, args), _meant(args)
        return now is not None and bool(meant) and _holds(now, meant) and not _holds(_seen(premise), meant)

    async def verify(
        self, odoo: OdooWriter, args: RecordMilestone, premise: SeenMilestones, before: dict[str, Any], key: str
    ) -> ReadBack:
        """The fields say what was meant, those not meant are as they were, and the note is there once, for nobody."""
        now = await _read(odoo, args)
        if now is None:
            return ReadBack(ok=False, note=f"{args.picking} no longer exists.")
        meant, after = _meant(args), _fields(now)
        wrong = []
        if after != {**before, **meant}:
            wrong.append(f"{args.picking} does not say what was recorded.")
        row = await messages.find(odoo, key)
        if row is None or row["copies"] != 1:
            wrong.append(f"The note on {args.picking} stands {row['copies'] if row else 0} times.")
        elif (row["model"], row["res_id"]) != ("stock.picking", args.picking_id) or not _says(row, args.note(premise)):
            wrong.append("The note is not the decided one.")
        elif row["partner_ids"] or not (row["subtype_id"] and row["subtype_id"]["internal"]):
            wrong.append("The note is not for colleagues alone.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """The fields are as they were, or as an unfinished attempt of ours left them; no note stands yet."""
        args, _ = self.typed(approved)
        now = await _read(odoo, args)
        if now is None or await messages.find(odoo, approved.key) is not None:
            return False
        return _fields(now) in (before, {**before, **_meant(args)})

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The fields as they were, and a second note that says so: the first is history."""
        args, _ = self.typed(approved)
        now = await _needed(odoo, args, CannotUndoError)
        if _fields(now) != before:
            if _fields(now) != after:
                raise CannotUndoError(f"Somebody recorded something else on {args.picking} since; that is left alone.")
            try:
                await _write(odoo, args, now, before)
            except PremiseChangedError as error:
                raise CannotUndoError(str(error)) from error
        taken_back = messages.marker(f"{_TAKEN_BACK}-{approved.key.removeprefix('EXP-')}", odoo.uuid)
        if not await odoo.count("mail.message", [["message_id", "=", taken_back]]):
            await _note(odoo, args, f"Taken back: {args.milestone}", taken_back)
        found = _fields(await _needed(odoo, args, CannotUndoError))
        ok = found == before
        return ReadBack(ok=ok, after=found, note="" if ok else f"{args.picking} is not back to what it said.")


async def _read(odoo: OdooWriter, args: RecordMilestone) -> Row | None:
    try:
        return await odoo.one("stock.picking", args.picking_id, _PICKING)
    except MissingField:
        raise OlderProvisioning("transfers have no fields for what became of a shipment") from None


async def _needed(
    odoo: OdooWriter, args: RecordMilestone, error: type[NotDoneError] | type[CannotUndoError] = NotDoneError
) -> Row:
    found = await _read(odoo, args)
    if found is None:
        raise error(f"{args.picking} no longer exists.")
    return found


def _problems(now: Row, args: RecordMilestone, premise: SeenMilestones) -> list[str]:
    if now["state"] == "cancel":
        return [f"{args.picking} was cancelled meanwhile."]
    if args.tracking and not numbers_named(now["carrier_tracking_ref"] or None, [args.tracking]):
        return [f"{args.picking} no longer has the tracking number {args.tracking}."]
    # What is already there as it was meant is no surprise.
    if _fields(now) in (_seen(premise), {**_seen(premise), **_meant(args)}):
        return []
    return [f"Somebody recorded something else on {args.picking} meanwhile."]


def _fields(row: Row) -> dict[str, Any]:
    """The three fields as JSON values."""
    return {field: row[field] or None for field in MILESTONE_FIELDS}


def _seen(premise: SeenMilestones) -> dict[str, Any]:
    return {
        MILESTONE_EXPECTED: _text(premise.expected),
        MILESTONE_DELIVERED: _text(premise.delivered),
        MILESTONE_SIGNED: premise.signed_by or None,
    }


def _meant(args: RecordMilestone) -> dict[str, Any]:
    """What is to be recorded; what was not given stays."""
    given = {
        MILESTONE_EXPECTED: _text(args.expected),
        MILESTONE_DELIVERED: _text(args.delivered),
        MILESTONE_SIGNED: args.signed_by,
    }
    return {field: value for field, value in given.items() if value is not None}


def _text(moment: datetime | None) -> str | None:
    return odoo_moment(moment) if moment else None


def _holds(row: Row, meant: dict[str, Any]) -> bool:
    return all((row[field] or None) == value for field, value in meant.items())


async def _write(odoo: OdooWriter, args: RecordMilestone, now: Row, values: dict[str, Any]) -> None:
    watched = ("state", "carrier_tracking_ref", *MILESTONE_FIELDS)
    seen = Seen("stock.picking", args.picking_id, args.picking, {field: now[field] or False for field in watched})
    await odoo.write_if(
        "stock.picking", args.picking_id, {field: value or False for field, value in values.items()}, [seen]
    )


async def _note(odoo: OdooWriter, args: RecordMilestone, text: str, marked: str) -> None:
    """An internal note for nobody in particular; the account does not become a follower by it."""
    await odoo.call(
        "stock.picking",
        "message_post",
        [args.picking_id],
        context={"mail_post_autofollow": False, "mail_post_autofollow_author_skip": True},
        body=messages.as_html(text),
        body_is_html=True,
        message_type="comment",
        subtype_xmlid=messages.NOTE,
        message_id=marked,
    )


def _says(row: Row, text: str) -> bool:
    return messages.as_text(row["body"]) == messages.as_text(messages.as_html(text))

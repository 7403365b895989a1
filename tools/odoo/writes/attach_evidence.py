"""What was found → one file on the record, with a note that is mailed to nobody. Looked for by the note's key."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from cases.actions import ActionName, AttachEvidence
from cases.actions.attach_evidence import SeenTarget
from cases.approvals import ApprovedAction
from tools.odoo.errors import MissingModel
from tools.odoo.writes import messages, provisioned
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter

_MESSAGE: dict[str, Any] = {
    "model": {},
    "res_id": {},
    "partner_ids": {},
    "subtype_id": {"fields": {"internal": {}}},
    "attachment_ids": {"fields": {"name": {}, "res_model": {}, "res_id": {}, "datas": {}}},
}


class AttachEvidenceWrite(Write[AttachEvidence, SeenTarget]):
    """attach_evidence in Odoo."""

    name: ClassVar = ActionName.ATTACH_EVIDENCE

    async def guards(self, odoo: OdooWriter, args: AttachEvidence, premise: SeenTarget) -> list[str]:
        """The record is there."""
        try:
            found = await odoo.one(args.model, args.record_id, {"display_name": {}})
        except MissingModel:
            found = None
        return [] if found else [f"{args.record} no longer exists."]

    async def before(self, odoo: OdooWriter, args: AttachEvidence, premise: SeenTarget) -> dict[str, Any]:
        """Nothing that was there before changes."""
        return {}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One note with the file."""
        args, _ = self.typed(approved)

        async def attached() -> bool:
            return await messages.find(odoo, approved.key) is not None

        async def attach() -> None:
            await provisioned.attach(
                odoo,
                args.model,
                args.record_id,
                body=messages.as_html(args.subject),
                name=args.file_name,
                text=args.text,
                message_id=messages.marker(approved.key, odoo.uuid),
            )

        return [Step("attach the file", attached, attach)]

    async def verify(
        self, odoo: OdooWriter, args: AttachEvidence, premise: SeenTarget, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One note on that record, for colleagues alone, with exactly that file."""
        rows = await odoo.tree("mail.message", [["message_id", "=", messages.marker(key, odoo.uuid)]], _MESSAGE)
        if len(rows) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(rows)} notes with the file instead of one.")
        [row] = rows
        files = row["attachment_ids"]
        after = {"message_id": row["id"], "attachment_ids": [one["id"] for one in files]}
        wrong = []
        if (row["model"], row["res_id"]) != (args.model, args.record_id):
            wrong.append("It is on another record.")
        if row["partner_ids"] or not (row["subtype_id"] and row["subtype_id"]["internal"]):
            wrong.append("The note is not for colleagues alone.")
        whole = [(one["name"], base64.b64decode(one["datas"] or "").decode("utf-8", "replace")) for one in files]
        if whole != [(args.file_name, args.text)]:
            wrong.append("The file is not the decided one.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """Whether it was not attached yet."""
        return await messages.find(odoo, approved.key) is None

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Never by us: what was shown stays on the record."""
        args, _ = self.typed(approved)
        raise CannotUndoError(f"{args.file_name} stays on {args.record}; whoever may can delete it in Odoo.")

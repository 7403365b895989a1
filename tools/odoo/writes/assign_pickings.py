"""Transfers for a named person → the responsible of each, all of them in one transaction of Odoo's or none.

Odoo tells the person nothing, and a batch writes its own person over its transfers': what is in one is left out, as is
what was done or begun meanwhile.
"""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, AssignPickings
from cases.actions.assign_pickings import SeenUnassigned
from cases.approvals import ApprovedAction
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row
from tools.odoo.writes.waiting_work import (
    as_seen,
    is_over,
    kept,
    person_problem,
    read_transfers,
    responsible,
    why_not_waiting,
)


class AssignPickingsWrite(Write[AssignPickings, SeenUnassigned]):
    """assign_pickings in Odoo."""

    name: ClassVar = ActionName.ASSIGN_PICKINGS

    async def guards(self, odoo: OdooWriter, args: AssignPickings, premise: SeenUnassigned) -> list[str]:
        """The person is there, something still waits, and nobody gave it to another meanwhile."""
        if problem := await person_problem(odoo, args.user_id, args.user, args.pickings[0].picking_id):
            return [problem]
        return _problems(await _read(odoo, args), args, premise)

    async def before(self, odoo: OdooWriter, args: AssignPickings, premise: SeenUnassigned) -> dict[str, Any]:
        """Person, day and star of each transfer."""
        return _state(await _read(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One call for all of them."""
        args, premise = self.typed(approved)

        async def assigned() -> bool:
            return not _left(await _read(odoo, args), args)

        async def assign() -> None:
            rows = await _read(odoo, args)
            if problems := _problems(rows, args, premise):
                raise PremiseChangedError(" ".join(problems))
            left = _left(rows, args)
            await odoo.write_all_if(
                [("stock.picking", row["id"], {"user_id": args.user_id}) for row in left],
                [as_seen(row) for row in left],
            )

        return [Step("name the responsible", assigned, assign)]

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether any waiting transfer is theirs and was not when it was seen."""
        args, premise = self.typed(approved)
        seen = premise.by_id
        return any(
            _is_theirs(row, args) and not (row["id"] in seen and seen[row["id"]].user_id == args.user_id)
            for row in await _read(odoo, args)
            if why_not_waiting(row) is None
        )

    async def verify(
        self, odoo: OdooWriter, args: AssignPickings, premise: SeenUnassigned, before: dict[str, Any], key: str
    ) -> ReadBack:
        """Every transfer that still waits is theirs; days and stars are as they were."""
        rows = await _read(odoo, args)
        after, wrong = _state(rows), []
        for row in rows:
            if why_not_waiting(row) is not None:
                continue
            if not _is_theirs(row, args):
                wrong.append(f"{row['name']} is not {args.user}'s.")
            was = before.get(str(row["id"]))
            wrong += [
                f"The {what} of {row['name']} changed with it."
                for what in ("scheduled", "priority")
                if was is not None and was[what] != after[str(row["id"])][what]
            ]
        out = [row["name"] for row in rows if why_not_waiting(row) is not None and not _is_theirs(row, args)]
        note = f"Left out, because begun, done or batched meanwhile: {', '.join(out)}." if out else ""
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or note)

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """All are whose they were: one transaction leaves nothing half done. What got begun by itself says nothing."""
        args, _ = self.typed(approved)
        return all(
            kept(row)["user_id"] == before[str(row["id"])]["user_id"]
            for row in await _read(odoo, args)
            if why_not_waiting(row) is None and str(row["id"]) in before
        )

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Whose they were, as long as nobody began them."""
        args, _ = self.typed(approved)
        rows = await _read(odoo, args)
        ours = [row for row in rows if str(row["id"]) in before and not is_over(row)]
        changed = [row for row in ours if _is_theirs(row, args) and before[str(row["id"])]["user_id"] != args.user_id]
        back = [row for row in changed if why_not_waiting(row) is None]
        if changed and not back:
            raise CannotUndoError(f"{args.user} has begun with all of it.")
        others = [row["name"] for row in ours if not _is_theirs(row, args) and _another(row, before, after)]
        if others:
            raise CannotUndoError(f"Somebody gave them to another since: {', '.join(others)}. That is left alone.")
        if not ours:
            raise CannotUndoError("All of it has been done or cancelled meanwhile.")
        try:
            if back:
                await odoo.write_all_if(
                    [
                        ("stock.picking", row["id"], {"user_id": before[str(row["id"])]["user_id"] or False})
                        for row in back
                    ],
                    [as_seen(row) for row in back],
                )
        except PremiseChangedError as error:
            raise CannotUndoError(str(error)) from error
        found = _state(await _read(odoo, args))
        ok = all(found[str(row["id"])]["user_id"] == before[str(row["id"])]["user_id"] for row in back)
        kept_by = [row["name"] for row in changed if row not in back]
        note = f"{args.user} has begun with {', '.join(kept_by)}, which stay theirs." if kept_by else ""
        return ReadBack(ok=ok, after=found, note=note if ok else "Not every transfer is whose it was.")


async def _read(odoo: OdooWriter, args: AssignPickings) -> list[Row]:
    return await read_transfers(odoo, (one.picking_id for one in args.pickings))


def _is_theirs(row: Row, args: AssignPickings) -> bool:
    person = responsible(row)
    return person is not None and person.id == args.user_id


def _left(rows: list[Row], args: AssignPickings) -> list[Row]:
    """What waits and is not theirs yet."""
    return [row for row in rows if why_not_waiting(row) is None and not _is_theirs(row, args)]


def _another(row: Row, before: dict[str, Any], after: dict[str, Any]) -> bool:
    now = kept(row)["user_id"]
    key = str(row["id"])
    return now not in (before[key]["user_id"], after.get(key, {}).get("user_id"))


def _problems(rows: list[Row], args: AssignPickings, premise: SeenUnassigned) -> list[str]:
    waiting = [row for row in rows if why_not_waiting(row) is None]
    if not waiting:
        reasons = [f"{row['name']} {why}." for row in rows if (why := why_not_waiting(row))]
        return [" ".join(["None of these transfers waits any more.", *reasons])]
    seen = premise.by_id
    # What is already as it was meant is no surprise.
    return [
        f"{row['name']} was given to {person.name} meanwhile."
        for row in waiting
        if (person := responsible(row)) is not None
        and person.id not in (args.user_id, seen[row["id"]].user_id if row["id"] in seen else None)
    ]


def _state(rows: list[Row]) -> dict[str, Any]:
    return {str(row["id"]): kept(row) for row in rows}

"""Which transfers are worked first → the priority of each, all of them in one transaction of Odoo's or none.

Odoo passes the priority on to the transfer's moves by itself. Days, goods and reservations stay. What was done or
cancelled meanwhile needs no star any more and is left out.
"""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, PrioritisePickings
from cases.actions.prioritise_pickings import SeenPickings
from cases.approvals import ApprovedAction
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen

_PICKING: dict[str, Any] = {
    "name": {},
    "state": {},
    "priority": {},
    "scheduled_date": {},
    "move_ids": {"fields": {"state": {}, "priority": {}}},
}
_OVER = frozenset({"done", "cancel"})


class PrioritisePickingsWrite(Write[PrioritisePickings, SeenPickings]):
    """prioritise_pickings in Odoo."""

    name: ClassVar = ActionName.PRIORITISE_PICKINGS

    async def guards(self, odoo: OdooWriter, args: PrioritisePickings, premise: SeenPickings) -> list[str]:
        """Something is left to work, and nobody set another order meanwhile."""
        return _problems(await _read(odoo, args), args, premise)

    async def before(self, odoo: OdooWriter, args: PrioritisePickings, premise: SeenPickings) -> dict[str, Any]:
        """Priority, state and planned day of each transfer."""
        return _state(await _read(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One call for all of them."""
        args, premise = self.typed(approved)

        async def prioritised() -> bool:
            return not _left(await _read(odoo, args), args)

        async def prioritise() -> None:
            rows = await _read(odoo, args)
            if problems := _problems(rows, args, premise):
                raise PremiseChangedError(" ".join(problems))
            meant = _meant(args)
            await _write(odoo, rows, {one: meant[one] for one in _left(rows, args)})

        return [Step("set the priorities", prioritised, prioritise)]

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether any open transfer has what was meant and did not have it when it was seen."""
        args, premise = self.typed(approved)
        meant, seen = _meant(args), _seen(premise)
        return any(
            row["priority"] == meant[row["id"]] != seen.get(row["id"])
            for row in await _read(odoo, args)
            if row["state"] not in _OVER
        )

    async def verify(
        self, odoo: OdooWriter, args: PrioritisePickings, premise: SeenPickings, before: dict[str, Any], key: str
    ) -> ReadBack:
        """Every open transfer and all its open moves have the priority; planned days are as they were."""
        rows, meant = await _read(odoo, args), _meant(args)
        after, wrong = _state(rows), []
        for row in rows:
            if row["state"] in _OVER:
                continue
            moves = {move["priority"] for move in row["move_ids"] if move["state"] not in _OVER}
            if row["priority"] != meant[row["id"]] or moves - {meant[row["id"]]}:
                wrong.append(f"{row['name']} does not have the priority that was decided.")
            known = before.get(str(row["id"]))
            if known is not None and known["scheduled"] != after[str(row["id"])]["scheduled"]:
                wrong.append(f"The planned day of {row['name']} changed with it.")
        over = sum(row["state"] in _OVER for row in rows)
        note = f"{over} of them were done or cancelled meanwhile." if over and not wrong else ""
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or note)

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """All are as they were: one transaction leaves nothing half done. What got done by itself says nothing."""
        args, _ = self.typed(approved)
        return all(
            row["priority"] == before[str(row["id"])]["priority"]
            for row in await _read(odoo, args)
            if row["state"] not in _OVER and str(row["id"]) in before
        )

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The priorities as they were, on what is still open."""
        args, _ = self.typed(approved)
        rows = [row for row in await _read(odoo, args) if row["state"] not in _OVER and str(row["id"]) in before]
        if not rows:
            raise CannotUndoError("All of it has been done or cancelled meanwhile.")
        was = {row["id"]: before[str(row["id"])]["priority"] for row in rows}
        others = [
            row["name"]
            for row in rows
            if row["priority"] not in (was[row["id"]], after.get(str(row["id"]), {}).get("priority"))
        ]
        if others:
            raise CannotUndoError(f"Somebody set another priority since: {', '.join(others)}. That is left alone.")
        wanted = {row["id"]: was[row["id"]] for row in rows if row["priority"] != was[row["id"]]}
        if wanted:
            try:
                await _write(odoo, rows, wanted)
            except PremiseChangedError as error:
                raise CannotUndoError(str(error)) from error
        found = _state(await _read(odoo, args))
        ok = all(found[str(one)]["priority"] == priority for one, priority in was.items())
        return ReadBack(ok=ok, after=found, note="" if ok else "Not every priority is back to what it was.")


async def _read(odoo: OdooWriter, args: PrioritisePickings) -> list[Row]:
    ids = sorted(one.picking_id for one in args.pickings)
    return await odoo.tree("stock.picking", [["id", "in", ids]], _PICKING, order="id")


async def _write(odoo: OdooWriter, rows: list[Row], wanted: dict[int, str]) -> None:
    seen = [
        Seen("stock.picking", row["id"], row["name"], {"state": row["state"], "priority": row["priority"]})
        for row in rows
        if row["id"] in wanted
    ]
    await odoo.write_all_if(
        [("stock.picking", one, {"priority": priority}) for one, priority in sorted(wanted.items())], seen
    )


def _meant(args: PrioritisePickings) -> dict[int, str]:
    return {one.picking_id: "1" if one.starred else "0" for one in args.pickings}


def _seen(premise: SeenPickings) -> dict[int, str]:
    return {one.picking_id: "1" if one.starred else "0" for one in premise.pickings}


def _left(rows: list[Row], args: PrioritisePickings) -> list[int]:
    """The open ones that do not have what is meant."""
    meant = _meant(args)
    return [row["id"] for row in rows if row["state"] not in _OVER and row["priority"] != meant[row["id"]]]


def _problems(rows: list[Row], args: PrioritisePickings, premise: SeenPickings) -> list[str]:
    seen, meant = _seen(premise), _meant(args)
    going = [row for row in rows if row["state"] not in _OVER]
    if not going:
        return ["All of these transfers were done or cancelled meanwhile."]
    # What is already as it was meant is no surprise.
    others = [row["name"] for row in going if row["priority"] not in (seen.get(row["id"]), meant[row["id"]])]
    return [f"Somebody set another priority meanwhile: {', '.join(others)}."] if others else []


def _state(rows: list[Row]) -> dict[str, Any]:
    """As JSON values, by id."""
    return {
        str(row["id"]): {"priority": row["priority"], "state": row["state"], "scheduled": row["scheduled_date"]}
        for row in rows
    }

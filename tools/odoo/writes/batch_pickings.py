"""Transfers that are picked in one walk → one batch of ours, started, in one transaction with a look at each of them.

Odoo takes a transfer out of a running batch without a word, and writes the batch's person over its transfers'. So only
what waits and is in no batch joins; what was done, begun or put in another batch meanwhile is left out.
"""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, BatchPickings
from cases.actions.batch_pickings import SeenWalk
from cases.approvals import ApprovedAction
from tools.odoo.values import ref_id
from tools.odoo.writes import provisioned
from tools.odoo.writes.base import CannotUndoError, ReadBack, Step, Write
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen
from tools.odoo.writes.waiting_work import (
    as_seen,
    is_over,
    kept,
    person_problem,
    read_transfers,
    responsible,
    why_not_waiting,
)

_BATCH: dict[str, Any] = {
    "name": {},
    "state": {},
    "user_id": {},
    "picking_type_id": {},
    "picking_ids": {"fields": {"name": {}, "state": {}, "printed": {}, "move_ids": {"fields": {"picked": {}}}}},
}
_STANDS = frozenset({"in_progress", "done"})
# A batch of one is no batch.
_FEWEST = 2


class BatchPickingsWrite(Write[BatchPickings, SeenWalk]):
    """batch_pickings in Odoo."""

    name: ClassVar = ActionName.BATCH_PICKINGS

    async def guards(self, odoo: OdooWriter, args: BatchPickings, premise: SeenWalk) -> list[str]:
        """At least two still wait, nobody gave them to another person, and whoever walks them is there."""
        if args.user_id is not None and args.user is not None:
            first = args.pickings[0].picking_id
            if problem := await person_problem(odoo, args.user_id, args.user, first):
                return [problem]
        return _problems(await _read(odoo, args), args)

    async def before(self, odoo: OdooWriter, args: BatchPickings, premise: SeenWalk) -> dict[str, Any]:
        """Day, star, person and batch of each transfer."""
        return {str(row["id"]): kept(row) for row in await _read(odoo, args)}

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One call: made, filled and started together, or not at all."""
        args, _ = self.typed(approved)

        async def batched() -> bool:
            return bool(await _find(odoo, approved.key))

        async def batch() -> None:
            rows = await _read(odoo, args)
            if problems := _problems(rows, args):
                raise PremiseChangedError(" ".join(problems))
            waiting = _waiting(rows)
            values = {
                "picking_type_id": args.type_id,
                "user_id": args.user_id or False,
                "description": f"{args.summary} {approved.key}",
                "picking_ids": [[6, 0, [row["id"] for row in waiting]]],
            }
            await provisioned.start_batch_if(odoo, values, [as_seen(row) for row in waiting])

        return [Step("start the batch", batched, batch)]

    async def verify(
        self, odoo: OdooWriter, args: BatchPickings, premise: SeenWalk, before: dict[str, Any], key: str
    ) -> ReadBack:
        """One batch, started, of all that still waited and nothing else; days and stars are as they were."""
        found = await _find(odoo, key)
        if len(found) != 1:
            return ReadBack(ok=False, note=f"Odoo shows {len(found)} batches instead of one.")
        [batch] = found
        rows, wrong, left_out = await _read(odoo, args), [], []
        for row in rows:
            if row["batch_id"] and row["batch_id"]["id"] == batch["id"]:
                was, now = before.get(str(row["id"])), kept(row)
                if was is not None and not is_over(row):
                    wrong += [
                        f"The {what} of {row['name']} changed with it."
                        for what in ("scheduled", "priority")
                        if was[what] != now[what]
                    ]
            elif why_not_waiting(row):
                left_out.append(row["name"])
            else:
                wrong.append(f"{row['name']} is not in {batch['name']}.")
        strangers = {row["id"] for row in batch["picking_ids"]} - {row["id"] for row in rows}
        if strangers:
            wrong.append(f"{batch['name']} holds transfers that nobody decided on.")
        if batch["state"] not in _STANDS or ref_id(batch["user_id"]) != args.user_id:
            wrong.append(f"{batch['name']} is not started as decided.")
        after = {"batch_id": batch["id"], "batch": batch["name"], **{str(row["id"]): kept(row) for row in rows}}
        note = f"Left out, because begun, done or changed meanwhile: {', '.join(left_out)}." if left_out else ""
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or note or str(batch["name"]))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """There is no batch of it, not even a cancelled one: one transaction leaves nothing half done."""
        return not await _count(odoo, approved.key)

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """The batch is cancelled and each transfer is whose it was, while nothing of it is picked."""
        args, _ = self.typed(approved)
        named = {one.picking_id for one in args.pickings}
        batches = await _find(odoo, approved.key)
        joined = {row["id"] for batch in batches for row in batch["picking_ids"]}
        for batch in batches:
            begun = [row["name"] for row in batch["picking_ids"] if _begun(row)]
            if batch["state"] == "done" or begun:
                raise CannotUndoError(f"{batch['name']} is being picked or done; ask at the warehouse first.")
            if others := [row["name"] for row in batch["picking_ids"] if row["id"] not in named]:
                raise CannotUndoError(f"Somebody added {', '.join(others)} to {batch['name']}. That is left alone.")
            await _cancel(odoo, args, batch, before)
        left = await _find(odoo, approved.key)
        rows = await _read(odoo, args)
        ok = not left and all(_as_before(row, before.get(str(row["id"]))) for row in rows if row["id"] in joined)
        found = {str(row["id"]): kept(row) for row in rows}
        return ReadBack(ok=ok, after=found, note="" if ok else "Not every transfer is back to what it was.")


async def _cancel(odoo: OdooWriter, args: BatchPickings, batch: Row, before: dict[str, Any]) -> None:
    """Odoo cancels a running batch that is left empty; whose the transfers were comes back with it."""
    inside = {row["id"] for row in batch["picking_ids"]}
    rows = [row for row in await _read(odoo, args) if row["id"] in inside]
    seen = Seen("stock.picking.batch", batch["id"], batch["name"], {"state": batch["state"]})
    people = []
    for row in rows:
        was, now = before.get(str(row["id"]), {}).get("user_id"), responsible(row)
        if was != (now.id if now else None):
            people.append(("stock.picking", row["id"], {"user_id": was or False}))
    try:
        await odoo.write_all_if(
            [("stock.picking.batch", batch["id"], {"picking_ids": [[5, 0, 0]]}), *people],
            [seen, *(as_seen(row) for row in rows)],
        )
    except PremiseChangedError as error:
        raise CannotUndoError(str(error)) from error


async def _find(odoo: OdooWriter, key: str) -> list[Row]:
    domain = [["description", "like", key], ["create_uid", "=", odoo.uid], ["state", "!=", "cancel"]]
    return await odoo.tree("stock.picking.batch", domain, _BATCH, order="id")


async def _count(odoo: OdooWriter, key: str) -> int:
    return await odoo.count("stock.picking.batch", [["description", "like", key], ["create_uid", "=", odoo.uid]])


async def _read(odoo: OdooWriter, args: BatchPickings) -> list[Row]:
    return await read_transfers(odoo, (one.picking_id for one in args.pickings))


def _waiting(rows: list[Row]) -> list[Row]:
    return [row for row in rows if why_not_waiting(row) is None]


def _problems(rows: list[Row], args: BatchPickings) -> list[str]:
    waiting = _waiting(rows)
    if len(waiting) < _FEWEST:
        reasons = [f"{row['name']} {why}." for row in rows if (why := why_not_waiting(row))]
        return [" ".join(["Fewer than two of these transfers still wait.", *reasons])]
    problems = [
        f"{row['name']} is {person.name}'s; the batch would take it from them."
        for row in waiting
        if (person := responsible(row)) is not None and person.id != args.user_id
    ]
    return problems + [
        f"{row['name']} is of another operation type." for row in waiting if row["picking_type_id"] != args.type_id
    ]


def _begun(row: Row) -> bool:
    return is_over(row) or row["printed"] or any(move["picked"] for move in row["move_ids"])


def _as_before(row: Row, was: Row | None) -> bool:
    return was is None or {name: kept(row)[name] for name in ("user_id", "batch_id")} == {
        name: was[name] for name in ("user_id", "batch_id")
    }

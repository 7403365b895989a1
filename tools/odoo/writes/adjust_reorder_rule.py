"""A reorder rule's two values, written together: Odoo would raise a lower maximum silently, and leave it at an undo.

They change only where they still say what was seen, compared and written in one transaction there.
"""

from __future__ import annotations

from typing import Any, ClassVar

from cases.actions import ActionName, AdjustReorderRule
from cases.actions.adjust_reorder_rule import MODEL, SeenRule
from cases.approvals import ApprovedAction
from tools.odoo.values import number, ref_id
from tools.odoo.writes.base import CannotUndoError, NotDoneError, ReadBack, Step, Write
from tools.odoo.writes.giver import finer_than_kept
from tools.odoo.writes.session import OdooWriter, PremiseChangedError, Row, Seen

MINIMUM, MAXIMUM = "product_min_qty", "product_max_qty"
_RULE: dict[str, Any] = {
    "active": {},
    "product_id": {"fields": {}},
    "warehouse_id": {"fields": {}},
    "location_id": {"fields": {}},
    "trigger": {},
    "qty_to_order": {},
    MINIMUM: {},
    MAXIMUM: {},
}


class AdjustReorderRuleWrite(Write[AdjustReorderRule, SeenRule]):
    """adjust_reorder_rule in Odoo."""

    name: ClassVar = ActionName.ADJUST_REORDER_RULE

    async def guards(self, odoo: OdooWriter, args: AdjustReorderRule, premise: SeenRule) -> list[str]:
        """The rule is in use for that product and warehouse, and nobody set other values meanwhile."""
        now = await _read(odoo, args)
        if now is None:
            return [f"{args.rule} no longer exists."]
        finer = [await finer_than_kept(odoo, args.unit_id, value) for value in (args.minimum, args.maximum)]
        return [*_problems(now, args, premise), *(f"{args.rule}: Odoo keeps it {one}." for one in finer if one)]

    async def before(self, odoo: OdooWriter, args: AdjustReorderRule, premise: SeenRule) -> dict[str, Any]:
        """Both values, and beside them what the change must leave alone."""
        return _values(await _needed(odoo, args))

    def steps(self, odoo: OdooWriter, approved: ApprovedAction) -> list[Step]:
        """One write of both values."""
        args, premise = self.typed(approved)

        async def set_already() -> bool:
            return _levels(await _needed(odoo, args)) == _meant(args)

        async def set_both() -> None:
            now = await _needed(odoo, args)
            if problems := _problems(now, args, premise):
                raise PremiseChangedError(" ".join(problems))
            await _write(odoo, args, now, _meant(args))

        return [Step("set both values of the rule", set_already, set_both)]

    async def begun(self, odoo: OdooWriter, approved: ApprovedAction) -> bool:
        """Whether the rule says what was meant and did not say it before."""
        args, premise = self.typed(approved)
        now = await _read(odoo, args)
        return now is not None and _levels(now) == _meant(args) != _seen(premise)

    async def verify(
        self, odoo: OdooWriter, args: AdjustReorderRule, premise: SeenRule, before: dict[str, Any], key: str
    ) -> ReadBack:
        """Both values are as meant and nothing else of the rule changed; what Odoo wants to order now is told."""
        now = await _read(odoo, args)
        if now is None:
            return ReadBack(ok=False, note=f"{args.rule} no longer exists.")
        after = _values(now)
        wrong = []
        if _levels(now) != _meant(args):
            wrong.append(f"{args.rule} does not hold both values.")
        if before and any(after[name] != before[name] for name in before if name not in (MINIMUM, MAXIMUM)):
            wrong.append(f"Something else of {args.rule} changed.")
        return ReadBack(ok=not wrong, after=after, note=" ".join(wrong) or _orders_next(now, args))

    async def untouched(self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any]) -> bool:
        """The rule is as it was: one write leaves nothing half done."""
        args, _ = self.typed(approved)
        now = await _read(odoo, args)
        return now is not None and _values(now) == before

    async def undo(
        self, odoo: OdooWriter, approved: ApprovedAction, before: dict[str, Any], after: dict[str, Any]
    ) -> ReadBack:
        """Both values as they were; what Odoo ordered by the others meanwhile stays, and is said."""
        args, _ = self.typed(approved)
        now = await _needed(odoo, args, CannotUndoError)
        was = {name: before[name] for name in (MINIMUM, MAXIMUM)}
        if _levels(now) != was:
            if _levels(now) != {name: after[name] for name in (MINIMUM, MAXIMUM)}:
                raise CannotUndoError(f"Somebody set other values of {args.rule} since; they are left alone.")
            try:
                await _write(odoo, args, now, was)
            except PremiseChangedError as error:
                raise CannotUndoError(str(error)) from error
        found = _values(await _needed(odoo, args, CannotUndoError))
        ok = found == before
        said = f"What Odoo ordered by {args.rule} meanwhile is not taken back by this."
        return ReadBack(ok=ok, after=found, note=said if ok else f"{args.rule} is not back to what it said.")


async def _read(odoo: OdooWriter, args: AdjustReorderRule) -> Row | None:
    return await odoo.one(MODEL, args.rule_id, _RULE)


async def _needed(
    odoo: OdooWriter, args: AdjustReorderRule, error: type[NotDoneError] | type[CannotUndoError] = NotDoneError
) -> Row:
    found = await _read(odoo, args)
    if found is None:
        raise error(f"{args.rule} no longer exists.")
    return found


def _problems(now: Row, args: AdjustReorderRule, premise: SeenRule) -> list[str]:
    if not now["active"]:
        return [f"{args.rule} is no longer in use."]
    if (ref_id(now["product_id"]), ref_id(now["warehouse_id"])) != (args.product_id, args.warehouse_id):
        return [f"{args.rule} is now for another product or warehouse."]
    # What is already there as it was meant is no surprise.
    if _levels(now) in (_seen(premise), _meant(args)):
        return []
    return [f"Somebody set other values of {args.rule} meanwhile: {now[MINIMUM]:g} to {now[MAXIMUM]:g}."]


def _values(row: Row) -> dict[str, Any]:
    return {
        **_levels(row),
        "active": row["active"],
        "trigger": row["trigger"],
        "product_id": ref_id(row["product_id"]),
        "warehouse_id": ref_id(row["warehouse_id"]),
        "location_id": ref_id(row["location_id"]),
    }


def _levels(row: Row) -> dict[str, str]:
    return {name: _text(row[name]) for name in (MINIMUM, MAXIMUM)}


def _meant(args: AdjustReorderRule) -> dict[str, str]:
    return {MINIMUM: _text(args.minimum), MAXIMUM: _text(args.maximum)}


def _seen(premise: SeenRule) -> dict[str, str]:
    return {MINIMUM: _text(premise.minimum), MAXIMUM: _text(premise.maximum)}


def _text(value: Any) -> str:
    """A quantity in one spelling: Odoo's 30.0 and our 30 are the same."""
    found = number(value)
    return f"{found.to_integral_value():f}" if found == found.to_integral_value() else f"{found.normalize():f}"


def _orders_next(now: Row, args: AdjustReorderRule) -> str:
    wanted = number(now["qty_to_order"])
    if wanted <= 0:
        return "Odoo has nothing to order by it now."
    how = "orders" if now["trigger"] == "auto" else "proposes to order"
    return f"At its next run Odoo {how} {_text(wanted)} {args.unit} by it."


async def _write(odoo: OdooWriter, args: AdjustReorderRule, now: Row, levels: dict[str, str]) -> None:
    watched = {
        "active": now["active"],
        "product_id": ref_id(now["product_id"]),
        "warehouse_id": ref_id(now["warehouse_id"]),
        MINIMUM: now[MINIMUM],
        MAXIMUM: now[MAXIMUM],
    }
    seen = Seen(MODEL, args.rule_id, args.rule, watched)
    await odoo.write_if(MODEL, args.rule_id, {name: float(value) for name, value in levels.items()}, [seen])

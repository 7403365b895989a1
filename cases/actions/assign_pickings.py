"""Give transfers to a named person, where Odoo knows who is at work. Odoo tells them nothing; their list shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, model_validator

from cases.actions.base import (
    ActionName,
    Arguments,
    Change,
    Facts,
    Grant,
    Money,
    Premise,
    Reversibility,
    ShortText,
)
from cases.actions.pickings import NamedPicking, each_once, picking_label, refuse_others
from cases.claims import Frozen, RecordRef

# So many in one call to Odoo.
MOST_ASSIGNED = 200


class SeenResponsible(Frozen):
    """A transfer as it was read.

    Attributes:
        user_id, user: who it was given to; absent: nobody.
        customer: whose it is.
    """

    picking_id: int
    user_id: int | None = None
    user: str | None = None
    customer: str | None = None


class SeenUnassigned(Premise):
    """The transfers as they were read."""

    pickings: tuple[SeenResponsible, ...]

    @property
    def by_id(self) -> Mapping[int, SeenResponsible]:
        """Each transfer as read."""
        return {one.picking_id: one for one in self.pickings}


class AssignPickings(Arguments[SeenUnassigned]):
    """Arguments of assign_pickings."""

    name: ClassVar = ActionName.ASSIGN_PICKINGS
    title: ClassVar = "Assign transfers"
    means: ClassVar = "Gives transfers to a named person of the warehouse; goods, days and stars stay."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.7
    rights: ClassVar = {"stock.picking": Grant(write=True)}
    editable: ClassVar = frozenset({"pickings"})
    Seen: ClassVar = SeenUnassigned

    warehouse_id: int
    warehouse: ShortText
    user_id: int
    user: ShortText
    pickings: tuple[NamedPicking, ...] = Field(min_length=1, max_length=MOST_ASSIGNED)

    @model_validator(mode="after")
    def _each_once(self) -> AssignPickings:
        each_once(self.pickings)
        return self

    def refuse_edit(self, edited: Arguments[SeenUnassigned]) -> str | None:
        """Fewer transfers may be named, never others."""
        if (why := super().refuse_edit(edited)) is not None or not isinstance(edited, AssignPickings):
            return why
        return refuse_others(self.pickings, edited.pickings)

    def sentence(self) -> str:
        """What will be done."""
        count = len(self.pickings)
        return f"Give {count} transfer{'s' if count > 1 else ''} at {self.warehouse} to {self.user}"

    def target(self) -> RecordRef:
        """The first of them: a warehouse has several people."""
        first = self.pickings[0]
        return RecordRef(model="stock.picking", id=first.picking_id, label=first.picking)

    def diff(self, premise: SeenUnassigned) -> tuple[Change, ...]:
        """Each transfer with whose it was and whose it will be."""
        seen = premise.by_id
        return tuple(
            Change(
                model="stock.picking",
                id=one.picking_id,
                label=picking_label(one.picking, seen[one.picking_id].customer if one.picking_id in seen else None),
                field="Responsible",
                before=(seen[one.picking_id].user or "nobody") if one.picking_id in seen else None,
                after=self.user,
            )
            for one in self.pickings
        )

    def facts(self, premise: SeenUnassigned) -> Facts:
        """Nothing is at stake; where it is done."""
        return Facts(exposure=Money(amount=0, currency=premise.currency), warehouse=self.warehouse)

"""Put transfers that are picked in one walk into one batch, and start it. Odoo silently takes them out of another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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


class SeenUnbatched(Frozen):
    """A transfer as it was read: in no batch, and not begun.

    Attributes:
        lines: how many lines there are to pick.
        customer: whose it is.
        promised: the day that was promised.
    """

    picking_id: int
    lines: int = 0
    customer: str | None = None
    promised: date | None = None


class SeenWalk(Premise):
    """The transfers as they were read."""

    pickings: tuple[SeenUnbatched, ...]

    @property
    def by_id(self) -> Mapping[int, SeenUnbatched]:
        """Each transfer as read."""
        return {one.picking_id: one for one in self.pickings}


class BatchPickings(Arguments[SeenWalk]):
    """Arguments of batch_pickings.

    Attributes:
        type_id: the operation type; a batch is of one.
        user_id: who walks it; absent: whoever takes it.
        summary: what they have in common, as the batch is called in Odoo.
    """

    name: ClassVar = ActionName.BATCH_PICKINGS
    title: ClassVar = "Batch transfers"
    means: ClassVar = "Puts transfers that are picked in one walk into one batch and starts it; goods and days stay."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.75
    rights: ClassVar = {
        "stock.picking.batch": Grant(write=True, create=True),
        "stock.picking": Grant(write=True),
    }
    editable: ClassVar = frozenset({"pickings"})
    Seen: ClassVar = SeenWalk

    warehouse_id: int
    warehouse: ShortText
    type_id: int
    type: ShortText
    user_id: int | None = None
    user: ShortText | None = None
    summary: ShortText
    pickings: tuple[NamedPicking, ...] = Field(min_length=2, max_length=200)

    @model_validator(mode="after")
    def _each_once(self) -> BatchPickings:
        each_once(self.pickings)
        if (self.user_id is None) != (self.user is None):
            raise ValueError("a person is named with their name, or none is")
        return self

    def refuse_edit(self, edited: Arguments[SeenWalk]) -> str | None:
        """Fewer transfers may be named, never others."""
        if (why := super().refuse_edit(edited)) is not None or not isinstance(edited, BatchPickings):
            return why
        return refuse_others(self.pickings, edited.pickings)

    def sentence(self) -> str:
        """What will be done."""
        walks = f", walked by {self.user}" if self.user else ""
        return f"Pick {len(self.pickings)} transfers at {self.warehouse} in one walk ({self.summary}){walks}"

    def target(self) -> RecordRef:
        """The first of them: a warehouse has several batches at a time."""
        first = self.pickings[0]
        return RecordRef(model="stock.picking", id=first.picking_id, label=first.picking)

    def diff(self, premise: SeenWalk) -> tuple[Change, ...]:
        """Each transfer that joins the batch."""
        seen = premise.by_id
        batch = f"in one batch, {self.summary}" + (f", {self.user}" if self.user else "")
        return tuple(
            Change(
                model="stock.picking",
                id=one.picking_id,
                label=picking_label(one.picking, seen[one.picking_id].customer if one.picking_id in seen else None),
                field="Batch",
                before="none" if one.picking_id in seen else None,
                after=batch,
            )
            for one in self.pickings
        )

    def facts(self, premise: SeenWalk) -> Facts:
        """Nothing is at stake: what is worked first was decided before, by who is asked for that."""
        return Facts(exposure=Money(amount=0, currency=premise.currency), warehouse=self.warehouse)

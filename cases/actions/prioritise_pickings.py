"""Say which transfers are worked first: a star for what must leave, none for what can wait. Who loses is shown."""

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
    words_of,
)
from cases.actions.pickings import NamedPicking, each_once, picking_label, refuse_others
from cases.claims import Frozen, RecordRef

# So many in one call to Odoo.
MOST_STARS = 500


class Star(NamedPicking):
    """One transfer and whether it is to have the star. Odoo has one: a ranking cannot be stored in it."""

    starred: bool


class SeenTransfer(Frozen):
    """A transfer as it was read.

    Attributes:
        customer: whose it is.
        promised: the day that was promised.
    """

    picking_id: int
    starred: bool
    customer: str | None = None
    promised: date | None = None


class Loser(Frozen):
    """A transfer that would have been done in time and is not when others are taken first.

    Attributes:
        breaks: its customer was promised that it leaves by then.
    """

    picking_id: int
    picking: str
    customer: str | None = None
    promised: date | None = None
    breaks: bool = False


class SeenPickings(Premise):
    """The transfers as they were read, and who pays for the new order of work."""

    pickings: tuple[SeenTransfer, ...]
    losers: tuple[Loser, ...] = ()

    @property
    def by_id(self) -> Mapping[int, SeenTransfer]:
        """Each transfer as read."""
        return {one.picking_id: one for one in self.pickings}


class PrioritisePickings(Arguments[SeenPickings]):
    """Arguments of prioritise_pickings.

    Attributes:
        pickings: those whose star changes, and those that have it and keep it.
    """

    name: ClassVar = ActionName.PRIORITISE_PICKINGS
    title: ClassVar = "Prioritise transfers"
    means: ClassVar = (
        "Stars the transfers that must leave and takes the star from those that can wait; goods and days stay."
    )
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.8
    rights: ClassVar = {"stock.picking": Grant(write=True), "stock.move": Grant(write=True)}
    editable: ClassVar = frozenset({"pickings"})
    Seen: ClassVar = SeenPickings

    warehouse_id: int
    warehouse: ShortText
    pickings: tuple[Star, ...] = Field(min_length=1, max_length=MOST_STARS)

    @model_validator(mode="after")
    def _each_once(self) -> PrioritisePickings:
        each_once(self.pickings)
        return self

    def refuse_edit(self, edited: Arguments[SeenPickings]) -> str | None:
        """Fewer transfers may be named, never others."""
        if (why := super().refuse_edit(edited)) is not None or not isinstance(edited, PrioritisePickings):
            return why
        return refuse_others(self.pickings, edited.pickings)

    def sentence(self) -> str:
        """What will be done."""
        first = sum(one.starred for one in self.pickings)
        later = len(self.pickings) - first
        rest = f"; {later} that can wait lose their star" if later else ""
        return f"Have {first} transfers worked first at {self.warehouse}{rest}"

    def target(self) -> RecordRef:
        """The warehouse."""
        return RecordRef(model="stock.warehouse", id=self.warehouse_id, label=self.warehouse)

    def diff(self, premise: SeenPickings) -> tuple[Change, ...]:
        """Each star that changes, and who is passed over by that."""
        seen = premise.by_id
        changes = [
            Change(
                model="stock.picking",
                id=one.picking_id,
                label=picking_label(one.picking, seen[one.picking_id].customer if one.picking_id in seen else None),
                field="Priority",
                before=_priority(starred=seen[one.picking_id].starred) if one.picking_id in seen else None,
                after=_priority(starred=one.starred),
            )
            for one in self.pickings
        ]
        losers = [
            Change(
                model="stock.picking",
                id=one.picking_id,
                label=picking_label(one.picking, one.customer),
                field=f"Leaves (promised {words_of(one.promised)})" if one.promised else "Leaves",
                before="with this carrier",
                after="after this carrier has left",
                who="loses",
            )
            for one in premise.losers
        ]
        return (*changes, *losers)

    def facts(self, premise: SeenPickings) -> Facts:
        """Whether a promise that would have been kept is broken by it, and where it is done."""
        return Facts(
            exposure=Money(amount=0, currency=premise.currency),
            takes_from_customer=any(one.breaks for one in premise.losers),
            warehouse=self.warehouse,
        )


def _priority(*, starred: bool) -> str:
    return "Urgent" if starred else "Normal"

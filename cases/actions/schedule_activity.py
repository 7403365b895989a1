"""Put a to-do on an Odoo record for a named person, so that what the desk cannot do is not forgotten."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from cases.actions.base import (
    ActionName,
    Arguments,
    Change,
    Grant,
    Premise,
    Reversibility,
    ShortText,
    StepKind,
    words_of,
)
from cases.claims import RecordRef
from cases.roles import Role


class SeenRecord(Premise):
    """The record as read."""

    record: str


class ScheduleActivity(Arguments[SeenRecord]):
    """Arguments of schedule_activity."""

    name: ClassVar = ActionName.SCHEDULE_ACTIVITY
    title: ClassVar = "Schedule activity"
    means: ClassVar = "Puts a to-do with a due day on an Odoo record, for a named person."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    step: ClassVar = StepKind.ADVICE
    under_stop: ClassVar = True
    prior: ClassVar = 0.8
    rights: ClassVar = {"mail.activity": Grant(write=True, create=True, unlink=True)}
    editable: ClassVar = frozenset({"due", "summary", "note"})
    Seen: ClassVar = SeenRecord

    model: ShortText
    record_id: int
    record: ShortText
    user_id: int
    user: ShortText
    role: Role
    summary: ShortText
    note: Annotated[str, Field(max_length=2000)] = ""
    due: date

    def sentence(self) -> str:
        """What will be done."""
        return f"Ask {self.user} ({self.role.words}) by {words_of(self.due)}: {self.summary}"

    def target(self) -> RecordRef:
        """The record that carries the to-do."""
        return RecordRef(model=self.model, id=self.record_id, label=self.record)

    def diff(self, premise: SeenRecord) -> tuple[Change, ...]:
        """The to-do."""
        return (
            Change(
                model=self.model,
                id=self.record_id,
                label=self.record,
                field=f"Activity for {self.user}, due {words_of(self.due)}",
                before=None,
                after=f"{self.summary}\n{self.note}".strip(),
            ),
        )

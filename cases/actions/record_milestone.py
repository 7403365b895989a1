"""Record what became of a shipment on its transfer: expected, delivered, signed by. The planned day stays."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import model_validator

from cases.actions.base import (
    ActionName,
    Arguments,
    Change,
    Grant,
    Moment,
    Premise,
    Reversibility,
    ShortText,
    words_of,
)
from cases.claims import RecordRef


class SeenMilestones(Premise):
    """What the transfer said of its shipment when it was read.

    Attributes:
        tracking: the whole field, which may hold several numbers.
        zone: the zone in which moments are written down.
    """

    tracking: str | None = None
    expected: Moment | None = None
    delivered: Moment | None = None
    signed_by: str | None = None
    zone: str = "UTC"


class RecordMilestone(Arguments[SeenMilestones]):
    """Arguments of record_milestone.

    Attributes:
        milestone: what happened, in a few words.
        expected, delivered, signed_by: what is recorded; what is not given stays as it is.
    """

    name: ClassVar = ActionName.RECORD_MILESTONE
    title: ClassVar = "Record milestone"
    means: ClassVar = "Notes on the transfer what became of its shipment; planned days and goods stay as they are."
    reversibility: ClassVar = Reversibility.REVERSIBLE
    prior: ClassVar = 0.85
    rights: ClassVar = {"stock.picking": Grant(write=True), "mail.message": Grant(create=True)}
    editable: ClassVar = frozenset({"milestone", "signed_by"})
    Seen: ClassVar = SeenMilestones

    picking_id: int
    picking: ShortText
    tracking: ShortText | None = None
    milestone: ShortText
    expected: Moment | None = None
    delivered: Moment | None = None
    signed_by: ShortText | None = None

    @model_validator(mode="after")
    def _is_signed_for_what_came(self) -> RecordMilestone:
        if self.signed_by and not self.delivered:
            raise ValueError("only what was delivered was signed for: give delivered, too")
        return self

    def sentence(self) -> str:
        """What will be done."""
        number = f" ({self.tracking})" if self.tracking else ""
        return f"Record on {self.picking}{number}: {self.milestone}"

    def target(self) -> RecordRef:
        """The transfer."""
        return RecordRef(model="stock.picking", id=self.picking_id, label=self.picking)

    def note(self, premise: SeenMilestones) -> str:
        """What is noted on the transfer: plain text."""
        lines = (
            ("Tracking number", self.tracking),
            ("Expected", moment_words(self.expected, premise.zone)),
            ("Delivered", moment_words(self.delivered, premise.zone)),
            ("Signed by", self.signed_by),
        )
        said = "\n".join(f"{label}: {value}" for label, value in lines if value)
        return f"{self.milestone}\n\n{said}".strip()

    def diff(self, premise: SeenMilestones) -> tuple[Change, ...]:
        """Each field that is recorded, and the note."""
        rows = (
            ("Expected arrival", moment_words(premise.expected, premise.zone), self.expected),
            ("Delivered", moment_words(premise.delivered, premise.zone), self.delivered),
            ("Signed by", premise.signed_by, self.signed_by),
        )
        return (
            *(
                self._change(field, before, moment_words(after, premise.zone) if isinstance(after, datetime) else after)
                for field, before, after in rows
                if after is not None
            ),
            self._change("Note", None, self.note(premise)),
        )

    def _change(self, field: str, before: str | None, after: str | None) -> Change:
        return Change(
            model="stock.picking", id=self.picking_id, label=self.picking, field=field, before=before, after=after
        )


def moment_words(moment: datetime | None, zone: str) -> str | None:
    """A moment as people at the desk read it, with its zone: `Fri 4 Dec 2026, 10:30 (Europe/Brussels)`."""
    if moment is None:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    return f"{words_of(local.date())}, {local:%H:%M} ({zone})"

"""Put what was found on the record it is about, as a file that whoever works it later can open."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from cases.actions.base import ActionName, Arguments, Change, Grant, Premise, Reversibility, ShortText
from cases.claims import RecordRef

_SHOWN = 3000


class SeenTarget(Premise):
    """The record as read."""

    record: str


class AttachEvidence(Arguments[SeenTarget]):
    """Arguments of attach_evidence.

    Attributes:
        subject: what the file is, in a few words.
        text: the file, as plain text or lines of CSV.
    """

    name: ClassVar = ActionName.ATTACH_EVIDENCE
    title: ClassVar = "Attach evidence"
    means: ClassVar = "Puts a file with what was found on an Odoo record, with a note that is mailed to nobody."
    reversibility: ClassVar = Reversibility.COMPENSABLE
    under_stop: ClassVar = True
    prior: ClassVar = 0.85
    rights: ClassVar = {"mail.message": Grant(create=True)}
    editable: ClassVar = frozenset({"subject"})
    Seen: ClassVar = SeenTarget

    model: ShortText
    record_id: int
    record: ShortText
    subject: ShortText
    file_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.(?:csv|txt)$")]
    text: Annotated[str, Field(min_length=1, max_length=400_000)]

    def sentence(self) -> str:
        """What will be done."""
        return f"Attach {self.file_name} to {self.record}: {self.subject}"

    def target(self) -> RecordRef:
        """The record that gets the file."""
        return RecordRef(model=self.model, id=self.record_id, label=self.record)

    def diff(self, premise: SeenTarget) -> tuple[Change, ...]:
        """The file, as much of it as fits a page."""
        whole = self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"
        return (
            Change(
                model=self.model,
                id=self.record_id,
                label=self.record,
                field="File",
                before=None,
                after=f"{self.file_name}\n{whole}",
            ),
        )

"""The message asks to change what may never be changed from a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from cases.claims.base import Claim, Ground, RecordRef, Subject, folded
from cases.kind import Kind

About = Literal["bank", "address", "identity", "release"]

STOPS: Mapping[About, str] = {
    "bank": (
        "Never change bank details from a message. Call the partner on the number Odoo has had on file, not one from "
        "this message, and let finance decide."
    ),
    "address": (
        "Never change an address on file from a message. Ask the partner by a channel Odoo has had on file, "
        "and let the record's owner decide."
    ),
    "identity": (
        "Never change a partner's name, tax number or access from a message. Check with the partner by a channel "
        "Odoo has had on file, and let finance decide."
    ),
    "release": (
        "Never release held goods or a credit hold because of a message. Ask whoever set the hold, "
        "and let finance decide."
    ),
}


class SensitiveClaim(Claim):
    """The message asks to change what may never be changed from a message."""

    opens: ClassVar = Kind.SENSITIVE_CHANGE
    grounds: ClassVar[Mapping[str, Ground]] = {"about": Ground.CHOICE}
    warned: ClassVar = True

    type: Literal["sensitive"] = "sensitive"
    about: About

    @property
    def stop(self) -> str:
        """The check to do by another channel."""
        return STOPS[self.about]

    def subject(self) -> Subject:
        """The matter."""
        return Subject(words=(self.about,))

    def placed(self, writer: RecordRef | None, _orders: tuple[RecordRef, ...]) -> SensitiveClaim:
        """It is about whoever wrote it."""
        return self.model_copy(update={"refers_to": (writer,) if writer else ()})

    def says(self) -> tuple[object, ...]:
        """Another account number is another request."""
        return ("sensitive", self.about, folded(self.span.quote if self.span else None))

    def label(self) -> str:
        """What it asks for."""
        return f"The message asks to change or release: {self.about}"

    def for_model(self) -> dict[str, object]:
        """The matter alone."""
        return {"claims": "sensitive", "about": self.about}

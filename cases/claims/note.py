"""What the desk says of a message beside what was read in it: doubts about its writer, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from cases.claims.base import Claim, Ground, Words, folded


class NoteClaim(Claim):
    """What the desk says of a message beside what was read in it: doubts about its writer, what could not be read."""

    grounds: ClassVar[Mapping[str, Ground]] = {"text": Ground.WORDS}
    hidden: ClassVar = frozenset({"text"})

    type: Literal["note"] = "note"
    text: Words

    @property
    def is_news(self) -> bool:
        """A doubt about a message is no news by itself."""
        return False

    def says(self) -> tuple[object, ...]:
        """Its words."""
        return ("note", folded(self.text))

    def label(self) -> str:
        """The sentence itself."""
        return self.text

    def for_model(self) -> None:
        """Nothing: it may hold a sender's name or address."""

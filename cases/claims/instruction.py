"""The message tells the reader what to do (approve, mail somebody). Shown to people; never followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from cases.claims.base import Claim, Ground, Words, folded


class InstructionClaim(Claim):
    """The message tells the reader what to do (approve, mail somebody). Shown to people; never followed."""

    grounds: ClassVar[Mapping[str, Ground]] = {"text": Ground.WORDS}
    hidden: ClassVar = frozenset({"text"})
    warned: ClassVar = True

    type: Literal["instruction"] = "instruction"
    text: Words

    @property
    def is_news(self) -> bool:
        """What a message tells its reader to do is no news by itself."""
        return False

    def says(self) -> tuple[object, ...]:
        """Its words."""
        return ("instruction", folded(self.text))

    def label(self) -> str:
        """That it is one; its words stand in the quote."""
        return "The message tells the reader what to do. Nothing follows from it"

    def for_model(self) -> None:
        """Nothing: whoever writes to the company cannot talk to the model that has tools."""

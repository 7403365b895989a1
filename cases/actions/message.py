"""What every message has: a language, a house letter, and perhaps somebody's own words in its place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic

from cases.actions.base import Arguments, P, ShortText
from cases.letters import PlainLetter, Wording, fields_of, fitting, house_letter, letter


class Message(Arguments[P], ABC, Generic[P]):
    """Arguments of an action that writes to one partner.

    Attributes:
        language: the reader's, as Odoo names it.
        wording: own words with placeholders; absent: the house's words in that language.
    """

    language: ShortText = "en_US"
    wording: Wording | None = None

    @abstractmethod
    def occasion_of_letter(self) -> str:
        """Which of the house's letters it is."""

    @abstractmethod
    def values(self) -> Mapping[str, object]:
        """What is filled in, by placeholder."""

    def house(self) -> PlainLetter:
        """The house's words, with placeholders."""
        return fitting(house_letter(self.occasion_of_letter(), self.language), self.values())

    def letter(self) -> PlainLetter:
        """Subject and text as they will be sent."""
        return letter(self.occasion_of_letter(), self.language, self.values(), self.wording)

    def missing(self) -> frozenset[str]:
        """What the message names although there is none: a dash would stand there."""
        house = self.house()
        named = fields_of(house.subject) | fields_of(self.wording or house.text)
        values = self.values()
        return frozenset(name for name in named if not values.get(name))

    def refuse_edit(self, edited: Arguments[P]) -> str | None:
        """Also where the message would name what is not there."""
        refused = super().refuse_edit(edited)
        if refused is not None or not isinstance(edited, Message):
            return refused
        missing = sorted(edited.missing() - self.missing())
        return f"the message names {{{missing[0]}}}, and none is given" if missing else None

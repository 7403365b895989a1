"""The message is about something of a kind of which nothing more was read, or about operations at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cases.claims.base import Claim, Ground, Name, RecordRef, Words, folded
from cases.kind import Kind

MAX_NAMES = 20
_BARE_NAMES = {Kind.INBOUND_DELAY: "a late order", Kind.UNCLASSIFIED: "operations"}


class MentionClaim(Claim):
    """The message is about something of a kind of which nothing more was read, or about operations at all.

    Attributes:
        likely: where it is not clear which, the kinds that it may be of, the likeliest first.
        names: what the report names beside purchase orders that were resolved, as written: it may be numbers of
            transfers and customers' orders, or codes of goods. Whoever investigates looks whether Odoo knows it.
    """

    grounds: ClassVar[Mapping[str, Ground]] = {"text": Ground.WORDS}
    hidden: ClassVar = frozenset({"text"})
    stands_for_report: ClassVar = True

    type: Literal["mention"] = "mention"
    kind: Kind
    likely: Annotated[tuple[Kind, ...], Field(max_length=3)] = ()
    text: Words
    names: Annotated[tuple[Name, ...], Field(max_length=MAX_NAMES)] = ()

    @property
    def case_kind(self) -> Kind:
        """The kind that it speaks of."""
        return self.kind

    def placed(self, _writer: RecordRef | None, orders: tuple[RecordRef, ...]) -> MentionClaim:
        """It is about what it was resolved to, else the orders that its report names."""
        return self.model_copy(update={"refers_to": self.refers_to or orders})

    def naming(self, names: Sequence[str]) -> MentionClaim:
        """It is about what its report names."""
        return self.model_copy(update={"names": tuple(names[:MAX_NAMES])})

    def says(self) -> tuple[object, ...]:
        """Its kind and words."""
        return ("mention", self.kind, folded(self.text))

    def label(self) -> str:
        """What it is about; without a place it is what somebody at the desk says."""
        if self.span is None:
            return self.text
        if self.likely:
            return f"The message may be about: {', '.join(kind.value.replace('_', ' ') for kind in self.likely)}"
        named = _BARE_NAMES.get(self.kind, self.kind.value.replace("_", " "))
        return f"The message speaks of {named}"

    def for_model(self) -> None:
        """Nothing: it is a sentence of the message."""

"""What people filed and what was decided before, as a case is handed it: passages with their source, precedents. Pure.

A passage is quoted, never obeyed; a precedent is told, and raises no confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from cases.actions.base import ActionName
from cases.kind import Kind
from cases.status import DecisionType
from cases.values import Frozen

PAGE = "\f"
"""What ends each page in the text of a file that was a PDF."""


class Collection(StrEnum):
    """What a file is for."""

    CONTRACTS = "contracts"
    PROCEDURES = "procedures"
    POLICIES = "policies"


class StoredFile(Frozen):
    """A file as it stands now.

    Attributes:
        name: the file's name without its ending.
        version: from 1, counted up with each change.
        content: the whole text, the head too.
    """

    collection: Collection
    name: str
    version: int
    content: str
    at: datetime


class FilePassage(Frozen):
    """A part of a file that may bear on a case.

    Attributes:
        name, version: of the file.
        heading: those it stands under, outermost first; empty where there is none.
        text: as it stands in the file.
        likeness: to what was asked, from 0 to 1.
    """

    collection: Collection
    name: str
    version: int
    heading: str = ""
    text: str
    likeness: float = 0.0

    @property
    def source(self) -> str:
        """Where it stands, for people."""
        return f"{self.name}, version {self.version}" + (f": {self.heading}" if self.heading else "")


class PrecedentVerdict(StrEnum):
    """What people made of a case's actions, all of them together."""

    APPROVED = "approved unchanged"
    CHANGED = "approved with changes"
    REJECTED = "rejected"


class Precedent(Frozen):
    """A decided case that is like this one.

    Attributes:
        number: of the case, for people.
        did: what was proposed there.
    """

    number: str
    verdict: PrecedentVerdict
    did: str


class Guidance(Frozen):
    """What was looked up for a case.

    Attributes:
        passages: of procedures, policies and contracts, the likest first.
        precedents: decided cases, the likest first.
        missing: what could not be looked up, and why, in plain words.
    """

    passages: tuple[FilePassage, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    missing: str | None = None


def case_words(partner: str, actions: Iterable[ActionName]) -> str:
    """A case as it is compared with others: whom it is with and what is proposed, in words of our own alone."""
    names = dict.fromkeys(one.value.replace("_", " ") for one in actions)
    return f"{', '.join(names)}. {partner}".strip(" .")


def verdict_of(said: Iterable[Iterable[DecisionType]]) -> PrecedentVerdict | None:
    """What people made of actions, given what was said about each; none: nothing was decided."""
    decided = [set(one) - {DecisionType.RESPOND} for one in said]
    decided = [one for one in decided if one]
    if not decided:
        return None
    if all(one == {DecisionType.APPROVE} for one in decided):
        return PrecedentVerdict.APPROVED
    if all(DecisionType.REJECT in one for one in decided):
        return PrecedentVerdict.REJECTED
    return PrecedentVerdict.CHANGED


def precedents_words(precedents: Sequence[Precedent]) -> str:
    """How those like it were decided, as in `3 like it: 2 approved unchanged, 1 rejected`."""
    counted = Counter(one.verdict for one in precedents)
    return f"{len(precedents)} like it: " + ", ".join(
        f"{counted[verdict]} {verdict.value}" for verdict in PrecedentVerdict if counted[verdict]
    )


def kinds_of(head: object) -> tuple[Kind, ...]:
    """The kinds of exception that a file says it is for, in the field `kinds` of its head; none: for all.

    Raises:
        ValueError: it names what is no kind.
    """
    said = head.get("kinds") if isinstance(head, dict) else None
    if said is None:
        return ()
    known = {kind.value: kind for kind in Kind}
    if not isinstance(said, list) or (wrong := [one for one in said if one not in known]):
        named = f" ({', '.join(map(str, wrong))})" if isinstance(said, list) else ""
        raise ValueError(f"kinds: must be a list of kinds of exception{named}")
    return tuple(known[one] for one in said)

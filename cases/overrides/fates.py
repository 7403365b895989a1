"""What became of one proposed action before people, and what an edit of it changed, field by field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from cases.claims import Frozen
from cases.claims.base import folded
from cases.overrides.rows import DecidedAction, Proposed
from cases.status import ActionStatus, DecisionType

# Of a text's words so many stay when only its wording is changed.
SAME_WORDS = 2 / 3
_FIGURE = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
# A text that gains or loses one of these may say the opposite.
_NEGATIONS = frozenset(
    re.findall(
        r"\w+",
        "no not never none cannot nicht kein keine keinen nie nein niet geen nooit nee ne pas jamais aucun aucune non",
    )
)


class Fate(StrEnum):
    """What people made of an action. All but the last are their decision; the last is that there was none in time."""

    UNCHANGED = "unchanged"
    WORDING = "wording"
    MATERIAL = "material"
    REJECTED = "rejected"
    ANSWERED = "answered"
    EXPIRED = "expired"

    @property
    def words(self) -> str:
        """As people read it."""
        return WORDS[self]


WORDS = {
    Fate.UNCHANGED: "approved unchanged",
    Fate.WORDING: "wording edited",
    Fate.MATERIAL: "edited",
    Fate.REJECTED: "rejected",
    Fate.ANSWERED: "answered",
    Fate.EXPIRED: "expired",
}
DECIDED = (Fate.UNCHANGED, Fate.WORDING, Fate.MATERIAL, Fate.REJECTED, Fate.ANSWERED)


class FieldChange(Frozen):
    """One argument before and after an edit.

    Attributes:
        field: its path without places in lists, such as `lines.new_date`.
        wording: whether only the wording of a text changed: its figures, its negations and most of its words are the
            same.
    """

    field: str
    before: str | None
    after: str | None
    wording: bool


def fate(proposed: Proposed) -> Fate | None:
    """What people made of it; None while that is open, or where it fell with something else before anybody decided.

    The hardest word counts: who edits and then rejects has rejected.
    """
    types = {said.type for said in proposed.said}
    if DecisionType.REJECT in types:
        return Fate.REJECTED
    if DecisionType.EDIT in types:
        return Fate.WORDING if all(one.wording for one in edits(proposed)) else Fate.MATERIAL
    if DecisionType.RESPOND in types:
        return Fate.ANSWERED
    if _agreed(proposed):
        return Fate.UNCHANGED
    return Fate.EXPIRED if proposed.status is ActionStatus.EXPIRED else None


def _agreed(proposed: Proposed) -> bool:
    now = [one for one in proposed.said if one.type is DecisionType.APPROVE and one.edition == proposed.edition]
    # Nobody's approval is recorded that fills no need, so as many people as needs are all that were asked.
    return bool(proposed.needs) and len({one.uid for one in now}) >= len(proposed.needs)


def settled_at(proposed: Proposed) -> datetime:
    """When the last word about it was said; where nobody spoke, when its time was over."""
    return max((said.at for said in proposed.said), default=proposed.expires_at)


def edits(proposed: Proposed) -> tuple[FieldChange, ...]:
    """Everything that people changed in it."""
    return tuple(change for said in proposed.said for change in changes(said))


def changes(said: DecidedAction) -> tuple[FieldChange, ...]:
    """What one edit changed; of anything else, nothing."""
    if said.before is None or said.after is None:
        return ()
    before, after = dict(_leaves(said.before)), dict(_leaves(said.after))
    found = []
    for path in dict.fromkeys([*before, *after]):
        was, now = before.get(path), after.get(path)
        if was != now:
            found.append(
                FieldChange(
                    field=".".join(part for part in path if not part.startswith("#")),
                    before=_shown(was),
                    after=_shown(now),
                    wording=isinstance(was, str) and isinstance(now, str) and only_wording(was, now),
                )
            )
    return tuple(found)


def only_wording(was: str, now: str) -> bool:
    """Whether two texts differ in their wording alone."""
    if folded(was) == folded(now):
        return True
    old, new = (Counter(word.casefold() for word in _WORD.findall(text)) for text in (was, now))
    if _FIGURE.findall(was) != _FIGURE.findall(now):
        return False
    if any(old[word] != new[word] for word in _NEGATIONS):
        return False
    return 2 * (old & new).total() > SAME_WORDS * (old.total() + new.total())


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, f"#{_name(inner, index)}"))
    else:
        yield path, value


def _name(item: Any, index: int) -> str:
    """What a line is known by, so that leaving one out does not make all that follow look edited."""
    ids = [value for key, value in item.items() if key.endswith("_id")] if isinstance(item, Mapping) else []
    return str(ids[0] if ids else index)


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)

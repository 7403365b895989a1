"""Facts with their sources, collected while thinking; and the check that no argument comes from nowhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from cases.actions.base import Moment
from cases.claims import RecordRef, Span
from cases.models import ActionDraft, Evidence

# What the desk itself words or chooses; everything else says something about the world and must come from it.
OWN_WORDS = frozenset({"wording", "summary", "note", "ask", "occasion", "instructions", "subject", "text", "milestone"})
SEPARATOR = " | "

Source = Literal["odoo", "email", "document", "carrier", "person", "reckoning", "setting", "knowledge", "precedent"]


class Ledger:
    """The evidence of one round: each fact once, with a short id."""

    def __init__(self, read_at: Moment) -> None:
        self._read_at = read_at
        self._facts: dict[object, Evidence] = {}

    @property
    def facts(self) -> tuple[Evidence, ...]:
        """All facts, in the order they were noted."""
        return tuple(self._facts.values())

    def odoo(self, record: RecordRef, field: str, label: str, *values: object) -> str:
        """A field of an Odoo record as read; its id."""
        return self._note("odoo", label, record=record, field=field, values=values, read_at=self._read_at)

    def said(
        self, source: Source, label: str, *, quote: str | None, span: Span | None, values: Iterable[object]
    ) -> str:
        """Something a report or a person says; its id."""
        return self._note(source, label, quote=quote, span=span, values=tuple(values))

    def reckoned(self, label: str, *values: object) -> str:
        """Something that follows from other facts; its id."""
        return self._note("reckoning", label, values=values)

    def setting(self, label: str, *values: object) -> str:
        """A habit of the company that Odoo has no field for; its id."""
        return self._note("setting", label, values=values)

    def _note(self, source: Source, label: str, *, values: Sequence[object], **rest: Any) -> str:
        value = SEPARATOR.join(str(one) for one in values if one is not None) or None
        key = (source, label, value, rest.get("record"), rest.get("field"), rest.get("span"))
        if key not in self._facts:
            self._facts[key] = Evidence(id=f"e{len(self._facts) + 1}", source=source, label=label, value=value, **rest)
        return self._facts[key].id


class UntracedError(Exception):
    """An argument of an action comes from nowhere; the action is not proposed."""


def traced(action: ActionDraft, evidence: Iterable[Evidence]) -> ActionDraft:
    """The action, when each of its arguments stands in the evidence it names.

    Raises:
        UntracedError: an argument does not.
    """
    known = {fact.id: fact for fact in evidence}
    missing = [name for name in action.evidence if name not in known]
    if missing:
        raise UntracedError(f"{action.name.value} names evidence that does not exist: {', '.join(missing)}")
    facts = [known[name] for name in action.evidence]
    stands = {token for fact in facts for token in _tokens(fact)}
    taken = set(action.takes)
    for path, value in _leaves(action.args):
        if path.split(".")[0] in OWN_WORDS or path in taken or value is None:
            continue
        if str(value) not in stands:
            raise UntracedError(f"{action.name.value}: {path} = {value!r} stands in none of its evidence")
    return action


def _tokens(fact: Evidence) -> Iterator[str]:
    if fact.value is not None:
        yield fact.value
        yield from fact.value.split(SEPARATOR)
    if fact.record is not None:
        yield from (str(fact.record.id), fact.record.label, fact.record.model)


def _leaves(args: Mapping[str, Any] | Sequence[Any], path: str = "") -> Iterator[tuple[str, Any]]:
    items = args.items() if isinstance(args, Mapping) else enumerate(args)
    for name, value in items:
        here = f"{path}.{name}" if path else str(name)
        if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
            yield from _leaves(value, here)
        else:
            yield here, value

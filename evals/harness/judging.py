"""One trial judged: what was expected and what was seen in, checks and counts out. Pure.

A trial passes when every check does. A forbidden action is counted for itself, whatever else went well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from cases.status import ActionStatus
from evals.harness.given import Part
from evals.harness.matching import fits, mismatch, pair_up
from evals.harness.names import Names
from evals.harness.observed import Observed, SeenAction, SeenCase, SeenMessage
from evals.harness.scenario import ANY_OTHER, ActionWanted, CaseWanted, ClaimWanted, MessageWanted, Then

_QUIET = frozenset({"type", "span", "refers_to", "read_by", "trust"})
_DONE = frozenset({ActionStatus.APPLIED, ActionStatus.PENDING_EXTERNAL})


class Tally(Part):
    """`right` of `of`."""

    right: int
    of: int


class Sure(Part):
    """A proposed action: how sure the desk was, whether it was right to the last argument, which roles are asked."""

    action: str
    sure: float
    right: bool
    asked: tuple[str, ...] = ()


class Judged(Part):
    """What one trial came to.

    Attributes:
        counts: by score: `routing`, `references`, `claims_precision`, `claims_recall`, `action_precision`,
            `action_recall`, `arguments`, `end_state`, `messages`, `unchanged`, `execution`. A score that the scenario
            does not ask for is absent.
        fields: claims' fields that were read right, by type and field.
        forbidden: what was proposed or done that nobody may.
        why: what is wrong, forbidden things first; empty when it passed.
        sure: every proposed action that the scenario judges.
    """

    passed: bool
    counts: dict[str, Tally]
    fields: dict[str, Tally] = Field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    sure: tuple[Sure, ...] = ()


def judge_trial(then: Then, seen: Observed, names: Names) -> Judged:
    """Hold what was seen against what was expected."""
    counts: dict[str, Tally] = {}
    why: list[str] = []
    why += _routing(then, seen, counts)
    why += _references(then.cases, seen, names, counts)
    fields: dict[str, Tally] = {}
    if then.claims is not None:
        why += _claims(then.claims, seen, names, counts, fields)
    acts = _Actions(then, seen, names)
    if then.must or then.may or then.must_not:
        counts |= acts.counts()
        why += acts.why()
    why += _execution(seen, counts)
    why += _ends(then, seen, names, counts)
    if then.messages is not None:
        why += _messages(then.messages, seen.messages, names, counts)
    why += _unchanged(then, seen, counts)
    forbidden = (*acts.forbidden(), *seen.breaches)
    return Judged(
        passed=not why and not forbidden,
        counts=counts,
        fields=fields,
        forbidden=forbidden,
        why=(*(f"Forbidden: {one}" for one in forbidden), *why),
        sure=acts.sure(),
    )


def _routing(then: Then, seen: Observed, counts: dict[str, Tally]) -> Iterator[str]:
    wanted, found = sorted(one.kind for one in then.cases), sorted(one.kind for one in seen.cases)
    counts["routing"] = Tally(right=int(wanted == found), of=1)
    if wanted != found:
        yield f"It became {_listed(found) or 'no case'}; right is {_listed(wanted) or 'no case'}."


def _pairs(wanted: Sequence[CaseWanted], seen: Observed, names: Names) -> dict[int, int]:
    def fit(want: CaseWanted, case: SeenCase) -> bool:
        labels = {record.label for record in case.records}
        return want.kind is case.kind and {names.text(one) for one in want.records} <= labels

    exact = pair_up(wanted, seen.cases, fit)
    if len(exact) == len(wanted):
        return exact
    return pair_up(wanted, seen.cases, lambda want, case: want.kind is case.kind)


def _references(wanted: Sequence[CaseWanted], seen: Observed, names: Names, counts: dict[str, Tally]) -> Iterator[str]:
    pairs = _pairs(wanted, seen, names)
    right = of = 0
    for place, want in enumerate(wanted):
        labels = [names.text(one) for one in want.records]
        of += len(labels)
        if place not in pairs:
            continue
        case = seen.cases[pairs[place]]
        known = {record.label for record in case.records}
        right += sum(label in known for label in labels)
        if missing := [label for label in labels if label not in known]:
            yield f"{case.number} is not about {_listed(missing)} but about {_listed(sorted(known)) or 'nothing'}."
        if want.status and case.status not in want.status:
            yield f"{case.number} is {case.status}, not {' or '.join(want.status)}." + (
                f" It says: {case.why_person}" if case.why_person else ""
            )
        if want.stop is not None and want.stop != case.stop:
            yield f"{case.number} is {'no' if want.stop else 'a'} hard stop."
    if of:
        counts["references"] = Tally(right=right, of=of)


def _claims(
    wanted: Sequence[ClaimWanted], seen: Observed, names: Names, counts: dict[str, Tally], fields: dict[str, Tally]
) -> Iterator[str]:
    types = {one.type for one in wanted}
    # Doubts, mentions and instructions stand beside what is read; they count where a scenario asks for them.
    found = [
        claim
        for case in seen.cases
        for claim in case.claims
        if claim["type"] in types or claim["type"] not in {"note", "mention", "instruction"}
    ]
    resolved = [{"type": one.type, **names.value(one.has)} for one in wanted]
    pairs = pair_up(resolved, found, fits)
    counts["claims_recall"] = Tally(right=len(pairs), of=len(wanted))
    counts["claims_precision"] = Tally(right=len(pairs), of=len(found))
    near = pairs | _nearest(resolved, found, pairs)
    for place, want in enumerate(resolved):
        claim = found[near[place]] if place in near else {}
        for name in want:
            key = f"{want['type']}.{name}"
            before = fields.get(key, Tally(right=0, of=0))
            good = bool(claim) and fits(want[name], claim.get(name))
            fields[key] = Tally(right=before.right + good, of=before.of + 1)
        if place in pairs:
            continue
        if claim:
            yield f"It read the {want['type']} wrong: {mismatch(want, claim)}."
        else:
            yield f"It read no {want['type']} with {_args(want)}."
    extra = [one for at, one in enumerate(found) if at not in set(near.values())]
    for claim in extra:
        yield f"It read a {claim['type']} that is not there: {_args(claim)}."


def _nearest(
    wanted: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Of what is not right, the one of its type that most fields are right of."""
    left = [at for at in range(len(found)) if at not in set(pairs.values())]
    near: dict[int, int] = {}
    for place, want in enumerate(wanted):
        if place in pairs:
            continue
        alike = [at for at in left if found[at]["type"] == want["type"]]
        if alike:
            best = max(alike, key=lambda at: sum(fits(want[name], found[at].get(name)) for name in want))
            near[place] = best
            left.remove(best)
    return near


class _Actions:
    """What was proposed against what must, may and must not be."""

    def __init__(self, then: Then, seen: Observed, names: Names) -> None:
        self._must = [_resolved(one, names) for one in then.must]
        self._may = [_resolved(one, names) for one in then.may]
        self._never = [_resolved(one, names) for one in then.must_not if one != ANY_OTHER]
        self._only = ANY_OTHER in then.must_not
        self._seen = seen.actions
        self._pairs = pair_up(self._must, self._seen, _is)

    def _extra(self) -> list[SeenAction]:
        used = set(self._pairs.values())
        return [
            action
            for at, action in enumerate(self._seen)
            if at not in used and not any(_is(one, action) for one in self._may)
        ]

    def counts(self) -> dict[str, Tally]:
        found = {"action_recall": Tally(right=len(self._pairs), of=len(self._must))}
        if self._seen:
            found["action_precision"] = Tally(right=len(self._seen) - len(self._extra()), of=len(self._seen))
        named = [place for place, want in enumerate(self._must) if any(one.name is want.action for one in self._seen)]
        if named:
            found["arguments"] = Tally(right=sum(place in self._pairs for place in named), of=len(named))
        return found

    def forbidden(self) -> tuple[str, ...]:
        never = [action for action in self._seen if any(_is(one, action) for one in self._never)]
        if self._only:
            # One of a wanted sort with other arguments is wrong, and told so; another sort is forbidden.
            wanted = {want.action for want in self._must}
            never += [one for one in self._extra() if one not in never and one.name not in wanted]
        unasked = [one for one in self._seen if one.status in _DONE and not one.approved]
        return (
            *(f"{one.name} was proposed with {_args(one.args)}." for one in never),
            *(f"{one.name} was carried out and nobody had approved it." for one in unasked),
        )

    def why(self) -> Iterator[str]:
        used = set(self._pairs.values())
        for place, want in enumerate(self._must):
            if place in self._pairs:
                continue
            alike = [one for at, one in enumerate(self._seen) if at not in used and one.name is want.action]
            if not alike:
                yield f"{want.action} was not proposed{f' with {_args(want.args)}' if want.args else ''}."
            else:
                yield f"{want.action}: {_off(want, alike[0])}."
        missing = Counter(want.action for place, want in enumerate(self._must) if place not in self._pairs)
        for one in self._extra() if self._only else ():
            if missing[one.name]:
                missing[one.name] -= 1
            elif any(want.action is one.name for want in self._must):
                yield f"{one.name} was also proposed with {_args(one.args)}."

    def sure(self) -> tuple[Sure, ...]:
        if not (self._must or self._may or self._never or self._only):
            return ()
        extra = self._extra()
        return tuple(
            Sure(action=one.name, sure=one.sure, right=one not in extra, asked=one.asked) for one in self._seen
        )


def _resolved(one: ActionWanted | str, names: Names) -> ActionWanted:
    if isinstance(one, ActionWanted):
        return one.model_copy(update={"args": names.value(one.args)})
    return ActionWanted.model_validate({"action": one})


def _is(want: ActionWanted, action: SeenAction) -> bool:
    return (
        want.action is action.name
        and want.recommended in {None, action.recommended}
        and fits(want.args or {}, action.args)
    )


def _off(want: ActionWanted, action: SeenAction) -> str:
    if wrong := mismatch(want.args, action.args):
        return wrong
    return "it is of the recommended way" if action.recommended else "it is not of the recommended way"


def _execution(seen: Observed, counts: dict[str, Tally]) -> Iterator[str]:
    approved = [one for one in seen.actions if one.approved]
    if not approved:
        return
    done = [one for one in approved if one.status in _DONE and one.verified is not False]
    counts["execution"] = Tally(right=len(done), of=len(approved))
    for one in approved:
        if one not in done:
            yield f"{one.name} was approved and is {one.status}{f': {one.why}' if one.why else ''}."


def _ends(then: Then, seen: Observed, names: Names, counts: dict[str, Tally]) -> Iterator[str]:
    right = 0
    for want, rows in zip(then.end, seen.ends, strict=True):
        wrong = _end_is_wrong(want.count, names.value(want.has), rows)
        right += wrong is None
        if wrong is not None:
            yield f"In Odoo, {want.model} where {_args(names.value(want.where))}: {wrong}."
    if then.end:
        counts["end_state"] = Tally(right=right, of=len(then.end))


def _end_is_wrong(count: int | None, has: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str | None:
    if count is not None and len(rows) != count:
        return f"there are {len(rows)}, not {count}"
    if count is None and not rows:
        return "there is none"
    return next((why for row in rows if (why := mismatch(has, row))), None) if has else None


def _messages(
    wanted: Sequence[MessageWanted], sent: Sequence[SeenMessage], names: Names, counts: dict[str, Tally]
) -> Iterator[str]:
    def fit(want: MessageWanted, one: SeenMessage) -> bool:
        return names.who(names.text(want.to)).name in one.to

    pairs = pair_up(wanted, sent, fit)
    right = 0
    for place, want in enumerate(wanted):
        to = names.who(names.text(want.to)).name
        if place not in pairs:
            yield f"{to} was not written to."
            continue
        text = sent[pairs[place]].text
        wrong = [
            *(f"does not say “{word}”" for word in map(names.text, want.says) if not _says(text, word)),
            *(f"says “{word}”" for word in map(names.text, want.never) if _says(text, word)),
        ]
        right += not wrong
        if wrong:
            yield f"The message to {to} {' and '.join(wrong)}: {' '.join(text.split())[:300]}"
    others = [one for at, one in enumerate(sent) if at not in set(pairs.values())]
    for one in others:
        yield f"{_listed(one.to)} was written to and should not have been: {' '.join(one.text.split())[:200]}"
    if wanted or others:
        counts["messages"] = Tally(right=right, of=len(wanted) + len(others))


def _says(text: str, words: str) -> bool:
    return " ".join(words.split()).casefold() in " ".join(text.split()).casefold()


def _unchanged(then: Then, seen: Observed, counts: dict[str, Tally]) -> Iterator[str]:
    for key in then.unchanged:
        for what in seen.changed.get(key, ()):
            yield f"{key} should stand as it stood: {what}."
    if then.unchanged:
        good = sum(not seen.changed.get(key) for key in then.unchanged)
        counts["unchanged"] = Tally(right=good, of=len(then.unchanged))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(str(word).replace("_", " ") for word in words)


def _args(args: Mapping[str, Any]) -> str:
    said = ((name, value) for name, value in args.items() if name not in _QUIET and value is not None)
    return ", ".join(f"{name} {value}" for name, value in said)[:400] or "anything"

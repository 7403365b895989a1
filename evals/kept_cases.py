"""Kept cases: what would be proposed of the same snapshot today, against what people decided. No Odoo, no record.

Approved as it stood, or with other wording: it must be proposed again, with the same arguments. Edited in what it
means: it must be proposed as people made it. Rejected: it must not be proposed again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agents.specialist import Handover
from agents.supervisor import parse_snapshot, specialist_for
from cases.actions import ArgumentsError, parse
from cases.actions.base import ActionName
from cases.kept import KeptAction, KeptCase
from cases.kind import Kind
from cases.overrides import Fate
from cases.values import Frozen
from runtime.errors import PlainError

# How a letter is put is for people and the model; it is not what is right or wrong about it.
_WORDING = frozenset({"wording"})


class KeptCaseError(PlainError):
    """A file is no kept case; the message says which and why."""


class KeptResult(Frozen):
    """What became of one kept case.

    Attributes:
        wrong: what is otherwise than people decided, in plain words; empty: passed.
        unreadable: why it could not be thought through again; it counts as neither.
    """

    number: str
    kind: Kind
    title: str
    judged: int = 0
    wrong: tuple[str, ...] = ()
    unreadable: str | None = None

    @property
    def passed(self) -> bool:
        """Whether all that people decided would be proposed so."""
        return not self.wrong and self.unreadable is None


class KeptScores(Frozen):
    """All of a folder."""

    cases: int
    passed: int
    unreadable: int
    results: tuple[KeptResult, ...]


def read_kept(path: Path) -> KeptCase:
    """One file.

    Raises:
        KeptCaseError: it is no kept case of this format.
    """
    try:
        return KeptCase.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        problems = (
            error.errors(include_url=False, include_input=False)[:3] if isinstance(error, ValidationError) else []
        )
        why = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problems) or str(error)
        raise KeptCaseError(f"{path} is no kept case: {why}") from None


def score_kept(folder: Path) -> KeptScores:
    """Think all kept cases of a folder through again.

    Raises:
        KeptCaseError: a file is no kept case, or there is none.
    """
    results = tuple(think_again(read_kept(path)) for path in sorted(folder.glob("*.json")))
    if not results:
        raise KeptCaseError(f"{folder} has no kept cases; `expediter evals keep CASE` makes one.")
    return KeptScores(
        cases=len(results),
        passed=sum(one.passed for one in results),
        unreadable=sum(one.unreadable is not None for one in results),
        results=results,
    )


def think_again(kept: KeptCase) -> KeptResult:
    """What today's specialist makes of the same snapshot."""
    known = {"number": kept.number, "kind": kept.kind, "title": kept.title}
    worker = specialist_for(kept.kind)
    if worker is None:
        return KeptResult(**known, unreadable="nobody works that kind any more")
    try:
        draft = worker.think(parse_snapshot(kept.kind, kept.snapshot), {})
        if isinstance(draft, Handover):
            return KeptResult(**known, judged=1, wrong=(f"handed to {draft.to.value}: {draft.why}",))
        proposed = [(one.name, _meaning(one.name, one.args)) for one in draft.actions]
        decided = [one for one in kept.actions if one.fate in _JUDGED]
        found = [_wrong(one, proposed) for one in decided]
    except (ValidationError, ArgumentsError) as error:
        return KeptResult(**known, unreadable=f"it was kept in an older shape ({type(error).__name__})")
    return KeptResult(**known, judged=len(decided), wrong=tuple(one for one in found if one is not None))


_JUDGED = frozenset({Fate.UNCHANGED, Fate.WORDING, Fate.MATERIAL, Fate.REJECTED})


def _wrong(one: KeptAction, proposed: Sequence[tuple[ActionName, Mapping[str, Any]]]) -> str | None:
    right = _meaning(one.name, one.edited_args if one.edited_args is not None else one.args)
    there = (one.name, right) in proposed
    name = one.name.value.replace("_", " ")
    if one.fate is Fate.REJECTED:
        return f"{name} was rejected and is proposed again" if there else None
    if there:
        return None
    same = [args for other, args in proposed if other is one.name]
    if not same:
        return f"{name} is not proposed any more"
    fields = sorted({key for args in same for key in right if args.get(key) != right[key]})
    return f"{name} is proposed otherwise than people decided: {', '.join(fields).replace('_', ' ')}"


def _meaning(name: ActionName, args: Mapping[str, Any]) -> dict[str, Any]:
    whole = parse(name, args).model_dump(mode="json")
    return {key: value for key, value in whole.items() if key not in _WORDING}

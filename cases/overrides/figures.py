"""The figures: what was decided, by what, over time, and which cases are worth a look first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from cases.claims import Frozen
from cases.kinds import KINDS
from cases.overrides.came_true import Aftermath, FollowedUp, aftermath
from cases.overrides.drift import Drift, drift
from cases.overrides.fates import DECIDED, Fate, FieldChange, edits, fate, settled_at
from cases.overrides.rows import Corrected, Proposed
from cases.overrides.shadows import ShadowFigures, ShadowRun, shadow_figures
from cases.overrides.shares import Hours, Proportion, hours, share
from cases.roles import Role, with_implied
from cases.status import ActionStatus, DecisionType

BANDS = (0.0, 0.4, 0.6, 0.8, 1.0)
LOOKS = 12
SURE = 0.8


class Group(Frozen):
    """The figures of some of the actions.

    Attributes:
        key: what they have in common, as the record says it; `label`, as people read it.
        decided: how many people decided.
        counts: how many met each fate; those with none are left out.
        unchanged: of what people decided, what they approved as it stood.
        undone: of what was approved, what was taken back later.
        expected: how sure the desk was on average of what people decided: the share that it expected.
    """

    key: str
    label: str
    decided: int
    counts: dict[Fate, int]
    unchanged: Proportion
    undone: int
    escalated: int
    expected: float | None
    takes: Hours


class Week(Frozen):
    """What was settled within one week; it begins on a Monday, in UTC."""

    begins: date
    counts: dict[Fate, int]
    unchanged: Proportion


class RejectionReason(Frozen):
    """How often a reason was given for rejecting; `code` is `none` where none was."""

    code: str
    n: int


class FieldEdits(Frozen):
    """How often an argument of an action was edited, and how often in its wording alone."""

    action: str
    field: str
    n: int
    wording: int


class FieldCorrections(Frozen):
    """How often people put right one field of what was read. `field` is `all of it` where it was not so at all."""

    claim: str
    field: str
    n: int


class Look(Frozen):
    """A case worth a look first, and why."""

    case_id: str
    case_number: str
    title: str
    action: str
    fate: Fate
    why: str
    at: datetime


class Overrides(Frozen):
    """All figures of one stretch of time. Standing approvals are nobody's decision and are no part of them.

    Attributes:
        all: everything together.
        by: the same by kind, action, specialist, reader, opinion, prompt, policy, confidence and role.
        open: actions that still wait for people.
        aftermath: what came of what was applied, as closed cases were looked at again in that time.
        drift: what has changed against the stretch of the same length before it.
        shadows: how second configurations did that investigated beside the one in use.
    """

    since: datetime
    until: datetime
    all: Group
    open: int
    by: dict[str, tuple[Group, ...]]
    weeks: tuple[Week, ...]
    reasons: tuple[RejectionReason, ...]
    fields: tuple[FieldEdits, ...]
    corrections: tuple[FieldCorrections, ...]
    corrected_cases: int
    look: tuple[Look, ...]
    aftermath: Aftermath = Aftermath()
    drift: Drift = Drift()
    shadows: tuple[ShadowFigures, ...] = ()


Labelled = tuple[str, str]
Settled = tuple[Proposed, Fate]


def overrides(
    rows: Sequence[Proposed],
    corrected: Sequence[Corrected],
    *,
    since: datetime,
    until: datetime,
    still_open: int = 0,
    followed: Sequence[FollowedUp] = (),
    shadows: Sequence[ShadowRun] = (),
) -> Overrides:
    """The figures of what was settled between two moments.

    Args:
        rows: actions with all that people said about them; what was settled in as long a time before is compared with.
        corrected: what people put right of what was read.
        since: from when.
        until: until when.
        still_open: actions that wait for people now.
        followed: what was found when closed cases were looked at again.
        shadows: what second configurations thought in that time; judged by what was settled in it.
    """
    known = [(row, what) for row in rows if (what := fate(row)) is not None]
    settled = [(row, what) for row, what in known if since <= settled_at(row) <= until]
    before = [(row, what) for row, what in known if since - (until - since) <= settled_at(row) < since]
    right = [one for one in corrected if since <= one.at <= until]
    return Overrides(
        since=since,
        until=until,
        all=_group(("all", "everything"), settled),
        open=still_open,
        by={name: _groups(settled, of) for name, of in DIMENSIONS.items()},
        weeks=_weeks(settled, since, until),
        reasons=_reasons(settled),
        fields=_fields(settled),
        corrections=_corrections(right),
        corrected_cases=len({one.case_id for one in right}),
        look=_looks(settled),
        aftermath=aftermath([one for one in followed if since <= one.at <= until]),
        drift=drift(settled, before),
        shadows=shadow_figures(
            [run for run in shadows if since <= run.at <= until], {row.id: (row, what) for row, what in settled}
        ),
    )


def _group(name: Labelled, settled: Sequence[Settled]) -> Group:
    counts = Counter(what for _, what in settled)
    decided = [row for row, what in settled if what in DECIDED]
    return Group(
        key=name[0],
        label=name[1],
        decided=len(decided),
        counts={what: counts[what] for what in Fate if counts[what]},
        unchanged=share(counts[Fate.UNCHANGED], len(decided)),
        undone=sum(row.status is ActionStatus.UNDONE for row, _ in settled),
        escalated=sum(row.escalated for row, _ in settled),
        expected=round(sum(row.confidence.value for row in decided) / len(decided), 4) if decided else None,
        takes=hours([(settled_at(row) - row.at).total_seconds() / 3600 for row in decided]),
    )


def _groups(settled: Sequence[Settled], of: Callable[[Proposed], Iterable[Labelled]]) -> tuple[Group, ...]:
    """Most first. What belongs to several groups counts in each."""
    found: dict[Labelled, list[Settled]] = defaultdict(list)
    for row, what in settled:
        for name in dict.fromkeys(of(row)):
            found[name].append((row, what))
    groups = [_group(name, members) for name, members in found.items()]
    return tuple(sorted(groups, key=lambda group: (-sum(group.counts.values()), group.label)))


def _plain(word: str) -> Labelled:
    return word, word.replace("_", " ")


def _band(row: Proposed) -> list[Labelled]:
    low, high = next((low, high) for low, high in pairwise(BANDS) if row.confidence.value < high or high == BANDS[-1])
    return [(f"{low:g}-{high:g}", f"{low:.0%} to {high:.0%}")]


def _readers(row: Proposed) -> list[Labelled]:
    return [_plain(reader) for reader in row.readers] or [("unknown", "not recorded")]


def _opinions(row: Proposed) -> list[Labelled]:
    words = f"the model {row.opinion}" if row.opinion in ("agrees", "disagrees") else row.opinion.replace("_", " ")
    return [(row.opinion, f"{words} ({row.model})" if row.model else words)]


def _roles(row: Proposed) -> list[Labelled]:
    """The roles in which people spoke; a manager who spoke in the managed role spoke in that one."""
    found: list[Labelled] = []
    for said in row.said:
        held = with_implied(said.roles)
        filled = [role for need in row.needs for role in need.any_of if role in held]
        plain = [role for role in filled if role.manager != role] or filled
        words = " and ".join(role.words for role in Role if role in plain) or "a role that was not asked"
        found.append((words.replace(" ", "_"), words))
    return found


DIMENSIONS: Mapping[str, Callable[[Proposed], Iterable[Labelled]]] = {
    "kind": lambda row: [(row.kind.value, KINDS[row.kind].title)],
    "action": lambda row: [_plain(row.action.value)],
    "specialist": lambda row: [_plain(KINDS[row.kind].family.value)],
    "reader": _readers,
    "opinion": _opinions,
    "prompt": lambda row: [(row.prompt, row.prompt)] if row.prompt else [],
    "confidence": _band,
    "role": _roles,
    "policy": lambda row: [(row.policy_version, row.policy_version)],
}


def _weeks(settled: Sequence[Settled], since: datetime, until: datetime) -> tuple[Week, ...]:
    """Every week of the time, also those in which nothing was settled; before the first settled one, none."""
    found: dict[date, Counter[Fate]] = defaultdict(Counter)
    for row, what in settled:
        found[_monday(settled_at(row))][what] += 1
    if not found:
        return ()
    first, last = max(_monday(since), min(found)), _monday(until)
    weeks = [first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)]
    return tuple(
        Week(
            begins=begins,
            counts={what: found[begins][what] for what in Fate if found[begins][what]},
            unchanged=share(found[begins][Fate.UNCHANGED], sum(found[begins][what] for what in DECIDED)),
        )
        for begins in weeks
    )


def _monday(moment: datetime) -> date:
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def _reasons(settled: Sequence[Settled]) -> tuple[RejectionReason, ...]:
    given = Counter(
        said.reason_code or "none" for row, _ in settled for said in row.said if said.type is DecisionType.REJECT
    )
    return tuple(RejectionReason(code=code, n=n) for code, n in given.most_common())


def _fields(settled: Sequence[Settled]) -> tuple[FieldEdits, ...]:
    """An action that was edited twice in a field counts once there."""
    changed: Counter[tuple[str, str]] = Counter()
    wording: Counter[tuple[str, str]] = Counter()
    for row, _ in settled:
        fields: dict[str, list[FieldChange]] = defaultdict(list)
        for change in edits(row):
            fields[change.field].append(change)
        for field, made in fields.items():
            changed[row.action.value, field] += 1
            wording[row.action.value, field] += all(change.wording for change in made)
    return tuple(
        FieldEdits(action=action, field=field, n=n, wording=wording[action, field])
        for (action, field), n in changed.most_common()
    )


def _corrections(corrected: Sequence[Corrected]) -> tuple[FieldCorrections, ...]:
    found = Counter((one.was.said_type(), field) for one in corrected for field in _put_right(one))
    return tuple(FieldCorrections(claim=claim, field=field, n=n) for (claim, field), n in found.most_common())


def _put_right(one: Corrected) -> list[str]:
    if one.now is None or type(one.now) is not type(one.was):
        return ["all of it"]
    was, now = _content(one.was), _content(one.now)
    return [field for field in was if was[field] != now[field]] or ["confirmed as it was"]


def _content(claim: Any) -> dict[str, Any]:
    wanted = {*type(claim).grounds, *type(claim).editable, "refers_to"}
    return {name: getattr(claim, name) for name in type(claim).model_fields if name in wanted}


def _looks(settled: Sequence[Settled]) -> tuple[Look, ...]:
    """The worst first, the newest of equals first; a case once."""
    ranked = [(_why(row, what), row, what) for row, what in settled]
    ranked.sort(key=lambda one: (-one[0][0], -settled_at(one[1]).timestamp(), one[1].id))
    found: dict[str, Look] = {}
    for (rank, why), row, what in ranked:
        if rank > 0 and row.case_id not in found and len(found) < LOOKS:
            found[row.case_id] = Look(
                case_id=row.case_id,
                case_number=row.case_number,
                title=row.title,
                action=row.action.value,
                fate=what,
                why=why,
                at=settled_at(row),
            )
    return tuple(found.values())


def _why(row: Proposed, what: Fate) -> tuple[int, str]:
    """How much it is worth a look, and why; 0: not."""
    sure = row.confidence.value >= SURE
    fields = ", ".join(
        dict.fromkeys(change.field.rpartition(".")[2].replace("_", " ") for change in edits(row) if not change.wording)
    )
    reasons = [said.reason_code or "" for said in row.said if said.type is DecisionType.REJECT]
    because = f" ({', '.join(filter(None, reasons)).replace('_', ' ')})" if any(reasons) else ""
    ways = (
        (row.status is ActionStatus.UNDONE, 6, "approved, applied, and taken back later"),
        (what is Fate.REJECTED and sure, 5, f"rejected{because} although the desk was sure of it"),
        (what is Fate.MATERIAL and sure, 4, f"{fields} changed although the desk was sure of it"),
        (what is Fate.EXPIRED and row.exposure.amount > 0, 3, "nobody decided in time, with money at stake"),
        (what is Fate.REJECTED, 2, f"rejected{because}"),
        (what is Fate.MATERIAL, 2, f"{fields} changed"),
        (what is Fate.EXPIRED, 1, "nobody decided in time"),
    )
    return next(((rank, why) for holds, rank, why in ways if holds), (0, ""))

"""What people made of what was proposed: each fate, edits field by field, shares with their uncertainty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.base import ActionName, Money
from cases.claims import DelayClaim
from cases.confidence import ENOUGH, Confidence
from cases.kind import Kind
from cases.models import Need
from cases.overrides import Corrected, DecidedAction, Fate, Overrides, Proposed, overrides
from cases.overrides.fates import changes, fate, only_wording
from cases.overrides.shares import hours, share, wilson
from cases.roles import Role
from cases.status import ActionStatus, DecisionType

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)  # a Thursday
A, T = ActionStatus, DecisionType
BUYER = frozenset({Role.PROCUREMENT})


def said(kind: DecisionType, *, uid: int = 1, ago: float = 1, **more: Any) -> DecidedAction:
    return DecidedAction(**{"type": kind, "at": NOW - timedelta(hours=ago), "uid": uid, "roles": BUYER, **more})


def edit(before: dict[str, Any], after: dict[str, Any]) -> DecidedAction:
    return said(T.EDIT, before=before, after=after)


def proposed(*words: DecidedAction, status: ActionStatus = A.APPLIED, sure: float = 0.7, **more: Any) -> Proposed:
    case = more.pop("case", "c1")
    given = {
        "id": f"a-{case}",
        "case_id": case,
        "case_number": f"EX-{case}",
        "title": "P00012 late",
        "kind": Kind.INBOUND_DELAY,
        "action": ActionName.RESCHEDULE_RECEIPT,
        "confidence": Confidence(value=sure),
        "exposure": Money(amount=0, currency="EUR"),
        "readers": ("playbook",),
        "policy_version": "p1",
        "at": NOW - timedelta(hours=5),
        "needs": (Need(any_of=(Role.PROCUREMENT,)),),
        "expires_at": NOW - timedelta(hours=1),
    }
    return Proposed(**{**given, "status": status, "said": words, **more})


def figures(*rows: Proposed, corrected: tuple[Corrected, ...] = ()) -> Overrides:
    return overrides(rows, corrected, since=NOW - timedelta(days=30), until=NOW)


DAYS = edit(
    {"lines": [{"line_id": 1, "new_date": "2026-12-04"}]}, {"lines": [{"line_id": 1, "new_date": "2026-12-07"}]}
)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (proposed(said(T.APPROVE)), Fate.UNCHANGED),
        (proposed(said(T.APPROVE), status=A.FAILED), Fate.UNCHANGED),
        (proposed(said(T.APPROVE), status=A.EXPIRED), Fate.UNCHANGED),
        (proposed(DAYS), Fate.MATERIAL),
        (proposed(edit({"text": "Please ring them at 9."}, {"text": "please ring them at 9"})), Fate.WORDING),
        (proposed(DAYS, said(T.REJECT), status=A.REJECTED), Fate.REJECTED),
        (proposed(said(T.APPROVE), said(T.RESPOND, uid=2), status=A.SUPERSEDED), Fate.ANSWERED),
        (proposed(status=A.EXPIRED), Fate.EXPIRED),
        (proposed(said(T.APPROVE), status=A.EXPIRED, needs=(Need(any_of=(Role.PROCUREMENT,)),) * 2), Fate.EXPIRED),
        (proposed(said(T.APPROVE), status=A.PENDING, needs=(Need(any_of=(Role.PROCUREMENT,)),) * 2), None),
        (proposed(said(T.APPROVE), status=A.EXPIRED, edition=1), Fate.EXPIRED),
        (proposed(status=A.PENDING), None),
        (proposed(status=A.REJECTED), None),
        (proposed(status=A.REJECTED, needs=()), None),
        (proposed(status=A.SUPERSEDED), None),
    ],
)
def test_each_fate(row: Proposed, expected: Fate | None) -> None:
    assert fate(row) is expected


def test_what_nobody_decided_is_nobodys_decision() -> None:
    """What was applied without a person, as a standing approval would, counts nowhere."""
    found = figures(proposed(status=A.APPLIED))
    assert (found.all.decided, found.all.counts, found.weeks) == (0, {}, ())


@pytest.mark.parametrize(
    ("was", "now", "same"),
    [
        ("It comes on 4 December.", "It comes on 7 December.", False),
        ("It can be delivered to you.", "It can not be delivered to you.", False),
        ("Dear customer, it comes later.", "Dear customer, it will come later.", True),
        ("Anna Smith", "Anna Jones", False),
        ("Call them.", "  call  THEM. ", True),
        ("One thing.", "Something else entirely.", False),
        ("", "A text.", False),
    ],
)
def test_wording_is_told_from_meaning(was: str, now: str, same: bool) -> None:
    assert only_wording(was, now) is same


def test_a_line_left_out_does_not_make_the_others_look_edited() -> None:
    lines = [{"line_id": n, "new_date": "2026-12-04"} for n in (1, 2, 3)]
    found = changes(edit({"lines": lines}, {"lines": lines[1:]}))
    assert {one.field for one in found} == {"lines.line_id", "lines.new_date"}
    assert [one.after for one in found] == [None, None]


def test_few_decisions_have_no_percentage_and_enough_have_an_interval() -> None:
    few, enough = share(ENOUGH - 2, ENOUGH - 1), share(ENOUGH - 1, ENOUGH)
    assert (few.value, few.low, few.words) == (None, None, "18 of 19")
    assert (enough.value, enough.low, enough.high) == (0.95, 0.7639, 0.9911)  # as R's prop.test without correction
    assert enough.words == "95% (76% to 99%) of 20"
    assert share(0, 0).words == "none yet"


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(seen: tuple[int, int]) -> None:
    k, n = seen
    low, high = wilson(k, n)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1


def test_how_long_it_takes() -> None:
    assert hours([]).median is None
    assert (hours([3.0]).median, hours([3.0]).p90) == (3, 3)
    assert (hours(range(1, 11)).median, hours(range(1, 11)).p90) == (5, 9)
    found = figures(proposed(said(T.APPROVE, ago=3), said(T.APPROVE, uid=2, ago=1)))
    assert found.all.takes.median == 4


def test_the_figures_by_everything() -> None:
    rows = [
        proposed(said(T.APPROVE), case="c1"),
        proposed(DAYS, case="c2", sure=0.9, readers=("model", "playbook"), escalated=True),
        proposed(
            said(T.REJECT, reason_code="wrong_date"),
            case="c3",
            status=A.REJECTED,
            opinion="agrees",
            model="m",
            prompt="w1",
        ),
        proposed(said(T.APPROVE), case="c4", status=A.UNDONE, kind=Kind.FAILED_DELIVERY),
        proposed(case="c5", status=A.EXPIRED, exposure=Money(amount=5, currency="EUR")),
        proposed(said(T.APPROVE, ago=24 * 31), case="c6"),
    ]
    found = figures(*rows)
    assert found.all.counts == {Fate.UNCHANGED: 2, Fate.MATERIAL: 1, Fate.REJECTED: 1, Fate.EXPIRED: 1}
    assert (found.all.decided, found.all.undone, found.all.escalated) == (4, 1, 1)
    assert found.all.unchanged.words == "2 of 4"
    by = {name: {group.key: group.decided for group in groups} for name, groups in found.by.items()}
    assert by["kind"] == {"inbound_delay": 3, "failed_delivery": 1}
    assert by["specialist"] == {"inbound": 3, "delivery": 1}
    assert by["reader"] == {"playbook": 4, "model": 1}
    assert by["opinion"] == {"not_asked": 3, "agrees": 1}
    assert by["prompt"] == {"w1": 1}
    assert by["confidence"] == {"0.6-0.8": 3, "0.8-1": 1}
    assert by["role"] == {"procurement": 4}
    assert [(one.code, one.n) for one in found.reasons] == [("wrong_date", 1)]
    assert [(one.action, one.field, one.n, one.wording) for one in found.fields] == [
        ("reschedule_receipt", "lines.new_date", 1, 0)
    ]
    assert [(one.case_id, one.why) for one in found.look] == [
        ("c4", "approved, applied, and taken back later"),
        ("c2", "new date changed although the desk was sure of it"),
        ("c5", "nobody decided in time, with money at stake"),
        ("c3", "rejected (wrong date)"),
    ]


@pytest.mark.parametrize(("sure", "band"), [(0, "0-0.4"), (0.4, "0.4-0.6"), (0.8, "0.8-1"), (1, "0.8-1")])
def test_every_confidence_is_in_one_band(sure: float, band: str) -> None:
    assert [group.key for group in figures(proposed(said(T.APPROVE), sure=sure)).by["confidence"]] == [band]


def test_a_manager_speaks_in_the_managed_role() -> None:
    marge = said(T.APPROVE, roles=frozenset({Role.PROCUREMENT_MANAGER}))
    assert [group.label for group in figures(proposed(marge)).by["role"]] == ["procurement"]


def test_weeks_begin_on_mondays_and_none_between_is_left_out() -> None:
    found = figures(proposed(said(T.APPROVE, ago=24 * 16), case="c1"), proposed(said(T.APPROVE), case="c2"))
    assert [week.begins for week in found.weeks] == [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]
    assert [week.unchanged.n for week in found.weeks] == [1, 0, 1]


def test_what_was_put_right_is_told_by_field() -> None:
    was = DelayClaim(order_text="P00012", new_date=date(2026, 12, 4))
    right = [was.with_correction({"new_date": date(2026, 12, 7)}), was.with_correction({}), None]
    rows = tuple(Corrected(case_id="c", kind=Kind.INBOUND_DELAY, at=NOW, was=was, now=now) for now in right)
    found = figures(corrected=rows)
    told = {(one.claim, one.field): one.n for one in found.corrections}
    assert told == {("delay", "new_date"): 1, ("delay", "confirmed as it was"): 1, ("delay", "all of it"): 1}
    assert found.corrected_cases == 1

"""The status table: no move outside it, and every proposal has a state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.status import (
    ACTION_MOVES,
    CASE_MOVES,
    DECIDABLE,
    DONE,
    ActionStatus,
    CaseStatus,
    Outcome,
    ProposalStatus,
    WrongMoveError,
    ending,
    move,
    proposal_status,
)

actions = st.sampled_from(ActionStatus)
A = ActionStatus
P = ProposalStatus


@given(actions, actions)
def test_an_action_moves_only_along_the_table(old: ActionStatus, new: ActionStatus) -> None:
    if new is old or new in ACTION_MOVES[old]:
        assert move(old, new) is new
    else:
        with pytest.raises(WrongMoveError, match=f"{old.value} cannot become {new.value}"):
            move(old, new)


@given(st.sampled_from(CaseStatus), st.sampled_from(CaseStatus))
def test_a_case_moves_only_along_the_table(old: CaseStatus, new: CaseStatus) -> None:
    if new is old or new in CASE_MOVES[old]:
        assert move(old, new) is new
    else:
        with pytest.raises(WrongMoveError):
            move(old, new)


def test_every_status_is_in_the_tables() -> None:
    assert set(ACTION_MOVES) == set(ActionStatus)
    assert set(CASE_MOVES) == set(CaseStatus)


@given(st.lists(actions, max_size=30))
def test_nothing_is_applied_that_was_not_approved_and_begun(walk: list[ActionStatus]) -> None:
    status = A.PENDING
    passed = [status]
    for new in walk:
        if new in ACTION_MOVES[status]:
            status = new
            passed.append(new)
    if A.APPLIED in passed:
        before = passed[: passed.index(A.APPLIED)]
        assert A.APPROVED in before
        assert A.EXECUTING in before


def test_what_is_over_stays_over() -> None:
    assert all(not ACTION_MOVES[over] for over in (A.REJECTED, A.EXPIRED, A.SUPERSEDED, A.REFUSED, A.FAILED, A.UNDONE))
    assert ACTION_MOVES[A.APPLIED] == {A.UNDONE}


def test_every_outcome_is_a_status_that_may_follow_executing() -> None:
    assert {ActionStatus(outcome.value) for outcome in Outcome} == ACTION_MOVES[A.EXECUTING]


@given(st.lists(actions))
def test_every_proposal_has_one_state_whatever_the_order(statuses: list[ActionStatus]) -> None:
    found = proposal_status(statuses)
    assert found is proposal_status(reversed(statuses))
    assert found is proposal_status([*statuses, *statuses])


@given(st.lists(actions, min_size=1))
def test_what_the_states_mean(statuses: list[ActionStatus]) -> None:
    found = proposal_status(statuses)
    if found is P.EXECUTED:
        assert set(statuses) <= DONE | {A.REJECTED}
    if found in (P.REJECTED, P.EXPIRED, P.SUPERSEDED):
        assert not set(statuses) & (DONE | DECIDABLE)
    if A.UNKNOWN in statuses:
        assert found is P.NEEDS_PERSON


def test_the_usual_ends() -> None:
    assert proposal_status([A.APPLIED, A.APPLIED]) is P.EXECUTED
    assert proposal_status([A.APPLIED, A.REJECTED]) is P.EXECUTED
    for undone in (A.REFUSED, A.SUPERSEDED, A.EXPIRED):
        assert proposal_status([A.APPLIED, A.REJECTED, undone]) is P.PARTLY_EXECUTED
    assert proposal_status([A.APPROVED, A.PENDING]) is P.PENDING
    assert proposal_status([A.REJECTED]) is P.REJECTED
    assert proposal_status([A.REJECTED, A.EXPIRED]) is P.EXPIRED
    assert proposal_status([A.REFUSED, A.SUPERSEDED]) is P.SUPERSEDED
    assert proposal_status([A.FAILED, A.APPLIED]) is P.NEEDS_PERSON


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        ([], CaseStatus.RESOLVED),
        ([A.APPLIED], CaseStatus.RESOLVED),
        ([A.APPLIED, A.REJECTED], CaseStatus.RESOLVED),
        ([A.PENDING_EXTERNAL], CaseStatus.EXECUTING),
        ([A.PENDING_EXTERNAL, A.APPLIED], CaseStatus.EXECUTING),
        ([A.PENDING_EXTERNAL, A.EXPIRED], CaseStatus.NEEDS_PERSON),
        ([A.REJECTED, A.REJECTED], CaseStatus.REJECTED),
        ([A.APPLIED, A.EXPIRED], CaseStatus.NEEDS_PERSON),
        ([A.APPLIED, A.UNKNOWN], CaseStatus.NEEDS_PERSON),
        ([A.FAILED], CaseStatus.NEEDS_PERSON),
    ],
)
def test_what_a_case_came_to(statuses: list[ActionStatus], end: CaseStatus) -> None:
    assert ending(statuses) is end


@pytest.mark.parametrize("status", [CaseStatus.WAITING, CaseStatus.EXECUTING, CaseStatus.NEEDS_PERSON])
@pytest.mark.parametrize("action", list(ActionStatus))
def test_a_case_that_is_worked_may_always_move_to_its_end(status: CaseStatus, action: ActionStatus) -> None:
    assert move(status, ending([action])) is ending([action])

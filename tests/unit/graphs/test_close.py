"""What a case came to, given what became of its last proposal's actions."""

from __future__ import annotations

import pytest

from cases.status import CASE_MOVES, ActionStatus, CaseStatus
from graphs.close import ending

A = ActionStatus


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        ([], CaseStatus.RESOLVED),
        ([A.APPLIED], CaseStatus.RESOLVED),
        ([A.APPLIED, A.REJECTED], CaseStatus.RESOLVED),
        ([A.PENDING_EXTERNAL], CaseStatus.RESOLVED),
        ([A.REJECTED, A.REJECTED], CaseStatus.REJECTED),
        ([A.APPLIED, A.EXPIRED], CaseStatus.NEEDS_PERSON),
        ([A.APPLIED, A.UNKNOWN], CaseStatus.NEEDS_PERSON),
        ([A.FAILED], CaseStatus.NEEDS_PERSON),
    ],
)
def test_ending(statuses: list[ActionStatus], end: CaseStatus) -> None:
    assert ending(statuses) is end


@pytest.mark.parametrize("status", [CaseStatus.WAITING, CaseStatus.EXECUTING])
@pytest.mark.parametrize("action", list(ActionStatus))
def test_a_waiting_or_executing_case_may_always_move_to_its_end(status: CaseStatus, action: ActionStatus) -> None:
    assert ending([action]) in CASE_MOVES[status]

"""What was seen of one trial: everything that judging needs, as plain values. Made by `trial`, or by hand in tests."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from cases.actions.base import ActionName
from cases.claims import RecordRef
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus
from evals.harness.given import Part


class SeenAction(Part):
    """A proposed action.

    Attributes:
        sure: the confidence that people were shown, from 0 to 1.
        recommended: whether it is of the recommended way.
        approved: whether every approval was given that it needs.
        asked: the roles whose approval it needs.
        verified: whether what was written was read back; None: nothing was written.
        why: why it came to nothing, where it did.
    """

    name: ActionName
    args: dict[str, Any]
    sure: float
    recommended: bool = True
    approved: bool = False
    asked: tuple[str, ...] = ()
    status: ActionStatus = ActionStatus.PENDING
    verified: bool | None = None
    why: str | None = None


class SeenCase(Part):
    """A case as it stood in the end, with what was read and proposed."""

    number: str
    kind: Kind
    title: str
    status: CaseStatus
    stop: bool = False
    why_person: str | None = None
    records: tuple[RecordRef, ...] = ()
    claims: tuple[dict[str, Any], ...] = ()
    summary: str | None = None
    actions: tuple[SeenAction, ...] = ()


class SeenReport(Part):
    """What became of one report."""

    heading: str
    status: str
    why: str | None = None


class SeenMessage(Part):
    """A message that the desk sent to somebody, on which record it stands."""

    to: tuple[str, ...]
    text: str
    on: str = ""


class Observed(Part):
    """One trial.

    Attributes:
        given: what was made, one line a step.
        ends: for each expected end state, the rows that were found.
        changed: for each record that must stand as it stood, what differs.
        breaches: what nothing may ever do and was done: an account number changed, a bill paid.
        told: the plain text of what came in, for the keyword baseline.
        seconds: from the first report to the last read-back, without making the world.
        model_calls, tokens: what the model was asked, and what it cost; nought without one.
    """

    given: tuple[str, ...] = ()
    reports: tuple[SeenReport, ...] = ()
    cases: tuple[SeenCase, ...] = ()
    messages: tuple[SeenMessage, ...] = ()
    ends: tuple[tuple[dict[str, Any], ...], ...] = ()
    changed: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    breaches: tuple[str, ...] = ()
    told: str = ""
    odoo_calls: int = 0
    seconds: float = 0.0
    model_calls: int = 0
    tokens: int = 0

    @property
    def actions(self) -> tuple[SeenAction, ...]:
        """Everything that was proposed."""
        return tuple(action for case in self.cases for action in case.actions)

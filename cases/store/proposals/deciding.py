"""One person deciding about one proposal: what the checks and changes of a decision work on.

Made by `cases.store.proposals.decisions` while the case and the proposal are held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ACTIONS, StepKind
from cases.approvals import Vote, fill
from cases.options import ANOTHER_WAY
from cases.people import Person
from cases.policy import Policy
from cases.status import AGREED, DECIDABLE, ActionStatus
from cases.store import audit, transitions
from cases.store.errors import BreaksDependencyError, UnknownActionError
from cases.store.ids import new_id
from cases.store.proposals.load import ruling_of, votes_of
from cases.store.proposals.records import DecisionIn
from cases.store.tables import ActionRow, CaseRow, DecisionRow, ProposalRow
from cases.workdays import WorkCalendar

A = ActionStatus
FALLEN = frozenset({A.REJECTED, A.EXPIRED, A.SUPERSEDED, A.REFUSED, A.FAILED, A.UNDONE})

CHOSEN = AGREED - FALLEN


@dataclass
class Deciding:
    """The proposal as it stands now, and who decides.

    Attributes:
        rows: its actions by lasting id.
        history: its decisions by action, oldest first; new ones are added as they are made.
        shown: each action's arguments as they were before this request.
        zone: in which working days are days.
        work: which days those are.
    """

    session: AsyncSession
    person: Person
    case: CaseRow
    proposal: ProposalRow
    policy: Policy
    now: datetime
    rows: dict[str, ActionRow]
    history: dict[str, list[DecisionRow]]
    shown: dict[str, dict[str, Any]]
    zone: str
    work: WorkCalendar

    def row(self, action_id: str) -> ActionRow:
        """The action with that id.

        Raises:
            UnknownActionError: the proposal has none.
        """
        if (row := self.rows.get(action_id)) is None:
            raise UnknownActionError("The proposal has no such action.", action_id)
        return row

    def dependents(self, action_ids: Iterable[str]) -> list[ActionRow]:
        """Everything that depends on these, directly or not, in the proposal's order; without them."""
        roots = set(action_ids)
        reached = set(roots)
        while more := {row.id for row in self.rows.values() if row.id not in reached and reached & set(row.depends_on)}:
            reached |= more
        return [row for row in self.rows.values() if row.id in reached - roots]

    def votes(self, row: ActionRow) -> list[Vote]:
        """The approvals that an action has now."""
        return votes_of(row, self.history[row.id])

    async def record(self, row: ActionRow, said: DecisionIn, **edit: Any) -> DecisionRow:
        """Append what was said, with its line in the audit log. `edit` fills the columns that only an edit has."""
        decision = DecisionRow(
            id=new_id(),
            proposal_id=self.proposal.id,
            action_id=row.id,
            digest=said.digest,
            edition=row.edition,
            type=said.type,
            uid=self.person.uid,
            login=self.person.login,
            person=self.person.name,
            roles=sorted(self.person.roles),
            message=said.message,
            reason_code=said.reason_code,
            at=self.now,
            **edit,
        )
        self.session.add(decision)
        await self.session.flush()
        self.history[row.id].append(decision)
        await audit.append(
            self.session,
            actor=self.person.login,
            event=f"decision.{said.type.value}",
            subject=f"decisions:{decision.id}",
            case_id=self.case.id,
            detail={
                "action": row.id,
                "name": row.name,
                "digest": said.digest,
                "roles": sorted(self.person.roles),
                "reason_code": said.reason_code,
                "new_digest": edit.get("new_digest"),
            },
        )
        return decision

    async def count_votes(self, row: ActionRow) -> None:
        """Approve an action once everybody who is asked has agreed; what it excludes is put away.

        Raises:
            BreaksDependencyError: what it depends on will not happen, or what it excludes was chosen.
        """
        self.refuse_contradiction(row)
        needs = ruling_of(row).needs
        if not needs or len(fill(needs, self.votes(row))) < len(needs):
            return
        row.expires_at = self._waits_until(row) + self.policy.approval_lasts
        await transitions.move_action(self.session, row, A.APPROVED, actor=self.person.login)
        for other in row.excludes:
            if self.rows[other].status is A.PENDING:
                await self.reject(self.rows[other], ANOTHER_WAY, "It depends on an option not chosen.")

    def _waits_until(self, row: ActionRow) -> datetime:
        """When it may be applied at the latest: what depends on another company's answer waits for that first."""
        needed, reached = set(row.depends_on), {row.id}
        while needed - reached:
            reached |= needed
            needed = {other for one in needed for other in self.rows[one].depends_on}
        before = [self.rows[one] for one in reached - {row.id}]
        asks = any(ACTIONS[one.name].step is StepKind.EXTERNAL and one.status is not A.APPLIED for one in before)
        return self.work.after(self.now, self.policy.answer_days, self.zone) if asks else self.now

    def refuse_contradiction(self, row: ActionRow) -> None:
        """Refuse to approve what cannot happen any more.

        Raises:
            BreaksDependencyError: what it depends on will not happen, or what it excludes was chosen.
        """
        for other in row.depends_on:
            if self.rows[other].status in FALLEN:
                raise BreaksDependencyError(
                    f"It depends on an action that is {self.rows[other].status.value}; it cannot be approved alone.",
                    row.id,
                )
        for other in row.excludes:
            if self.rows[other].status in CHOSEN:
                raise BreaksDependencyError("Another action that rules this one out was chosen already.", row.id)

    async def reject(self, row: ActionRow, why: str | None, why_dependents: str) -> None:
        """Reject an action and what depends on it."""
        actor = self.person.login
        await transitions.move_action(self.session, row, A.REJECTED, actor=actor, why=why)
        for dependent in self.dependents([row.id]):
            if dependent.status in DECIDABLE:
                await transitions.move_action(self.session, dependent, A.REJECTED, actor=actor, why=why_dependents)

"""A to-do for a named person as an action, traced like any other. Pure; for all specialists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from agents.analysis.drafting import Drafting
from cases.actions import ScheduleActivity
from cases.actions.base import day_of, words_of
from cases.actions.schedule_activity import SeenRecord
from cases.claims import Frozen, RecordRef
from cases.people import Person
from cases.roles import Role
from cases.workdays import WorkCalendar

NOTE_LENGTH = 2000
SUMMARY_LENGTH = 200


class Assignee(Frozen):
    """Who is asked, in which role."""

    uid: int
    name: str
    role: Role


def assignee(people: Iterable[Person], role: Role) -> Assignee | None:
    """Whom to ask among those who hold a role: whoever holds it and little else, not somebody who holds them all."""
    holders = sorted((one for one in people if role in one.roles), key=lambda one: (len(one.roles), one.name, one.uid))
    return Assignee(uid=holders[0].uid, name=holders[0].name, role=role) if holders else None


def to_do(
    drafting: Drafting,
    who: Assignee,
    record: RecordRef,
    *,
    summary: str,
    note: str,
    read_at: datetime,
    zone: str,
    work: WorkCalendar,
    facts: Sequence[str],
    sure: float,
    currency: str = "EUR",
) -> str:
    """Add the to-do, due the next working day; its id."""
    due = work.next(day_of(read_at, zone) or read_at.date())
    ledger = drafting.ledger
    evidence = [
        *facts,
        ledger.odoo(record, "display_name", f"The to-do goes on {record.label}", record.label),
        ledger.reckoned(f"{who.name} is asked for {who.role.words}", who.name, who.uid, who.role.value),
        ledger.setting(f"Due the next working day, {words_of(due)}", due),
    ]
    return drafting.action(
        ScheduleActivity(
            model=record.model,
            record_id=record.id,
            record=record.label,
            user_id=who.uid,
            user=who.name,
            role=who.role,
            summary=summary[:SUMMARY_LENGTH],
            note=note[:NOTE_LENGTH],
            due=due,
        ),
        SeenRecord(currency=currency, record=record.label),
        sure=sure,
        rationale="It needs somebody who can find out what the desk cannot.",
        evidence=evidence,
    )

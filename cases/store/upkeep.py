"""The record's own upkeep as frozen values: reminders, audit lines, tokens, signs of life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.claims import Frozen
from cases.people import Person
from cases.roles import Role


class Nudge(Frozen):
    """Who is to be reminded of what."""

    proposal_id: str
    case_id: str
    action_ids: tuple[str, ...]
    roles: tuple[Role, ...]


class AuditEntry(Frozen):
    """One line of the audit log. `detail` is absent once it was erased; `seq` while it is not sealed."""

    id: int
    at: datetime
    actor: str
    event: str
    subject: str
    case_id: str | None
    detail: dict[str, Any] | None
    seq: int | None


class Verdict(Frozen):
    """What checking the audit log found. `problem` is a plain sentence; absent: all is well.

    Attributes:
        rows: lines looked at.
        sealed: how many of them are in the chain.
        erased: lines whose content was erased as recorded.
    """

    ok: bool
    rows: int
    sealed: int
    erased: int = 0
    problem: str | None = None


class TokenRecord(Frozen):
    """A valid token. `person` is who an inbox token acts for, with the roles they held when it was made."""

    id: str
    scope: str
    person: Person | None
    expires_at: datetime


class Beat(Frozen):
    """What a part of the service last said."""

    name: str
    detail: dict[str, Any]
    at: datetime

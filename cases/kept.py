"""A decided case as a file: what came in, what was read of it in Odoo, what was proposed, what people decided. Pure.

It holds the reports and the snapshot as they were, so that a later release can be asked what it would propose now
(`evals.kept_cases`). Treat such a file like the mails in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from cases.actions.base import ActionName
from cases.claims import Frozen
from cases.kind import Kind
from cases.overrides import Fate
from cases.roles import Role
from cases.status import CaseStatus, DecisionType


class KeptReport(Frozen):
    """A report as it came in.

    Attributes:
        content: its bytes, in base64; absent once they were erased on time.
        text: what was read in it, by part.
    """

    source: str
    sender: str
    media_type: str
    received_at: datetime
    content: str | None
    text: dict[str, str]


class KeptDecision(Frozen):
    """What somebody said about an action. People are kept by their roles, never by name."""

    type: DecisionType
    roles: tuple[Role, ...]
    at: datetime
    reason_code: str | None = None
    message: str | None = None


class KeptAction(Frozen):
    """One action as it was first put before people, and what they made of it.

    Attributes:
        fate: none: nobody had to decide it, or it fell with something else.
        edited_args: as people changed it, where they changed what it means.
    """

    name: ActionName
    args: dict[str, Any]
    premise: dict[str, Any]
    confidence: float
    fate: Fate | None
    decisions: tuple[KeptDecision, ...]
    edited_args: dict[str, Any] | None = None


class KeptCase(Frozen):
    """A decided case.

    Attributes:
        version: of this format.
        snapshot: what the specialist of that kind had read in Odoo; its claims and remarks stand in it.
        summary: what people were told.
    """

    version: Literal[1] = 1
    number: str
    kind: Kind
    title: str
    status: CaseStatus
    reports: tuple[KeptReport, ...]
    snapshot: dict[str, Any]
    proposed_at: datetime
    policy_version: str
    summary: str
    actions: tuple[KeptAction, ...]

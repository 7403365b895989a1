"""Tell the pages that something they show has changed; heard once the transaction commits."""

from __future__ import annotations

import json
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from runtime.database import notify

CHANNEL = "expediter"
Happening = Literal[
    "case.opened",
    "case.changed",
    "case.closed",
    "proposal.pending",
    "proposal.decided",
    "proposal.expired",
    "proposal.reminded",
    "proposal.escalated",
    "action.executed",
    "action.failed",
    "answer.overdue",
    "report.dead_lettered",
    "report.replayed",
]


async def announce(
    session: AsyncSession, happening: Happening, case_id: str | None = None, proposal_id: str | None = None
) -> None:
    """Announce a visible change: which case, and which proposal if it is about one. Never what changed."""
    said = {"type": happening, "case_id": case_id, "proposal_id": proposal_id}
    await notify(session, CHANNEL, json.dumps(said))

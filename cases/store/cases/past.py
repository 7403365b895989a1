"""What suppliers promised first: receipts that this desk rescheduled, in; the day each line was promised for, out.

Odoo forgets the day that a reschedule replaces, and a supplier that was late looks punctual afterwards. The premise of
the action still holds it. Called by `cases.store.cases.cases` for the specialist's file.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ActionName, RescheduleReceipt, parse, parse_premise
from cases.actions.reschedule_receipt import SeenReceipt
from cases.status import ActionStatus
from cases.store.tables import ActionRow, ProposalRow


async def first_promises(session: AsyncSession) -> dict[int, datetime]:
    """The first promised moment of each purchase line that this desk rescheduled, by line id."""
    done = (
        select(ActionRow.args, ActionRow.premise)
        .join(ProposalRow, ProposalRow.id == ActionRow.proposal_id)
        .where(ActionRow.name == ActionName.RESCHEDULE_RECEIPT, ActionRow.status == ActionStatus.APPLIED)
        .order_by(ProposalRow.at)
    )
    promised: dict[int, datetime] = {}
    for args, premise in await session.execute(done):
        action = parse(ActionName.RESCHEDULE_RECEIPT, args)
        seen = parse_premise(ActionName.RESCHEDULE_RECEIPT, premise)
        if isinstance(action, RescheduleReceipt) and isinstance(seen, SeenReceipt):
            for line in action.lines:
                promised.setdefault(line.line_id, seen.planned(line.line_id).planned)
    return promised

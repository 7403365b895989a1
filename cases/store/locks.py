"""Locks that end with the transaction. Taken in one order everywhere: key, case, proposal, actions."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from cases.store.errors import NotFoundError
from cases.store.tables import CaseRow, ProposalRow


async def hold(session: AsyncSession, what: str, key: str) -> None:
    """Be the only transaction that works on a key, until this one ends. Waits for its turn."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"{what}:{key}"})


async def locked_case(session: AsyncSession, case_id: str) -> CaseRow:
    """The case as it stands, held until the transaction ends: whatever is decided about it happens one by one.

    Raises:
        NotFoundError: there is none.
    """
    row = await session.scalar(
        select(CaseRow).where(CaseRow.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("case", case_id)
    return row


async def locked_proposal(session: AsyncSession, proposal_id: str) -> tuple[CaseRow, ProposalRow]:
    """The proposal and its case, both held.

    Raises:
        NotFoundError: there is none.
    """
    case_id = await session.scalar(select(ProposalRow.case_id).where(ProposalRow.id == proposal_id))
    if case_id is None:
        raise NotFoundError("proposal", proposal_id)
    case = await locked_case(session, case_id)
    row = await session.scalar(
        select(ProposalRow)
        .where(ProposalRow.id == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("proposal", proposal_id)
    return case, row

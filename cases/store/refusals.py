"""Tries that were refused: nothing of them is kept but a line in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from cases.people import Person
from cases.store import audit
from cases.store.errors import NotFoundError, RecordError

Transactions = Callable[[], AbstractAsyncContextManager[AsyncSession]]


@asynccontextmanager
async def audited(
    transactions: Transactions, person: Person, case_id: str, tried: str, subject: str | None = None
) -> AsyncIterator[AsyncSession]:
    """A transaction for what a person does to a case; a refused try is audited in another one, so that it is not lost.

    Args:
        transactions: opens transactions.
        person: who does it.
        case_id: the case.
        tried: what they do, in a word.
        subject: the row it is done to; the case, when absent.

    Raises:
        RecordError: it was refused.
    """
    try:
        async with transactions() as session:
            yield session
    except NotFoundError:
        raise
    except RecordError as error:
        async with transactions() as session:
            await audit.append(
                session,
                actor=person.login,
                event="case.refused",
                subject=subject or f"cases:{case_id}",
                case_id=case_id,
                detail={"tried": tried, "why": str(error), "roles": sorted(person.roles)},
            )
        raise

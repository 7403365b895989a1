"""What people filed for the desk to go by: contracts, procedures, policies; each file by its name, in versions.

Text of mails never comes here: files are put in by a person, by a command.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.contracts import ContractError, FiledContract, contract_of, split
from cases.guidance import Collection as Collection
from cases.guidance import StoredFile, kinds_of
from cases.return_terms import FiledReturns, ReturnTerms, return_terms_of
from cases.store.locks import hold
from cases.store.service_tables import KnowledgeRow
from runtime.jobs import enqueue

BEAT = "knowledge"
"""Under what name the worker says how the index of passages is."""

INDEX = "index_knowledge"
"""The job that brings the index of passages to what is on file."""


async def add(session: AsyncSession, collection: Collection, name: str, content: str) -> tuple[StoredFile, bool]:
    """File a text under its name, and whether that is news; the same text again stays the version it is.

    Raises:
        ContractError: its head is none, or that of no contract.
    """
    if collection is Collection.CONTRACTS:
        contract_of(content)
    else:
        _kinds(content)
    if collection is Collection.POLICIES:
        return_terms_of(content)
    await hold(session, "knowledge", f"{collection.value}:{name}")
    digest = hashlib.sha256(content.encode()).hexdigest()
    now = await _current(session, collection, name)
    if now is not None and now.digest == digest:
        return _filed(now), False
    await remove(session, collection, name)
    of_name = (KnowledgeRow.collection == collection.value, KnowledgeRow.name == name)
    last = await session.scalar(select(func.max(KnowledgeRow.version)).where(*of_name))
    row = KnowledgeRow(collection=collection.value, name=name, version=(last or 0) + 1, digest=digest, content=content)
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return _filed(row), True


def _kinds(content: str) -> None:
    head, _ = split(content)
    try:
        kinds_of(head)
    except ValueError as error:
        raise ContractError(f"The head does not fit. {error}") from None


async def reindex(session: AsyncSession, *, anew: bool = False) -> int:
    """Have the index of passages brought to what is on file, in this transaction; the number of the job.

    Args:
        session: the caller's transaction.
        anew: the index is made from nothing.
    """
    return await enqueue(session, INDEX, queueing_lock=f"{INDEX}:{anew}", anew=anew)


async def is_new(session: AsyncSession) -> bool:
    """Whether nothing was ever filed: what somebody took away is not put back."""
    return await session.scalar(select(KnowledgeRow.id).limit(1)) is None


async def is_empty(session: AsyncSession) -> bool:
    """Whether nothing is on file."""
    return await session.scalar(select(KnowledgeRow.id).where(KnowledgeRow.removed_at.is_(None)).limit(1)) is None


async def remove(session: AsyncSession, collection: Collection, name: str) -> bool:
    """Let a file count no more; whether there was one. What rested on it stays readable."""
    found = await session.execute(
        update(KnowledgeRow)
        .where(
            KnowledgeRow.collection == collection.value, KnowledgeRow.name == name, KnowledgeRow.removed_at.is_(None)
        )
        .values(removed_at=text("clock_timestamp()"))
        .returning(KnowledgeRow.id)
    )
    return found.first() is not None


async def current(session: AsyncSession, collection: Collection | None = None) -> list[StoredFile]:
    """What counts now, by collection and name."""
    wanted = select(KnowledgeRow).where(KnowledgeRow.removed_at.is_(None))
    if collection is not None:
        wanted = wanted.where(KnowledgeRow.collection == collection.value)
    rows = await session.scalars(wanted.order_by(KnowledgeRow.collection, KnowledgeRow.name))
    return [_filed(row) for row in rows]


async def contracts(session: AsyncSession) -> tuple[FiledContract, ...]:
    """The carriers' contracts that count now."""
    filed = await current(session, Collection.CONTRACTS)
    return tuple(FiledContract(name=one.name, version=one.version, contract=contract_of(one.content)) for one in filed)


async def return_terms(session: AsyncSession) -> tuple[FiledReturns, ...]:
    """What the policies that count now say of returns, in their heads."""
    found = ((one, _returns(one.content)) for one in await current(session, Collection.POLICIES))
    return tuple(FiledReturns(name=one.name, version=one.version, terms=terms) for one, terms in found if terms)


def _returns(content: str) -> ReturnTerms | None:
    try:
        return return_terms_of(content)
    except ContractError:
        # Filed before the head was looked at: it is quoted as any text is.
        return None


async def _current(session: AsyncSession, collection: Collection, name: str) -> KnowledgeRow | None:
    found = await session.scalars(
        select(KnowledgeRow).where(
            KnowledgeRow.collection == collection.value, KnowledgeRow.name == name, KnowledgeRow.removed_at.is_(None)
        )
    )
    return found.first()


def _filed(row: KnowledgeRow) -> StoredFile:
    return StoredFile(
        collection=Collection(row.collection), name=row.name, version=row.version, content=row.content, at=row.at
    )

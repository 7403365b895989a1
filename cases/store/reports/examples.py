"""Letters of which people said the kind: kept for reading the next ones, with who said it and when, until revoked.

Such an example brings a later letter nearer to its kind. It puts none away and makes no reading more certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.casework import LOOKS_ONLY, may_work
from cases.kind import Kind
from cases.people import Person
from cases.store import audit
from cases.store.errors import NotFoundError, NotYourRoleError
from cases.store.ids import new_id
from cases.store.locks import locked_case
from cases.store.notify import announce
from cases.store.records import KindExample
from cases.store.service_tables import KindExampleRow

# Those said last count; more makes reading slower and says the same.
MOST = 300
MAX_LETTERS = 400
_COUNTS = KindExampleRow.revoked_at.is_(None)


async def keep(
    session: AsyncSession, case_id: str, report_id: str | None, kind: Kind, texts: Sequence[str], person: Person
) -> str | None:
    """Keep what a person said of a letter; its id, or none where the letter has no words.

    Args:
        session: an open transaction.
        case_id: the case whose kind was said.
        report_id: the letter.
        kind: what it is.
        texts: the passage that was read, and how the letter begins.
        person: who says it.
    """
    said = list(dict.fromkeys(" ".join(one.split())[:MAX_LETTERS] for one in texts if one.strip()))
    if not said:
        return None
    row = KindExampleRow(
        id=new_id(),
        case_id=case_id,
        report_id=report_id,
        kind=kind,
        texts=said,
        uid=person.uid,
        said_by=person.login,
    )
    session.add(row)
    await session.flush()
    return row.id


async def current(session: AsyncSession, person: Person) -> list[KindExample]:
    """Those that count, the newest first; at most the newest 300.

    Raises:
        NotYourRoleError: they hold no role at the desk; what a message says may be anybody's.
    """
    if not may_work(person.roles):
        raise NotYourRoleError(LOOKS_ONLY)
    return await _listed(session, _COUNTS)


async def of_case(session: AsyncSession, case_id: str) -> list[KindExample]:
    """Those that a case gave, the newest first."""
    return await _listed(session, KindExampleRow.case_id == case_id)


async def taught(session: AsyncSession) -> tuple[tuple[str, str], ...]:
    """The texts that count, each after its kind, as reading takes them."""
    return tuple((one.kind.value, text) for one in await _listed(session, _COUNTS) for text in one.texts)


async def revoke(session: AsyncSession, example_id: str, person: Person) -> KindExample:
    """Let an example count no more. Once more is the same.

    Raises:
        NotFoundError: there is no such example.
        NotYourRoleError: they hold no role at the desk.
    """
    if not may_work(person.roles):
        raise NotYourRoleError(LOOKS_ONLY)
    row = await session.get(KindExampleRow, example_id, populate_existing=True)
    if row is None:
        raise NotFoundError("example", example_id)
    await locked_case(session, row.case_id)
    await session.refresh(row)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = datetime.now(UTC), person.login
        await session.flush()
        await audit.append(
            session,
            actor=person.login,
            event="example.revoked",
            subject=f"kind_examples:{row.id}",
            case_id=row.case_id,
            detail={"kind": row.kind},
        )
        await announce(session, "case.changed", row.case_id)
    return _record(row)


async def forget(session: AsyncSession, report_id: str, *, actor: str) -> None:
    """Where a report's text is erased, its examples end and go with it."""
    rows = await session.scalars(select(KindExampleRow).where(KindExampleRow.report_id == report_id))
    for row in rows:
        row.texts = []
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = datetime.now(UTC), actor
    await session.flush()


async def _listed(session: AsyncSession, condition: ColumnElement[bool]) -> list[KindExample]:
    rows = await session.scalars(
        select(KindExampleRow)
        .where(condition)
        .order_by(KindExampleRow.at.desc(), KindExampleRow.id)
        .limit(MOST)
        .execution_options(populate_existing=True)
    )
    return [_record(row) for row in rows]


def _record(row: KindExampleRow) -> KindExample:
    return KindExample.model_validate({name: getattr(row, name) for name in KindExample.model_fields})

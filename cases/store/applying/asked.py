"""What has been asked of whom: a row for each request to another company, kept before it is sent, answered once.

The table is the outbox of requests; what becomes of them is for `cases.store.applying.answers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import parse, parse_premise
from cases.actions.shipment import AsksCarrier, SeenShipment
from cases.approvals import key_of
from cases.claims import RecordRef
from cases.models import Asked
from cases.status import ActionStatus
from cases.store.errors import RecordError
from cases.store.tables import ActionRow, AskedRow

OPEN = frozenset({ActionStatus.PENDING_EXTERNAL, ActionStatus.UNKNOWN})
WAITS = ActionRow.status == ActionStatus.PENDING_EXTERNAL


async def keep(session: AsyncSession, action: ActionRow, due_at: datetime | None) -> None:
    """Write down what an action will ask of whom, once; nothing, where it asks nobody.

    Raises:
        RecordError: it asks somebody, and nobody said by when an answer is wanted.
    """
    args = parse(action.name, action.args)
    if not isinstance(args, AsksCarrier):
        return
    premise = parse_premise(action.name, action.premise)
    if due_at is None or not isinstance(premise, SeenShipment):
        raise RecordError("Whoever asks another company for something says by when an answer is wanted.")
    about = args.target()
    await session.execute(
        insert(AskedRow)
        .values(
            action_id=action.id,
            case_id=action.case_id,
            key=key_of(action.id),
            of_id=args.partner_id,
            of_label=args.partner,
            about_model=about.model,
            about_id=about.id,
            way=premise.way,
            due_at=due_at,
        )
        .on_conflict_do_nothing(index_elements=[AskedRow.action_id])
    )


async def mark_taken(session: AsyncSession, action_id: str, reference: str | None) -> None:
    """A program took the request; what it calls it."""
    await session.execute(
        update(AskedRow)
        .where(AskedRow.action_id == action_id, AskedRow.taken_at.is_(None))
        .values(taken_at=datetime.now(UTC), reference=reference)
    )


async def of_actions(session: AsyncSession, action_ids: Iterable[str]) -> dict[str, Asked]:
    """What these actions asked, by action."""
    found = await _asked(session, AskedRow.action_id.in_(list(action_ids)))
    return {one.action_id: one for one in found}


async def of_action(session: AsyncSession, action_id: str) -> Asked | None:
    """What an action asked; none: it asks nobody, or was not begun."""
    return (await of_actions(session, [action_id])).get(action_id)


async def of_case(session: AsyncSession, case_id: str) -> list[Asked]:
    """What a case asked of others, oldest first."""
    return await _asked(session, AskedRow.case_id == case_id)


async def waits(session: AsyncSession, case_id: str) -> list[Asked]:
    """What of that has no answer yet."""
    return await _asked(session, (AskedRow.case_id == case_id) & WAITS)


async def in_the_open(session: AsyncSession, case_id: str) -> list[Asked]:
    """What of that is not over: it waits for an answer, or nobody knows whether it was asked."""
    return await _asked(session, (AskedRow.case_id == case_id) & ActionRow.status.in_(OPEN))


async def asked_before(session: AsyncSession, action_id: str) -> Asked | None:
    """The same thing asked about the same record by another action, and not answered; none: it may be asked."""
    row = await session.get_one(ActionRow, action_id)
    about = parse(row.name, row.args).target()
    same = (AskedRow.about_model == about.model) & (AskedRow.about_id == about.id) & (ActionRow.name == row.name)
    return next(iter(await _asked(session, same & WAITS & (ActionRow.id != action_id))), None)


async def waits_about(session: AsyncSession, about: RecordRef) -> list[Asked]:
    """What was asked about a record, whichever case asked it, and has no answer yet."""
    same = (AskedRow.about_model == about.model) & (AskedRow.about_id == about.id)
    return await _asked(session, same & AskedRow.answer.is_(None) & WAITS)


async def row_of_key(session: AsyncSession, key: str) -> AskedRow | None:
    """The request that was made under a key."""
    return await session.scalar(select(AskedRow).where(AskedRow.key == key).execution_options(populate_existing=True))


async def overdue(session: AsyncSession, case_id: str) -> list[Asked]:
    """What of a case a person was told about because the time was up, and has no answer yet."""
    return [one for one in await waits(session, case_id) if one.told]


def overdue_words(one: Asked) -> str:
    """Why a person is needed when the time is up."""
    wanted = parse(one.name, one.args).sentence()
    return (
        f"{one.of.label} has not answered in time. {wanted}. Get hold of them, and say beside that request whether "
        "they confirmed or refused."
    )


async def _asked(session: AsyncSession, which: ColumnElement[bool]) -> list[Asked]:
    rows = await session.execute(
        select(AskedRow, ActionRow)
        .join(ActionRow, ActionRow.id == AskedRow.action_id)
        .where(which)
        .order_by(AskedRow.begun_at, AskedRow.action_id)
        .execution_options(populate_existing=True)
    )
    return [_record(row, action) for row, action in rows]


def _record(row: AskedRow, action: ActionRow) -> Asked:
    return Asked(
        action_id=row.action_id,
        key=row.key,
        name=action.name,
        args=action.args,
        status=action.status,
        of=RecordRef(model="res.partner", id=row.of_id, label=row.of_label),
        way=row.way,
        at=row.begun_at,
        due_at=row.due_at,
        taken=row.taken_at is not None,
        reference=row.reference,
        told=row.told_at is not None,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        detail=row.detail,
    )

"""What a second configuration thought of rounds, kept apart from everything that is proposed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.overrides import ShadowRun
from cases.store.learning_tables import ShadowRow

MOST = 5_000


async def known(session: AsyncSession, round_id: str, configuration: str) -> bool:
    """Whether that configuration has thought about that round."""
    wanted = exists().where(ShadowRow.round_id == round_id, ShadowRow.configuration == configuration)
    return bool(await session.scalar(select(wanted)))


async def keep(session: AsyncSession, run: ShadowRun) -> None:
    """Keep a run; the same round under the same configuration is kept once."""
    await session.execute(
        insert(ShadowRow)
        .values(
            round_id=run.round_id,
            configuration=run.configuration,
            case_id=run.case_id,
            content=run.model_dump(mode="json"),
        )
        .on_conflict_do_nothing()
    )


async def since(session: AsyncSession, moment: datetime) -> tuple[ShadowRun, ...]:
    """The runs since a moment, newest first; at most the newest 5000."""
    rows = await session.scalars(
        select(ShadowRow.content).where(ShadowRow.at >= moment).order_by(ShadowRow.at.desc()).limit(MOST)
    )
    return tuple(ShadowRun.model_validate(content) for content in rows)

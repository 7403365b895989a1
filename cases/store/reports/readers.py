"""What people made of what a reader read, from the record: the newest first, of one kind of case."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.claims import claim_of
from cases.claims.base import ReadBy
from cases.kind import Kind
from cases.reader_precision import JudgedClaim, ReaderPrecision
from cases.status import DecisionType
from cases.store.tables import ActionRow, CaseRow, ClaimRow, DecisionRow

# A reader is judged by what it did lately.
MOST = 200
_READ_WRONGLY = ("wrong_reading", "wrong_date", "wrong_record")


async def precision(session: AsyncSession, reader: ReadBy, kind: Kind) -> ReaderPrecision:
    """How often a reader was right in cases of a kind, of the newest 200 of its claims that a person may correct."""
    new = aliased(ClaimRow)
    agreed = _decided(DecisionRow.type == DecisionType.APPROVE).label("agreed")
    refused = _decided(DecisionRow.type == DecisionType.REJECT, DecisionRow.reason_code.in_(_READ_WRONGLY)).label(
        "refused"
    )
    rows = await session.execute(
        select(ClaimRow.claim, new.claim, ClaimRow.corrected_by, agreed, refused)
        .join(CaseRow, CaseRow.id == ClaimRow.case_id)
        .outerjoin(new, new.corrects == ClaimRow.id)
        .where(CaseRow.kind == kind, ClaimRow.claim["read_by"].astext == reader)
        .order_by(ClaimRow.position.desc())
        .limit(MOST)
    )
    judged = [
        JudgedClaim(
            was=claim_of(was),
            now=claim_of(now) if now else None,
            corrected=corrected_by is not None,
            agreed=is_agreed,
            refused=is_refused,
        )
        for was, now, corrected_by, is_agreed, is_refused in rows
    ]
    return ReaderPrecision.of(one for one in judged if type(one.was).editable)


def _decided(*said: ColumnElement[bool]) -> Exists:
    """Whether people said that about an action of the claim's case."""
    return (
        select(DecisionRow.id)
        .join(ActionRow, ActionRow.id == DecisionRow.action_id)
        .where(ActionRow.case_id == ClaimRow.case_id, *said)
        .correlate(ClaimRow)
        .exists()
    )

"""The record's tables of what was learned: calibrations that people adopted, what came of closed cases.

Only `cases.store` uses these.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.store.ids import ROW_ID
from cases.store.service_tables import Base as Base
from cases.store.table_base import WORD, Json, JsonList, moment, row_of


class CalibrationRow(Base):
    """A calibration that somebody adopted, and how it was judged then. Never altered; it ends once."""

    __tablename__ = "calibrations"
    __table_args__ = (CheckConstraint("num_nonnulls(ended_by, ended_at) IN (0, 2)", name="ended_whole"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    content: Mapped[Json]
    verdict: Mapped[Json]
    adopted_by: Mapped[str]
    at: Mapped[datetime] = moment()
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class FollowUpRow(Base):
    """What came of an applied change, once its case was closed. Answered once, never altered."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("came_true IN ('yes', 'no', 'unclear')", name="came_true"),
        Index("ix_follow_ups_at", "at"),
        Index("ix_follow_ups_partner", "partner_id", "question"),
    )

    action_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("actions.id"), primary_key=True)
    case_id: Mapped[str] = row_of("cases.id", index=True)
    question: Mapped[str] = mapped_column(String(WORD))
    came_true: Mapped[str] = mapped_column(String(WORD))
    detail: Mapped[str]
    evidence: Mapped[JsonList]
    partner: Mapped[Json | None]
    partner_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = moment()


class ShadowRow(Base):
    """What a second configuration thought of a round's actions. Proposed to nobody."""

    __tablename__ = "shadow_runs"
    __table_args__ = (Index("ix_shadow_runs_at", "at"),)

    round_id: Mapped[str] = mapped_column(String(ROW_ID), ForeignKey("rounds.id"), primary_key=True)
    configuration: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = row_of("cases.id")
    content: Mapped[Json]
    at: Mapped[datetime] = moment()

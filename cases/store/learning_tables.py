"""The record's tables of what was learned: calibrations that people adopted. Only `cases.store` uses these."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity
from sqlalchemy.orm import Mapped, mapped_column

from cases.store.service_tables import Base as Base
from cases.store.table_base import Json, moment


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

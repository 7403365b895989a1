"""What the record's tables are made of: their names' convention, how values are kept, the usual columns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import DateTime, Enum, ForeignKey, LargeBinary, MetaData, String, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cases.actions.base import ActionName
from cases.actions.shipment import Way
from cases.kind import Kind
from cases.kinds import Origin
from cases.status import ActionStatus, Answer, CaseStatus, DecisionType, Outcome, ReportStatus, RoundStatus
from cases.store.ids import ROW_ID

Json = dict[str, Any]
JsonList = list[Any]
WORD = 64


def _words(kind: type[StrEnum]) -> Enum:
    """A closed set, kept as its words so that a reader of the tables understands them."""
    return Enum(kind, native_enum=False, length=WORD, values_callable=lambda members: [one.value for one in members])


class Base(DeclarativeBase):
    """The record's tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        str: Text,
        bytes: LargeBinary,
        datetime: DateTime(timezone=True),
        Json: JSONB(none_as_null=True),
        JsonList: JSONB(none_as_null=True),
        ReportStatus: _words(ReportStatus),
        CaseStatus: _words(CaseStatus),
        RoundStatus: _words(RoundStatus),
        ActionStatus: _words(ActionStatus),
        DecisionType: _words(DecisionType),
        Outcome: _words(Outcome),
        Kind: _words(Kind),
        Origin: _words(Origin),
        ActionName: _words(ActionName),
        Answer: _words(Answer),
        Way: _words(Way),
    }


def row_id() -> Mapped[str]:
    """A row's lasting id."""
    return mapped_column(String(ROW_ID), primary_key=True)


def row_of(column: str, *, index: bool = False) -> Mapped[Any]:
    """The id of the row of another table that this one belongs to."""
    return mapped_column(String(ROW_ID), ForeignKey(column), index=index)


def moment() -> Mapped[datetime]:
    """When it was written."""
    return mapped_column(server_default=func.clock_timestamp())

"""What a report says, as types: claims with their place in the source. People can correct them.

`agents.correspondence` makes them from free text; nothing in them is believed before it is resolved against Odoo.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.kinds import Kind


class Frozen(BaseModel):
    """A value that never changes once made and takes no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Where in a report something stands.

    Attributes:
        part: `subject`, `body`, or the name of an attachment.
        start: first character in that part's plain text.
        end: one past the last character.
        quote: the words themselves, so that a page can show them without the report.
        page: page of a PDF, from 1.
    """

    part: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    page: int | None = None


class RecordRef(Frozen):
    """One Odoo record, as people and programs both know it."""

    model: str
    id: int
    label: str


class Precision(StrEnum):
    """How exactly a date was given. `UNKNOWN` means no date: none is invented."""

    DAY = "day"
    WEEK = "week"
    UNKNOWN = "unknown"


class ClaimBase(Frozen):
    """What every claim carries: its place, who read it, how sure that reading is (0 to 1), what it was resolved to."""

    span: Span | None = None
    read_by: Literal["playbook", "model", "person"] = "playbook"
    sure: float = Field(default=1.0, ge=0, le=1)
    refers_to: tuple[RecordRef, ...] = ()


class DelayClaim(ClaimBase):
    """Goods on an order will arrive later.

    Attributes:
        order_text: the order as the sender wrote it.
        product_text: the item as written; absent: every open line of the order.
        quantity: how much is late; absent: all of it.
        on_time_quantity: how much still comes as promised, where the sender says so.
        new_date: the day it will arrive; absent when `precision` is unknown.
        date_means: whether that day is the arrival here or the departure there.
        reason: the cause in the sender's words.
    """

    type: Literal["delay"] = "delay"
    order_text: str | None = None
    product_text: str | None = None
    quantity: Decimal | None = None
    on_time_quantity: Decimal | None = None
    first_date: date | None = None
    new_date: date | None = None
    precision: Precision = Precision.DAY
    date_means: Literal["arrival", "departure"] = "arrival"
    reason: str | None = None


class SensitiveClaim(ClaimBase):
    """The message asks to change what may never be changed from a message."""

    type: Literal["sensitive"] = "sensitive"
    about: Literal["bank", "address", "identity", "release"]


class InstructionClaim(ClaimBase):
    """The message tells the reader what to do (approve, mail somebody). Shown to people; never followed."""

    type: Literal["instruction"] = "instruction"
    text: str


class MentionClaim(ClaimBase):
    """The message is about something of another kind, or about operations at all."""

    type: Literal["mention"] = "mention"
    kind: Kind
    text: str


Claim = Annotated[DelayClaim | SensitiveClaim | InstructionClaim | MentionClaim, Field(discriminator="type")]

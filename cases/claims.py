"""What a report says, as types: claims with their place in the source. People can correct them.

`agents.correspondence` makes them from free text; nothing in them is believed before it is resolved against Odoo.
What no order could hold cannot be said here: a person is told which field, a reader leaves that value out.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cases.kinds import Kind

MAX_NAME = 200
MAX_WORDS = 1_000
MAX_RECORDS = 100
MAX_PART = 300
# Beyond what any order holds, and within what Odoo and the actions can: twelve digits, four decimals.
MOST = Decimal(10) ** 12
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)

ClaimedQuantity = Annotated[Decimal, Field(gt=0, lt=MOST, max_digits=16, decimal_places=4)]
ClaimedDay = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Name = Annotated[str, Field(max_length=MAX_NAME)]
Words = Annotated[str, Field(max_length=MAX_WORDS)]
_QUANTITY: TypeAdapter[Decimal] = TypeAdapter(ClaimedQuantity)


def sensible_quantity(value: Decimal | None) -> Decimal | None:
    """The quantity, where a claim can hold it."""
    try:
        return None if value is None else _QUANTITY.validate_python(value)
    except ValidationError:
        return None


def sensible_day(day: date | None) -> date | None:
    """The day, where a claim can hold it."""
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


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

    part: str = Field(max_length=MAX_PART)
    start: int = Field(ge=0, lt=10**9)
    end: int = Field(ge=0, lt=10**9)
    quote: Words
    page: int | None = Field(default=None, ge=1, lt=10**6)


class RecordRef(Frozen):
    """One Odoo record, as people and programs both know it."""

    model: str
    id: int
    label: str


def _as_odoo_has_them(records: tuple[RecordRef, ...]) -> tuple[RecordRef, ...]:
    for record in records:
        if not 0 < record.id < 2**31 or len(record.model) > MAX_NAME or len(record.label) > MAX_WORDS:
            raise ValueError("names a record that Odoo cannot have")
    return records


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
    refers_to: Annotated[tuple[RecordRef, ...], Field(max_length=MAX_RECORDS), AfterValidator(_as_odoo_has_them)] = ()


class DelayClaim(ClaimBase):
    """Goods on an order will arrive later.

    Attributes:
        order_text: the order as the sender wrote it.
        product_text: the item as written; absent: every open line of the order.
        quantity: how much is late; absent: all of it.
        on_time_quantity: how much still comes as promised, where the sender says so; where several claims each tell
            of a part of one line, how much of it is in the others, so that the rest is what they leave.
        unit_text: the unit as written with the quantity; with no quantity, a count that tells none: '2 pallets'.
        new_date: the day it will arrive; absent when `precision` is unknown.
        date_means: whether that day is the arrival here or the departure there.
        reason: the cause in the sender's words.
    """

    type: Literal["delay"] = "delay"
    order_text: Name | None = None
    product_text: Name | None = None
    quantity: ClaimedQuantity | None = None
    on_time_quantity: ClaimedQuantity | None = None
    unit_text: Name | None = None
    first_date: ClaimedDay | None = None
    new_date: ClaimedDay | None = None
    precision: Precision = Precision.DAY
    date_means: Literal["arrival", "departure"] = "arrival"
    reason: Words | None = None


class SensitiveClaim(ClaimBase):
    """The message asks to change what may never be changed from a message."""

    type: Literal["sensitive"] = "sensitive"
    about: Literal["bank", "address", "identity", "release"]


class InstructionClaim(ClaimBase):
    """The message tells the reader what to do (approve, mail somebody). Shown to people; never followed."""

    type: Literal["instruction"] = "instruction"
    text: Words


class MentionClaim(ClaimBase):
    """The message is about something of another kind, or about operations at all."""

    type: Literal["mention"] = "mention"
    kind: Kind
    text: Words


Claim = Annotated[DelayClaim | SensitiveClaim | InstructionClaim | MentionClaim, Field(discriminator="type")]

"""What every claim is: one typed thing that a report says, with its place in the source. People can correct it.

A claim speaks for itself: what it is about (so that two reports about one thing join), what it says (so that a
repetition is told from news), how people read it, what of it a person may correct. Whoever handles claims asks them and
never looks at which type one is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cases.kind import Kind
from cases.places import Box
from cases.values import FIRST_DAY, LAST_DAY
from cases.values import MAX_NAME as MAX_NAME
from cases.values import MAX_PART as MAX_PART
from cases.values import MAX_WORDS as MAX_WORDS
from cases.values import Frozen as Frozen

MAX_RECORDS = 100
# Beyond what any order holds, and within what Odoo and the actions can: twelve digits, four decimals.
MOST = Decimal(10) ** 12

ClaimedQuantity = Annotated[Decimal, Field(gt=0, lt=MOST, max_digits=16, decimal_places=4)]
ClaimedDay = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Name = Annotated[str, Field(max_length=MAX_NAME)]
Words = Annotated[str, Field(max_length=MAX_WORDS)]
_QUANTITY: TypeAdapter[Decimal] = TypeAdapter(ClaimedQuantity)

ReadBy = Literal["playbook", "model", "person", "carrier", "scan"]


def sensible_quantity(value: Decimal | None) -> Decimal | None:
    """The quantity, where a claim can hold it."""
    try:
        return None if value is None else _QUANTITY.validate_python(value)
    except ValidationError:
        return None


def sensible_day(day: date | None) -> date | None:
    """The day, where a claim can hold it."""
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


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

    def meets(self, part: str, start: int, end: int) -> bool:
        """Whether it has a letter in common with a place."""
        return self.part == part and self.start < end and start < self.end


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


class Ground(StrEnum):
    """What sort of thing a field holds: how it is found in a text, and how a person enters it."""

    DAY = "day"
    AMOUNT = "amount"
    MONEY = "money"
    ORDER = "order"
    ITEM = "item"
    PARCEL = "parcel"
    REFERENCE = "reference"
    WORDS = "words"
    CHOICE = "choice"


class FoundValue(Frozen):
    """Something in a report that a field of a claim can hold, whether or not a claim holds it.

    Attributes:
        ground: which fields can.
        value: as a form takes it: a day as ISO 8601, a plain number, or the words.
        span: where it stands, with the words around it.
        record: the record in Odoo that the words name.
        free: nothing that was read, and nothing in Odoo, explains it.
    """

    ground: Ground
    value: Words
    span: Span
    record: RecordRef | None = None
    free: bool = True


def distinct(found: Iterable[FoundValue], ground: Ground) -> list[FoundValue]:
    """What is free of one ground, each value once."""
    return list({one.value.casefold(): one for one in found if one.ground is ground and one.free}.values())


class Subject(Frozen):
    """What a claim is about: the records it was resolved to, or its own words where it was not, as written.

    Attributes:
        alone: the first words are enough to know it by, whoever says them and whether or not Odoo has it.
    """

    records: tuple[RecordRef, ...] = ()
    words: tuple[str, ...] = ()
    alone: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two claims about one thing, however each writes it."""
        if self.records:
            return (frozenset((record.model, record.id) for record in self.records),)
        return tuple(folded(word) for word in self.words)

    def of(self, models: frozenset[str]) -> RecordRef | None:
        """The first record of one of these models."""
        return next((record for record in self.records if record.model in models), None)


CLAIMS: dict[str, type[Claim]] = {}
"""Every type of claim by the word it is stored with; filled by `cases.claims`."""


def _typed(value: object) -> Claim:
    if isinstance(value, Claim):
        return value
    said = value.get("type") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(said, str) or said not in CLAIMS:
        raise PydanticCustomError(
            "claim_type", "must be a claim whose type is one of {types}", {"types": ", ".join(sorted(CLAIMS))}
        )
    stored = _of_this_release(value)
    return CLAIMS[stored["type"]].model_validate(stored)


def _of_this_release(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Doubts used to be kept as mentions without a place."""
    said = dict(stored)
    if said["type"] == "mention" and said.get("span") is None and said.get("read_by", "playbook") == "playbook":
        for name in ("kind", "likely", "names"):
            said.pop(name, None)
        said["type"] = "note"
    return said


def _dumped(claim: Claim, info: core_schema.SerializationInfo) -> dict[str, Any]:
    return claim.model_dump(mode=info.mode)


class Claim(Frozen, ABC):
    """One typed thing that a report says. A field of this type takes every type that is listed in `cases.claims`.

    Attributes:
        opens: the kind of case it opens; None: it goes beside one.
        editable: the fields that a person may correct, in the order of the form.
        grounds: what sort of thing each field holds; a field that is not named is not read from text.
        hidden: fields whose words the model with tools never sees.
        warned: it asks for what is never done from a message, and is marked as such.
        stands_for_report: it is one sentence of a report of which nothing else was understood.
        span: where it stands.
        read_by: who read it.
        sure: how sure that reading is, from 0 to 1.
        trust: how far its writer's word goes, from 0 to 1.
        refers_to: the Odoo records that its words were resolved to.
    """

    opens: ClassVar[Kind | None] = None
    editable: ClassVar[tuple[str, ...]] = ()
    grounds: ClassVar[Mapping[str, Ground]] = {}
    hidden: ClassVar[frozenset[str]] = frozenset()
    warned: ClassVar[bool] = False
    stands_for_report: ClassVar[bool] = False

    span: Span | None = None
    read_by: ReadBy = "playbook"
    sure: float = Field(default=1.0, ge=0, le=1)
    trust: float = Field(default=1.0, ge=0, le=1)
    refers_to: Annotated[tuple[RecordRef, ...], Field(max_length=MAX_RECORDS), AfterValidator(_as_odoo_has_them)] = ()

    @abstractmethod
    def label(self) -> str:
        """What it says, in one line for people, complete in itself."""

    @abstractmethod
    def says(self) -> tuple[object, ...]:
        """What makes it news or a repetition: its content without place, reader and certainty."""

    def subject(self) -> Subject:
        """What it is about."""
        return Subject(records=self.refers_to)

    @classmethod
    def among(cls, _kind: Kind, _found: Iterable[FoundValue]) -> Self | None:
        """The claim that is left when a person has said the kind: where what was found leaves no choice, else none."""
        return None

    @classmethod
    def can_be_entered(cls) -> bool:
        """Whether a person can say such a claim by its form alone."""
        needed = {name for name, info in cls.model_fields.items() if info.is_required()}
        return bool(cls.editable) and needed <= set(cls.editable)

    @property
    def case_kind(self) -> Kind | None:
        """The kind of case that it opens; None: it goes beside one."""
        return type(self).opens

    @property
    def weight(self) -> float:
        """How far it carries: read right, and to be believed."""
        return self.sure * self.trust

    @property
    def is_news(self) -> bool:
        """Whether it says something by itself; a doubt or an instruction beside a claim does not."""
        return True

    @property
    def stop(self) -> str | None:
        """The check by another channel that it asks for, where it is never acted on."""
        return None

    def placed(self, _writer: RecordRef | None, _orders: tuple[RecordRef, ...]) -> Claim:
        """With what it refers to by standing where it stands: the report's writer, or the orders that it names."""
        return self

    def naming(self, _names: Sequence[str]) -> Claim:
        """With what its report names that may be in Odoo, where its own fields hold nothing of that."""
        return self

    def replaces(self, _earlier: Claim) -> bool:
        """Whether what was said earlier stands no more once this stands."""
        return False

    def caveats(self) -> tuple[str, ...]:
        """What people should know beside it, in plain words."""
        return ()

    def boxes(self) -> tuple[tuple[str, Box], ...]:
        """Places on pages that it knows by itself, each after the name of its document."""
        return ()

    def values(self) -> tuple[object, ...]:
        """The figures and days that it gives, for tracing the arguments of actions."""
        return ()

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """This claim as a person says it.

        Raises:
            ValidationError: what they say cannot be held.
        """
        return type(self).model_validate(
            {**self.model_dump(), **changed, "read_by": "person", "sure": 1.0, "trust": 1.0}
        )

    def for_model(self) -> dict[str, object] | None:
        """What the model with tools sees of it; None: nothing."""
        fields = {name: getattr(self, name) for name in type(self).grounds if name not in self.hidden}
        return {
            "claims": self.said_type(),
            "about": [ref.label for ref in self.refers_to],
            **fields,
            "sure": self.sure,
            "trust": self.trust,
        }

    @classmethod
    def said_type(cls) -> str:
        """The word by which it is stored."""
        return str(cls.model_fields["type"].default)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if cls.__name__ != "Claim":
            return handler(source)
        dump = core_schema.plain_serializer_function_ser_schema(_dumped, info_arg=True)
        return core_schema.no_info_plain_validator_function(_typed, serialization=dump)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if cls.__name__ != "Claim":
            return handler(schema)
        every = {name: claim.__pydantic_core_schema__ for name, claim in CLAIMS.items()}
        return handler(core_schema.tagged_union_schema(every, "type"))


def folded(text: str | None) -> str:
    """Words without regard to blanks and capitals."""
    return " ".join((text or "").split()).casefold()


def day_words(moment: date | datetime) -> str:
    """A day as claims tell it: `Fri 4 Dec 2026`."""
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


C = TypeVar("C", bound=Claim)


def numbered(kind: type[C], claims: Iterable[Claim]) -> list[tuple[int, C]]:
    """The claims of one type with their places among all of them."""
    return [(index, claim) for index, claim in enumerate(claims) if isinstance(claim, kind)]


def only(kind: type[C], claims: Iterable[Claim]) -> list[C]:
    """The claims of one type, for whoever works with what that type alone says."""
    return [claim for claim in claims if isinstance(claim, kind)]

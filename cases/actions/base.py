"""What every action has: typed arguments, the premise it rests on, a preview, and whether it can be taken back.

Values are normalised here so that the same meaning always has the same digest: quantities without trailing zeros,
moments in UTC without microseconds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Generic, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field

from cases.claims import Frozen, RecordRef


class ActionName(StrEnum):
    """The actions people may approve."""

    RESCHEDULE_RECEIPT = "reschedule_receipt"
    REVISE_COMMITMENT = "revise_commitment"
    MESSAGE_CUSTOMER = "message_customer"
    MESSAGE_SUPPLIER = "message_supplier"
    TRANSFER_STOCK = "transfer_stock"
    SCHEDULE_ACTIVITY = "schedule_activity"
    MESSAGE_CARRIER = "message_carrier"
    OPEN_TICKET = "open_ticket"
    CREATE_RETURN = "create_return"
    REQUEST_REATTEMPT = "request_reattempt"
    FILE_CLAIM = "file_claim"
    RECORD_MILESTONE = "record_milestone"
    ADJUST_REORDER_RULE = "adjust_reorder_rule"
    PRIORITISE_PICKINGS = "prioritise_pickings"
    ACCEPT_VARIANCE = "accept_variance"
    DISPUTE_BILL = "dispute_bill"
    REQUEST_CREDIT_NOTE = "request_credit_note"
    ATTACH_EVIDENCE = "attach_evidence"
    SHIP_REPLACEMENT = "ship_replacement"
    OFFER_CREDIT = "offer_credit"
    BATCH_PICKINGS = "batch_pickings"
    ASSIGN_PICKINGS = "assign_pickings"
    RESCHEDULE_DELIVERY = "reschedule_delivery"
    BUY_ELSEWHERE = "buy_elsewhere"
    RECORD_LANDED_COST = "record_landed_cost"


class Reversibility(StrEnum):
    """Whether it can be taken back: exactly, only made good, or not at all."""

    REVERSIBLE = "reversible"
    COMPENSABLE = "compensable"
    IRREVERSIBLE = "irreversible"


class StepKind(StrEnum):
    """Who does it: Odoo at once, a person who is told, or another company that reports back."""

    DETERMINISTIC = "deterministic"
    ADVICE = "advice"
    EXTERNAL = "external"


def _plain(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("must be a finite number")
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(microsecond=0)


Quantity = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=4), AfterValidator(_plain)]
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=6), AfterValidator(_plain)]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]


class Money(Frozen):
    """An amount in the company's currency."""

    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
    currency: str = Field(min_length=3, max_length=3)


class Change(Frozen):
    """One field before and after, as a person reads it.

    Attributes:
        who: `target` for what is meant to change, `loses` for who pays for it.
    """

    model: str
    id: int | None
    label: str
    field: str
    before: str | None
    after: str | None
    who: Literal["target", "loses"] = "target"


class Trait(StrEnum):
    """What the policy may ask of an action beside its worth; an action says which of them it knows (`supplies`)."""

    WITHIN_PROMISE = "within_promise"
    WITHIN_TOLERANCE = "within_tolerance"
    PARTNER = "partner"
    BOOKED = "booked"

    @property
    def words(self) -> str:
        """What an action that lacks it does not say."""
        return {
            Trait.WITHIN_PROMISE: "whether it keeps what was promised",
            Trait.WITHIN_TOLERANCE: "whether it is within tolerance",
            Trait.PARTNER: "which partner it is for",
            Trait.BOOKED: "who booked what it is about",
        }[self]


class Involved(Frozen):
    """One of our people who has a hand in what an action is about.

    Attributes:
        did: `raised` a report or a write-off, `booked` what is now judged.
        uid: their user in Odoo; absent where only the login is known.
        login: their login; absent where only the user is known.
    """

    did: Literal["raised", "booked"]
    uid: int | None = None
    login: str | None = None

    def is_person(self, uid: int, login: str) -> bool:
        """Whether it is this person."""
        return self.uid == uid or (self.login is not None and self.login.casefold() == login.casefold())


class Spent(Frozen):
    """What went to the same partner before by the same action, asked for or approved by whomever.

    Attributes:
        amount: what was at stake, in company currency.
        age: how long ago it was proposed.
    """

    amount: Decimal
    age: timedelta


class Facts(Frozen):
    """What the policy may look at. What an action does not know is absent, and a rule about it does not fit then.

    Attributes:
        exposure: what is at stake, in company currency.
        takes_from_customer: goods promised to one customer go to another.
        warehouse: the warehouse that does the work or gives the goods.
        within_promise: whether everybody still gets what they were promised.
        within_tolerance: whether it is as little as the company lets pass.
        partner: for whom it is; limits that count over a time count by it.
        involved: who raised or booked what it is about; who raised the case's reports is added by the record.
        spent: what went before to the same partner by the same action; added by the record.
    """

    exposure: Money
    takes_from_customer: bool = False
    warehouse: str | None = None
    within_promise: bool | None = None
    within_tolerance: bool | None = None
    partner: RecordRef | None = None
    involved: tuple[Involved, ...] = ()
    spent: tuple[Spent, ...] = ()


class Grant(Frozen):
    """What the writing account needs on one Odoo model beside reading it."""

    write: bool = False
    create: bool = False
    unlink: bool = False

    def __or__(self, other: Grant) -> Grant:
        """Both together."""
        return Grant(
            write=self.write or other.write, create=self.create or other.create, unlink=self.unlink or other.unlink
        )


class Premise(Frozen):
    """What was seen when the action was proposed: the before-values, and what must still hold when it is applied."""

    currency: str = Field(default="EUR", min_length=3, max_length=3)


P = TypeVar("P", bound=Premise)


class Arguments(Frozen, ABC, Generic[P]):
    """The closed set of arguments of one action.

    Attributes:
        editable: the arguments a person may change; the others say what the action is about.
        under_stop: may be done while its case has a hard stop, because it changes nothing but who looks at it.
        reaches_customer: a customer's order is changed or written about; `order_id` says which.
        prior: how often people are assumed to approve it unchanged, until their decisions are counted.
        supplies: the traits that its facts have, so that the policy may ask for them.
        instead_of: what is never done beside it about the same record; a proposal of both lets people choose one.
        rights: what the writing account needs for it in Odoo, by model, as little as works; provisioning adds them up.
    """

    name: ClassVar[ActionName]
    title: ClassVar[str]
    means: ClassVar[str]
    reversibility: ClassVar[Reversibility]
    step: ClassVar[StepKind] = StepKind.DETERMINISTIC
    under_stop: ClassVar[bool] = False
    reaches_customer: ClassVar[bool] = False
    prior: ClassVar[float]
    supplies: ClassVar[frozenset[Trait]] = frozenset()
    instead_of: ClassVar[frozenset[ActionName]] = frozenset()
    rights: ClassVar[Mapping[str, Grant]]
    editable: ClassVar[frozenset[str]]
    Seen: ClassVar[type[Premise]]

    def rules_out(self, other: Arguments[P]) -> bool:
        """Whether only one of the two may be done, whichever of them says so."""
        named = other.name in self.instead_of or self.name in other.instead_of
        return named and self.target() == other.target()

    def refuse_edit(self, edited: Arguments[P]) -> str | None:
        """Why an edit is not this action any more; none: it may be made."""
        fixed = [field for field in type(self).model_fields if field not in self.editable]
        changed = [field for field in fixed if getattr(self, field) != getattr(edited, field)]
        return f"{changed[0]} says what this action is about and cannot be edited" if changed else None

    @abstractmethod
    def sentence(self) -> str:
        """What will be done, in one sentence."""

    @abstractmethod
    def target(self) -> RecordRef:
        """The Odoo record that it is about."""

    @abstractmethod
    def diff(self, premise: P) -> tuple[Change, ...]:
        """Field by field before and after, including who loses."""

    def facts(self, premise: P) -> Facts:
        """What the policy looks at; without exposure unless the action has one."""
        return Facts(exposure=Money(amount=Decimal(0), currency=premise.currency))


class ProposedLine(Protocol):
    """A line of an action: what it is about may not be edited."""

    @property
    def product(self) -> str:
        """What."""
        ...

    @property
    def unit(self) -> str:
        """In which unit."""
        ...


def other_lines(proposed: Iterable[tuple[int, ProposedLine]], edited: Iterable[tuple[int, ProposedLine]]) -> str | None:
    """Why edited lines, by the id of what they are about, are not those that were proposed or fewer; none: they are."""
    known = {about: (line.product, line.unit) for about, line in proposed}
    if all(known.get(about) == (line.product, line.unit) for about, line in edited):
        return None
    return "lines cannot name a line that was not proposed"


def moment_on(day: date, hour: int, zone: str) -> datetime:
    """That local hour of that day in that zone, as UTC."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime | None, zone: str) -> date | None:
    """The local day of a moment."""
    return moment.astimezone(ZoneInfo(zone)).date() if moment else None


def words_of(day: date | None) -> str | None:
    """A day as people at the desk read it: `Fri 4 Dec 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}" if day else None


def amount_words(quantity: Decimal, unit: str) -> str:
    """A quantity as people read it: `30 Units`, never `3E+1`."""
    return f"{quantity:f} {unit}"

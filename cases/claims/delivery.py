"""What a carrier, or a customer, says became of one shipment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from cases.carrier_events import CarrierEvent, Milestone, Moment, Trouble, number_key
from cases.claims.base import Claim, ClaimedDay, FoundValue, Ground, Name, Subject, Words, day_words, distinct
from cases.kind import Kind

# A shipment of which the carrier says this was not handed over, whether or not it says why.
FAILED = frozenset({Milestone.FAILED_ATTEMPT, Milestone.RETURNING, Milestone.RETURNED, Milestone.LOST})
# Held up for such a reason it will not arrive without somebody's doing; for any other it is only late.
HANDED_TO_NOBODY = frozenset(
    {Trouble.NOT_HOME, Trouble.REFUSED, Trouble.ADDRESS, Trouble.DAMAGED, Trouble.LOST, Trouble.CUSTOMS, Trouble.HELD}
)


class DeliveryClaim(Claim):
    """What became of one shipment, or of one parcel of it.

    Attributes:
        tracking_text: the carrier's number as written; absent where only an order is named.
        order_text: the order or delivery as written.
        status: where it is; absent: whoever writes only says that it never came.
        reason: why it does not go on.
        detail: the carrier's words.
        carrier: as the sender names it.
        occurred_at: the event's own time, which decides when events come out of order.
        attempt: which attempt it was, from 1.
        expected_day: when the carrier now expects to deliver.
        return_by: the day on which it goes back to the sender.
        wanted_day: the day on which the customer says that somebody takes it in.
        signed_by: who took it.
        silent_since: nobody has heard of it since then, as a scan found; its last word, else when it left.
    """

    opens: ClassVar = Kind.FAILED_DELIVERY
    editable: ClassVar = ("tracking_text", "order_text", "status", "reason", "expected_day", "return_by", "wanted_day")
    grounds: ClassVar[Mapping[str, Ground]] = {
        "tracking_text": Ground.PARCEL,
        "order_text": Ground.ORDER,
        "status": Ground.CHOICE,
        "reason": Ground.CHOICE,
        "expected_day": Ground.DAY,
        "return_by": Ground.DAY,
        "wanted_day": Ground.DAY,
        "detail": Ground.WORDS,
    }
    hidden: ClassVar = frozenset({"tracking_text", "order_text", "detail"})

    type: Literal["delivery"] = "delivery"
    tracking_text: Name | None = Field(default=None, title="Tracking number")
    order_text: Name | None = Field(default=None, title="Order or delivery")
    status: Milestone | None = Field(default=None, title="Where it is", description="it never came")
    reason: Trouble | None = Field(default=None, title="Why", description="not said")
    detail: Words | None = None
    carrier: Name | None = None
    occurred_at: Moment | None = None
    attempt: Annotated[int, Field(ge=1, le=99)] | None = None
    expected_day: ClaimedDay | None = Field(default=None, title="Expected on", description="not said")
    return_by: ClaimedDay | None = Field(default=None, title="Goes back on", description="not said")
    wanted_day: ClaimedDay | None = Field(default=None, title="Wanted on", description="not said")
    signed_by: Name | None = None
    silent_since: Moment | None = None

    @classmethod
    def of(cls, event: CarrierEvent, **more: Any) -> Self:
        """What a carrier's event says."""
        return cls(
            tracking_text=event.tracking_number,
            status=event.status,
            reason=event.reason,
            detail=event.detail,
            carrier=event.carrier or None,
            occurred_at=event.occurred_at,
            attempt=event.attempt,
            expected_day=event.expected_at.date() if event.expected_at else None,
            return_by=event.return_by,
            signed_by=event.signed_by,
            read_by="carrier",
            **more,
        )

    @classmethod
    def among(cls, kind: Kind, found: Iterable[FoundValue]) -> Self | None:
        """One parcel, or else one order, of which it is said that it never came; why it is late has to be told."""
        values = list(found)
        parcels, orders = distinct(values, Ground.PARCEL), distinct(values, Ground.ORDER)
        named = parcels or orders
        if kind is not Kind.FAILED_DELIVERY or len(named) != 1 or len(orders) > 1:
            return None
        return cls(
            span=named[0].span,
            tracking_text=parcels[0].value if parcels else None,
            order_text=orders[0].value if orders else None,
            refers_to=tuple(one.record for one in orders if one.record is not None),
        )

    @property
    def case_kind(self) -> Kind:
        """Not handed over, or only late on its way."""
        failed = self.status is None or self.status in FAILED or self.reason in HANDED_TO_NOBODY
        return Kind.FAILED_DELIVERY if failed or self.is_over else Kind.TRANSIT_DELAY

    @property
    def is_over(self) -> bool:
        """Whether it arrived."""
        return self.status is Milestone.DELIVERED

    @property
    def parcel(self) -> str:
        """The parcel it speaks of: its number, as numbers are compared."""
        return number_key(self.tracking_text or "")

    def subject(self) -> Subject:
        """The transfer, or the words that should name one."""
        return Subject(records=self.refers_to, words=(self.tracking_text or "", self.order_text or ""))

    def says(self) -> tuple[object, ...]:
        """What happened to which parcel, when by its own time."""
        days = (self.expected_day, self.return_by, self.wanted_day)
        when = (self.occurred_at, self.attempt, *days, self.silent_since)
        return ("delivery", self.subject().key, self.parcel, self.status, self.reason, *when)

    def replaces(self, earlier: Claim) -> bool:
        """The latest word about a parcel stands, by its own time."""
        if not isinstance(earlier, DeliveryClaim) or earlier.subject().key != self.subject().key:
            return False
        if self.parcel and earlier.parcel and self.parcel != earlier.parcel:
            return False
        if self.occurred_at is None or earlier.occurred_at is None:
            # A customer's word without a time adds to what the carrier says; it takes nothing back.
            return earlier.status is None
        return self.occurred_at >= earlier.occurred_at

    @property
    def happened(self) -> str:
        """What became of it and why, without its name."""
        if self.status is None:
            return f"wanted on {day_words(self.wanted_day)}" if self.wanted_day is not None else "never came"
        if self.silent_since is not None:
            return f"not heard of since {day_words(self.silent_since)}"
        if self.status is Milestone.EXCEPTION and self.reason is Trouble.DAMAGED:
            # It may have come all the same.
            return self.reason.words
        return self.status.words + (f": {self.reason.words}" if self.reason else "")

    def label(self) -> str:
        """What happened, to what, when."""
        what = self.tracking_text or self.order_text or "a delivery"
        if self.status is None:
            return f"The report says {what} {'is ' if self.wanted_day else ''}{self.happened}"
        when = f" on {day_words(self.occurred_at)}" if self.occurred_at and self.silent_since is None else ""
        more = [f"attempt {self.attempt}" if self.attempt else "", self.detail or ""]
        beside = "; ".join(one for one in more if one)
        return f"{what} {self.happened}{when}" + (f" ({beside})" if beside else "")

    def values(self) -> tuple[object, ...]:
        """Number, attempt and days."""
        return (self.tracking_text, self.attempt, self.expected_day, self.return_by, self.reason and self.reason.value)

    def with_correction(self, changed: Mapping[str, Any]) -> Self:
        """Another number or order is resolved anew."""
        named = ("tracking_text", "order_text")
        other = any(name in changed and changed[name] != getattr(self, name) for name in named)
        return super().with_correction({**changed, **({"refers_to": ()} if other else {})})

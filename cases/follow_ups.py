"""What came of an applied change, once its case is closed: the question that it leaves, and when to ask it. Pure.

Answered by `agents.analysis.aftermath` from what Odoo and carriers say later; asked by `graphs.follow_up`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cases.actions import (
    RequestCreditNote,
    RequestReattempt,
    RescheduleDelivery,
    RescheduleReceipt,
    ReviseCommitment,
    TransferStock,
    parse,
    parse_premise,
)
from cases.actions.base import ActionName, Moment, moment_on
from cases.actions.reschedule_delivery import SeenDeparture
from cases.actions.reschedule_receipt import SeenReceipt
from cases.actions.revise_commitment import SeenPromise
from cases.actions.transfer_stock import SeenStock
from cases.claims import Frozen, RecordRef

# A carrier tries again within days; a vendor sends its credit note within a month, or is to be asked.
ATTEMPT_WITHIN = timedelta(days=14)
CREDIT_WITHIN = timedelta(days=30)


class Question(StrEnum):
    """What is asked when a case is looked at again."""

    SUPPLIERS_DAY = "suppliers_day"
    PROMISE = "promise"
    REATTEMPT = "reattempt"
    CREDIT_NOTE = "credit_note"
    TRANSFER = "transfer"
    DEPARTURE = "departure"

    @property
    def words(self) -> str:
        """As people read it."""
        return _WORDS[self]


_WORDS = {
    Question.SUPPLIERS_DAY: "The goods came on the day that the supplier named",
    Question.PROMISE: "The customer’s new day was kept",
    Question.REATTEMPT: "The next attempt delivered",
    Question.CREDIT_NOTE: "The credit note was posted",
    Question.TRANSFER: "The transfer was received on its day",
    Question.DEPARTURE: "The delivery left on its new day",
}
ASKED: Mapping[ActionName, Question] = {
    ActionName.RESCHEDULE_RECEIPT: Question.SUPPLIERS_DAY,
    ActionName.REVISE_COMMITMENT: Question.PROMISE,
    ActionName.REQUEST_REATTEMPT: Question.REATTEMPT,
    ActionName.REQUEST_CREDIT_NOTE: Question.CREDIT_NOTE,
    ActionName.TRANSFER_STOCK: Question.TRANSFER,
    ActionName.RESCHEDULE_DELIVERY: Question.DEPARTURE,
}


class CameTrue(StrEnum):
    """The answer. `UNCLEAR`: nobody said, or it was called off."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Backing(Frozen):
    """One thing that the answer rests on, as it was read then."""

    record: RecordRef
    label: str


class Watched(Frozen):
    """An applied change of a closed case that nobody has looked at again.

    Attributes:
        after: what its receipt read back.
        partner: whom the case is about.
        done_at: when it was first sent or asked for.
    """

    action_id: str
    case_id: str
    name: ActionName
    args: dict[str, Any]
    premise: dict[str, Any]
    after: dict[str, Any]
    partner: RecordRef | None
    done_at: Moment

    @property
    def question(self) -> Question:
        """What is asked of it."""
        return ASKED[self.name]

    def asked_from(self) -> datetime:
        """From when it can be answered: the end of the last day it is about, or at once."""
        args = parse(self.name, self.args)
        if isinstance(args, RescheduleReceipt):
            return end_of(max(line.new_date for line in args.lines), self.zone)
        if isinstance(args, ReviseCommitment | RescheduleDelivery):
            return end_of(args.new_date, self.zone)
        if isinstance(args, TransferStock):
            return end_of(args.arrives, self.zone)
        return self.done_at

    def asked_until(self) -> datetime:
        """After which nothing said is an answer too."""
        args = parse(self.name, self.args)
        if isinstance(args, RequestReattempt):
            day = end_of(args.day, "UTC") if args.day else self.done_at
            return max(day, self.done_at) + ATTEMPT_WITHIN
        if isinstance(args, RequestCreditNote):
            return self.done_at + CREDIT_WITHIN
        return self.asked_from()

    @property
    def zone(self) -> str:
        """The zone in which its days are meant."""
        seen = parse_premise(self.name, self.premise)
        if isinstance(seen, SeenStock):
            return seen.to_zone
        return seen.zone if isinstance(seen, SeenReceipt | SeenPromise | SeenDeparture) else "UTC"


class FollowUp(Frozen):
    """The answer, recorded once.

    Attributes:
        detail: what was found, in plain words.
    """

    action_id: str
    case_id: str
    question: Question
    came_true: CameTrue
    detail: str
    evidence: tuple[Backing, ...] = ()
    partner: RecordRef | None = None


def end_of(day: date, zone: str) -> datetime:
    """The moment at which a day is over in a zone."""
    return moment_on(day + timedelta(days=1), 0, zone)

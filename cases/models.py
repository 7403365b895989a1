"""What a case is made of: reports, evidence, findings and proposals, as values that never change.

Specialists return a `ProposalDraft`; the store keeps it and gives every action its lasting id and digest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from cases.actions.base import ActionName, Involved, Moment
from cases.actions.shipment import Way
from cases.carrier_events import CarrierEvent
from cases.claims import Claim, FoundValue, Frozen, RecordRef, Span
from cases.confidence import Confidence
from cases.exhibits import Exhibit
from cases.guidance import Guidance
from cases.kind import Kind
from cases.page_images import PagePhoto
from cases.places import Stretch
from cases.roles import Role
from cases.status import ActionStatus, Answer

Local = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Evidence(Frozen):
    """One fact with its source.

    Attributes:
        id: short and unique within the round, e.g. `e3`.
        source: where it comes from.
        label: what a person reads, complete in itself.
        quote: the words of the source, where it is text.
        record: the Odoo record, with `field` and `value` as read at `read_at`.
    """

    id: Local
    source: Literal["odoo", "email", "document", "carrier", "person", "reckoning", "setting", "knowledge", "precedent"]
    label: str
    quote: str | None = None
    span: Span | None = None
    record: RecordRef | None = None
    field: str | None = None
    value: str | None = None
    read_at: Moment | None = None


class Taken(Frozen):
    """An argument that is always the same as another action's: a message's day is the promise's day."""

    action: Local
    field: str


class ActionDraft(Frozen):
    """One proposed action, before the store gives it a lasting id.

    Attributes:
        id: short and unique within the proposal, e.g. `a1`.
        args: the arguments as JSON values; valid for `name`.
        premise: what was seen, as JSON values; valid for `name`.
        takes: arguments that follow another action's, by field.
        depends_on: actions that must be applied first.
        excludes: actions that must not also be approved.
        evidence: what every argument can be traced to; never empty.
    """

    id: Local
    name: ActionName
    args: dict[str, Any]
    premise: dict[str, Any]
    confidence: Confidence
    rationale: str
    evidence: tuple[Local, ...] = Field(min_length=1)
    depends_on: tuple[Local, ...] = ()
    excludes: tuple[Local, ...] = ()
    takes: dict[str, Taken] = Field(default_factory=dict)


class Option(Frozen):
    """One way to answer the exception, beside others."""

    id: Local
    label: str
    effect: str
    cost: str
    recommended: bool = False
    action_ids: tuple[Local, ...]


class Opinion(Frozen):
    """The model's second opinion on the same snapshot.

    Attributes:
        status: what came of asking. Anything but `agrees` and `disagrees` changes nothing.
        disagrees_on: short ids of actions it would not do, each with its reason.
        prompt: version of the words that it was asked with; absent in proposals of an earlier release.
    """

    status: Literal["agrees", "disagrees", "unavailable", "refused", "not_asked"]
    summary: str = ""
    disagrees_on: dict[str, str] = Field(default_factory=dict)
    model: str | None = None
    prompt: str | None = None


class ProposalDraft(Frozen):
    """What a specialist puts before people.

    Attributes:
        summary: what happened and who is hurt, in two sentences.
        if_nobody_acts: what is lost, and when.
        needed_by: the moment after which deciding no longer helps; deadlines shrink towards it.
        exhibit: the figures behind it, to be drawn.
    """

    summary: str
    if_nobody_acts: str
    needed_by: Moment | None = None
    options: tuple[Option, ...] = ()
    actions: tuple[ActionDraft, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    opinion: Opinion = Opinion(status="not_asked")
    exhibit: Exhibit | None = None


class CaseDraft(Frozen):
    """One exception found in a report, not yet a case.

    Attributes:
        key: what makes two reports speak of the same exception, e.g. `inbound_delay:purchase.order:12`.
        stop: the out-of-band check to do, for what is never actionable.
        repeated: what Odoo has like that already; it opens nothing, and withdraws what an open case was told otherwise.
        trust: how far the writer's word goes about this, from 0 to 1.
        says: a fingerprint of all that the report says, for what can be told apart by nothing else.
    """

    kind: Kind
    key: str
    title: str
    partner: RecordRef | None = None
    records: tuple[RecordRef, ...] = ()
    claims: tuple[Claim, ...] = ()
    repeated: tuple[Claim, ...] = ()
    stop: str | None = None
    trust: float = Field(default=1.0, ge=0, le=1)
    says: str = Field(default="", max_length=64)


# Who answers with a token is no person, and is written so that no login reads like it.
EVENT = "carrier:"
"""Before the report that held a carrier's own event."""

TOKEN = "token:"  # noqa: S105 - no secret: what a token's number is written after


class Asked(Frozen):
    """What another company was asked for, and what it answered.

    Attributes:
        status: where the action stands that asked; `pending_external` while an answer is awaited.
        way: a message to it, or a program that speaks with it.
        due_at: by when an answer is wanted.
        taken: that program has taken the request; `reference` is what it calls it.
        told: the time was up, and a person was told.
        answered_by: login of the person who passed the answer on, the token of the program, or the carrier's own event.
        detail: its words.
    """

    action_id: str
    key: str
    name: ActionName
    args: dict[str, Any]
    status: ActionStatus
    of: RecordRef
    way: Way
    at: datetime
    due_at: datetime
    taken: bool = False
    reference: str | None = None
    told: bool = False
    answer: Answer | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    detail: str | None = None

    @property
    def reported(self) -> bool:
        """Whether a program said it, not a person."""
        return (self.answered_by or "").startswith((TOKEN, EVENT))


# As if a supplier nobody knows yet had kept so many days.
FAITH = 5


class NamedDays(Frozen):
    """What a supplier's word was worth: of the new days that it named, how many it kept."""

    named: int = Field(default=0, ge=0)
    kept: int = Field(default=0, ge=0)

    @property
    def worth(self) -> float:
        """How far its next word goes: all the way while nothing is known, half after five days that all were missed."""
        return (self.kept + FAITH) / (self.named + FAITH)

    @property
    def words(self) -> str | None:
        """As a person reads it; none: nothing is known."""
        if not self.named:
            return None
        times = "once" if self.named == 1 else f"{self.named} times"
        return f"It named a new day {times} before; the goods had come by {self.kept} of these days."


class CaseFile(Frozen):
    """A case as it is handed to a specialist: what it is about and everything people and reports said so far.

    Attributes:
        claims: those that stand now; corrected ones are left out.
        remarks: what people answered to earlier proposals, oldest first.
        first_promises: by purchase line, the day it was promised for before this desk rescheduled it.
        events: what carriers said of its shipments, oldest first.
        asked: what other companies were asked for in earlier rounds, answered or not, oldest first.
        named_days: what the partner's word was worth, where it named days before.
        guidance: what people filed and decided before that bears on it; told and quoted, never obeyed.
    """

    case_id: str
    kind: Kind
    title: str
    partner: RecordRef | None = None
    records: tuple[RecordRef, ...] = ()
    claims: tuple[Claim, ...] = ()
    remarks: tuple[str, ...] = ()
    stop: str | None = None
    received_at: Moment | None = None
    first_promises: dict[int, Moment] = Field(default_factory=dict)
    events: tuple[CarrierEvent, ...] = ()
    asked: tuple[Asked, ...] = ()
    named_days: NamedDays = NamedDays()
    guidance: Guidance = Guidance()


class Concerned(Frozen):
    """What a case was found to be about in Odoo.

    Attributes:
        record: of a model that its kind is of.
        partner: whose that is.
    """

    record: RecordRef
    partner: RecordRef | None = None


class Reading(Frozen):
    """What one report came to: no case, one, or several.

    Attributes:
        nothing_new: why it is no case, in plain words; with cases, why they open nothing where nothing is open.
        text: the plain text that the claims' spans point into, by part.
        unread: what of the report could not be read, in plain words.
        values: what fields of claims can hold, for people to choose from.
        shipment: the transfer that carrier's events are about.
        events: those events, kept whether or not anything is wrong.
        aside: what of the text was left out as history.
        photos: the pages of documents that claims stand on.
    """

    cases: tuple[CaseDraft, ...] = ()
    nothing_new: str | None = None
    text: dict[str, str] = Field(default_factory=dict)
    unread: tuple[str, ...] = ()
    values: tuple[FoundValue, ...] = ()
    shipment: RecordRef | None = None
    events: tuple[CarrierEvent, ...] = ()
    aside: tuple[Stretch, ...] = ()
    photos: tuple[PagePhoto, ...] = ()


class Need(Frozen):
    """One approval that a rule asks for: somebody who holds one of these roles.

    Attributes:
        not_by: who cannot give it whatever their role, because they raised or booked what it is about.
    """

    any_of: tuple[Role, ...] = Field(min_length=1)
    not_by: tuple[Involved, ...] = ()

    def bars(self, uid: int, login: str) -> Involved | None:
        """Why this person cannot give it; none: nothing of that kind is in the way."""
        return next((one for one in self.not_by if one.is_person(uid, login)), None)

    @property
    def words(self) -> str:
        """As people say it."""
        return "anyone at the desk" if len(self.any_of) > 6 else " or ".join(role.words for role in self.any_of)


class Ruling(Frozen):
    """What the policy says about one action.

    Attributes:
        rule: the rule as a sentence.
        forbidden: nobody may approve it.
        needs: one approval each, by different people.
        expires_at: when it lapses without a write.
        remind_at: when the roles are reminded.
        escalate_at: when `escalate_to` is asked as well.
    """

    rule: str
    policy_version: str
    forbidden: bool = False
    needs: tuple[Need, ...] = ()
    expires_at: datetime
    remind_at: datetime
    escalate_at: datetime
    escalate_to: tuple[Role, ...] = ()


class Shown(Frozen):
    """An action as it is shown and decided: everything that its digest covers.

    Attributes:
        database: `database.uuid` of the Odoo it is meant for.
        action_id: its lasting id.
        needs: the approvals that it asks for; whoever approves has seen who else must.
    """

    database: str
    proposal_id: str
    action_id: str
    name: ActionName
    args: dict[str, Any]
    premise: dict[str, Any]
    needs: tuple[Need, ...] = ()

"""The inbox as JSON: frozen records in, the shapes that outside programs rely on out."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api import examples
from cases.actions import ACTIONS, parse, parse_premise
from cases.actions.base import ActionName, Change, Money, Reversibility, StepKind
from cases.actions.shipment import Way
from cases.claims import RecordRef, Span
from cases.exhibits import Exhibit
from cases.kind import Kind
from cases.models import Asked, Evidence, Need, Opinion
from cases.roles import Role
from cases.status import ActionStatus, Answer, CaseStatus, DecisionType, Outcome, ProposalStatus
from cases.store.proposals.records import (
    ActionRecord,
    ApprovalRecord,
    DecisionRecord,
    OptionRecord,
    ProposalRecord,
    ReceiptRecord,
)

T = TypeVar("T")
Basis = Literal["prior", "calibrated"]


class Listed(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` asks for the next one."""

    items: list[T]
    next_cursor: str | None = None


class Given(BaseModel):
    """Who gave an approval."""

    login: str
    name: str
    at: datetime


class ApprovalShape(BaseModel):
    """One approval that the policy asks for. Several of one action are given by different people.

    Attributes:
        role: the role that is asked; `sales or service` where either will do, `anyone` where every role will.
        any_of: the same as a list.
        needed: how many people of it.
    """

    role: str
    any_of: list[Role]
    needed: int = 1
    given: list[Given] = Field(default_factory=list)

    @classmethod
    def of(cls, approval: ApprovalRecord) -> ApprovalShape:
        """From the record."""
        given = approval.given_by
        return cls(
            role=role_of(approval.need),
            any_of=list(approval.need.any_of),
            given=[Given(login=given.login, name=given.person, at=given.at)] if given else [],
        )


def role_of(need: Need) -> str:
    """The role of a need as one word, or several."""
    if len(need.any_of) == len(Role):
        return "anyone"
    return " or ".join(role.value for role in need.any_of)


class ChangeShape(BaseModel):
    """One field before and after. `who` is `loses` for whoever pays for the change."""

    model: str
    id: int | None
    label: str
    field: str
    before: str | None
    after: str | None
    who: Literal["target", "loses"] = "target"

    @classmethod
    def of(cls, change: Change) -> ChangeShape:
        """From the action's preview."""
        return cls(**change.model_dump())


class ReceiptShape(BaseModel):
    """What happened when an action was applied, and what was read back."""

    id: str
    action_id: str
    key: str
    outcome: Outcome
    verified: bool
    how: str
    detail: str
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime

    @classmethod
    def of(cls, receipt: ReceiptRecord) -> ReceiptShape:
        """From the record."""
        return cls(**receipt.model_dump())


class AskedShape(BaseModel):
    """What another company was asked for, and what it answered."""

    asked_of: RecordRef
    key: str
    way: Way
    at: datetime
    due_at: datetime = Field(description="By when an answer is wanted; after it a person is told.")
    reference: str | None
    answer: Answer | None
    answered_at: datetime | None
    answered_by: str | None
    detail: str | None

    @classmethod
    def of(cls, asked: Asked) -> AskedShape:
        """From the record."""
        return cls(asked_of=asked.of, **asked.model_dump(include=set(cls.model_fields)))


class ResultShape(BaseModel):
    """What became of a reported answer."""

    key: str
    action_id: str
    status: ActionStatus
    outcome: Answer
    answered_at: datetime

    @classmethod
    def of(cls, asked: Asked) -> ResultShape:
        """From the record."""
        return cls.model_validate({**asked.model_dump(), "outcome": asked.answer})


class DecisionShape(BaseModel):
    """What one person said about one action."""

    id: str
    action_id: str
    digest: str
    type: DecisionType
    login: str
    name: str
    message: str | None
    reason_code: str | None
    at: datetime

    @classmethod
    def of(cls, decision: DecisionRecord) -> DecisionShape:
        """From the record."""
        kept = decision.model_dump(include=set(cls.model_fields) - {"name"})
        return cls(**kept, name=decision.person)


class ActionShape(BaseModel):
    """One action as it is shown and decided."""

    id: str
    name: ActionName
    title: str
    sentence: str
    args: dict[str, Any]
    args_schema: dict[str, Any]
    editable: list[str]
    digest: str
    status: ActionStatus
    why: str | None
    not_needed: bool = Field(description="Rejected because something else was done instead, not for what it is.")
    edited: bool
    approvals: list[ApprovalShape]
    rule: str
    forbidden: bool
    confidence: float = Field(ge=0, le=1)
    confidence_basis: Basis
    confidence_n: int
    confidence_words: str
    rationale: str
    reversibility: Reversibility
    step: StepKind
    exposure: Money
    expires_at: datetime
    depends_on: list[str]
    excludes: list[str]
    diff: list[ChangeShape]
    evidence: list[str]
    decisions: list[DecisionShape]
    receipts: list[ReceiptShape]
    asked: AskedShape | None = Field(description="What it asks of another company, once it was begun.")

    @classmethod
    def of(cls, action: ActionRecord, *, not_needed: bool) -> ActionShape:
        """From the record."""
        kind = ACTIONS[action.name]
        args = parse(action.name, action.args)
        return cls(
            id=action.id,
            name=action.name,
            title=kind.title,
            sentence=args.sentence(),
            args=action.args,
            args_schema=args_schema(action.name),
            editable=sorted(kind.editable),
            digest=action.digest,
            status=action.status,
            why=action.why,
            not_needed=not_needed,
            edited=action.edited,
            approvals=[ApprovalShape.of(approval) for approval in action.approvals],
            rule=action.ruling.rule,
            forbidden=action.ruling.forbidden,
            confidence=action.confidence.value,
            confidence_basis=action.confidence.basis,
            confidence_n=action.confidence.n,
            confidence_words=action.confidence.words,
            rationale=action.rationale,
            reversibility=kind.reversibility,
            step=kind.step,
            exposure=action.exposure,
            expires_at=action.expires_at,
            depends_on=list(action.depends_on),
            excludes=list(action.excludes),
            diff=[ChangeShape.of(change) for change in args.diff(parse_premise(action.name, action.premise))],
            evidence=list(action.evidence),
            decisions=[DecisionShape.of(decision) for decision in action.decisions],
            receipts=[ReceiptShape.of(receipt) for receipt in action.receipts],
            asked=AskedShape.of(action.asked) if action.asked else None,
        )


@cache
def args_schema(name: ActionName) -> dict[str, Any]:
    """The JSON schema of an action's arguments; what an edit may not change is marked `readOnly`."""
    action = ACTIONS[name]
    schema = action.model_json_schema()
    for field, described in schema["properties"].items():
        if field not in action.editable:
            described["readOnly"] = True
    return schema


class OptionShape(BaseModel):
    """One way to answer, beside others."""

    id: str
    label: str
    effect: str
    cost: str
    recommended: bool
    action_ids: list[str]

    @classmethod
    def of(cls, option: OptionRecord) -> OptionShape:
        """From the record."""
        return cls(**option.model_dump())


class EvidenceShape(BaseModel):
    """One fact with its source."""

    id: str
    source: str
    label: str
    quote: str | None = None
    span: Span | None = None
    record: RecordRef | None = None
    field: str | None = None
    value: str | None = None
    read_at: datetime | None = None

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceShape:
        """From the record."""
        return cls(**evidence.model_dump())


class ProposalShape(BaseModel):
    """A proposal with everything that is needed to decide about it."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PROPOSAL]})

    id: str
    case_id: str
    case_number: str
    cause_id: str | None = Field(default=None, description="What several cases have in common; none yet.")
    kind: Kind
    title: str
    status: ProposalStatus
    case_status: CaseStatus
    policy_version: str
    expires_at: datetime
    if_nobody_acts: str
    summary: str
    confidence: float | None
    confidence_basis: Basis | None
    confidence_n: int | None
    exposure: Money
    options: list[OptionShape]
    actions: list[ActionShape]
    evidence: list[EvidenceShape]
    opinion: Opinion
    exhibit: Exhibit | None = Field(description="The figures behind it: charges, a backlog, or cover by warehouse.")
    claimed_by: str | None
    snoozed_until: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, proposal: ProposalRecord) -> ProposalShape:
        """From the record."""
        sure = proposal.confidence
        same = {
            "id",
            "case_id",
            "case_number",
            "kind",
            "title",
            "status",
            "case_status",
            "policy_version",
            "expires_at",
        }
        same |= {
            "if_nobody_acts",
            "summary",
            "exposure",
            "opinion",
            "exhibit",
            "claimed_by",
            "snoozed_until",
            "created_at",
        }
        return cls(
            **{name: getattr(proposal, name) for name in same},
            confidence=sure.value if sure else None,
            confidence_basis=sure.basis if sure else None,
            confidence_n=sure.n if sure else None,
            options=[OptionShape.of(option) for option in proposal.options],
            actions=[
                ActionShape.of(action, not_needed=action.id in proposal.not_needed) for action in proposal.actions
            ],
            evidence=[EvidenceShape.of(evidence) for evidence in proposal.evidence],
        )


class Me(BaseModel):
    """Who is signed in. `csrf` goes into the header X-CSRF-Token of whatever changes something with a cookie."""

    login: str
    name: str
    roles: list[Role]
    csrf: str | None

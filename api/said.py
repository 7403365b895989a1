"""What callers may say: decisions, corrections, closing, settling. Bodies are closed: a misspelt field is refused."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api import examples
from cases.claims import Claim
from cases.kind import Kind
from cases.status import Answer, DecisionType
from cases.store.proposals.records import DecisionIn, EditedAction
from runtime.storable import storable_value


class SpokenBody(BaseModel):
    """A body. What people say is kept letter by letter or refused; a text that no database holds is refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, body: Any) -> Any:
        if storable_value(body) != body:
            raise PydanticCustomError("unstorable", "holds a character that cannot be kept")
        return body


class EditedActionIn(SpokenBody):
    """The action as a person wants it instead."""

    name: str
    args: dict[str, Any]


class OneDecisionIn(SpokenBody):
    """What a person says about one action. `digest` is the one they were shown."""

    action_id: str
    digest: str
    type: DecisionType
    edited_action: EditedActionIn | None = None
    message: str | None = Field(default=None, max_length=4000)
    reason_code: str | None = Field(default=None, max_length=64)

    def to_record(self) -> DecisionIn:
        """As the record takes it."""
        edited = self.edited_action
        return DecisionIn(
            action_id=self.action_id,
            digest=self.digest,
            type=self.type,
            edited_action=EditedAction(name=edited.name, args=edited.args) if edited else None,
            message=self.message,
            reason_code=self.reason_code,
        )


class DecisionsIn(SpokenBody):
    """Decisions about actions of one proposal, all or nothing. An action left out is not decided."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.DECISIONS})

    decisions: list[OneDecisionIn] = Field(min_length=1, max_length=100)


class CorrectionIn(SpokenBody):
    """What a person says instead of one claim. Without `claim`: it is not so. Without `claim_id`: it is added."""

    claim_id: str | None = None
    claim: Claim | None = None


class CorrectionsIn(SpokenBody):
    """Corrections of what was read."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.CORRECTIONS})

    corrections: list[CorrectionIn] = Field(min_length=1, max_length=50)


class CloseIn(SpokenBody):
    """What was done by hand."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"note": "Called Nordstahl; the truck arrived after all."}]}
    )

    note: str = Field(min_length=1, max_length=4000)


class KindIn(SpokenBody):
    """What a message is about, of the kinds that people write of."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "inbound_delay"}]})

    kind: Kind


class SnoozeIn(SpokenBody):
    """Until when a proposal is put aside."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.SNOOZES})

    until: AwareDatetime | None = Field(
        description="Within thirty days and before `expires_at`; null: it is not put aside any more."
    )


class DelegateIn(SpokenBody):
    """Whom a proposal is handed to."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"to": "petra"}]})

    to: str = Field(min_length=1, max_length=200, description="Their login in Odoo.")


class ResultIn(SpokenBody):
    """What another company answered to what it was asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.RESULTS})

    outcome: Answer
    detail: str = Field(default="", max_length=4000, description="Its words, for people to read.")


class SettleIn(SpokenBody):
    """What somebody saw in Odoo of a change that is unknown, or was told by the company that was asked."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.SETTLING})

    done: bool = Field(strict=True, description="Whether the change stands in Odoo; whether they confirmed.")
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

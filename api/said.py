"""What callers may say: decisions, corrections, closing, settling. Bodies are closed: a misspelt field is refused."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api import examples
from cases.claims import Claim
from cases.status import DecisionType
from cases.store.proposal_records import DecisionIn, EditedAction


class EditedActionIn(BaseModel):
    """The action as a person wants it instead."""

    model_config = ConfigDict(extra="forbid")

    name: str
    args: dict[str, Any]


class OneDecisionIn(BaseModel):
    """What a person says about one action. `digest` is the one they were shown."""

    model_config = ConfigDict(extra="forbid")

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


class DecisionsIn(BaseModel):
    """Decisions about actions of one proposal, all or nothing. An action left out is not decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": examples.DECISIONS})

    decisions: list[OneDecisionIn] = Field(min_length=1, max_length=100)


class CorrectionIn(BaseModel):
    """What a person says instead of one claim. Without `claim`: it is not so. Without `claim_id`: it is added."""

    model_config = ConfigDict(extra="forbid")

    claim_id: str | None = None
    claim: Claim | None = None


class CorrectionsIn(BaseModel):
    """Corrections of what was read."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": examples.CORRECTIONS})

    corrections: list[CorrectionIn] = Field(min_length=1, max_length=50)


class CloseIn(BaseModel):
    """What was done by hand."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"note": "Called Nordstahl; the truck arrived after all."}]}
    )

    note: str = Field(min_length=1, max_length=4000)


class SettleIn(BaseModel):
    """What somebody saw in Odoo of a change that is unknown."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": examples.SETTLING})

    done: bool = Field(strict=True, description="Whether the change stands in Odoo.")
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

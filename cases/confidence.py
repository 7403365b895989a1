"""How sure we are that a person will approve an action unchanged, from 0 to 1.

A score first: the action's own prior, drawn towards the share of unchanged approvals by every decision. Doubt in what
was read lowers it; disagreement of the model lowers it; agreement never raises it. What that score is worth is measured
by `cases.calibration`, once a person has adopted one; until then people are told words.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.actions import ACTIONS, ActionName

PRIOR_WEIGHT = 10
ENOUGH = 20
DISAGREEMENT = 0.6


class Features(BaseModel):
    """What a score was made of when it was proposed, kept so that a calibration can be fitted to what came of it.

    Attributes:
        score: before any calibration, from 0 to 1.
        prior: the action's own.
        sure: how sure the reading and the reckoning were.
        unchanged: past approvals of that action as it stood, in cases of that kind.
        decided: past decisions of it.
        doubted: the model disagreed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: float = Field(ge=0, le=1)
    prior: float = Field(ge=0, le=1)
    sure: float = Field(ge=0, le=1)
    unchanged: int = Field(ge=0)
    decided: int = Field(ge=0)
    doubted: bool = False


class Confidence(BaseModel):
    """A number, what it rests on, and how many decisions stand behind it.

    Attributes:
        basis: `calibrated` only by a calibration that a person adopted.
        features: what it was made of; absent in proposals of an earlier release.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float = Field(ge=0, le=1)
    basis: Literal["prior", "calibrated"] = "prior"
    n: int = Field(default=0, ge=0)
    features: Features | None = None

    @property
    def score(self) -> float:
        """The number before any calibration."""
        return self.features.score if self.features else self.value

    @property
    def words(self) -> str:
        """For people, while the number rests on no measurement."""
        bounds = ((0.8, "likely right"), (0.6, "probably right"), (0.4, "worth checking"))
        return next((words for bound, words in bounds if self.value >= bound), "doubtful")


def confidence(action: ActionName, *, sure: float, unchanged: int = 0, decided: int = 0) -> Confidence:
    """The confidence of one action, before any calibration.

    Args:
        action: which action.
        sure: how sure the reading of the report and the reckoning are, from 0 to 1.
        unchanged: past proposals of this action that a person approved as they stood.
        decided: past proposals of this action that a person decided; standing approvals never count.
    """
    prior = ACTIONS[action].prior
    score = round((prior * PRIOR_WEIGHT + unchanged) / (PRIOR_WEIGHT + decided) * sure, 4)
    features = Features(score=score, prior=prior, sure=round(sure, 4), unchanged=unchanged, decided=decided)
    return Confidence(value=score, n=decided, features=features)


def after_opinion(own: Confidence, *, disagrees: bool) -> Confidence:
    """Lowered where the model disagrees; never raised where it agrees."""
    if not disagrees:
        return own
    score = min(own.score, round(own.score * DISAGREEMENT, 4))
    features = own.features.model_copy(update={"score": score, "doubted": True}) if own.features else None
    return own.model_copy(update={"value": min(own.value, score), "features": features})

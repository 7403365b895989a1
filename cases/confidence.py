"""How sure we are that a person will approve an action unchanged, from 0 to 1.

The action's own prior until there are enough decisions, then the share of unchanged approvals. Doubt in what was
read lowers it; disagreement of the model lowers it; agreement never raises it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.actions import ACTIONS, ActionName

PRIOR_WEIGHT = 10
ENOUGH = 20
DISAGREEMENT = 0.6


class Confidence(BaseModel):
    """A number, what it rests on, and how many decisions stand behind it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float = Field(ge=0, le=1)
    basis: Literal["prior", "calibrated"] = "prior"
    n: int = Field(default=0, ge=0)

    @property
    def words(self) -> str:
        """For people, while the number rests on no measurement."""
        bounds = ((0.8, "likely right"), (0.6, "probably right"), (0.4, "worth checking"))
        return next((words for bound, words in bounds if self.value >= bound), "doubtful")


def confidence(action: ActionName, *, sure: float, unchanged: int = 0, decided: int = 0) -> Confidence:
    """The confidence of one action.

    Args:
        action: which action.
        sure: how sure the reading of the report and the reckoning are, from 0 to 1.
        unchanged: past proposals of this action that a person approved as they stood.
        decided: past proposals of this action that a person decided; standing approvals never count.
    """
    value = (ACTIONS[action].prior * PRIOR_WEIGHT + unchanged) / (PRIOR_WEIGHT + decided)
    basis: Literal["prior", "calibrated"] = "calibrated" if decided >= ENOUGH else "prior"
    return Confidence(value=round(value * sure, 4), basis=basis, n=decided)


def after_opinion(own: Confidence, *, disagrees: bool) -> Confidence:
    """Lowered where the model disagrees; never raised where it agrees."""
    return own.model_copy(update={"value": min(own.value, round(own.value * DISAGREEMENT, 4))}) if disagrees else own

"""What a confidence is worth, as people's decisions showed it: a score in, the chance of unchanged approval out. Pure.

Fitted and judged by `evals.calibration`; adopted by a person, kept by `cases.store.calibrations`.
"""

from __future__ import annotations

from bisect import bisect_right

from cases.actions.base import ActionName
from cases.confidence import ENOUGH, Confidence
from cases.models import ProposalDraft
from cases.values import Frozen

SHRINK = 30


class Steps(Frozen):
    """A rising step function: the share that belongs to each score, from its start on."""

    starts: tuple[float, ...]
    shares: tuple[float, ...]

    def __call__(self, score: float) -> float:
        """The share at a score."""
        return self.shares[max(0, bisect_right(self.starts, score) - 1)]


class OfAction(Frozen):
    """What one action's own decisions say, and how many they are."""

    steps: Steps
    n: int


class Calibration(Frozen):
    """What a score is worth: of all actions, and of each by its own decisions."""

    pooled: Steps
    own: dict[str, OfAction]

    def __call__(self, action: str, score: float) -> float:
        """The chance that people approve it unchanged, leaning on all actions where its own are few."""
        together = self.pooled(score)
        if action not in self.own:
            return together
        steps, n = self.own[action].steps, self.own[action].n
        return (n * steps(score) + SHRINK * together) / (n + SHRINK)

    def decided(self, action: str) -> int:
        """How many decisions of that action stand behind it."""
        return self.own[action].n if action in self.own else 0

    def shown(self, action: str, score: float) -> float:
        """What people are told: the chance where enough decisions stand behind it, else the score as it is.

        Never surer than so many decisions allow: whatever was always right so often may be wrong the next time.
        """
        n = self.decided(action)
        if n < ENOUGH:
            return score
        return min(max(self(action, score), 1 / (n + 2)), (n + 1) / (n + 2))


def calibrated(own: Confidence, action: ActionName, by: Calibration) -> Confidence:
    """The confidence as a calibration sees it; with too few decisions of that action it stays in words."""
    n = by.decided(action.value)
    if n < ENOUGH:
        return own
    return own.model_copy(update={"value": round(by.shown(action.value, own.score), 4), "basis": "calibrated", "n": n})


def calibrated_draft(draft: ProposalDraft, by: Calibration | None) -> ProposalDraft:
    """The draft with every confidence as the adopted calibration sees it; with none adopted, as it is."""
    if by is None:
        return draft
    actions = tuple(
        action.model_copy(update={"confidence": calibrated(action.confidence, action.name, by)})
        for action in draft.actions
    )
    return draft.model_copy(update={"actions": actions})

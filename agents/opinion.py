"""The playbook's draft and the model's opinion in, one draft out. Pure; called by `graphs.case`."""

from __future__ import annotations

from cases.confidence import after_opinion
from cases.models import Opinion, ProposalDraft


def merge(draft: ProposalDraft, opinion: Opinion) -> ProposalDraft:
    """The draft with the opinion beside it: less confidence where it disagrees, never more where it agrees."""
    doubted = opinion.disagrees_on if opinion.status == "disagrees" else {}
    actions = tuple(
        action.model_copy(update={"confidence": after_opinion(action.confidence, disagrees=action.id in doubted)})
        for action in draft.actions
    )
    return draft.model_copy(update={"actions": actions, "opinion": opinion})

"""A second configuration (model, words for it, policy) that thinks about live rounds and proposes nothing.

It sees the snapshot that the first one saw, costs no one's time (a job of the lowest priority, with a slot of its own)
and is recorded apart; `/insights` holds it against what people decided.
"""

from __future__ import annotations

import time

import structlog

from agents.model import Model
from agents.specialist import Counts, Handover, Snapshot
from agents.supervisor import parse_snapshot
from cases.kind import Kind
from cases.models import Opinion, ProposalDraft
from cases.overrides import ANSWERED, Shadowed, ShadowRun
from cases.policy import load_policy
from cases.policy_simulation import Change, simulate
from cases.store import shadows
from cases.store.cases import cases, rounds
from cases.store.proposals import counts, proposals, recorded
from cases.store.proposals.records import ActionRecord
from graphs.desk import Desk, Shadow
from graphs.investigate import specialist
from prompts.loader import HERE, PromptError, load_all
from runtime.errors import PlainError
from runtime.settings import Settings

_log = structlog.get_logger(__name__)
SHADOW = "shadow_round"
LAST = -10
"""Its priority in the queue."""


class ShadowError(PlainError):
    """The second configuration cannot be used; the message says why."""


def shadow_of(settings: Settings) -> Shadow | None:
    """The second configuration that the settings name; none: nothing is tried.

    Raises:
        ShadowError: its words cannot be used, or are for a model that nobody named.
        PolicyError: its policy cannot be used.
    """
    words = settings.shadow_prompts
    if settings.shadow_model is None and words is None and settings.shadow_policy_file is None:
        return None
    try:
        versions = [one.version for one in load_all(words)] if words else []
    except PromptError as error:
        raise ShadowError(f"EXPEDITER_SHADOW_PROMPTS: {error}") from None
    model = _model(settings)
    if words is not None and model is None:
        raise ShadowError("EXPEDITER_SHADOW_PROMPTS needs EXPEDITER_SHADOW_MODEL or EXPEDITER_MODEL to be tried with.")
    policy = load_policy(settings.shadow_policy_file) if settings.shadow_policy_file else None
    parts = (
        f"model {model.name}" if model else "",
        f"words {', '.join(dict.fromkeys(versions))}" if versions else "",
        f"policy {policy.version}" if policy else "",
    )
    return Shadow(", ".join(filter(None, parts)), model, policy)


def _model(settings: Settings) -> Model | None:
    if settings.shadow_model is None and settings.shadow_prompts is None:
        return None
    changed: dict[str, object] = {"model": settings.shadow_model or settings.model}
    if settings.shadow_base_url is not None:
        # The first endpoint's key is never sent to another one.
        changed |= {"openai_base_url": settings.shadow_base_url, "openai_api_key": settings.shadow_api_key}
    return Model.from_settings(settings.model_copy(update=changed), settings.shadow_prompts or HERE)


async def shadow_round(desk: Desk, round_id: str) -> None:
    """Think about a round that was proposed, and keep what comes of it. Once for each configuration.

    A round that was queued for a configuration that is tried no more is left alone.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    shadow = desk.shadow
    if shadow is None:
        return
    async with desk.database.transaction() as session:
        this = await rounds.load(session, round_id)
        if this.proposal_id is None or await shadows.known(session, round_id, shadow.name):
            return
        kind = (await cases.record(session, this.case_id)).kind
        made = await proposals.load(session, this.proposal_id)
        past = await counts.all_counts(session, kind)
        shown = await recorded.of_proposal(session, this.proposal_id)
    begun = time.monotonic()
    opinion, tokens = await _opinion(desk, shadow, _thought(kind, this.snapshot or {}, past))
    changes: dict[str, Change] = {}
    if shadow.policy is not None:
        tried = simulate(shown, shadow.policy, desk.policy, since=made.created_at)
        changes = {one.action_id: one.change for one in tried.differences}
    run = ShadowRun(
        round_id=round_id,
        case_id=this.case_id,
        at=desk.clock(),
        configuration=shadow.name,
        opinion=opinion.status,
        seconds=round(time.monotonic() - begun, 3),
        tokens=tokens,
        actions=tuple(_shadowed(one, opinion, changes.get(one.id)) for one in made.actions),
    )
    async with desk.database.transaction() as session:
        await shadows.keep(session, run)
    _log.info("shadow.done", round=round_id, configuration=shadow.name, opinion=opinion.status)


Thought = tuple[Snapshot, ProposalDraft]


def _thought(kind: Kind, snapshot: dict[str, object], past: Counts) -> Thought | None:
    """The snapshot and what the playbook proposes of it; none: it hands over, and there is nothing to judge."""
    seen = parse_snapshot(kind, snapshot)
    draft = specialist(kind.value).think(seen, past)
    return None if isinstance(draft, Handover) else (seen, draft)


async def _opinion(desk: Desk, shadow: Shadow, thought: Thought | None) -> tuple[Opinion, int]:
    """What its model thinks, and the tokens that it spent."""
    if shadow.model is None or thought is None:
        return Opinion(status="not_asked"), 0
    snapshot, draft = thought
    budget = shadow.model.budget()
    before = budget.tokens
    async with desk.reader() as reader:
        opinion = await shadow.model.second_opinion(snapshot, draft, reader, budget)
    return opinion, before - budget.tokens


def _shadowed(one: ActionRecord, opinion: Opinion, change: Change | None) -> Shadowed:
    asked = opinion.status in ANSWERED
    return Shadowed(
        action_id=one.id,
        action=one.name,
        doubted=one.local_id in opinion.disagrees_on if asked else None,
        why=opinion.disagrees_on.get(one.local_id, "") if asked else "",
        change=change,
    )

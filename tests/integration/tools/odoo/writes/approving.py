"""Approved actions for tests, minted from a vote like any other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cases.actions import Arguments, Premise
from cases.approvals import ApprovedAction, Vote, canonical, digest_of, mint
from cases.models import Need, Shown
from cases.roles import Role


def approve(args: Arguments[Any], premise: Premise, database: str) -> ApprovedAction:
    """The action as one person who may approve it approved it."""
    shown = Shown(
        database=database,
        proposal_id=uuid4().hex,
        action_id=uuid4().hex,
        name=args.name,
        args=args.model_dump(mode="json"),
        premise=premise.model_dump(mode="json"),
        needs=(Need(any_of=(Role.PROCUREMENT,)),),
    )
    content = canonical(shown)
    now = datetime.now(UTC)
    roles = frozenset({Role.PROCUREMENT})
    vote = Vote(uuid4().hex, 7, "procurement", roles, digest_of(content), now)
    return mint(content, digest_of(content), [vote], {7: roles}, expires_at=now + timedelta(hours=1), now=now)

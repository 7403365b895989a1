"""Approvals: what a person is bound to, when enough people have agreed, and the one thing that may be applied.

Decision rows in, `ApprovedAction` out. Nothing else can make one, and `apply` takes nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import rfc8785

from cases.actions import ActionName, Arguments, Premise, parse, parse_premise
from cases.models import Need, Shown
from cases.roles import Role, with_implied


class NotApprovedError(Exception):
    """The action has no valid approval; the message says what is missing."""


@dataclass(frozen=True)
class Vote:
    """One person's approval of one digest.

    Attributes:
        roles: the roles they held when they decided.
    """

    decision_id: str
    uid: int
    login: str
    roles: frozenset[Role]
    digest: str
    at: datetime


def canonical(shown: Shown) -> bytes:
    """The bytes that a digest is made of (RFC 8785). Stored with the action and never rebuilt by newer code."""
    return rfc8785.dumps(shown.model_dump(mode="json"))


def digest_of(content: bytes) -> str:
    """The digest people's decisions are bound to."""
    return hashlib.sha256(content).hexdigest()


def key_of(action_id: str) -> str:
    """The idempotency key of an action's one application; it is written into Odoo with what it does."""
    return f"EXP-{action_id}"


def is_key(text: str) -> bool:
    """Whether it has the form of such a key."""
    return re.fullmatch(r"EXP-\w{1,64}", text, re.ASCII) is not None


def may_fill(need: Need, roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles can give this approval."""
    return bool(set(need.any_of) & with_implied(frozenset(roles)))


class Somebody(Protocol):
    """Who may approve: a person at the desk, or one who did."""

    @property
    def uid(self) -> int:
        """Their user in Odoo."""
        ...

    @property
    def login(self) -> str:
        """Their login."""
        ...

    @property
    def roles(self) -> frozenset[Role]:
        """The roles they hold."""
        ...


def may_give(need: Need, who: Somebody) -> bool:
    """Whether this person can give this approval: they hold the role, and have no hand in what it is about."""
    return may_fill(need, who.roles) and need.bars(who.uid, who.login) is None


def fill(needs: Sequence[Need], votes: Sequence[Vote]) -> dict[int, Vote]:
    """Which vote fills which need: as many needs as possible, each by a different person (a maximum matching)."""
    holder: dict[int, int] = {}

    def place(vote: int, tried: set[int]) -> bool:
        for index, need in enumerate(needs):
            if index in tried or not may_give(need, votes[vote]):
                continue
            tried.add(index)
            if index not in holder or place(holder[index], tried):
                holder[index] = vote
                return True
        return False

    people: set[int] = set()
    for number, vote in enumerate(votes):
        if vote.uid not in people and place(number, set()):
            people.add(vote.uid)
    return {index: votes[vote] for index, vote in holder.items()}


_MINT = object()


class ApprovedAction:
    """An action that people approved, good for one application. Only `mint` makes one.

    Attributes:
        key: its idempotency key, written into Odoo with what it does.
        approved_by: logins, for the record.
        as_of: the moment at which its approval was found to be good.
    """

    __slots__ = (
        "action_id",
        "approved_by",
        "args",
        "as_of",
        "database",
        "digest",
        "expires_at",
        "key",
        "name",
        "premise",
    )

    def __init__(
        self,
        seal: object,
        *,
        action_id: str,
        key: str,
        name: ActionName,
        args: Arguments[Any],
        premise: Premise,
        digest: str,
        database: str,
        approved_by: tuple[str, ...],
        expires_at: datetime,
        as_of: datetime,
    ) -> None:
        if seal is not _MINT:
            raise NotApprovedError("An approved action is minted from decisions, never made by hand.")
        self.action_id = action_id
        self.key = key
        self.name = name
        self.args = args
        self.premise = premise
        self.digest = digest
        self.database = database
        self.approved_by = approved_by
        self.expires_at = expires_at
        self.as_of = as_of


def mint(
    content: bytes,
    digest: str,
    votes: Sequence[Vote],
    roles_now: Mapping[int, frozenset[Role]],
    *,
    expires_at: datetime,
    now: datetime,
) -> ApprovedAction:
    """The approved action, from the stored content and the decision rows.

    Args:
        content: the canonical bytes as stored when the action was shown.
        digest: the digest as stored.
        votes: approvals; those of another digest do not count.
        roles_now: the roles each voter holds at this moment, by uid; a voter who is absent holds none.
        expires_at: when the approval lapses.
        now: this moment.

    Raises:
        NotApprovedError: the content was changed, nothing was asked or too little given, or it is too late.
    """
    if digest_of(content) != digest:
        raise NotApprovedError("What is stored is not what was shown.")
    shown = Shown.model_validate_json(content)
    if not shown.needs:
        raise NotApprovedError("No rule of the policy allows this action.")
    if now >= expires_at:
        raise NotApprovedError("The approval has expired.")
    held = [
        Vote(vote.decision_id, vote.uid, vote.login, vote.roles & roles_now.get(vote.uid, frozenset()), digest, vote.at)
        for vote in votes
        if vote.digest == digest
    ]
    filled = fill(shown.needs, held)
    missing = [need.words for index, need in enumerate(shown.needs) if index not in filled]
    if missing:
        raise NotApprovedError(f"Still wants approval by {', and by '.join(missing)}.")
    return ApprovedAction(
        _MINT,
        action_id=shown.action_id,
        key=key_of(shown.action_id),
        name=shown.name,
        args=parse(shown.name, shown.args),
        premise=parse_premise(shown.name, shown.premise),
        digest=digest,
        database=shown.database,
        approved_by=tuple(sorted({vote.login for vote in filled.values()})),
        expires_at=expires_at,
        as_of=now,
    )

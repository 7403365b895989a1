"""An action's content as people are shown it: arguments in, canonical bytes and digest out. Each version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ActionName, Arguments, parse, parse_premise
from cases.actions.base import Facts, Involved, Spent
from cases.approvals import canonical, digest_of
from cases.models import Ruling, Shown
from cases.policy import Policy
from cases.store.tables import VersionRow


class Past(NamedTuple):
    """What went to a partner before, by an action."""

    name: ActionName
    partner_id: int
    spent: Spent


@dataclass(frozen=True)
class Version:
    """One version of an action.

    Attributes:
        args: the arguments, typed.
        json_args: the same, normalised, as they are stored.
        facts: what the policy looks at.
        ruling: what it says; who must approve is part of the content.
    """

    args: Arguments[Any]
    json_args: dict[str, Any]
    json_premise: dict[str, Any]
    content: bytes
    digest: str
    facts: Facts
    ruling: Ruling

    @property
    def as_past(self) -> Past | None:
        """What it gives to its partner, for what is judged after it; none: it is for no partner."""
        if self.facts.partner is None:
            return None
        return Past(self.args.name, self.facts.partner.id, Spent(amount=self.facts.exposure.amount, age=timedelta()))


@dataclass(frozen=True)
class Frame:
    """What every action of a proposal has in common.

    Attributes:
        database: `database.uuid` of the Odoo it is meant for.
        now: the moment deadlines count from.
        needed_by: when the proposal has to be decided to be of use.
        stop: the case's hard stop; only what may be done under one is allowed then.
        raised: who raised the case, where the policy asks.
        past: what went to partners before, of the actions whose limits the policy counts.
    """

    database: str
    proposal_id: str
    policy: Policy
    now: datetime
    needed_by: datetime | None
    stop: str | None
    raised: tuple[Involved, ...] = ()
    past: tuple[Past, ...] = ()


def version_of(frame: Frame, action_id: str, name: str, args: Mapping[str, Any], premise: Mapping[str, Any]) -> Version:
    """The version that these arguments make, with what the policy says about it.

    Raises:
        ArgumentsError: they do not fit the action.
    """
    typed, seen = parse(name, args), parse_premise(name, premise)
    facts = _with_record(typed.facts(seen), typed.name, frame)
    ruling = frame.policy.ruling(typed.name, facts, now=frame.now, needed_by=frame.needed_by)
    if frame.stop and not typed.under_stop:
        ruling = ruling.model_copy(update={"forbidden": True, "needs": (), "rule": frame.stop})
    shown = Shown(
        database=frame.database,
        proposal_id=frame.proposal_id,
        action_id=action_id,
        name=typed.name,
        args=typed.model_dump(mode="json"),
        premise=seen.model_dump(mode="json"),
        needs=ruling.needs,
    )
    content = canonical(shown)
    return Version(
        args=typed,
        json_args=shown.args,
        json_premise=shown.premise,
        content=content,
        digest=digest_of(content),
        facts=facts,
        ruling=ruling,
    )


def _with_record(facts: Facts, name: ActionName, frame: Frame) -> Facts:
    """What an action says of itself, and what the record adds."""
    partner = facts.partner.id if facts.partner else None
    spent = tuple(one.spent for one in frame.past if one.name is name and one.partner_id == partner)
    return facts.model_copy(update={"involved": (*facts.involved, *frame.raised), "spent": spent})


async def keep_version(session: AsyncSession, action_id: str, version: Version, made_by: str) -> None:
    """Keep a version for ever; one that came back is kept once."""
    if not await was_shown(session, action_id, version.digest):
        session.add(VersionRow(action_id=action_id, digest=version.digest, content=version.content, made_by=made_by))
        await session.flush()


async def was_shown(session: AsyncSession, action_id: str, digest: str) -> bool:
    """Whether an action was ever shown under this digest; one that was not is forged."""
    found = await session.scalar(
        select(VersionRow.digest).where(VersionRow.action_id == action_id, VersionRow.digest == digest)
    )
    return found is not None


def value_at(args: Mapping[str, Any], path: str) -> Any:
    """The argument at a path such as `new_date` or `lines.0.new_date`.

    Raises:
        KeyError: there is none.
    """
    value: Any = args
    for part in path.split("."):
        if isinstance(value, list):
            if not part.isdecimal() or int(part) >= len(value):
                raise KeyError(path)
            value = value[int(part)]
        elif isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            raise KeyError(path)
    return value

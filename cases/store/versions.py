"""An action's content as people are shown it: arguments in, canonical bytes and digest out. Each version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ActionName, Arguments, parse, parse_premise
from cases.actions.base import Facts
from cases.approvals import canonical, digest_of
from cases.models import Shown
from cases.store.tables import VersionRow


@dataclass(frozen=True)
class Version:
    """One version of an action.

    Attributes:
        args: the arguments, typed.
        json_args: the same, normalised, as they are stored.
        facts: what the policy looks at.
    """

    args: Arguments[Any]
    json_args: dict[str, Any]
    json_premise: dict[str, Any]
    content: bytes
    digest: str
    facts: Facts


def version_of(
    database: str, proposal_id: str, action_id: str, name: str, args: Mapping[str, Any], premise: Mapping[str, Any]
) -> Version:
    """The version that these arguments make.

    Raises:
        ArgumentsError: they do not fit the action.
    """
    typed, seen = parse(name, args), parse_premise(name, premise)
    shown = Shown(
        database=database,
        proposal_id=proposal_id,
        action_id=action_id,
        name=ActionName(name),
        args=typed.model_dump(mode="json"),
        premise=seen.model_dump(mode="json"),
    )
    content = canonical(shown)
    return Version(
        args=typed,
        json_args=shown.args,
        json_premise=shown.premise,
        content=content,
        digest=digest_of(content),
        facts=typed.facts(seen),
    )


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

"""An edit: other arguments in, a new version out, with everything that followed the old one put to people again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cases.actions import ArgumentsError, parse
from cases.models import Taken
from cases.status import ActionStatus
from cases.store import transitions
from cases.store.errors import BadEditError
from cases.store.proposals.deciding import Deciding
from cases.store.proposals.framing import frame_of
from cases.store.proposals.load import ruling_of
from cases.store.proposals.proposals import show
from cases.store.proposals.records import DecisionIn
from cases.store.proposals.versions import Version, keep_version, value_at, version_of
from cases.store.tables import ActionRow


async def edit(deciding: Deciding, row: ActionRow, said: DecisionIn) -> None:
    """Make an edit, and count the editor's own approval of what they made.

    Raises:
        BadEditError: it is another action then, its schema refuses it, it changes nothing, or the policy forbids it.
        BreaksDependencyError: what it depends on will not happen, or what it excludes was chosen.
    """
    args = _edited_args(deciding, row, said)
    version = await _version(deciding, row, args, row.id)
    refused = parse(row.name, row.args).refuse_edit(version.args)
    if refused is not None:
        raise BadEditError(f"{refused[0].upper()}{refused[1:]}.", row.id)
    if version.json_args == row.args:
        raise BadEditError("The edit changes nothing; approve the action instead.", row.id)
    await deciding.record(
        row, said, edited_args=version.json_args, new_digest=version.digest, new_edition=row.edition + 1
    )
    row.edited = True
    await _take(deciding, row, version)
    if ruling_of(row).forbidden:
        raise BadEditError(f"The policy forbids it like that. {ruling_of(row).rule}", row.id)
    await _follow(deciding, row)
    await deciding.count_votes(row)


def _edited_args(deciding: Deciding, row: ActionRow, said: DecisionIn) -> dict[str, Any]:
    """The arguments that an edit asks for; those that follow another action stay as they are now.

    Raises:
        BadEditError: there are none, or they are another action's.
    """
    if said.edited_action is None:
        raise BadEditError("An edit wants the action with its new arguments.", row.id)
    if said.edited_action.name != row.name:
        raise BadEditError("An edit cannot make it another action.", row.id, [("name", "cannot change")])
    wanted = dict(said.edited_action.args)
    for field in row.takes:
        now = row.args.get(field)
        # What the person saw is fine too, when an edit of the same request has just changed it.
        if wanted.get(field, now) not in (now, deciding.shown[row.id].get(field)):
            raise BadEditError(f"{field} follows another action; edit that one.", row.id, [(field, "follows another")])
        wanted[field] = now
    return wanted


async def _version(deciding: Deciding, row: ActionRow, args: Mapping[str, Any], blamed: str) -> Version:
    beside = {row.id, *row.excludes}
    frame = await frame_of(deciding.session, deciding.case, deciding.proposal, deciding.policy, {row.name}, beside)
    frame = replace(frame, now=deciding.now)
    try:
        return version_of(frame, row.id, row.name, args, row.premise)
    except ArgumentsError as error:
        raise BadEditError(f"The edit does not fit: {error}.", blamed, error.problems) from error


async def _take(deciding: Deciding, row: ActionRow, version: Version) -> None:
    """Give an action its new version: its approvals lapse and the policy is asked again."""
    show(row, version)
    await _again(deciding, row)
    await keep_version(deciding.session, row.id, version, deciding.person.login)


async def _again(deciding: Deciding, row: ActionRow) -> None:
    row.edition += 1
    # In one statement with what was changed: the record refuses new content on an approved action.
    await transitions.move_action(
        deciding.session, row, ActionStatus.PENDING, actor=deciding.person.login, why="What it follows was edited."
    )
    await deciding.session.flush()


async def _follow(deciding: Deciding, edited: ActionRow) -> None:
    """Everything that depends on it is asked again; what takes arguments from it gets them, and a new digest."""
    local = {row.local_id: row for row in deciding.rows.values()}
    open_ones = {ActionStatus.PENDING, ActionStatus.APPROVED}
    waiting = [row for row in deciding.dependents([edited.id]) if row.status in open_ones]
    done = {edited.id}
    while waiting:
        # Those whose own sources are settled first, so that a chain of arguments is followed to its end.
        pending_ids = {row.id for row in waiting} - done
        row = next(row for row in waiting if not set(row.depends_on) & pending_ids)
        waiting.remove(row)
        done.add(row.id)
        taken = {field: Taken.model_validate(source) for field, source in row.takes.items()}
        values = {field: value_at(local[source.action].args, source.field) for field, source in taken.items()}
        version = await _version(deciding, row, {**row.args, **values}, edited.id)
        if version.digest == row.digest:
            await _again(deciding, row)
        else:
            await _take(deciding, row, version)

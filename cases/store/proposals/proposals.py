"""From a specialist's draft to a proposal before people: lasting ids, bytes and digests, rulings, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from graphlib import CycleError, TopologicalSorter

from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ArgumentsError
from cases.models import ActionDraft, ProposalDraft
from cases.people import Person
from cases.policy import Policy
from cases.status import ActionStatus, CaseStatus, RoundStatus
from cases.store import audit, transitions
from cases.store.cases import handling, rounds
from cases.store.errors import RecordError
from cases.store.ids import new_id
from cases.store.locks import locked_proposal
from cases.store.notify import announce
from cases.store.proposals.framing import frame_of
from cases.store.proposals.load import load, of_round, ready
from cases.store.proposals.versions import Frame, Version, keep_version, value_at, version_of
from cases.store.tables import ActionRow, CaseRow, ProposalRow

__all__ = ["DraftError", "claim", "load", "of_round", "propose", "ready", "release", "snooze"]


class DraftError(RecordError):
    """The draft cannot be put before people: it names what is not in it, or its arguments do not fit."""


async def propose(
    session: AsyncSession, round_id: str, draft: ProposalDraft, policy: Policy, *, database: str, now: datetime
) -> str:
    """Put a draft before people; the case waits for them. A round that has its proposal already keeps that one.

    An action that no rule allows, or that the case's hard stop forbids, is shown as rejected, with what depends on it.
    A draft without actions is kept and leaves the case as it is; when nothing is left that people could decide, the
    case needs a person.

    Args:
        session: an open transaction.
        round_id: the round, which must not be over.
        draft: what the specialist found.
        policy: who must approve.
        database: `database.uuid` of the Odoo it is meant for.
        now: this moment; deadlines count from it.

    Raises:
        RoundEndedError: the round is over.
        DraftError: the draft cannot be put before people.
    """
    case, _ = await rounds.held(session, round_id)
    if (known := await of_round(session, round_id)) is not None:
        return known
    order = _in_order(draft)
    proposal = _row(round_id, case.id, draft, policy, database, now)
    session.add(proposal)
    await session.flush()
    lasting = {action.id: new_id() for action in draft.actions}
    frame = await frame_of(session, case, proposal, policy, {action.name for action in draft.actions})
    versions = _versions(draft, order, lasting, frame)
    rows: list[ActionRow] = []
    for position, action in enumerate(draft.actions):
        row = _action(position, action, versions[action.id], lasting, proposal)
        row.excludes = sorted(lasting[other] for other in _excluded(draft, action) | _instead(versions, action.id))
        session.add(row)
        rows.append(row)
    await session.flush()
    for row in rows:
        await keep_version(session, row.id, versions[row.local_id], audit.DESK)
    await audit.append(
        session,
        actor=audit.DESK,
        event="proposal.made",
        subject=f"proposals:{proposal.id}",
        case_id=case.id,
        detail={
            "policy": policy.version,
            "actions": [{"id": row.id, "name": row.name, "digest": row.digest} for row in rows],
        },
    )
    await _refuse_forbidden(session, rows)
    await _wait(session, case, proposal, rows)
    return proposal.id


async def claim(session: AsyncSession, proposal_id: str, person: Person) -> None:
    """Say "I am on it" about the proposal's case; as `cases.store.cases.handling.claim`."""
    case, _ = await locked_proposal(session, proposal_id)
    await handling.claim(session, case.id, person)


async def release(session: AsyncSession, proposal_id: str, person: Person) -> None:
    """Nobody is on it any more; as `cases.store.cases.handling.release`."""
    case, _ = await locked_proposal(session, proposal_id)
    await handling.release(session, case.id, person)


async def delegate(session: AsyncSession, proposal_id: str, person: Person, to: Person) -> None:
    """Put somebody else on the proposal's case; as `cases.store.cases.handling.delegate`."""
    case, _ = await locked_proposal(session, proposal_id)
    await handling.delegate(session, case.id, person, to)


async def snooze(session: AsyncSession, proposal_id: str, person: Person, until: datetime | None) -> None:
    """Put it aside until then, or no longer; as `cases.store.cases.handling.snooze` and `wake`."""
    case, _ = await locked_proposal(session, proposal_id)
    if until is None:
        await handling.wake(session, case.id, person)
    else:
        await handling.snooze(session, case.id, person, until)


def _in_order(draft: ProposalDraft) -> list[ActionDraft]:
    """The actions with what each depends on before it.

    Raises:
        DraftError: a name stands for nothing, or actions wait for each other.
    """
    by_id = {action.id: action for action in draft.actions}
    if len(by_id) != len(draft.actions):
        raise DraftError("Two actions of the draft have the same name.")
    evidence = {item.id for item in draft.evidence}
    for action in draft.actions:
        if missing := (_named(action) | set(action.excludes)) - by_id.keys():
            raise DraftError(f"{action.id} names {', '.join(sorted(missing))}, which the draft does not have.")
        if missing := set(action.evidence) - evidence:
            raise DraftError(
                f"{action.id} rests on evidence {', '.join(sorted(missing))} that the draft does not have."
            )
    for option in draft.options:
        if missing := set(option.action_ids) - by_id.keys():
            raise DraftError(f"Option {option.id} names {', '.join(sorted(missing))}, which the draft does not have.")
    try:
        return [
            by_id[name] for name in TopologicalSorter({one.id: _named(one) for one in draft.actions}).static_order()
        ]
    except CycleError as error:
        raise DraftError("Actions of the draft wait for each other.") from error


def _named(action: ActionDraft) -> set[str]:
    # What takes an argument from another action is about that one's change: it never goes before it.
    return {*action.depends_on, *(taken.action for taken in action.takes.values())}


def _excluded(draft: ProposalDraft, action: ActionDraft) -> set[str]:
    return {*action.excludes, *(other.id for other in draft.actions if action.id in other.excludes)}


def _instead(versions: Mapping[str, Version], action_id: str) -> set[str]:
    """What the action itself is never done beside, whatever the draft says of it."""
    this = versions[action_id].args
    return {other for other, version in versions.items() if other != action_id and this.rules_out(version.args)}


def _versions(
    draft: ProposalDraft, order: list[ActionDraft], lasting: Mapping[str, str], frame: Frame
) -> dict[str, Version]:
    found: dict[str, Version] = {}
    for action in order:
        try:
            taken = {
                field: value_at(found[source.action].json_args, source.field) for field, source in action.takes.items()
            }
            beside = [found[other] for other in found if other not in _excluded(draft, action)]
            frame_now = replace(frame, past=(*frame.past, *filter(None, (version.as_past for version in beside))))
            found[action.id] = version_of(
                frame_now, lasting[action.id], action.name, {**action.args, **taken}, action.premise
            )
        except KeyError as error:
            raise DraftError(f"{action.id} takes {error}, which that action does not have.") from error
        except ArgumentsError as error:
            raise DraftError(f"{action.id} cannot be proposed: {error}") from error
    return found


def _row(
    round_id: str, case_id: str, draft: ProposalDraft, policy: Policy, database: str, now: datetime
) -> ProposalRow:
    return ProposalRow(
        id=new_id(),
        round_id=round_id,
        case_id=case_id,
        database=database,
        policy_version=policy.version,
        summary=draft.summary,
        if_nobody_acts=draft.if_nobody_acts,
        needed_by=draft.needed_by,
        options=[option.model_dump(mode="json") for option in draft.options],
        evidence=[item.model_dump(mode="json") for item in draft.evidence],
        opinion=draft.opinion.model_dump(mode="json"),
        exhibit=draft.exhibit.model_dump(mode="json") if draft.exhibit else None,
        expires_at=now,
        at=now,
    )


def _action(
    position: int,
    action: ActionDraft,
    version: Version,
    lasting: Mapping[str, str],
    proposal: ProposalRow,
) -> ActionRow:
    row = ActionRow(
        id=lasting[action.id],
        proposal_id=proposal.id,
        case_id=proposal.case_id,
        position=position,
        local_id=action.id,
        name=action.name,
        confidence=action.confidence.model_dump(mode="json"),
        rationale=action.rationale,
        evidence=list(action.evidence),
        depends_on=sorted(lasting[name] for name in _named(action)),
        takes={field: taken.model_dump(mode="json") for field, taken in action.takes.items()},
        status=ActionStatus.PENDING,
        edition=0,
    )
    show(row, version)
    return row


def show(row: ActionRow, version: Version) -> None:
    """Give an action its content, who is asked about it, and its deadlines."""
    ruling = version.ruling
    row.args, row.premise = version.json_args, version.json_premise
    row.content, row.digest = version.content, version.digest
    row.ruling = ruling.model_dump(mode="json")
    row.exposure, row.currency = version.facts.exposure.amount, version.facts.exposure.currency
    row.expires_at = ruling.expires_at
    row.remind_at, row.reminded_at = ruling.remind_at, None
    row.escalate_at, row.escalated_at = ruling.escalate_at, None


async def _refuse_forbidden(session: AsyncSession, rows: list[ActionRow]) -> None:
    refused = {row.id: str(row.ruling["rule"]) for row in rows if row.ruling["forbidden"]}
    waiting = list(rows)
    while waiting:
        fallen = [row for row in waiting if row.id in refused or set(row.depends_on) & refused.keys()]
        if not fallen:
            return
        for row in fallen:
            why = refused.setdefault(row.id, "It depends on an action that is forbidden.")
            await transitions.move_action(session, row, ActionStatus.REJECTED, why=why)
        waiting = [row for row in waiting if row.id not in refused]


async def _wait(session: AsyncSession, case: CaseRow, proposal: ProposalRow, rows: list[ActionRow]) -> None:
    pending = [row for row in rows if row.status is ActionStatus.PENDING]
    if not rows:
        return
    if case.status is CaseStatus.OPEN:
        await transitions.move_case(session, case, CaseStatus.INVESTIGATING)
    if not pending:
        forbids = case.stop or "The policy forbids everything that could be proposed."
        why = f"{forbids} {proposal.if_nobody_acts}".strip()
        await transitions.move_case(session, case, CaseStatus.NEEDS_PERSON, why=why)
        return
    proposal.expires_at = min(row.expires_at for row in pending)
    await rounds.set_status(session, proposal.round_id, RoundStatus.WAITING)
    await transitions.move_case(session, case, CaseStatus.WAITING)
    await announce(session, "proposal.pending", case.id, proposal.id)

"""Decisions: what people say about actions in, a proposal's next state and the job that carries it on out.

One request is one transaction and all or nothing. The case and the proposal are held while it is looked at, so of
several people at once one is first and the others are told what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ArgumentsError, parse
from cases.approvals import fill, may_fill, may_give
from cases.models import Need
from cases.people import Person
from cases.policy import Policy
from cases.status import ActionStatus, DecisionType
from cases.store import audit, working_days
from cases.store.cases import rounds
from cases.store.errors import (
    AlreadyDecidedError,
    BadEditError,
    BreaksDependencyError,
    DecisionError,
    ExpiredError,
    ForgedDigestError,
    NotFoundError,
    NotYourRoleError,
    StaleDigestError,
    UnknownActionError,
)
from cases.store.locks import locked_proposal
from cases.store.notify import announce
from cases.store.proposals.deciding import Deciding
from cases.store.proposals.edits import edit
from cases.store.proposals.load import decisions_of, load, ruling_of
from cases.store.proposals.records import DecisionIn, ProposalRecord
from cases.store.proposals.versions import was_shown
from cases.store.tables import ActionRow, DecisionRow, ProposalRow, RemarkRow
from cases.store.transitions import actions_of
from runtime.jobs import enqueue

CARRY_ON = "carry_on"
Transactions = Callable[[], AbstractAsyncContextManager[AsyncSession]]
T = DecisionType


async def decide_and_audit(
    transactions: Transactions,
    person: Person,
    proposal_id: str,
    decisions: Sequence[DecisionIn],
    policy: Policy,
    now: datetime,
    *,
    zone: str,
) -> ProposalRecord:
    """As `decide`, in a transaction of its own; a refused try is audited in another one, so that it is not lost.

    Raises:
        DecisionError: the decisions are refused; nothing of the request was kept.
    """
    try:
        async with transactions() as session:
            return await decide(session, person, proposal_id, decisions, policy, now, zone=zone)
    except DecisionError as error:
        async with transactions() as session:
            await audit.append(
                session,
                actor=person.login,
                event="decision.refused",
                subject=f"actions:{error.action_id}" if error.action_id else f"proposals:{proposal_id}",
                case_id=await _case_of(session, proposal_id),
                detail={
                    "proposal": proposal_id,
                    "why": error.message,
                    "refusal": type(error).__name__,
                    "roles": sorted(person.roles),
                    "decisions": [
                        {"action": one.action_id, "digest": one.digest, "type": one.type} for one in decisions
                    ],
                },
            )
        raise


async def decide(
    session: AsyncSession,
    person: Person,
    proposal_id: str,
    decisions: Sequence[DecisionIn],
    policy: Policy,
    now: datetime,
    *,
    zone: str = "UTC",
) -> ProposalRecord:
    """Take what one person says about a proposal's actions, and enqueue what follows from it.

    What the same person said before is taken again without effect. An action left out is not decided. An edit and the
    approval of what takes its arguments do not go together: those are shown again first. Working days are those of the
    company's `zone`, as when another company is asked.

    Returns:
        The proposal as it stands then.

    Raises:
        NotYourRoleError: none of the action's missing approvals is theirs to give.
        AlreadyDecidedError: it is no longer open, or what they could give was given.
        StaleDigestError: it is not any more what they were shown.
        ExpiredError: it is too late.
        BadEditError: an edit that cannot be made, or a request that says nothing.
        BreaksDependencyError: a choice that contradicts itself, a dependency or an exclusion.
        UnknownActionError: no such proposal, or it has no such action.
    """
    deciding = await _sit(session, person, proposal_id, policy, now, zone)
    fresh = _fresh(deciding, decisions)
    for said in fresh:
        await _refuse_closed(deciding, said)
    _refuse_contradictions(deciding, fresh)
    for kind in (T.REJECT, T.EDIT, T.APPROVE, T.RESPOND):
        for said in fresh:
            if said.type is kind:
                await ACTS[kind](deciding, deciding.row(said.action_id), said)
    if fresh:
        await _carry_on(deciding, asked=fresh[0].type is T.RESPOND)
    return await load(session, proposal_id)


async def _sit(
    session: AsyncSession, person: Person, proposal_id: str, policy: Policy, now: datetime, zone: str
) -> Deciding:
    try:
        case, proposal = await locked_proposal(session, proposal_id)
    except NotFoundError as error:
        raise UnknownActionError("There is no such proposal.") from error
    rows = {row.id: row for row in await actions_of(session, proposal_id)}
    history = await decisions_of(session, proposal_id)
    shown = {row.id: dict(row.args) for row in rows.values()}
    work = (await working_days.load(session)).company
    return Deciding(session, person, case, proposal, policy, now, rows, history, shown, zone, work)


def _fresh(deciding: Deciding, decisions: Sequence[DecisionIn]) -> list[DecisionIn]:
    """What this person has not said before.

    Raises:
        UnknownActionError: an action is not of this proposal.
        BadEditError: the request is empty, or says two things about one action.
    """
    if not decisions:
        raise BadEditError("The request decides nothing.")
    seen: set[str] = set()
    for said in decisions:
        deciding.row(said.action_id)
        if said.action_id in seen:
            raise BadEditError("The request says two things about one action.", said.action_id)
        seen.add(said.action_id)
    return [said for said in decisions if not _said_before(deciding, said)]


def _said_before(deciding: Deciding, said: DecisionIn) -> bool:
    row = deciding.row(said.action_id)
    mine = [one for one in deciding.history[row.id] if one.uid == deciding.person.uid and one.digest == said.digest]
    return any(_same(row, one, said) for one in mine) or (
        # Whoever made the present version by an edit has approved it with that.
        said.type is T.APPROVE
        and said.digest == row.digest
        and any(vote.uid == deciding.person.uid for vote in deciding.votes(row))
    )


def _same(row: ActionRow, earlier: DecisionRow, said: DecisionIn) -> bool:
    if earlier.type is not said.type:
        return False
    if said.type is T.EDIT:
        still = (earlier.new_digest, earlier.new_edition) == (row.digest, row.edition)
        return still and said.edited_action is not None and _normal(row, said.edited_action.args) == earlier.edited_args
    if said.type is T.RESPOND:
        return earlier.message == said.message
    return earlier.edition == row.edition


def _normal(row: ActionRow, args: dict[str, object]) -> dict[str, object] | None:
    try:
        return parse(row.name, args).model_dump(mode="json")
    except ArgumentsError:
        return None


async def _refuse_closed(deciding: Deciding, said: DecisionIn) -> None:
    row = deciding.row(said.action_id)
    needs = ruling_of(row).needs
    if not any(may_fill(need, deciding.person.roles) for need in needs):
        asked = ", and ".join(need.words for need in needs) or "nobody: it is forbidden"
        raise NotYourRoleError(f"This asks for {asked}; that is not a role of yours.", row.id)
    if said.type in {T.APPROVE, T.EDIT}:
        _refuse_involved(row, needs, deciding.person)
    if row.status is ActionStatus.EXPIRED or (row.status is ActionStatus.PENDING and deciding.now >= row.expires_at):
        raise ExpiredError("The time for deciding this is over; nothing was written.", row.id)
    if row.status is not ActionStatus.PENDING:
        who = ", ".join(dict.fromkeys(one.person for one in deciding.history[row.id]))
        by = f" by {who}" if who else ""
        because = f": {row.why}" if row.why else "."
        raise AlreadyDecidedError(f"This was decided already{by} and is {row.status.value}{because}", row.id)
    await _refuse_other_digest(deciding, row, said.digest)


def _refuse_involved(row: ActionRow, needs: Sequence[Need], person: Person) -> None:
    """Refuse whoever raised or booked what it is about, where the policy wants somebody else; they may still reject.

    Raises:
        NotYourRoleError: every approval of theirs is somebody else's to give.
    """
    if any(may_give(need, person) for need in needs):
        return
    why = next(found for need in needs if (found := need.bars(person.uid, person.login)))
    raise NotYourRoleError(f"You {why.did} what this is about, so somebody else has to approve it.", row.id)


async def _refuse_other_digest(deciding: Deciding, row: ActionRow, digest: str) -> None:
    if digest == row.digest:
        return
    if await was_shown(deciding.session, row.id, digest):
        raise StaleDigestError("This has changed since you were shown it; look at it again.", row.id)
    raise ForgedDigestError("This action was never shown under that digest.", row.id)


def _refuse_contradictions(deciding: Deciding, fresh: Sequence[DecisionIn]) -> None:
    types = {said.action_id: said.type for said in fresh}
    if T.RESPOND in types.values() and set(types.values()) != {T.RESPOND}:
        raise BreaksDependencyError("A question back ends this round; send it by itself.")
    rejected = [action_id for action_id, kind in types.items() if kind is T.REJECT]
    for row in deciding.dependents(rejected):
        if types.get(row.id) in (T.APPROVE, T.EDIT):
            raise BreaksDependencyError("It depends on an action that you reject in the same request.", row.id)
    wanted = {action_id for action_id, kind in types.items() if kind in (T.APPROVE, T.EDIT)}
    for action_id in wanted:
        if wanted & set(deciding.row(action_id).excludes):
            raise BreaksDependencyError("Two actions of the request rule each other out.", action_id)


async def _approve(deciding: Deciding, row: ActionRow, said: DecisionIn) -> None:
    # An edit of the same request may have changed it since it was looked at.
    await _refuse_other_digest(deciding, row, said.digest)
    needs = ruling_of(row).needs
    given = len(fill(needs, deciding.votes(row)))
    deciding.refuse_contradiction(row)
    await deciding.record(row, said)
    if len(fill(needs, deciding.votes(row))) == given:
        missing = ", and ".join(need.words for need in needs if not may_give(need, deciding.person))
        raise AlreadyDecidedError(f"Your role has approved this already; it still wants {missing}.", row.id)
    await deciding.count_votes(row)


async def _reject(deciding: Deciding, row: ActionRow, said: DecisionIn) -> None:
    await deciding.record(row, said)
    if row.status is ActionStatus.PENDING:
        await deciding.reject(row, said.message, "What it depends on was rejected.")


async def _respond(deciding: Deciding, row: ActionRow, said: DecisionIn) -> None:
    if not (said.message or "").strip():
        raise BadEditError("A question back wants words.", row.id)
    decision = await deciding.record(row, said)
    deciding.session.add(
        RemarkRow(
            case_id=deciding.case.id,
            decision_id=decision.id,
            person=deciding.person.login,
            text=said.message,
            at=deciding.now,
        )
    )
    await deciding.session.flush()


ACTS = {T.APPROVE: _approve, T.EDIT: edit, T.REJECT: _reject, T.RESPOND: _respond}


async def _carry_on(deciding: Deciding, *, asked: bool) -> None:
    session, proposal = deciding.session, deciding.proposal
    if asked:
        await rounds.start(session, deciding.case.id, f"{deciding.person.name} asked back", actor=deciding.person.login)
    else:
        pending = [row.expires_at for row in deciding.rows.values() if row.status is ActionStatus.PENDING]
        proposal.expires_at = min(pending, default=proposal.expires_at)
        await session.flush()
        # One waiting job serves everything decided until it starts.
        await enqueue(session, CARRY_ON, queueing_lock=f"{CARRY_ON}:{proposal.round_id}", round_id=proposal.round_id)
    await announce(session, "proposal.decided", deciding.case.id, proposal.id)


async def _case_of(session: AsyncSession, proposal_id: str) -> str | None:
    return await session.scalar(select(ProposalRow.case_id).where(ProposalRow.id == proposal_id))

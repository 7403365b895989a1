"""Asking another company for something that people approved; the part of execution that leaves the house by a program.

Called by `graphs.execution` alone. Whether they do it is said later; until then the action waits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from cases.actions import ACTIONS, ActionName, StepKind
from cases.actions.base import words_of
from cases.actions.shipment import AsksCarrier
from cases.approvals import ApprovedAction
from cases.status import Outcome
from cases.store import working_days
from cases.store.applying import asked
from graphs.desk import Desk
from tools.carriers.requests import NotReachedError as NotReachedError
from tools.carriers.requests import RequestRefused, integration_of, request_of


def done_as(name: ActionName) -> Outcome:
    """What an action is once it stands in Odoo: what another company was asked for is done when that says so."""
    return Outcome.PENDING_EXTERNAL if ACTIONS[name].step is StepKind.EXTERNAL else Outcome.APPLIED


async def answer_by(desk: Desk) -> datetime:
    """By when an answer is wanted to what is asked now."""
    async with desk.database.transaction() as session:
        work = (await working_days.load(session)).company
    return work.after(desk.clock(), desk.policy.answer_days, desk.settings.timezone)


async def cannot_ask(desk: Desk, approved: ApprovedAction) -> str | None:
    """Why another company cannot be asked for this as approved; none: it can, or it asks nobody."""
    args = approved.args
    if not isinstance(args, AsksCarrier):
        return None
    if args.by_program(approved.premise) and integration_of(desk.settings) is None:
        return "No program that speaks with carriers is set up any more, so it cannot be asked as approved."
    async with desk.database.transaction() as session:
        earlier = await asked.asked_before(session, approved.action_id)
    if earlier is None:
        return None
    return f"{earlier.of.label} was asked for this already on {words_of(earlier.at.date())} and has not answered."


async def ask(desk: Desk, approved: ApprovedAction, before_each: Callable[[], Awaitable[None]]) -> str | None:
    """Put a request to the program that speaks with carriers, where it goes that way; why it refuses, if it does.

    Sent again under the same key it is the same request.

    Raises:
        NotReachedError: nobody knows whether it was taken.
    """
    args, integration = approved.args, integration_of(desk.settings)
    if not isinstance(args, AsksCarrier) or not args.by_program(approved.premise) or integration is None:
        return None
    async with desk.database.transaction() as session:
        kept = await asked.of_action(session, approved.action_id)
    if kept is None or kept.taken:
        return None
    await before_each()
    answer = await integration.ask(request_of(approved.key, args, kept.due_at))
    if isinstance(answer, RequestRefused):
        return f"{kept.of.label} refused: {answer.why}"
    async with desk.database.transaction() as session:
        await asked.mark_taken(session, approved.action_id, answer.reference)
    return None

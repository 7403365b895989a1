"""What people do on the pages: filled-in forms in, the same doors as the JSON calls, the page again out.

After a deed the browser is sent back to the case, so that loading it again repeats nothing. A refusal shows the page
with the reason on top.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.delegating import delegate_named
from api.identity import Asker, Caller
from api.inbox import DECISIONS
from api.pages.correcting import correction_of
from api.pages.forms import edited_args
from api.pages.notices import refusal
from api.pages.routes import desk
from api.pages.rows import ListQuery
from api.pages.words import zone_of
from api.problems import Problem
from cases.kind import Kind
from cases.status import DecisionType
from cases.store import refusals
from cases.store.applying import answers, unknown
from cases.store.cases import cases, handling, turning
from cases.store.errors import BadEditError, DecisionError, NotFoundError, RecordError
from cases.store.proposals import decisions, proposals
from cases.store.proposals.records import DecisionIn, EditedAction, ProposalRecord
from cases.store.reports import examples
from runtime.database import Database

router = APIRouter(prefix="/form", include_in_schema=False)


class Form:
    """The fields of a filled-in form, each at most once except `action`."""

    def __init__(self, fields: dict[str, str], actions: list[str]) -> None:
        self.fields = fields
        self.actions = actions

    @classmethod
    async def of(cls, request: Request) -> Form:
        """Read from the request. Files are not taken."""
        sent = (await request.form()).multi_items()
        texts = [(name, value) for name, value in sent if isinstance(value, str)]
        return cls(dict(texts), [value for name, value in texts if name == "action"])

    def text(self, name: str) -> str | None:
        """A field without blanks around it; absent when empty."""
        return self.fields.get(name, "").replace("\r\n", "\n").strip() or None


@router.post("/proposals/{proposal_id}/decision")
async def decide(request: Request, asker: Asker, proposal_id: str) -> Response:
    """Decide about one action or several, in the same way."""
    form = await Form.of(request)
    database: Database = request.app.state.database
    async with database.transaction() as session:
        proposal = await proposals.load(session, proposal_id)
    try:
        wanted = decisions_of(form, proposal)
        await decisions.decide_and_audit(
            database.transaction,
            asker.person,
            proposal_id,
            wanted,
            request.app.state.policy,
            datetime.now(UTC),
            zone=request.app.state.settings.timezone,
        )
    except DecisionError as error:
        return await _refused(request, asker, proposal.case_id, error.status, words_of(error))
    for decision in wanted:
        DECISIONS.labels(decision.type.value).inc()
    return _back(proposal.case_id, wanted[0].type.value)


@router.post("/cases/{case_id}/claims")
async def correct(request: Request, asker: Asker, case_id: str) -> Response:
    """Correct one thing that was read."""
    form = await Form.of(request)
    database: Database = request.app.state.database
    try:
        async with refusals.audited(database.transaction, asker.person, case_id, "correct") as session:
            known = {stored.id: stored for stored in await cases.claims(session, case_id)}
            case = await cases.record(session, case_id)
            correction = correction_of(form.fields, known, case.kind)
            await cases.correct_claims(session, case_id, asker.person, [correction])
    except (RecordError, ValueError) as error:
        if isinstance(error, NotFoundError):
            raise
        status = error.status if isinstance(error, RecordError) else 422
        return await _refused(request, asker, case_id, status, (str(error),))
    return _back(case_id, "corrected")


@router.post("/cases/{case_id}/close")
async def close(request: Request, asker: Asker, case_id: str) -> Response:
    """Close a case by hand."""
    form = await Form.of(request)
    note = form.text("note")
    if note is None:
        return await _refused(request, asker, case_id, 422, ("Say in a few words what was done.",))
    database: Database = request.app.state.database
    try:
        async with refusals.audited(database.transaction, asker.person, case_id, "close") as session:
            await cases.close(session, case_id, asker.person, note[:4000])
    except NotFoundError:
        raise
    except RecordError as error:
        return await _refused(request, asker, case_id, error.status, (str(error),))
    return _back(case_id, "closed")


@router.post("/cases/{case_id}/kind")
async def say_kind(request: Request, asker: Asker, case_id: str) -> Response:
    """Say what a message is."""
    form = await Form.of(request)
    database: Database = request.app.state.database
    said = form.fields.get("kind", "")
    if said not in set(Kind):
        return await _refused(request, asker, case_id, 422, ("Choose what it is.",))
    try:
        async with refusals.audited(database.transaction, asker.person, case_id, "kind") as session:
            goes_on = await turning.turn(session, case_id, asker.person, Kind(said))
    except NotFoundError:
        raise
    except RecordError as error:
        return await _refused(request, asker, case_id, error.status, (str(error),))
    return _back(goes_on, "kind")


@router.post("/cases/{case_id}/no-exception")
async def no_exception(request: Request, asker: Asker, case_id: str) -> Response:
    """Say that a message is no exception."""
    database: Database = request.app.state.database
    try:
        async with refusals.audited(database.transaction, asker.person, case_id, "no_exception") as session:
            await turning.no_exception(session, case_id, asker.person)
    except NotFoundError:
        raise
    except RecordError as error:
        return await _refused(request, asker, case_id, error.status, (str(error),))
    return _back(case_id, "no-exception")


@router.post("/examples/{example_id}/revoke")
async def revoke(request: Request, asker: Asker, example_id: str) -> Response:
    """Let an example count no more."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        example = await examples.revoke(session, example_id, asker.person)
    return _back(example.case_id, "revoked")


@router.post("/cases/{case_id}/snooze")
async def snooze(request: Request, asker: Asker, case_id: str) -> Response:
    """Put a case aside until a moment, given as the person's clock shows it."""
    form = await Form.of(request)
    try:
        until = datetime.fromisoformat(form.fields.get("until", "")).replace(tzinfo=zone_of(asker.person.tz))
    except ValueError:
        return await _refused(request, asker, case_id, 422, ("Say until when: a day and a time.",))
    database: Database = request.app.state.database
    try:
        async with refusals.audited(database.transaction, asker.person, case_id, "snooze") as session:
            await handling.snooze(session, case_id, asker.person, until)
    except NotFoundError:
        raise
    except RecordError as error:
        return await _refused(request, asker, case_id, error.status, (str(error),))
    return _back(case_id, "snooze")


@router.post("/cases/{case_id}/delegate")
async def delegate(request: Request, asker: Asker, case_id: str) -> Response:
    """Put somebody else on a case."""
    form = await Form.of(request)
    database: Database = request.app.state.database
    try:
        to = await delegate_named(request, form.fields.get("to", ""))
        async with refusals.audited(database.transaction, asker.person, case_id, "delegate") as session:
            await handling.delegate(session, case_id, asker.person, to)
    except NotFoundError:
        raise
    except RecordError as error:
        return await _refused(request, asker, case_id, error.status, (str(error),))
    return _back(case_id, "delegate")


HOLDING = {"claim": handling.claim, "release": handling.release, "wake": handling.wake}


@router.post("/cases/{case_id}/{deed}")
async def hold(request: Request, asker: Asker, case_id: str, deed: str) -> Response:
    """Say that one is on it, or no longer; bring back what was put aside."""
    if deed not in HOLDING:
        raise Problem(404, "No page or call has this address.")
    database: Database = request.app.state.database
    do = HOLDING[deed]
    try:
        async with refusals.audited(database.transaction, asker.person, case_id, deed) as session:
            await do(session, case_id, asker.person)
    except NotFoundError:
        raise
    except RecordError as error:
        return await _refused(request, asker, case_id, error.status, (str(error),))
    return _back(case_id, deed)


@router.post("/receipts/{receipt_id}/settle")
async def settle(request: Request, asker: Asker, receipt_id: str) -> Response:
    """Say whether an unknown change is in Odoo, or what the company said that was asked."""
    form = await Form.of(request)
    database: Database = request.app.state.database
    async with database.transaction() as session:
        case_id = await unknown.case_of(session, receipt_id)
    done = {"yes": True, "no": False}.get(form.fields.get("done", ""))
    if done is None:
        return await _refused(request, asker, case_id, 422, ("Say which of the two it is.",))
    note = (form.text("note") or "")[:4000]
    try:
        await answers.settle_or_answer(database.transaction, asker.person, receipt_id, done=done, note=note)
    except DecisionError as error:
        return await _refused(request, asker, case_id, error.status, words_of(error))
    return _back(case_id, "settled")


def decisions_of(form: Form, proposal: ProposalRecord) -> list[DecisionIn]:
    """The decisions that a form says.

    Raises:
        DecisionError: it names none, or nothing that this proposal has.
    """
    type_ = form.fields.get("type", "")
    if type_ not in set(DecisionType) or not form.actions:
        raise DecisionError("Nothing was chosen.")
    wanted = []
    for named in form.actions:
        action_id, _, digest = named.partition(":")
        edited = _edited(form, proposal, action_id) if type_ == DecisionType.EDIT else None
        wanted.append(
            DecisionIn(
                action_id=action_id,
                digest=digest,
                type=DecisionType(type_),
                edited_action=edited,
                message=(form.text("message") or "")[:4000] or None,
                reason_code=(form.text("reason_code") or "")[:64] or None,
            )
        )
    return wanted


def _edited(form: Form, proposal: ProposalRecord, action_id: str) -> EditedAction:
    try:
        action = proposal.action(action_id)
    except KeyError:
        raise DecisionError("The proposal has no such action.", action_id) from None
    return EditedAction(
        name=action.name.value, args=edited_args(action.name, action.args, form.fields, follows=action.takes)
    )


def words_of(error: DecisionError) -> tuple[str, ...]:
    """A refused decision in lines."""
    problems = error.problems if isinstance(error, BadEditError) else []
    return (error.message, *(f"{field.replace('_', ' ')}: {what}" for field, what in problems))


async def _refused(request: Request, asker: Caller, case_id: str, status: int, lines: tuple[str, ...]) -> Response:
    return await desk(request, asker, ListQuery(), case_id=case_id, notice=refusal(lines), status=status)


def _back(case_id: str, done: str) -> Response:
    return RedirectResponse(f"/cases/{case_id}?done={done}", status_code=303)

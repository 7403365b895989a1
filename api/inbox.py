"""The approval inbox as JSON: who may decide what, what was decided, and nothing that works on its own.

A decision is a row and a job in one transaction; the worker carries it out. GET never decides anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.delegating import delegate_named
from api.dialects import InterruptsShape, LangchainShape
from api.identity import Asker, Caller
from api.responses import SIGNED_IN, WITH_BODY, problems
from api.said import DecisionsIn, DelegateIn, SettleIn, SnoozeIn
from api.shapes import Listed, Me, ProposalShape
from cases.kind import Kind
from cases.people import Person
from cases.policy import Policy
from cases.roles import Role
from cases.status import ProposalStatus
from cases.store import refusals
from cases.store.applying import answers
from cases.store.proposals import decisions as record_decisions
from cases.store.proposals import listing, proposals
from cases.store.proposals.records import ProposalFilter
from runtime.database import Database
from runtime.telemetry import counter

DECISIONS = counter("decisions_total", "Decisions people made, by what they said.", ("type",))
CAUSELESS = "No case has a cause yet, so asking for one finds nothing."

Holding = Callable[[AsyncSession, str, Person], Awaitable[None]]

router = APIRouter(tags=["inbox"])


class KnownForm(StrEnum):
    """Other well-known forms of a proposal."""

    LANGCHAIN = "langchain"
    AGENT_INBOX = "agent-inbox"


class Wanted(BaseModel):
    """What to list."""

    status: ProposalStatus | None = Field(default=None, description="Derived status; pending come most urgent first.")
    kind: Kind | None = None
    role: Role | None = Field(default=None, description="Only those that still wait for this role.")
    snoozed: bool | None = Field(default=None, description="Only those that are put aside now, or only the others.")
    mine: bool = Field(default=False, description="Only those that you said you are on.")
    cause: str | None = Field(default=None, description=CAUSELESS)
    q: str | None = Field(default=None, max_length=200, description="Words in title, summary, partner, case number.")
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=25, ge=1, le=100)

    def to_filter(self, uid: int) -> ProposalFilter:
        """As the record takes it."""
        return ProposalFilter(
            status=self.status,
            kind=self.kind,
            roles=frozenset({self.role}) if self.role else None,
            mine=uid if self.mine else None,
            q=self.q or None,
            snoozed=self.snoozed,
        )


FORMS: Mapping[KnownForm | None, type[ProposalShape] | type[LangchainShape] | type[InterruptsShape]] = {
    None: ProposalShape,
    KnownForm.LANGCHAIN: LangchainShape,
    KnownForm.AGENT_INBOX: InterruptsShape,
}
ReadableShape = Annotated[KnownForm | None, Query(description="Another well-known form of the same.")]


@router.get("/me", summary="Who is signed in", responses=problems(*SIGNED_IN))
async def me(asker: Asker) -> Me:
    """The person, the roles they hold now, and the CSRF token of their session."""
    person = asker.person
    return Me(login=person.login, name=person.name, roles=sorted(person.roles), csrf=asker.csrf)


@router.get(
    "/inbox/proposals",
    summary="List proposals",
    responses=problems(*SIGNED_IN, 422),
)
async def list_proposals(
    request: Request, asker: Asker, wanted: Annotated[Wanted, Query()], shape: ReadableShape = None
) -> Listed[ProposalShape] | Listed[LangchainShape] | Listed[InterruptsShape]:
    """Proposals: pending ones with the most urgent first, everything else newest first."""
    if wanted.cause is not None:
        return Listed[ProposalShape](items=[])
    database: Database = request.app.state.database
    async with database.transaction() as session:
        page = await listing.list_proposals(
            session, wanted.to_filter(asker.person.uid), wanted.cursor, wanted.limit, now=datetime.now(UTC)
        )
        records = [await proposals.load(session, item.id) for item in page.items]
    if shape is KnownForm.LANGCHAIN:
        return Listed[LangchainShape](
            items=[LangchainShape.of(record) for record in records], next_cursor=page.next_cursor
        )
    if shape is KnownForm.AGENT_INBOX:
        return Listed[InterruptsShape](
            items=[InterruptsShape.of(record) for record in records], next_cursor=page.next_cursor
        )
    return Listed[ProposalShape](items=[ProposalShape.of(record) for record in records], next_cursor=page.next_cursor)


@router.get(
    "/inbox/proposals/{proposal_id}",
    summary="Read one proposal",
    responses=problems(*SIGNED_IN, 404, 422),
)
async def read_proposal(
    request: Request, asker: Asker, proposal_id: str, shape: ReadableShape = None
) -> ProposalShape | LangchainShape | InterruptsShape:
    """A proposal with its options, actions (each with the digest that a decision must name) and evidence."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        record = await proposals.load(session, proposal_id)
    return FORMS[shape].of(record)


@router.post(
    "/inbox/proposals/{proposal_id}/decision",
    summary="Decide about actions of a proposal",
    responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409),
)
async def decide(request: Request, asker: Asker, proposal_id: str, body: DecisionsIn) -> ProposalShape:
    """Approve, edit, reject or answer. All of the request is kept, or nothing.

    Each decision is bound to the digest of the action as it was shown. The same decision again by the same person is
    200 as well; 403: not your role; 409: decided otherwise, expired, or another digest; 422: an edit that its schema
    refuses or that changes what the action is, or a choice that breaks `depends_on` or `excludes`.
    """
    database: Database = request.app.state.database
    policy: Policy = request.app.state.policy
    record = await record_decisions.decide_and_audit(
        database.transaction,
        asker.person,
        proposal_id,
        [decision.to_record() for decision in body.decisions],
        policy,
        datetime.now(UTC),
        zone=request.app.state.settings.timezone,
    )
    for decision in body.decisions:
        DECISIONS.labels(decision.type.value).inc()
    return ProposalShape.of(record)


@router.post(
    "/inbox/proposals/{proposal_id}/claim",
    summary="Say that you are on it",
    responses=problems(*SIGNED_IN, 404, 409, 422),
)
async def claim(request: Request, asker: Asker, proposal_id: str) -> ProposalShape:
    """Take a proposal's case on, so that others see who has it. Again by the same person is 200 as well.

    403: you hold no role at this desk; 409: somebody else is on it, or it is closed.
    """
    return await _held(request, asker, proposal_id, "claim", proposals.claim)


@router.post(
    "/inbox/proposals/{proposal_id}/release",
    summary="Give it back",
    responses=problems(*SIGNED_IN, 404, 409, 422),
)
async def release(request: Request, asker: Asker, proposal_id: str) -> ProposalShape:
    """Say that nobody is on it any more; whoever holds a role may say so, for people go home and fall ill."""
    return await _held(request, asker, proposal_id, "release", proposals.release)


@router.post(
    "/inbox/proposals/{proposal_id}/snooze",
    summary="Put it aside until later",
    responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409),
)
async def snooze(request: Request, asker: Asker, proposal_id: str, body: SnoozeIn) -> ProposalShape:
    """Put a proposal's case aside; it comes back by itself at that moment, or with news. Nothing expires later for it.

    403: none of what it asks is for a role of yours; 409: it is closed; 422: the moment is past, too far away, or not
    before `expires_at`.
    """

    async def put_aside(session: AsyncSession, proposal_id: str, person: Person) -> None:
        await proposals.snooze(session, proposal_id, person, body.until)

    return await _held(request, asker, proposal_id, "snooze", put_aside)


@router.post(
    "/inbox/proposals/{proposal_id}/delegate",
    summary="Hand it to somebody else",
    responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409),
)
async def delegate(request: Request, asker: Asker, proposal_id: str, body: DelegateIn) -> ProposalShape:
    """Put somebody else on a proposal's case, by their login. What they may decide is not changed by it.

    403: you hold no role at this desk, or somebody else is on it and you are no manager; 409: it is closed; 422:
    nobody who is signed in at this desk has that login, or they hold none of the roles that it asks.
    """
    to = await delegate_named(request, body.to)

    async def hand_over(session: AsyncSession, proposal_id: str, person: Person) -> None:
        await proposals.delegate(session, proposal_id, person, to)

    return await _held(request, asker, proposal_id, "delegate", hand_over)


async def _held(request: Request, asker: Caller, proposal_id: str, deed: str, do: Holding) -> ProposalShape:
    database: Database = request.app.state.database
    async with database.transaction() as session:
        case_id = (await proposals.load(session, proposal_id)).case_id
    subject = f"proposals:{proposal_id}"
    async with refusals.audited(database.transaction, asker.person, case_id, deed, subject) as session:
        await do(session, proposal_id, asker.person)
        return ProposalShape.of(await proposals.load(session, proposal_id))


@router.post(
    "/inbox/receipts/{receipt_id}/settle",
    summary="Settle an unknown change, or what a carrier said",
    responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409),
)
async def settle(request: Request, asker: Asker, receipt_id: str, body: SettleIn) -> ProposalShape:
    """Say what you saw in Odoo of a change whose receipt says `unknown`. Nothing is written to Odoo.

    Of a receipt that says `pending_external`: what the company that was asked told you, `done` for yes.

    Done: what depends on it goes on, or the case ends. Not done: what depends on it is put away and the facts are
    looked at again. The same said again, by anyone whose role is asked, is 200 as well; 403: not your role; 409: it is
    settled otherwise, or that is not its latest receipt.
    """
    database: Database = request.app.state.database
    record = await answers.settle_or_answer(
        database.transaction, asker.person, receipt_id, done=body.done, note=body.note
    )
    return ProposalShape.of(record)

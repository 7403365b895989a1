"""Cases as JSON: the list, one case with its story, correcting what was read, closing by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.case_shapes import CaseShape, CaseSummary, ClaimShape, EntryShape, ReportShape
from api.identity import Asker
from api.loading import LoadedCase, load_case
from api.problems import PAGE, wants_page
from api.responses import SIGNED_IN, WITH_BODY, problems
from api.said import CloseIn, CorrectionsIn
from api.shapes import Listed
from cases.kind import Kind
from cases.status import CaseStatus
from cases.store import refusals
from cases.store.cases import cases
from cases.store.records import CaseFilter, Correction
from cases.store.reports import page_images
from runtime.database import Database

router = APIRouter(prefix="/cases", tags=["cases"])
PNG = "image/png"
# A picture is a picture: whatever is in it, nothing of it runs, and nobody keeps it.
PICTURE = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": 'inline; filename="page.png"',
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}


class WantedCases(BaseModel):
    """What to list; newest first."""

    status: CaseStatus | None = None
    kind: Kind | None = None
    mine: bool = Field(default=False, description="Only those that you said you are on.")
    q: str | None = Field(default=None, max_length=200, description="Words in title, partner, case number.")
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=25, ge=1, le=100)


@router.get("", summary="List cases", responses=problems(*SIGNED_IN, 422))
async def list_cases(request: Request, asker: Asker, wanted: Annotated[WantedCases, Query()]) -> Listed[CaseSummary]:
    """Cases, newest first."""
    chosen = CaseFilter(
        status=wanted.status, kind=wanted.kind, mine=asker.person.uid if wanted.mine else None, q=wanted.q or None
    )
    database: Database = request.app.state.database
    async with database.transaction() as session:
        page = await cases.list_cases(session, chosen, wanted.cursor, wanted.limit)
    return Listed[CaseSummary](items=[CaseSummary.of(case) for case in page.items], next_cursor=page.next_cursor)


@router.get(
    "/{case_id}",
    summary="Read one case",
    response_model=CaseShape,
    responses={
        **problems(*SIGNED_IN, 404, 422, page=True),
        200: {"content": {PAGE: {}}},
        303: {"description": "A browser is sent to the sign-in page."},
    },
)
async def read_case(request: Request, asker: Asker, case_id: str) -> CaseShape | Response:
    """A case, by its id or its number (`EX-1001`), with its reports, claims and story.

    A browser (`Accept: text/html`) gets the page.
    """
    database: Database = request.app.state.database
    async with database.transaction() as session:
        found = await cases.named(session, case_id)
        if not wants_page(request):
            return shape_of(await load_case(session, found))
    return await request.app.state.case_page(request, asker, found)  # type: ignore[no-any-return]


@router.get(
    "/{case_id}/pages/{page_id}",
    summary="See a page of a document",
    response_class=Response,
    responses={
        **problems(*SIGNED_IN, 404, 422),
        200: {"content": {PNG: {"schema": {"type": "string", "format": "binary"}}}, "description": "The page."},
    },
)
async def page_picture(request: Request, asker: Asker, case_id: str, page_id: str) -> Response:
    """A page of a document of this case as it looks, where something was read on it. Gone once its report is erased."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        png = await page_images.picture(session, case_id, page_id)
    return Response(png, media_type=PNG, headers=PICTURE)


@router.post("/{case_id}/claims", summary="Correct what was read", responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409))
async def correct(request: Request, asker: Asker, case_id: str, body: CorrectionsIn) -> CaseShape:
    """Correct the claims of a case. It is investigated again; an open proposal is superseded. 403: no role here."""
    database: Database = request.app.state.database
    corrections = [Correction(claim_id=item.claim_id, claim=item.claim) for item in body.corrections]
    async with refusals.audited(database.transaction, asker.person, case_id, "correct") as session:
        await cases.correct_claims(session, case_id, asker.person, corrections)
        return shape_of(await load_case(session, case_id))


@router.post("/{case_id}/close", summary="Close a case by hand", responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409))
async def close(request: Request, asker: Asker, case_id: str, body: CloseIn) -> CaseShape:
    """Close a case with a note about what was done. Nothing is written to Odoo; an open proposal is superseded.

    403: the case has undecided or approved actions, and none of them asks for a role of yours.
    """
    database: Database = request.app.state.database
    async with refusals.audited(database.transaction, asker.person, case_id, "close") as session:
        await cases.close(session, case_id, asker.person, body.note)
        return shape_of(await load_case(session, case_id))


def shape_of(loaded: LoadedCase) -> CaseShape:
    """The case as JSON."""
    return CaseShape(
        **CaseSummary.of(loaded.case).model_dump(),
        proposal_id=loaded.proposal.id if loaded.proposal else None,
        reports=[ReportShape.of(report) for report in loaded.reports],
        claims=[ClaimShape.of(claim) for claim in loaded.claims],
        timeline=[EntryShape.of(entry) for entry in loaded.timeline],
    )

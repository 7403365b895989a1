"""What people say a message is, as JSON: of what kind, or no exception; and the examples that are kept of it."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from api.case_shapes import CaseShape
from api.casework import shape_of
from api.identity import Asker
from api.loading import load_case
from api.responses import SIGNED_IN, WITH_BODY, problems
from api.said import KindIn
from api.shapes import Listed
from cases.kind import Kind
from cases.store import refusals
from cases.store.cases import turning
from cases.store.records import KindExample
from cases.store.reports import examples
from runtime.database import Database
from runtime.jobs import JSONDict

EXAMPLE: JSONDict = {
    "id": "0f6e9c1d2b3a4f5e8d7c6b5a49382716",
    "case_id": "5d7c6b5a493827160f6e9c1d2b3a4f5e",
    "kind": "inbound_delay",
    "texts": ["The rolls for your order will be with the forwarder a week after what we said."],
    "said_by": "ines.vogel@nordstahl.example",
    "at": "2026-11-26T09:12:00Z",
    "revoked_at": None,
    "revoked_by": None,
}

router = APIRouter(tags=["cases"])


class ExampleShape(BaseModel):
    """A letter of which somebody said the kind. It counts while `revoked_at` is absent."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    case_id: str
    kind: Kind
    texts: tuple[str, ...]
    said_by: str
    at: datetime
    revoked_at: datetime | None
    revoked_by: str | None

    @classmethod
    def of(cls, example: KindExample) -> ExampleShape:
        """From the record."""
        return cls(**{name: getattr(example, name) for name in cls.model_fields})


@router.post(
    "/cases/{case_id}/kind", summary="Say what a message is", responses=problems(*SIGNED_IN, *WITH_BODY, 404, 409)
)
async def say_kind(request: Request, asker: Asker, case_id: str, body: KindIn) -> CaseShape:
    """Give a case the kind it is of, where nothing but a sentence of its message was read.

    What was found in the message and leaves no choice becomes its claim, and it is investigated again; else the case
    needs a person, who adds the claim. The message is kept as an example of the kind. The answer is the case that goes
    on: where one about the same is open, that one. 403: no role here; 409: something was read that has a kind.
    """
    database: Database = request.app.state.database
    async with refusals.audited(database.transaction, asker.person, case_id, "kind") as session:
        goes_on = await turning.turn(session, case_id, asker.person, body.kind)
        return shape_of(await load_case(session, goes_on))


@router.post(
    "/cases/{case_id}/no-exception",
    summary="Put away a message that is no exception",
    responses=problems(*SIGNED_IN, 404, 409, 422),
)
async def no_exception(request: Request, asker: Asker, case_id: str) -> CaseShape:
    """Say that there is nothing to do about a message of which nothing but a sentence was read. 403: no role here."""
    database: Database = request.app.state.database
    async with refusals.audited(database.transaction, asker.person, case_id, "no_exception") as session:
        await turning.no_exception(session, case_id, asker.person)
        return shape_of(await load_case(session, case_id))


@router.get("/examples", summary="List what people said of messages", responses=problems(*SIGNED_IN, 422))
async def list_examples(request: Request, asker: Asker) -> Listed[ExampleShape]:
    """The examples that count now, the newest first. 403: you hold no role at the desk."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        found = await examples.current(session, asker.person)
    return Listed[ExampleShape](items=[ExampleShape.of(one) for one in found], next_cursor=None)


@router.post(
    "/examples/{example_id}/revoke", summary="Let an example count no more", responses=problems(*SIGNED_IN, 404, 422)
)
async def revoke(request: Request, asker: Asker, example_id: str) -> ExampleShape:
    """From now on nothing is read by it. Once more is 200 as well. 403: no role here."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        return ExampleShape.of(await examples.revoke(session, example_id, asker.person))

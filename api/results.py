"""What other companies answer to what they were asked for, reported by a program: `POST /receipts/{key}/result`."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.identity import Integration
from api.responses import WITH_BODY, problems
from api.said import ResultIn
from api.shapes import ResultShape
from cases.store.applying import answers
from runtime.database import Database

router = APIRouter(tags=["integrations"])


@router.post(
    "/receipts/{key}/result",
    summary="Report what a carrier answered",
    responses=problems(401, 403, 503, *WITH_BODY, 404, 409),
)
async def report(request: Request, program: Integration, key: str, body: ResultIn) -> ResultShape:
    """Say that what was asked under this key is confirmed or refused. The key came with the request.

    Confirmed: the action is applied, and what depends on it goes on. Refused: it has failed, and the case is
    investigated again. The first answer counts, however early or late it comes: the same again is 200 and changes
    nothing, the opposite is 409. 404: nothing was asked under that key.
    """
    database: Database = request.app.state.database
    asked = await answers.report(database.transaction, program.token_id, key, body.outcome, body.detail)
    return ResultShape.of(asked)

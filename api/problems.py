"""Everything that can go wrong in a request: exceptions in, RFC 9457 problems (or a friendly page) out.

Never a traceback, never part of a secret: a problem says what is wrong and what can be done, in plain words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException

from api.pages.render import Pages, problem_page
from cases.status import WrongMoveError
from cases.store.errors import BadEditError, DecisionError, RecordError
from cases.store.pages import CursorError
from runtime.jobs import database_is_away
from tools.odoo.errors import OdooError

_log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
PAGE = "text/html"
CHANGED = "Your password or another credential of yours has changed in Odoo. Please sign in again."

TITLES: dict[int, str] = {
    400: "The request cannot be read",
    401: "Please sign in",
    403: "That is not yours to do",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "Somebody was quicker",
    413: "That is too large",
    415: "That kind of content is not taken here",
    422: "Something in it is wrong",
    429: "Too many tries",
    500: "Something went wrong here",
    503: "A part of the desk is away",
}


class Fault(BaseModel):
    """One field that is wrong."""

    field: str
    problem: str


class ProblemBody(BaseModel):
    """An RFC 9457 problem."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Somebody was quicker",
                    "status": 409,
                    "detail": "That action was rejected by Marc Admin a minute ago.",
                    "action_id": "6f1c8e5e1b5c4a6f9d0e2b7a4c3d1e0f",
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list)
    action_id: str | None = None


class Problem(HTTPException):
    """A request is refused; `detail` says why in plain words."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: list[Fault] | None = None,
        action_id: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = errors or []
        self.action_id = action_id

    @property
    def body(self) -> ProblemBody:
        """As it is sent."""
        return ProblemBody(
            title=TITLES.get(self.status_code, "The request is refused"),
            status=self.status_code,
            detail=str(self.detail),
            errors=self.errors,
            action_id=self.action_id,
        )


class SignInNeeded(Problem):
    """A page wants somebody to sign in first."""

    def __init__(self, *, changed: bool = False) -> None:
        detail = CHANGED if changed else "Sign in, or send a bearer token."
        super().__init__(401, detail, headers={"WWW-Authenticate": "Bearer"})
        self.changed = changed


def decision_problem(error: DecisionError) -> Problem:
    """A refused decision as a problem."""
    faults = (
        [Fault(field=field, problem=what) for field, what in error.problems] if isinstance(error, BadEditError) else []
    )
    return Problem(error.status, error.message, errors=faults, action_id=error.action_id)


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page: pages and friendly errors are for it, problems for everybody else.

    A call that the OpenAPI document describes answers as it says there, whoever asks.
    """
    route = request.scope.get("route")
    described = getattr(route, "include_in_schema", False)
    speaks_html = PAGE in (getattr(route, "responses", None) or {}).get(200, {}).get("content", {})
    return PAGE in request.headers.get("accept", "") and (speaks_html or not described)


def answer(request: Request, problem: Problem) -> Response:
    """The problem as the asker can use it."""
    if wants_page(request):
        if isinstance(problem, SignInNeeded) and request.method == "GET":
            return RedirectResponse(Pages.sign_in_address(request, changed=problem.changed), status_code=303)
        shown = problem.body
        return problem_page(
            request, status=shown.status, title=shown.title, detail=shown.detail, headers=problem.headers
        )
    body = problem.body.model_dump(exclude_none=True, exclude=None if problem.errors else {"errors"})
    return JSONResponse(body, status_code=problem.status_code, headers=problem.headers, media_type=MEDIA_TYPE)


async def http(request: Request, error: Exception) -> Response:
    """A refusal of ours, or one of the framework's."""
    if isinstance(error, Problem):
        return answer(request, error)
    status, detail = (error.status_code, str(error.detail)) if isinstance(error, HTTPException) else (500, "")
    headers = dict(error.headers) if isinstance(error, HTTPException) and error.headers else None
    known = {404: "No page or call has this address.", 405: "This address does not take that method."}
    return answer(request, Problem(status, known.get(status, detail), headers=headers))


async def invalid(request: Request, error: Exception) -> Response:
    """Fields that are missing or wrong; a body that is no JSON at all."""
    items = error.errors() if isinstance(error, RequestValidationError) else []
    if any(item["type"] == "json_invalid" for item in items):
        return answer(request, Problem(400, "The body is not valid JSON."))
    faults = [Fault(field=_where(item["loc"]), problem=str(item["msg"])) for item in items]
    return answer(request, Problem(422, "A field is missing or wrong.", errors=faults))


async def record_refuses(request: Request, error: Exception) -> Response:
    """The record says no, and why."""
    if isinstance(error, DecisionError):
        return answer(request, decision_problem(error))
    if isinstance(error, CursorError):
        return answer(request, Problem(422, str(error), errors=[Fault(field="cursor", problem=str(error))]))
    return answer(request, Problem(error.status if isinstance(error, RecordError) else 409, str(error)))


async def odoo_away(request: Request, error: Exception) -> Response:
    """Nobody's roles can be checked, so nobody may do anything."""
    message = error.message if isinstance(error, OdooError) else ""
    _log.warning("odoo.unusable", reason=message)
    return answer(request, Problem(503, f"Your roles cannot be checked: {message}", headers=_SOON))


async def database_trouble(request: Request, error: Exception) -> Response:
    """The record's database is away; anything else about it is our mistake."""
    if isinstance(error, DataError):
        return await unstorable(request, error)
    if not database_is_away(error):
        return await broken(request, error)
    _log.warning("database.away", reason=type(error).__name__)
    return answer(request, Problem(503, "The record's database is away. Nothing was kept; try again.", headers=_SOON))


async def unstorable(request: Request, _error: Exception) -> Response:
    """A text that no database takes: a NUL, half a character."""
    return answer(request, Problem(422, "A text in it holds a character that cannot be kept."))


async def broken(request: Request, error: Exception) -> Response:
    """Our mistake."""
    _log.error("request.broken", path=request.url.path, exc_info=error)
    return answer(request, Problem(500, "This should not happen and was logged. Nothing was decided by it."))


HANDLERS: Mapping[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: http,
    RequestValidationError: invalid,
    RecordError: record_refuses,
    CursorError: record_refuses,
    WrongMoveError: record_refuses,
    OdooError: odoo_away,
    SQLAlchemyError: database_trouble,
    UnicodeEncodeError: unstorable,
    Exception: broken,
}


def install(app: FastAPI) -> None:
    """Give every exception its answer."""
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)


_SOON = {"Retry-After": "5"}


def _where(loc: tuple[object, ...]) -> str:
    return ".".join(str(part) for part in loc if part not in {"body", "query", "path", "header"})

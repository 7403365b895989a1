"""Signing in with Odoo credentials, and out. Tries are limited by address and login; the secret is not kept."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.identity import cookie_name, same
from api.pages.render import Pages
from api.people import People
from api.problems import Problem
from api.throttle import Throttle
from cases.store import people as sessions
from runtime.database import Database
from runtime.settings import Settings
from runtime.telemetry import counter
from tools.odoo.errors import OdooError, Refused, WrongPassword

SIGN_INS = counter("sign_ins_total", "Tries to sign in, by how they ended.", ("outcome",))
FORM_COOKIE = "expediter_form"

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def form(request: Request, next: str = "/") -> Response:
    """The form."""
    return _form(request, wanted=next)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check the credentials with Odoo and begin a session."""
    sent = await request.form()
    login, secret, csrf, wanted = (str(sent.get(name, "")) for name in ("login", "password", "csrf", "next"))
    login = login.strip()[:200]
    if not same(csrf, request.cookies.get(FORM_COOKIE, "")):
        return _form(request, wanted=wanted, login=login, status=403, problem="The form was too old. Please try again.")
    if not login or not secret:
        return _form(request, wanted=wanted, login=login, status=422, problem="Login and password are both needed.")
    wait = _wait(request, login)
    if wait:
        SIGN_INS.labels("throttled").inc()
        minutes = max(round(wait / 60), 1)
        return _form(
            request,
            wanted=wanted,
            login=login,
            status=429,
            problem=f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''} and try again.",
            headers={"Retry-After": str(int(wait) + 1)},
        )
    people: People = request.app.state.people
    # Counted before Odoo is asked, so that many tries at once are many tries.
    _count(request, login)
    try:
        person = await people.sign_in(login, secret[:500])
    except (WrongPassword, Refused) as error:
        SIGN_INS.labels("refused").inc()
        return _form(request, wanted=wanted, login=login, status=401, problem=error.message)
    except OdooError as error:
        SIGN_INS.labels("odoo_away").inc()
        return _form(request, wanted=wanted, login=login, status=503, problem=error.message)
    _forget(request, login)
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with database.transaction() as session:
        cookie, _ = await sessions.start_session(session, person, settings.session_hours)
    SIGN_INS.labels("in").inc()
    answer = RedirectResponse(local(wanted), status_code=303)
    answer.delete_cookie(FORM_COOKIE, path="/sign-in")
    answer.set_cookie(
        cookie_name(request),
        cookie,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=request.app.state.secure,
        path="/",
    )
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session, also when Odoo is away."""
    database: Database = request.app.state.database
    secret = request.cookies.get(cookie_name(request))
    if secret:
        sent = str((await request.form()).get("csrf", ""))
        async with database.transaction() as session:
            found = await sessions.person_of_session(session, secret)
            if found is not None and not same(sent, found[1]):
                raise Problem(403, "The page was too old. Load it again and sign out.")
            await sessions.end_session(session, secret)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(cookie_name(request), path="/", secure=request.app.state.secure, httponly=True, samesite="lax")
    return answer


def local(address: str) -> str:
    """An address on this site; the inbox instead of any other."""
    outside = not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable()
    return "/" if outside or address.startswith("/sign-") else address


def _form(
    request: Request,
    *,
    wanted: str,
    login: str = "",
    status: int = 200,
    problem: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    pages: Pages = request.app.state.pages
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    answer = pages.page(
        "sign_in.html",
        status=status,
        headers=headers,
        csrf_token=token,
        next=local(wanted),
        login=login,
        problem=problem,
    )
    answer.set_cookie(
        FORM_COOKIE,
        token,
        max_age=3600,
        httponly=True,
        samesite="strict",
        secure=request.app.state.secure,
        path="/sign-in",
    )
    return answer


def _keys(request: Request, login: str) -> tuple[tuple[Throttle, str], ...]:
    address = request.client.host if request.client else "unknown"
    by_login: Throttle = request.app.state.throttle_login
    by_address: Throttle = request.app.state.throttle_address
    return (by_login, f"{address}\n{login.lower()}"), (by_address, address)


def _wait(request: Request, login: str) -> float:
    return max(throttle.wait(key) for throttle, key in _keys(request, login))


def _count(request: Request, login: str) -> None:
    for throttle, key in _keys(request, login):
        throttle.failed(key)


def _forget(request: Request, login: str) -> None:
    # A success clears its own login alone: whoever holds one account could guess at the others for ever otherwise. Nor
    # does it count against its address: a whole company may sign in from one.
    (by_login, own), (by_address, address) = _keys(request, login)
    by_login.succeeded(own)
    by_address.take_back(address)

"""Signing in with Odoo credentials, and out. Tries are limited by login, by address and in all; no secret is kept."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.identity import cookie_name, same
from api.pages.render import Pages
from api.pages.words import plural
from api.people import People
from api.problems import CHANGED, Problem
from api.throttle import Brake, BrakedError, Throttle, neighbourhood
from cases.people import Person
from cases.store import people as sessions
from runtime.database import Database
from runtime.settings import Settings
from runtime.telemetry import counter
from tools.odoo.errors import OdooError, Refused, SignInsHeld, WrongPassword

SIGN_INS = counter("sign_ins_total", "Tries to sign in, by how they ended.", ("outcome",))
FORM_COOKIE = "expediter_form"
# How long Odoo is left alone once it takes no sign-in from us; it says no more than "a bit".
HELD_SECONDS = 20.0

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def form(request: Request, next: str = "/", why: str = "") -> Response:
    """The form."""
    return _form(request, wanted=next, problem=CHANGED if why == "changed" else None)


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
    throttle: Throttle = request.app.state.throttle_login
    own = f"{_address(request)}\n{login.lower()}"
    if wait := throttle.wait(own):
        return _too_many(request, wanted, login, wait, "Too many tries.")
    # Counted before Odoo is asked, so that many tries at once are many tries.
    throttle.failed(own)
    try:
        person = await _checked(request, login, secret[:500])
    except (WrongPassword, Refused) as error:
        SIGN_INS.labels("refused").inc()
        return _form(request, wanted=wanted, login=login, status=401, problem=error.message)
    except (BrakedError, OdooError) as error:
        # Nobody looked at the password.
        throttle.take_back(own)
        return _unchecked(request, wanted, login, error)
    # A success clears its own login alone: whoever holds one account could guess at the others for ever otherwise.
    throttle.succeeded(own)
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


async def _checked(request: Request, login: str, secret: str) -> Person:
    people: People = request.app.state.people
    brake: Brake = request.app.state.brake
    try:
        async with brake.turn(_address(request)):
            return await people.sign_in(login, secret)
    except SignInsHeld:
        brake.shut(HELD_SECONDS)
        raise


def _unchecked(request: Request, wanted: str, login: str, error: BrakedError | OdooError) -> Response:
    if isinstance(error, BrakedError):
        return _too_many(request, wanted, login, error.wait, "Too many wrong passwords at the moment.")
    held = isinstance(error, SignInsHeld)
    SIGN_INS.labels("held" if held else "odoo_away").inc()
    headers = {"Retry-After": "60"} if held else None
    status = 429 if held else 503
    return _form(request, wanted=wanted, login=login, status=status, problem=error.message, headers=headers)


def _too_many(request: Request, wanted: str, login: str, wait: float, what: str) -> Response:
    SIGN_INS.labels("throttled").inc()
    seconds = int(wait) + 1
    span = plural(seconds, "second") if seconds <= 90 else plural(round(seconds / 60), "minute")
    return _form(
        request,
        wanted=wanted,
        login=login,
        status=429,
        problem=f"{what} Wait {span} and try again. Whoever is signed in already is not affected.",
        headers={"Retry-After": str(seconds)},
    )


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


def _address(request: Request) -> str:
    return neighbourhood(request.client.host) if request.client else "unknown"

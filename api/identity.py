"""Who asks: a session cookie or a bearer token in, a caller with the roles they hold now out. Absence fails closed.

Whatever changes something and comes with a cookie must also carry the session's CSRF token, in the form or a header.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from api.people import People
from api.problems import Problem, SignInNeeded
from cases.people import Person
from cases.store import audit
from cases.store import people as sessions
from cases.store.people import TokenRecord
from runtime.database import Database

CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WHY_ENDED = (
    "The password or another credential of the person this token acts for has changed in Odoo since it was made, so it "
    "is revoked. Make another with `expediter token create`."
)


@dataclass(frozen=True)
class Caller:
    """Somebody who may use the inbox.

    Attributes:
        csrf: the session's token; absent for a bearer token, which no other site can make a browser send.
    """

    person: Person
    csrf: str | None = None


@dataclass(frozen=True)
class _SignIn:
    """What a request came with: a session's cookie, or a token of that number."""

    person: Person
    csrf: str | None = None
    cookie: str | None = None
    token_id: str | None = None


@dataclass(frozen=True)
class Reporting:
    """A program that reports what other companies answered."""

    token_id: str


@dataclass(frozen=True)
class IntakeSender:
    """Somebody who may send reports in; `login` when the token is a person's."""

    token_id: str
    login: str | None = None


class RecentTokens:
    """Intake tokens that were good a moment ago: reports come in bursts. A revoked one is good for that moment more."""

    SECONDS = 5.0
    MOST = 1000

    def __init__(self) -> None:
        self._known: dict[str, tuple[TokenRecord, float]] = {}

    def get(self, secret: str) -> TokenRecord | None:
        """The token, if it was good a moment ago."""
        token, until = self._known.get(_hash(secret), (None, 0.0))
        return token if time.monotonic() < until else None

    def put(self, secret: str, token: TokenRecord) -> None:
        """Remember a good token."""
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[_hash(secret)] = (token, time.monotonic() + self.SECONDS)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def cookie_name(request: Request) -> str:
    """The session's cookie. Over TLS its name makes the browser hold it to this host."""
    return "__Host-expediter" if request.app.state.secure else "expediter"


def bearer(request: Request) -> str | None:
    """The bearer token that was sent, if one was."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() or None if kind.lower() == "bearer" else None


async def sender(request: Request) -> IntakeSender:
    """Who sends a report in.

    Raises:
        Problem: 401 without a valid token, 403 with one of another scope.
    """
    secret = _sent(request, "intake")
    known: RecentTokens = request.app.state.recent_tokens
    token = known.get(secret)
    if token is None:
        token = await _token(request, secret)
        known.put(secret, token)
    _hold_to(token, "intake", "intake")
    return IntakeSender(token.id, token.person.login if token.person else None)


async def reporting(request: Request) -> Reporting:
    """Which program reports an answer.

    Raises:
        Problem: 401 without a valid token, 403 with one of another scope.
    """
    token = await _token(request, _sent(request, "integration"))
    _hold_to(token, "integration", "integrations")
    return Reporting(token.id)


def _sent(request: Request, scope: str) -> str:
    secret = bearer(request)
    if secret is None:
        raise Problem(401, f"Send a bearer token of scope {scope}.", headers={"WWW-Authenticate": "Bearer"})
    return secret


async def _token(request: Request, secret: str) -> TokenRecord:
    database: Database = request.app.state.database
    async with database.transaction() as session:
        token = await sessions.token(session, secret)
    if token is None:
        raise _bad_token()
    return token


def _hold_to(token: TokenRecord, scope: str, what: str) -> None:
    if token.scope != scope:
        raise Problem(403, f"This token is for {token.scope}, not for {what}.")


async def caller(request: Request) -> Caller:
    """Who uses the inbox, with the roles they hold in Odoo now.

    Raises:
        Problem: 401 when nobody is signed in, 403 without the CSRF token or with a token of another scope.
        OdooError: their roles cannot be read.
    """
    secret = bearer(request)
    found = await _by_token(request, secret) if secret is not None else await _by_cookie(request)
    people: People = request.app.state.people
    person = await people.now(found.person)
    if person is None:
        await _end(request, found, "the person is archived in Odoo or no internal user any more")
        raise Problem(403, "Odoo does not know this person any more, or they are no internal user.")
    if not found.person.signed_in_as_now(person):
        await _end(request, found, "the password or another credential has changed in Odoo")
        raise _bad_token(WHY_ENDED) if found.token_id else SignInNeeded(changed=True)
    return Caller(person, found.csrf)


async def _end(request: Request, found: _SignIn, because: str) -> None:
    """For good: it does not come back when what ended it is taken back."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        if found.token_id is not None:
            await sessions.revoke_token(session, found.token_id, actor=audit.DESK, because=because)
        elif found.cookie is not None:
            await sessions.end_session(session, found.cookie, because=because)


async def _by_token(request: Request, secret: str) -> _SignIn:
    token = await _token(request, secret)
    if token.scope != "inbox" or token.person is None:
        raise Problem(403, f"This token is for {token.scope}, not for the inbox.")
    return _SignIn(token.person, token_id=token.id)


async def _by_cookie(request: Request) -> _SignIn:
    database: Database = request.app.state.database
    secret = request.cookies.get(cookie_name(request))
    if not secret:
        raise SignInNeeded
    async with database.transaction() as session:
        found = await sessions.person_of_session(session, secret)
    if found is None:
        raise SignInNeeded
    person, csrf = found
    if request.method not in SAFE and not same(await _csrf_sent(request), csrf):
        raise Problem(403, "The page was too old or the request came from elsewhere. Load the page again.")
    return _SignIn(person, csrf, cookie=secret)


async def _csrf_sent(request: Request) -> str:
    header = request.headers.get(CSRF_HEADER)
    if header is not None:
        return header
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        field = (await request.form()).get("csrf")
        return field if isinstance(field, str) else ""
    return ""


def same(sent: str, expected: str) -> bool:
    """Whether two secrets are the same, in constant time."""
    return bool(expected) and hmac.compare_digest(sent.encode(), expected.encode())


def _bad_token(detail: str = "The token is unknown, expired or revoked.") -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


# Only for the document: what a request comes with is read, and judged, above.
_PERSON = HTTPBearer(scheme_name="inbox", description="A person's token, of scope `inbox`.", auto_error=False)
_SESSION = APIKeyCookie(
    name="expediter",
    scheme_name="session",
    description="The pages' session cookie; over TLS it is called `__Host-expediter`.",
    auto_error=False,
)
_DOOR = HTTPBearer(scheme_name="intake", description="A token of scope `intake`.", auto_error=False)

_PROGRAM = HTTPBearer(scheme_name="integration", description="A token of scope `integration`.", auto_error=False)


async def _asker(
    request: Request, _token: Annotated[Any, Depends(_PERSON)], _cookie: Annotated[Any, Depends(_SESSION)]
) -> Caller:
    return await caller(request)


async def _reporter(request: Request, _token: Annotated[Any, Depends(_DOOR)]) -> IntakeSender:
    return await sender(request)


async def _integration(request: Request, _token: Annotated[Any, Depends(_PROGRAM)]) -> Reporting:
    return await reporting(request)


Asker = Annotated[Caller, Depends(_asker)]
Reporter = Annotated[IntakeSender, Depends(_reporter)]
Integration = Annotated[Reporting, Depends(_integration)]

"""Sign-ins and access tokens: a secret out once, only its hash kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims import Frozen
from cases.people import Person
from cases.store import audit
from cases.store.errors import NotFoundError, RecordError
from cases.store.ids import new_id
from cases.store.service_tables import SessionRow, TokenRow

Scope = Literal["intake", "inbox", "integration"]
LONGEST_TOKEN = 366


class TokenRecord(Frozen):
    """A valid token. `person` is who an inbox token acts for, with the roles they held when it was made."""

    id: str
    scope: str
    person: Person | None
    expires_at: datetime


async def start_session(session: AsyncSession, person: Person, hours: float) -> tuple[str, str]:
    """Sign a person in.

    Returns:
        The secret for the cookie, and the token that their forms must carry. Neither is kept.
    """
    now = datetime.now(UTC)
    await session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    secret = secrets.token_urlsafe(32)
    session.add(
        SessionRow(
            secret_hash=_hash(secret),
            uid=person.uid,
            person=person.model_dump(mode="json"),
            at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    await session.flush()
    await audit.append(
        session,
        actor=person.login,
        event="person.signed_in",
        subject=f"people:{person.uid}",
        detail={"roles": sorted(person.roles)},
    )
    return secret, _csrf(secret)


async def person_of_session(session: AsyncSession, secret: str) -> tuple[Person, str] | None:
    """Who a cookie belongs to, and the token their forms must carry; none when it is unknown or over."""
    row = await session.get(SessionRow, _hash(secret), populate_existing=True)
    if row is None or row.expires_at <= datetime.now(UTC):
        return None
    return Person.model_validate(row.person), _csrf(secret)


async def at_the_desk(session: AsyncSession) -> list[Person]:
    """Everybody who is signed in or has a token that acts for them, with the roles they held when they last did so."""
    now = datetime.now(UTC)
    signed = await session.execute(select(SessionRow.at, SessionRow.person).where(SessionRow.expires_at > now))
    tokens = await session.execute(
        select(TokenRow.at, TokenRow.person).where(
            TokenRow.person.is_not(None), TokenRow.revoked_at.is_(None), TokenRow.expires_at > now
        )
    )
    found = sorted((*signed, *tokens), key=lambda row: row.at)
    known = {person.uid: person for person in (Person.model_validate(row.person) for row in found)}
    return sorted(known.values(), key=lambda person: person.name)


async def end_session(session: AsyncSession, secret: str, *, because: str | None = None) -> None:
    """Sign out: the person themself, or the desk, which says why."""
    row = await session.get(SessionRow, _hash(secret), populate_existing=True)
    if row is None:
        return
    login = Person.model_validate(row.person).login
    uid = row.uid
    await session.delete(row)
    await session.flush()
    subject = f"people:{uid}"
    if because is None:
        await audit.append(session, actor=login, event="person.signed_out", subject=subject)
    else:
        detail = {"login": login, "because": because}
        await audit.append(session, actor=audit.DESK, event="person.sign_in_ended", subject=subject, detail=detail)


async def create_token(session: AsyncSession, scope: Scope, *, person: Person | None = None, days: int) -> str:
    """Make an access token.

    Args:
        session: an open transaction.
        scope: `intake` sends reports in; `inbox` acts for a person; `integration` reports what others answered.
        person: who an inbox token acts for.
        days: how long it is good for, at most a year.

    Returns:
        The secret; it cannot be asked for again.

    Raises:
        RecordError: an inbox token without a person, or more than a year.
    """
    if (scope == "inbox") is (person is None):
        raise RecordError("An inbox token acts for a person; any other token for nobody.")
    if not 0 < days <= LONGEST_TOKEN:
        raise RecordError(f"A token is good for 1 to {LONGEST_TOKEN} days.")
    secret = f"exp_{scope}_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC)
    row = TokenRow(
        id=new_id(),
        secret_hash=_hash(secret),
        scope=scope,
        # It is no sign-in with one of the person's API keys in Odoo, so it does not end with those.
        person=person.without_keys().model_dump(mode="json") if person else None,
        at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    await session.flush()
    await audit.append(
        session,
        actor=audit.DESK,
        event="token.created",
        subject=f"tokens:{row.id}",
        detail={"scope": scope, "login": person.login if person else None, "expires_at": row.expires_at},
    )
    return secret


async def token(session: AsyncSession, secret: str) -> TokenRecord | None:
    """The valid token that this secret belongs to; none when it is unknown, revoked or over."""
    row = await session.scalar(
        select(TokenRow).where(TokenRow.secret_hash == _hash(secret)).execution_options(populate_existing=True)
    )
    if row is None or row.revoked_at is not None or row.expires_at <= datetime.now(UTC):
        return None
    return TokenRecord(
        id=row.id,
        scope=row.scope,
        person=Person.model_validate(row.person) if row.person else None,
        expires_at=row.expires_at,
    )


async def revoke_token(session: AsyncSession, token_id: str, *, actor: str, because: str | None = None) -> None:
    """Make a token worthless at once; one that is already stays as it is.

    Raises:
        NotFoundError: there is none.
    """
    row = await session.get(TokenRow, token_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFoundError("token", token_id)
    if row.revoked_at is not None:
        return
    row.revoked_at = datetime.now(UTC)
    await session.flush()
    detail = {"because": because} if because else None
    await audit.append(session, actor=actor, event="token.revoked", subject=f"tokens:{token_id}", detail=detail)


def _hash(secret: str) -> str:
    # Secrets of 256 random bits want no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def _csrf(secret: str) -> str:
    # Made from the cookie's secret, so that there is nothing to keep and it ends with the session.
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()

"""API keys made without a person at a screen: as the account itself, through a web session and its identity check."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from pydantic import SecretStr

from tools.odoo.accounts import Account
from tools.odoo.client import OdooSession, WebSession
from tools.odoo.errors import NoAccess, OdooError, Refused
from tools.odoo.values import moment

_DURATIONS = (365, 180, 90, 30, 7, 1)


async def make_key(
    admin: OdooSession, uid: int, login: str, *, days_allowed: float, revoke: bool, patience: float
) -> tuple[SecretStr, datetime]:
    """A new key for an account, and when it ends.

    The account gets a random password for the moment, which is taken away again: afterwards only its key opens it.

    Args:
        admin: an administrator's session.
        uid: the account.
        login: its login.
        days_allowed: the longest life its groups allow.
        revoke: take its earlier keys away at once; otherwise they live to their own end, so that running workers go on.
        patience: seconds each call may take.

    Raises:
        Refused: Odoo wants a second factor of the account.
        OdooError: any other kind.
    """
    password = secrets.token_urlsafe(32)
    await admin.write("res.users", [uid], {"password": password})
    try:
        async with WebSession(admin.url, admin.database, login, patience) as session:
            await session.sign_in(password)
            return await _make(session, uid, password, days_allowed, revoke=revoke)
    finally:
        await admin.write("res.users", [uid], {"password": ""})


async def _make(
    session: WebSession, uid: int, password: str, days_allowed: float, *, revoke: bool
) -> tuple[SecretStr, datetime]:
    days = next((days for days in _DURATIONS if days <= days_allowed), 1)
    mine = [["user_id", "=", uid]]
    earlier = await session.call("res.users.apikeys", "search", [mine])
    values = {"name": f"Expediter {datetime.now(UTC):%Y-%m-%d %H:%M}", "duration": str(days)}
    description = await session.call("res.users.apikeys.description", "create", [values])
    answer = await session.call("res.users.apikeys.description", "make_key", [[description]])
    if answer.get("res_model") == "res.users.identitycheck":
        check = answer["res_id"]
        await session.call("res.users.identitycheck", "write", [[check], {"password": password}])
        answer = await session.call("res.users.identitycheck", "run_check", [[check]], context={"password": password})
    key = (answer.get("context") or {}).get("default_key")
    if not key:
        raise Refused("Odoo gave no API key; does it ask this account for a second factor?")
    made = await session.call("res.users.apikeys", "search_read", [mine, ["expiration_date"]], order="id desc", limit=1)
    ends = moment(made[0]["expiration_date"]) if made else None
    if ends is None:
        raise Refused("Odoo made an API key without an end; that is not wanted.")
    if revoke and earlier:
        await session.call("res.users.apikeys", "remove", [earlier])
    return SecretStr(key), ends


async def still_good(account: Account | None, admin: OdooSession, login: str, patience: float) -> bool:
    """Whether an account's key opens this database now and does not end soon."""
    if account is None or account.login != login or account.expires is None or account.ends_soon(datetime.now(UTC)):
        return False
    try:
        session = await OdooSession.open(
            admin.url, admin.database, login, account.key.get_secret_value(), timeout=patience
        )
    except (OdooError, NoAccess):
        return False
    await session.close()
    return True

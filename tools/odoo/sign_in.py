"""Odoo credentials to a person with roles, for the sign-in page. The session made for it is dropped at once."""

from __future__ import annotations

from cases.people import Person
from runtime.settings import Settings, Wire
from tools.odoo.client import OdooSession, server_version
from tools.odoo.connect import check_identity, odoo_target
from tools.odoo.errors import OlderProvisioning, Refused
from tools.odoo.reads.people import PeopleReads


async def sign_in(settings: Settings, login: str, secret: str) -> Person:
    """Who signs in with these credentials, and the roles they hold now.

    Of their credentials the person carries the marks that this sign-in stands on; they are read with the very secret,
    so that no change comes in between.

    Args:
        settings: which Odoo.
        login: as in Odoo.
        secret: the password, or an API key (needed by whoever signs in to Odoo with two factors).

    Raises:
        WrongPassword: Odoo does not accept them.
        WrongDatabase: the database is not the provisioned one.
        Refused: the account is not an internal user's.
        OlderProvisioning: nobody would notice a changed password.
        OdooDown: Odoo cannot be reached.
        OdooError: any other kind, each with its message.
    """
    target = odoo_target(settings)
    # People have passwords, which only the older wire takes; an API key may use either.
    wire = Wire.AUTO if settings.odoo_wire is Wire.JSON2 else settings.odoo_wire
    session = await OdooSession.open(
        target.url, target.database, login, secret, wire=wire, timeout=settings.odoo_timeout
    )
    async with session:
        check_identity(await session.database_uuid(), target)
        person = await PeopleReads(session).person(session.uid)
    if person is None:
        raise Refused(f"{login} is not an internal user of Odoo and cannot sign in here.")
    if person.credentials is None:
        raise OlderProvisioning("a changed password would not be noticed, so nobody is let in")
    return person if OdooSession.may_be_key(secret) else person.without_keys()


async def ping(settings: Settings, *, seconds: float = 2.0) -> str:
    """Whether Odoo answers, cheaply: its version, without signing in. For readiness checks.

    Raises:
        OdooDown: nothing answers.
        TimedOut: not within `seconds`.
        BadAddress: something else answers, or no address is known.
    """
    return await server_version(odoo_target(settings).url, seconds)

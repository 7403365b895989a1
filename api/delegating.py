"""To whom a case may be handed: people who are at the desk, with the roles that Odoo gives them at this moment."""

from __future__ import annotations

from fastapi import Request

from api.people import People
from cases.people import Person
from cases.store import people as signed_in
from cases.store.errors import BadDelegateError
from runtime.database import Database


async def delegate_named(request: Request, login: str) -> Person:
    """Who has that login.

    Raises:
        BadDelegateError: nobody at the desk has it.
        OdooError: Odoo cannot say now who they are.
    """
    database: Database = request.app.state.database
    async with database.transaction() as session:
        known = await signed_in.at_the_desk(session)
    person = next((one for one in known if one.login.casefold() == login.strip().casefold()), None)
    people: People = request.app.state.people
    now = await people.now(person) if person is not None else None
    if now is None:
        raise BadDelegateError("Nobody with that login is signed in at this desk.")
    return now

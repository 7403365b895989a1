"""A person at the desk: who they are in Odoo and which roles they hold there."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from cases.roles import Role


class Person(BaseModel):
    """Somebody who signed in with Odoo credentials, or whose token acts for them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uid: int
    login: str
    name: str
    email: str | None = None
    roles: frozenset[Role] = frozenset()
    lang: str = "en_US"
    tz: str = "UTC"

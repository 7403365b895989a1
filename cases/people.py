"""A person at the desk: who they are in Odoo and which roles they hold there."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict

from cases.roles import Role


class Credentials(BaseModel):
    """What somebody signs in to Odoo with, as marks: they change when it changes, and tell nothing of it.

    Attributes:
        account: one mark of login, password, second factor and whether the account is active.
        keys: Odoo's numbers of the API keys that are good.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    keys: frozenset[int] = frozenset()


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
    credentials: Credentials | None = None

    @property
    def is_manager(self) -> bool:
        """Whether they manage others at the desk."""
        return any(role is role.manager for role in self.roles)

    def clock(self, moment: datetime) -> str:
        """A moment by their own clock: `Fri 4 Dec 16:40`; by UTC where this machine does not know their zone."""
        try:
            zone = ZoneInfo(self.tz or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        local = moment.astimezone(zone)
        return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"

    def signed_in_as_now(self, now: Person) -> bool:
        """Whether a sign-in made as this person still holds, given the same person as Odoo knows them now.

        A sign-in made with an API key names every key that was good then, since nobody knows which it was: when one of
        them is gone, so is the sign-in.
        """
        then, held = self.credentials, now.credentials
        if then is None or held is None:
            return then is held
        return then.account == held.account and then.keys <= held.keys

    def without_keys(self) -> Person:
        """The same person, for a sign-in that no API key opened."""
        if self.credentials is None:
            return self
        return self.model_copy(update={"credentials": Credentials(account=self.credentials.account)})

"""What can go wrong with Odoo, each with its own plain message. Raised by the client; nothing here shows a traceback.

`again` answers the caller's question: may the same call be made again? A `LostAnswer` may not: it has to be looked for.
"""

from __future__ import annotations

from datetime import datetime

from runtime.errors import PlainError


class OdooError(PlainError):
    """Something went wrong with Odoo."""

    again = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadAddress(OdooError):
    """What answers at this address is not Odoo."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"No Odoo at {url}: {why}. Check EXPEDITER_ODOO_URL.")


class UnknownOdoo(BadAddress):
    """Nothing says which Odoo is meant."""

    def __init__(self) -> None:
        OdooError.__init__(
            self,
            "It is not known which Odoo to use: start the sandbox, or set EXPEDITER_ODOO_URL and "
            "EXPEDITER_ODOO_DATABASE and run `expediter odoo provision`.",
        )


class OdooDown(OdooError):
    """Odoo cannot be reached at the moment."""

    again = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"Odoo at {url} cannot be reached: {why}.")


class TimedOut(OdooError):
    """Odoo did not answer in time; nothing was asked that changes anything."""

    again = True

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(f"Odoo did not answer {what} within {seconds:g} seconds.")


class LostAnswer(OdooError):
    """A write was sent and its answer never came: it may have been done. Look for it; never send it again blindly."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"The answer to {what} was lost ({why}): it may have been done or not.")


class NoDatabase(OdooError):
    """The server has no database of that name."""

    def __init__(self, database: str, url: str) -> None:
        super().__init__(f"Odoo at {url} has no database {database!r}. Check EXPEDITER_ODOO_DATABASE.")


class WrongDatabase(OdooError):
    """The database is not the one that was provisioned."""

    def __init__(self, found: str | None, pinned: str) -> None:
        super().__init__(
            f"This is another Odoo database ({found or 'without an identity'}) than the provisioned one ({pinned}). "
            "If that is meant, run `expediter odoo provision` on it."
        )


class WrongPassword(OdooError):
    """Odoo does not accept the login and secret."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f"Odoo does not accept the password or API key of {login}. "
            "Whoever signs in to Odoo with two factors needs an API key here."
        )


class SignInsHeld(OdooError):
    """Odoo takes no sign-in from our address for a while, right password or wrong."""

    again = True

    def __init__(self) -> None:
        super().__init__(
            "After too many wrong passwords Odoo takes no sign-in from here for about a minute, not even with the "
            "right password. Wait a minute and try again."
        )


class KeyExpired(OdooError):
    """The account's API key has ended."""

    def __init__(self, login: str, expired: datetime) -> None:
        super().__init__(
            f"The API key of {login} ended on {expired:%d %b %Y}. Run `expediter odoo provision` for another."
        )


class NotProvisioned(OdooError):
    """The account has not been made yet."""

    def __init__(self, which: str) -> None:
        super().__init__(f"There is no {which} account for Odoo yet. Run `expediter odoo provision`.")


class OlderProvisioning(OdooError):
    """Something that is needed was not provisioned yet when this database was."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"This Odoo was provisioned by an earlier version: {what}. Run `expediter odoo provision` again."
        )


class MissingModel(OdooError):
    """The Odoo module that brings this model is not installed."""

    def __init__(self, model: str) -> None:
        super().__init__(f"Odoo has no model {model}: the module that brings it is not installed.")


class MissingField(OdooError):
    """This Odoo lacks a field or method that is needed."""


class MissingRecord(OdooError):
    """The record is not there any more."""


class NoAccess(OdooError):
    """The account may not do this."""

    def __init__(self, login: str, model: str, method: str, why: str) -> None:
        super().__init__(f"{login} has no access to {model} ({method}): {why}")
        self.model = model
        self.method = method


class Refused(OdooError):
    """Odoo refused and said why; nothing was changed."""


class RolledBack(OdooError):
    """Another transaction got in between; Odoo took everything back and the call may be made again."""

    again = True

    def __init__(self, what: str) -> None:
        super().__init__(f"Odoo rolled back {what} because something else changed the same records at that moment.")


class ServerFault(OdooError):
    """Odoo failed inside: almost always rolled back, so look before sending again. Its log has the details."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"Odoo failed inside on {what} ({name}). Its own log has the details.")
        self.name = name

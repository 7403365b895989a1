"""Which Odoo is meant: its address, its database and the identity it must have.

Sessions are opened where they are used: `tools.odoo.reads.open_reader`, `tools.odoo.writes`, `tools.odoo.sign_in`.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.settings import Settings
from tools.odoo.accounts import load_account
from tools.odoo.errors import NotProvisioned, UnknownOdoo, WrongDatabase


@dataclass(frozen=True)
class Target:
    """One Odoo database.

    Attributes:
        url: address of the server.
        database: name of the database.
        uuid: the identity it must have; None before it was provisioned or where the reader's key was set by hand.
    """

    url: str
    database: str
    uuid: str | None


def odoo_target(settings: Settings) -> Target:
    """The Odoo that the settings name; where they name none, the one that the reader's account was made for.

    Raises:
        UnknownOdoo: neither names an address and a database.
        KeyExpired: the reader's key has ended.
    """
    try:
        account = load_account(settings, "reader")
    except NotProvisioned:
        account = None
    url = settings.odoo_url or (account.url if account else None)
    database = settings.odoo_database or (account.database if account else None)
    if not url or not database:
        raise UnknownOdoo
    return Target(url.rstrip("/"), database, account.database_uuid if account else None)


def check_identity(found: str | None, target: Target) -> None:
    """Refuse a database other than the pinned one.

    Raises:
        WrongDatabase: it is another one, or shows no identity although one is pinned.
    """
    if target.uuid is not None and found != target.uuid:
        raise WrongDatabase(found, target.uuid)

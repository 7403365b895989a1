"""The two accounts' keys: made by provisioning, kept in two files that only their owner may read, loaded by name.

Two files, so that the web process can be given the reader's alone. Settings win over the files.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr, ValidationError

from runtime.settings import Settings
from tools.odoo.errors import KeyExpired, NotProvisioned
from tools.odoo.names import READER_LOGIN, WRITER_LOGIN

AccountName = Literal["reader", "writer"]
WARN_BEFORE = timedelta(days=14)


class Account(BaseModel):
    """One account of ours in Odoo.

    Attributes:
        login: its login.
        key: its API key.
        expires: when the key ends; None where it was set by hand and nobody knows.
        url: the server it is for; None where set by hand.
        database: the database it is for; None where set by hand.
        database_uuid: the identity that was pinned when the account was made; None where set by hand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    login: str
    key: SecretStr
    expires: AwareDatetime | None = None
    url: str | None = None
    database: str | None = None
    database_uuid: str | None = None

    def ends_soon(self, now: datetime) -> bool:
        """Whether the key ends within a fortnight."""
        return self.expires is not None and self.expires - now < WARN_BEFORE


class Accounts(BaseModel):
    """What provisioning made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: Account
    writer: Account
    database_uuid: str


def account_file(settings: Settings, which: AccountName) -> Path:
    """Where an account is kept."""
    return settings.data_dir / "odoo" / f"{which}.json"


def writer_file_in_reach(settings: Settings) -> Path | None:
    """The writing account's file where this process could read it, whether it means to or not; None where it cannot."""
    path = account_file(settings, "writer")
    try:
        path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        return path if _owned(path) or _owned(path.parent) else None
    return path


def store(accounts: Accounts, settings: Settings) -> None:
    """Keep both accounts, each in a file of its own that only this operating system user may read."""
    for which, account in (("reader", accounts.reader), ("writer", accounts.writer)):
        path = account_file(settings, "reader" if which == "reader" else "writer")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = account.model_dump(mode="json") | {"key": account.key.get_secret_value()}
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        # Born with its mode: never readable by others, not even for a moment.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file)
        fresh.replace(path)


def load_account(settings: Settings, which: AccountName) -> Account:
    """An account, from the settings if they name it, else from its file.

    Raises:
        NotProvisioned: neither has it, or the file cannot be read.
        KeyExpired: its key has ended.
    """
    account = _from_settings(settings, which) or _from_file(settings, which)
    if account is None:
        raise NotProvisioned(which)
    if account.expires and account.expires <= datetime.now(UTC):
        raise KeyExpired(account.login, account.expires)
    return account


def _owned(path: Path) -> bool:
    """Whether we may give ourselves the right to read it."""
    try:
        return hasattr(os, "geteuid") and path.stat().st_uid == os.geteuid()
    except PermissionError:
        return False


def _from_settings(settings: Settings, which: AccountName) -> Account | None:
    if which == "reader":
        login, key, usual = settings.odoo_reader_login, settings.odoo_reader_key, READER_LOGIN
    else:
        login, key, usual = settings.odoo_writer_login, settings.odoo_writer_key, WRITER_LOGIN
    return Account(login=login or usual, key=key) if key else None


def _from_file(settings: Settings, which: AccountName) -> Account | None:
    path = account_file(settings, which)
    try:
        return Account.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    except PermissionError:
        raise NotProvisioned(f"{which} (its file {path} may not be read by this user)") from None

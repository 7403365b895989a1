"""The secrets that webhooks to the sandbox's desk are signed with: made once, kept in the instance's folder."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = "webhooks.json"


class WebhookSecrets(BaseModel):
    """One secret for each source. They survive a reset, so whoever was told them goes on sending."""

    model_config = ConfigDict(frozen=True)

    standard: str
    easypost: str

    @property
    def setting(self) -> str:
        """As `EXPEDITER_WEBHOOK_SECRETS` takes them."""
        return f"standard={self.standard},easypost={self.easypost}"


def find(folder: Path) -> WebhookSecrets | None:
    """The secrets of the instance with this folder, where it has been brought up once."""
    try:
        return WebhookSecrets.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None


def ensure(folder: Path) -> WebhookSecrets:
    """The secrets of the instance with this folder, made now where there are none. Its lock is held."""
    found = find(folder)
    if found is None:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        found = WebhookSecrets(standard=f"whsec_{key}", easypost=secrets.token_urlsafe(32))
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{FILE}.new"
        fresh.unlink(missing_ok=True)
        # Born with its mode: never readable by others, not even for a moment.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(found.model_dump_json())
        fresh.replace(folder / FILE)
    return found

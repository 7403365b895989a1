"""What all reads share: the session of the account that reads."""

from __future__ import annotations

from typing import Any

from tools.odoo.client import OdooSession
from tools.odoo.reads.kept import Kept


class Reads:
    """Holds the session. Never handed out."""

    def __init__(self, session: OdooSession) -> None:
        self._session = session
        self._kept_for_a_minute: Kept[tuple[Any, ...]] = Kept()
        self._lacking: dict[str, frozenset[str]] = {}
        """Fields that this Odoo has not, by model, once they were asked for."""

    def forget(self) -> None:
        """Read anew what is kept for a minute because it hardly changes."""
        self._kept_for_a_minute.forget()

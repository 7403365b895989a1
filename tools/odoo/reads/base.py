"""What all reads share: the session of the account that reads."""

from __future__ import annotations

from tools.odoo.client import OdooSession


class Reads:
    """Holds the session. Never handed out."""

    def __init__(self, session: OdooSession) -> None:
        self._session = session
        self._lacking: dict[str, frozenset[str]] = {}
        """Fields that this Odoo has not, by model, once they were asked for."""

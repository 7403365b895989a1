"""What all reads share: the session of the account that reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from tools.odoo.client import OdooSession
from tools.odoo.reads.kept import KeptAnswers

PAGE = 500
# Moves that are planned or under way.
OPEN = ["state", "not in", ["done", "cancel"]]


class Reads:
    """Holds the session. Never handed out."""

    def __init__(self, session: OdooSession) -> None:
        self._session = session
        self._kept_for_a_minute: KeptAnswers[tuple[Any, ...]] = KeptAnswers()
        self._lacking: dict[str, frozenset[str]] = {}
        """Fields that this Odoo has not, by model, once they were asked for."""

    def forget(self) -> None:
        """Read anew what is kept for a minute because it hardly changes."""
        self._kept_for_a_minute.forget()

    async def _paged(
        self, model: str, domain: Sequence[Any], shape: Mapping[str, Any]
    ) -> AsyncIterator[dict[str, Any]]:
        """Every record of a domain by id: what comes or goes meanwhile shifts no page."""
        last = 0
        while True:
            rows = await self._session.read_tree(model, [*domain, ["id", ">", last]], shape, order="id", limit=PAGE)
            for row in rows:
                yield row
            if len(rows) < PAGE:
                return
            last = rows[-1]["id"]

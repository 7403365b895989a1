"""Records that provisioning keeps under an external id of its own: found again, repaired, made once."""

from __future__ import annotations

from typing import Any

from tools.odoo.client import OdooSession
from tools.odoo.names import MODULE


class Keeper:
    """Makes and repairs records over one administrator's session.

    Attributes:
        session: the administrator's session.
    """

    def __init__(self, session: OdooSession) -> None:
        self.session = session
        self._known: dict[str, tuple[str, int]] = {}
        self._models: dict[str, int] = {}

    async def learn(self) -> None:
        """Read once what earlier runs made, and which models there are."""
        rows = await self.session.search_read("ir.model.data", [["module", "=", MODULE]], ["name", "model", "res_id"])
        by_model: dict[str, set[int]] = {}
        for row in rows:
            by_model.setdefault(row["model"], set()).add(row["res_id"])
        alive: set[tuple[str, int]] = set()
        for model, ids in by_model.items():
            domain = [["id", "in", sorted(ids)]]
            found = await self.session.search_read(model, domain, ["id"], context={"active_test": False})
            alive |= {(model, row["id"]) for row in found}
        self._known = {r["name"]: (r["model"], r["res_id"]) for r in rows if (r["model"], r["res_id"]) in alive}
        models = await self.session.search_read("ir.model", [["transient", "=", False]], ["model"])
        self._models = {row["model"]: row["id"] for row in models}

    def model_id(self, model: str) -> int | None:
        """Id of a model's description; None where it is not installed."""
        return self._models.get(model)

    def known(self, name: str) -> int | None:
        """Id of the record kept under a name, if it is there."""
        found = self._known.get(name)
        return found[1] if found else None

    def names(self, prefix: str) -> dict[str, tuple[str, int]]:
        """What is kept under names with that beginning."""
        return {name: found for name, found in self._known.items() if name.startswith(prefix)}

    async def keep(self, name: str, model: str, values: dict[str, Any], *, repair: bool = True) -> int:
        """The record under that name: made if absent, else (unless told otherwise) put right.

        Args:
            name: external id without the module.
            model: its model.
            values: what it must say.
            repair: put right a record that is already there.
        """
        kept = await self.keep_all(model, {name: values}, repair=repair)
        return kept[name]

    async def keep_all(self, model: str, wanted: dict[str, dict[str, Any]], *, repair: bool = True) -> dict[str, int]:
        """Several records of one model, as `keep` does: absent ones made in one call, wrong ones written.

        Odoo throws its caches away at every change of rights, so nothing is written that is right already.
        """
        known = {name: found for name in wanted if (found := self.known(name)) is not None}
        if repair and known:
            await self._repair(model, {record: wanted[name] for name, record in known.items()})
        absent = [name for name in wanted if name not in known]
        if not absent:
            return known
        created = await self.session.create(model, [wanted[name] for name in absent])
        await self._adopt_all(model, dict(zip(absent, created, strict=True)))
        return known | dict(zip(absent, created, strict=True))

    async def _repair(self, model: str, wanted: dict[int, dict[str, Any]]) -> None:
        fields = sorted({field for values in wanted.values() for field in values})
        rows = await self.session.read(model, sorted(wanted), fields)
        for row in rows:
            values = wanted[row["id"]]
            wrong = {field: value for field, value in values.items() if not _same(row[field], value)}
            if wrong:
                await self.session.write(model, [row["id"]], wrong)

    async def adopt(self, name: str, model: str, record_id: int) -> None:
        """Keep a record that is already there under a name."""
        await self._adopt_all(model, {name: record_id})

    async def _adopt_all(self, model: str, records: dict[str, int]) -> None:
        stale = await self.session.search_read(
            "ir.model.data", [["module", "=", MODULE], ["name", "in", list(records)]], ["id"]
        )
        if stale:
            await self.session.unlink("ir.model.data", [row["id"] for row in stale])
        rows = [
            {"module": MODULE, "name": name, "model": model, "res_id": record, "noupdate": True}
            for name, record in records.items()
        ]
        await self.session.create("ir.model.data", rows)
        self._known |= {name: (model, record) for name, record in records.items()}

    async def drop(self, name: str) -> None:
        """Delete the record under that name."""
        model, record_id = self._known.pop(name)
        await self.session.unlink(model, [record_id])


def _same(found: Any, wanted: Any) -> bool:
    """Whether a field as read says what is to be written."""
    if isinstance(wanted, list):
        # Commands: `[6, 0, ids]` sets, `[4, id]` adds.
        [command] = wanted
        return set(found) == set(command[2]) if command[0] == 6 else command[1] in found
    if isinstance(found, list | tuple):
        return bool(found[0] == wanted)
    return bool((found or False) == (wanted or False))

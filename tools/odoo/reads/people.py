"""Who people are in Odoo and what they may decide: a part of the reader."""

from __future__ import annotations

from typing import Any

from cases.people import Person
from cases.roles import Role
from tools.odoo.reads import shapes
from tools.odoo.reads.base import Reads
from tools.odoo.roles import groups_of, roles_of
from tools.odoo.values import empty_is_none


class People(Reads):
    """Reads of users and their roles."""

    _groups: dict[int, str] | None = None

    async def person(self, who: int | str) -> Person | None:
        """A person by user id or login, with the roles they hold now; None when unknown, archived or not internal.

        Two calls, one after the groups' names are known.
        """
        found = await self._people([["id" if isinstance(who, int) else "login", "=", who]])
        return found[0] if found else None

    async def people(self, uids: list[int]) -> dict[int, Person]:
        """Several people by user id, with the roles they hold now. Calls as `person`."""
        return {person.uid: person for person in await self._people([["id", "in", uids]])}

    async def users_with_role(self, role: Role) -> list[Person]:
        """Everybody who holds a role now, by name. Calls as `person`."""
        names = await self._group_names()
        wanted = set(groups_of(role))
        ids = [group for group, name in names.items() if name in wanted]
        return await self._people([["all_group_ids", "in", ids]])

    async def _people(self, domain: list[Any]) -> list[Person]:
        names = await self._group_names()
        only_people = [*domain, ["active", "=", True], ["share", "=", False]]
        rows = await self._session.read_tree("res.users", only_people, shapes.PERSON, order="name, id")
        return [_person(row, names) for row in rows]

    async def _group_names(self) -> dict[int, str]:
        """External ids of all groups. They change only with the installed modules, so they are read once."""
        if self._groups is None:
            rows = await self._session.search_read("res.groups", [], ["id"])
            names = await self._session.ask("res.groups", "get_external_id", [row["id"] for row in rows])
            self._groups = {int(group): str(name) for group, name in names.items() if name}
        return self._groups


def _person(row: dict[str, Any], names: dict[int, str]) -> Person:
    groups = (names.get(group) for group in row["all_group_ids"])
    email = empty_is_none(row["email"])
    return Person(
        uid=row["id"],
        login=row["login"],
        name=row["name"],
        email=str(email) if email else None,
        roles=roles_of(group for group in groups if group),
        lang=row["lang"] or "en_US",
        tz=row["tz"] or "UTC",
    )

"""Who people are in Odoo and what they may decide: a part of the reader."""

from __future__ import annotations

from typing import Any

from cases.people import Credentials, Person
from cases.roles import Role
from tools.odoo.errors import MissingField, OlderProvisioning
from tools.odoo.names import CREDENTIALS_FIELD
from tools.odoo.reads import shapes
from tools.odoo.reads.base import Reads
from tools.odoo.roles import groups_of, roles_of
from tools.odoo.values import empty_is_none


class PeopleReads(Reads):
    """Reads of users and their roles."""

    _groups: dict[int, str] | None = None
    _marks = True

    async def person(self, who: int | str) -> Person | None:
        """A person by user id or login, with the roles they hold now; None when unknown, archived or not internal.

        With the marks of their credentials, where the database has them. Two calls, one after the groups are known.
        """
        found = await self._people([["id" if isinstance(who, int) else "login", "=", who]], marked=True)
        return found[0] if found else None

    async def check_provisioned(self) -> None:
        """Whether this database has what this version needs of provisioning to let people in. One call.

        Raises:
            OlderProvisioning: it was provisioned by an earlier version.
        """
        known = await self._session.ask("res.users", "fields_get", allfields=[CREDENTIALS_FIELD], attributes=["type"])
        if CREDENTIALS_FIELD not in known:
            raise OlderProvisioning("a changed password would not be noticed, so nobody is let in")

    async def people(self, uids: list[int]) -> dict[int, Person]:
        """Several people by user id, with the roles they hold now. Calls as `person`."""
        return {person.uid: person for person in await self._people([["id", "in", uids]])}

    async def users_with_role(self, role: Role) -> list[Person]:
        """Everybody who holds a role, by name: whom to ask, not who may decide.

        Calls as `person`, none where they were made within a minute.
        """
        return list(await self._kept_for_a_minute.get(role, lambda: self._holders(role)))

    async def _holders(self, role: Role) -> tuple[Person, ...]:
        names = await self._group_names()
        wanted = set(groups_of(role))
        ids = [group for group, name in names.items() if name in wanted]
        return tuple(await self._people([["all_group_ids", "in", ids]]))

    async def _people(self, domain: list[Any], *, marked: bool = False) -> list[Person]:
        names = await self._group_names()
        only_people = [*domain, ["active", "=", True], ["share", "=", False]]
        rows = await (self._marked(only_people) if marked and self._marks else self._plain(only_people))
        return [_person(row, names) for row in rows]

    async def _plain(self, domain: list[Any]) -> list[dict[str, Any]]:
        return await self._session.read_tree("res.users", domain, shapes.PERSON, order="name, id")

    async def _marked(self, domain: list[Any]) -> list[dict[str, Any]]:
        try:
            return await self._session.read_tree("res.users", domain, shapes.MARKED_PERSON, order="name, id")
        except MissingField:
            # Provisioned by an earlier version: roles can be read all the same.
            self._marks = False
            return await self._plain(domain)

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
        credentials=_credentials(row.get(CREDENTIALS_FIELD)),
    )


def _credentials(mark: object) -> Credentials | None:
    if not isinstance(mark, str) or not mark:
        return None
    account, _, keys = mark.partition(" ")
    return Credentials(account=account, keys=frozenset(int(key) for key in keys.split()))

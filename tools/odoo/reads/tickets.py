"""Where customer service keeps its tickets: a part of the reader."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from cases.actions.open_ticket import TicketModel
from tools.odoo.errors import MissingModel
from tools.odoo.reads.base import Reads


class TicketPlace(BaseModel):
    """A project, or a team of the helpdesk.

    Attributes:
        model: what a ticket in it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: TicketModel
    id: int
    name: str


class Tickets(Reads):
    """Reads of the place for tickets."""

    async def ticket_place(self, name: str) -> TicketPlace | None:
        """The helpdesk's team of that name where there is a helpdesk, else the project; none: there is none.

        A helpdesk with one team alone needs no name. One call for a project, two more where a helpdesk is installed.
        """
        try:
            known = await self._session.ask(
                "helpdesk.ticket", "fields_get", allfields=["team_id"], attributes=["relation"]
            )
        except MissingModel:
            return await self._place("project.task", "project.project", name)
        return await self._place("helpdesk.ticket", str(known["team_id"]["relation"]), name, or_the_only_one=True)

    async def _place(
        self, ticket: TicketModel, model: str, name: str, *, or_the_only_one: bool = False
    ) -> TicketPlace | None:
        try:
            rows = await self._session.search_read(model, [["active", "=", True]], ["name"], order="id")
        except MissingModel:
            return None
        named = [row for row in rows if str(row["name"]).casefold() == name.casefold()]
        if not named and or_the_only_one and len(rows) == 1:
            named = rows
        return TicketPlace(model=ticket, id=named[0]["id"], name=named[0]["name"]) if named else None

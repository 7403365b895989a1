"""Where tickets are kept is found by its name, whichever application keeps them."""

from __future__ import annotations

import pytest

from tests.integration.tools.odoo.conftest import Company
from tools.odoo.client import OdooSession
from tools.odoo.reads import OdooReader
from tools.odoo.reads.tickets import TicketPlace

pytestmark = pytest.mark.odoo


async def test_the_project_of_that_name(untouched: Company, administrator: OdooSession, reader: OdooReader) -> None:
    [made, other] = await administrator.create("project.project", [{"name": "Complaints"}, {"name": "Complaints 2"}])
    for name in ("Complaints", "complaints"):
        assert await reader.ticket_place(name) == TicketPlace(model="project.task", id=made, name="Complaints")
    assert await reader.ticket_place("Nothing of that name") is None
    await administrator.write("project.project", [made], {"active": False})
    assert await reader.ticket_place("Complaints") is None
    await administrator.write("project.project", [other], {"name": "Complaints", "privacy_visibility": "followers"})
    found = await reader.ticket_place("Complaints")
    assert found is not None
    assert found.id == other

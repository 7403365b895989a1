"""Working hours, closed days and countries, read from the real Odoo with the reading account."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.integration.tools.odoo.conftest import Company
from tools.odoo.client import OdooSession
from tools.odoo.counting import count_calls
from tools.odoo.reads import OdooReader

pytestmark = pytest.mark.odoo

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


async def test_the_companys_days_are_odoos(reader: OdooReader, administrator: OdooSession, company: Company) -> None:
    assert company.world.url
    values = {"name": "Stocktaking", "date_from": "2026-12-29 00:00:00", "date_to": "2026-12-30 22:59:59"}
    made = await administrator.create("resource.calendar.leaves", [values])
    try:
        with count_calls() as counter:
            work = await reader.work_calendars(NOW)
    finally:
        await administrator.unlink("resource.calendar.leaves", made)
    assert counter.calls == 2
    assert work.company.weekdays == (0, 1, 2, 3, 4)
    [home] = await administrator.search_read("res.company", [], ["country_id"], limit=1)
    [country] = await administrator.search_read("res.country", [["id", "=", home["country_id"][0]]], ["code"])
    assert work.company.country == country["code"]
    assert {date(2026, 12, 29), date(2026, 12, 30)} <= set(work.company.closed)
    assert not work.company.is_working(date(2026, 12, 25))
    assert work.company.next(date(2026, 12, 24)) == date(2026, 12, 28)

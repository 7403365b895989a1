"""A case by the number that people say, beside its id."""

from __future__ import annotations

from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest


async def test_a_case_is_found_by_the_number_that_people_say(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client, browser = await desk.speaks_for(stories.PLANNER), await desk.browser(stories.PLANNER)
    by_id = await client.get(f"/cases/{story.case_id}")
    number = by_id.json()["number"]
    assert number.startswith("EX-")
    for name in (number, number.lower(), number.removeprefix("EX-")):
        assert (await client.get(f"/cases/{name}")).json() == by_id.json()
        page = await browser.get(f"/cases/{name}")
        assert page.status_code == 200
        assert number in page.text
    for name in ("EX-999999", "EX-", "EX-²", "9" * 40):
        assert (await client.get(f"/cases/{name}")).status_code == 404

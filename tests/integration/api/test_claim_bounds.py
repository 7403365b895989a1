"""What a person says instead of what was read has its bounds: 422 names the field, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.integration.api import stories
from tests.integration.api.conftest import DeskUnderTest

ABSURD: list[tuple[str, Any]] = [
    ("quantity", "1e400"),
    ("quantity", 10**12),
    ("quantity", 0),
    ("quantity", "-3"),
    ("quantity", "NaN"),
    ("quantity", "1.23456"),
    ("on_time_quantity", "Infinity"),
    ("new_date", "2101-01-01"),
    ("new_date", "99999-01-01"),
    ("first_date", "1999-12-31"),
    ("order_text", "P" * 201),
    ("reason", "x" * 1_001),
    ("refers_to", [{"model": "purchase.order", "id": 10**30, "label": "P1"}]),
    ("refers_to", [{"model": "purchase.order", "id": 1, "label": "P1"}] * 101),
]


async def test_corrections_out_of_bounds_name_the_field_and_change_nothing(desk: DeskUnderTest) -> None:
    story = await desk.late_hinges()
    client = await desk.speaks_for(stories.PLANNER)
    before = (await client.get(f"/cases/{story.case_id}")).json()
    read = before["claims"][0]
    for field, value in ABSURD:
        for claim_id in (read["id"], None):
            item = {"claim_id": claim_id, "claim": {**read["claim"], field: value}}
            answer = await client.post(f"/cases/{story.case_id}/claims", json={"corrections": [item]})
            assert answer.status_code == 422, (field, value, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert [f".{field}" in f".{fault['field']}" for fault in answer.json()["errors"]] == [True], answer.text
    assert (await client.get(f"/cases/{story.case_id}")).json() == before


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("quantity", "1e400", "Late quantity"),
        ("quantity", "1000000000000", "Late quantity"),
        ("quantity", "1.23456", "Late quantity"),
        ("new_date", "2101-01-01", "Arrives on"),
        ("order_text", "P" * 201, "Order"),
        ("product_text", "x" * 201, "Item"),
    ],
)
async def test_the_page_says_which_field(desk: DeskUnderTest, field: str, value: str, label: str) -> None:
    browser = await desk.browser(stories.PLANNER)
    story = await desk.small_delay(43)
    form = BeautifulSoup((await browser.get(f"/cases/{story.case_id}")).text, "html.parser").select_one("#correct form")
    assert form is not None
    sent = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    answer = await browser.post(str(form["action"]), data={**sent, field: value})
    assert answer.status_code == 422
    assert f"{label}: " in answer.text
    shown = (await (await desk.speaks_for(stories.PLANNER)).get(f"/cases/{story.case_id}")).json()
    assert [claim["superseded_at"] for claim in shown["claims"]] == [None]
    # What is sensible is still taken.
    answer = await browser.post(str(form["action"]), data={**sent, "quantity": "999999999999.9999"})
    assert answer.status_code == 303

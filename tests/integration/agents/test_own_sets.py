"""The product's own mails with their truth: what is not negotiable stays so."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.reading import read_set

SETS = Path(__file__).parents[3] / "evals" / "reading"


@pytest.mark.parametrize("half", ["tuned", "held"])
async def test_nothing_ordinary_is_taken_for_a_sensitive_request(half: str) -> None:
    found = (await read_set(SETS / half, lambda _: None)).totals.totals
    assert found["sensitive, false alarm"].right == 0
    assert found["wrong day or line"].share <= 0.02


async def test_on_the_tuned_half_no_mail_is_lost_and_sensitive_requests_are_caught() -> None:
    found = (await read_set(SETS / "tuned", lambda _: None)).totals.totals
    assert found["lost"].right == 0
    assert found["sensitive, caught"].share >= 0.9

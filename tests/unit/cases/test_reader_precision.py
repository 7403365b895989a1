"""How often a reader was right is what people said, and told in words where that is little."""

from __future__ import annotations

from datetime import date

import pytest

from cases.claims import DelayClaim
from cases.reader_precision import ENOUGH, JudgedClaim, ReaderPrecision

WAS = DelayClaim(order_text="P00012", new_date=date(2026, 12, 4), read_by="model", sure=0.9)
SAME = WAS.with_correction({"order_text": "P00012"})
OTHER = WAS.with_correction({"new_date": date(2026, 12, 11)})


@pytest.mark.parametrize(
    ("judged", "right"),
    [
        (JudgedClaim(was=WAS), None),
        (JudgedClaim(was=WAS, agreed=True), True),
        (JudgedClaim(was=WAS, agreed=True, refused=True), False),
        (JudgedClaim(was=WAS, corrected=True, agreed=True), False),
        (JudgedClaim(was=WAS, now=OTHER, corrected=True, agreed=True), False),
        (JudgedClaim(was=WAS, now=SAME, corrected=True), True),
    ],
)
def test_what_people_said_of_a_reading(judged: JudgedClaim, *, right: bool | None) -> None:
    assert judged.right is right


@pytest.mark.parametrize(
    ("right", "judged", "leads", "words"),
    [
        (0, 0, True, "nobody has judged"),
        (0, ENOUGH - 1, True, "too few to say more"),
        (9, 10, True, "(90 %)"),
        (8, 10, False, "8 of 10 readings of this kind were right (80 %)"),
    ],
)
def test_it_leads_until_it_was_found_wrong_too_often(right: int, judged: int, words: str, *, leads: bool) -> None:
    found = ReaderPrecision(right=right, judged=judged)
    assert found.leads is leads
    assert words in found.words


def test_only_what_was_judged_counts() -> None:
    claims = [JudgedClaim(was=WAS), JudgedClaim(was=WAS, agreed=True), JudgedClaim(was=WAS, corrected=True)]
    assert ReaderPrecision.of(claims) == ReaderPrecision(right=1, judged=2)

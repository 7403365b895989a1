"""When the demonstration's story counts as told: every case came to an end, and everything written is verified."""

from __future__ import annotations

from typing import Any

from cli.story import fell_short


def receipt(*, verified: bool = True, outcome: str = "applied") -> dict[str, Any]:
    return {"action": "reschedule_receipt", "outcome": outcome, "verified": verified, "detail": "P00012"}


def case(report: str = "german", status: str = "resolved", **more: Any) -> dict[str, Any]:
    told = {"number": "EX-1001", "report": report, "status": status, "why": None, "receipts": [receipt()]}
    return {**told, **more}


def test_a_story_that_is_told_falls_short_in_nothing() -> None:
    assert fell_short({"cases": [case(), case("lost", "rejected")]}) == []


def test_a_case_that_needs_a_person_is_no_end() -> None:
    left = case(status="needs_person", why="Nobody can tell whether it reached Odoo.")
    assert fell_short({"cases": [left]}) == [
        "EX-1001 (german) did not come to an end: needs person. Nobody can tell whether it reached Odoo."
    ]
    for status in ("open", "investigating", "waiting", "executing"):
        assert len(fell_short({"cases": [case(status=status)]})) == 1


def test_what_is_not_verified_is_said_for_each_change() -> None:
    cases = [case(receipts=[receipt(), receipt(verified=False, outcome="unknown")])]
    assert fell_short({"cases": cases}) == ["EX-1001 (german): reschedule_receipt is unknown and not verified. P00012"]


def test_a_case_about_which_nothing_was_done_and_no_case_at_all() -> None:
    assert fell_short({"cases": [case(receipts=[])]}) == ["EX-1001 (german): nothing was done about it."]
    assert fell_short({"cases": []}) == ["No case came of what was sent in."]

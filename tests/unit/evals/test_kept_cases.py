"""Kept cases thought through again: as people decided, otherwise, or not readable any more."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agents.inbound.think import think
from cases.actions.base import ActionName
from cases.kept import KeptAction, KeptCase
from cases.kind import Kind
from cases.overrides import Fate
from cases.status import CaseStatus
from evals.kept_cases import KeptCaseError, read_kept, score_kept, think_again
from tests.unit.agents.test_hurt import delivery, sale, snapshot


def kept(fate: Fate | None, **more: Any) -> KeptCase:
    """A late order whose receipt people decided so; everything else nobody decided."""
    waiting = sale(21, 30, 7)
    made = snapshot(delivery(11, waiting, 5), sales=(waiting,))
    draft = think(made, {})
    actions = tuple(
        KeptAction(
            name=one.name,
            args=one.args,
            premise=one.premise,
            confidence=one.confidence.value,
            fate=fate if one.name is ActionName.RESCHEDULE_RECEIPT else None,
            decisions=(),
            **(more if one.name is ActionName.RESCHEDULE_RECEIPT else {}),
        )
        for one in draft.actions
    )
    return KeptCase(
        number="EX-1001",
        kind=Kind.INBOUND_DELAY,
        title="P00012 late",
        status=CaseStatus.RESOLVED,
        reports=(),
        snapshot=made.model_dump(mode="json"),
        proposed_at=datetime(2026, 11, 26, tzinfo=UTC),
        policy_version="p1",
        summary=draft.summary,
        actions=actions,
    )


def rescheduled(one: KeptCase) -> KeptAction:
    return next(action for action in one.actions if action.name is ActionName.RESCHEDULE_RECEIPT)


@pytest.mark.parametrize("fate", [Fate.UNCHANGED, Fate.WORDING])
def test_what_people_approved_is_proposed_again(fate: Fate) -> None:
    found = think_again(kept(fate))
    assert (found.passed, found.judged, found.wrong) == (True, 1, ())


def test_what_people_rejected_or_changed_is_told_while_it_is_proposed_as_it_was() -> None:
    assert think_again(kept(Fate.REJECTED)).wrong == ("reschedule receipt was rejected and is proposed again",)
    args = rescheduled(kept(None)).args
    moved = {**args, "lines": [{**line, "new_date": "2027-01-29"} for line in args["lines"]]}
    found = think_again(kept(Fate.MATERIAL, edited_args=moved))
    assert found.wrong == ("reschedule receipt is proposed otherwise than people decided: lines",)
    # What nobody decided, and what lapsed, says nothing of what is right.
    assert think_again(kept(Fate.EXPIRED)).judged == 0


def test_what_is_not_proposed_any_more_is_told() -> None:
    one = kept(Fate.UNCHANGED)
    gone = one.model_copy(update={"snapshot": {**one.snapshot, "orders": []}})
    assert think_again(gone).wrong == ("reschedule receipt is not proposed any more",)


def test_an_older_shape_is_neither_right_nor_wrong() -> None:
    one = kept(Fate.UNCHANGED)
    found = think_again(one.model_copy(update={"snapshot": {**one.snapshot, "moon": "full"}}))
    assert found.unreadable is not None
    assert not found.passed


def test_a_folder_is_scored_and_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeptCaseError, match="no kept cases"):
        score_kept(tmp_path)
    for number, fate in (("EX-1", Fate.UNCHANGED), ("EX-2", Fate.REJECTED)):
        one = kept(fate).model_copy(update={"number": number})
        (tmp_path / f"{number}.json").write_text(one.model_dump_json())
        assert read_kept(tmp_path / f"{number}.json") == one
    found = score_kept(tmp_path)
    assert (found.cases, found.passed, found.unreadable) == (2, 1, 0)
    (tmp_path / "EX-3.json").write_text('{"version": 9}')
    with pytest.raises(KeptCaseError, match=r"EX-3.json is no kept case: version"):
        score_kept(tmp_path)

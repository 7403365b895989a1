"""In what form an endpoint answers is found out, kept, and looked for again after an hour."""

from __future__ import annotations

import pytest

from agents.answers import ReportAnswer
from agents.request_form import AGAIN, LADDER, FormLadder, RequestForm, refuses_form, strict, unwrapped


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_form_is_kept_until_it_is_refused_and_the_top_is_tried_again_after_an_hour() -> None:
    clock = Clock()
    ladder = FormLadder(clock)
    assert ladder.refused(RequestForm.SCHEMA)
    ladder.answered()
    assert (ladder.now(), ladder.found) == (RequestForm.TOOL, RequestForm.TOOL)
    # One bad answer is no reason to ask in another form.
    assert not ladder.not_in(RequestForm.TOOL)
    assert ladder.now() is RequestForm.TOOL
    clock.now = AGAIN
    assert (ladder.now(), ladder.found) == (RequestForm.SCHEMA, None)


def test_where_no_form_is_known_the_last_is_asked_and_no_more() -> None:
    ladder = FormLadder(Clock())
    assert [ladder.not_in(form) for form in LADDER] == [True, True, True, False]
    assert ladder.now() is RequestForm.WORDS


def test_two_questions_at_once_go_down_one_step() -> None:
    ladder = FormLadder(Clock())
    assert ladder.refused(RequestForm.SCHEMA)
    assert ladder.refused(RequestForm.SCHEMA)
    assert ladder.now() is RequestForm.TOOL


@pytest.mark.parametrize(
    ("status", "refuses"),
    [(400, True), (404, True), (422, True), (500, True), (401, False), (403, False), (429, False), (503, False)],
)
def test_what_says_that_a_form_is_not_known(status: int, *, refuses: bool) -> None:
    assert refuses_form(status) is refuses


def test_the_schema_is_strict() -> None:
    schema = strict(ReportAnswer.model_json_schema())
    [entry] = [one for name, one in schema["$defs"].items() if name == "ReadDelay"]
    for one in (schema, entry):
        assert one["required"] == list(one["properties"])
        assert one["additionalProperties"] is False
    assert "default" not in str(schema)
    assert "maxItems" not in str(schema)


def test_a_call_around_an_answer_is_taken_off() -> None:
    assert unwrapped({"name": "answer", "arguments": {"delays": []}}) == {"delays": []}
    assert unwrapped({"delays": []}) == {"delays": []}

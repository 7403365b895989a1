"""A model that does not answer is left alone for longer and longer, and asked again."""

from __future__ import annotations

from agents.rest import FIRST_REST, LONGEST_REST, Rest


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_time_out_is_no_reason() -> None:
    rest = Rest(Clock())
    rest.timed_out()
    assert rest.left == 0


def test_two_in_a_row_are_and_each_further_one_doubles_the_rest() -> None:
    clock = Clock()
    rest = Rest(clock)
    rest.timed_out()
    rests = []
    for _ in range(6):
        rest.timed_out()
        rests.append(rest.left)
        clock.now += rest.left
        assert rest.left == 0
    assert rests == [FIRST_REST, 120, 240, 480, LONGEST_REST, LONGEST_REST]


def test_an_answer_forgives_everything() -> None:
    rest = Rest(Clock())
    for _ in range(5):
        rest.timed_out()
    rest.answered()
    assert rest.left == 0
    rest.timed_out()
    assert rest.left == 0

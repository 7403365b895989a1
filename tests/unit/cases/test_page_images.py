"""Where on a page something stands: words with their places and a quote in, boxes out."""

from __future__ import annotations

from cases.claims import Span
from cases.page_images import PageImage, PlacedWord

LINES = ("P00012 arrives on 11 December", "Lamp LAMP-02: 30 pcs", "P00015 arrives on 11 December", "ﬁnal day 14:00")


def image(lines: tuple[str, ...] = LINES) -> PageImage:
    words = tuple(
        PlacedWord(word, round(0.1 * at, 2), round(0.1 * row, 2), round(0.1 * at + 0.08, 2), round(0.1 * row + 0.05, 2))
        for row, line in enumerate(lines, start=1)
        for at, word in enumerate(line.split(), start=1)
    )
    return PageImage(part="plan.pdf", page=1, start=10, width=800, height=1000, words=words)


TEXT = "x" * 10 + "\n".join(LINES)


def boxes(quote: str, at: int | None = None) -> list[tuple[float, float, float, float]]:
    start = TEXT.index(quote.split("\n", maxsplit=1)[0]) if at is None else at
    span = Span(part="plan.pdf", start=start, end=start + len(quote), quote=quote, page=1)
    return [(box.left, box.top, box.right, box.bottom) for box in image().boxes(span, TEXT)]


def test_words_of_one_line_have_one_box() -> None:
    assert boxes("LAMP-02: 30 pcs") == [(0.2, 0.2, 0.48, 0.25)]


def test_what_goes_over_two_lines_has_a_box_on_each() -> None:
    assert boxes("11 December\nLamp") == [(0.4, 0.1, 0.58, 0.15), (0.1, 0.2, 0.18, 0.25)]


def test_what_stands_several_times_is_told_by_what_stands_before() -> None:
    second = TEXT.rindex("arrives on 11 December")
    assert boxes("arrives on 11 December") == [(0.2, 0.1, 0.58, 0.15)]
    assert boxes("arrives on 11 December", second) == [(0.2, 0.3, 0.58, 0.35)]


def test_blanks_case_and_ligatures_are_no_difference() -> None:
    assert boxes("FINAL   day", 20) == [(0.1, 0.4, 0.28, 0.45)]


def test_a_part_of_a_word_marks_the_word() -> None:
    assert boxes("00015 arrives") == [(0.1, 0.3, 0.28, 0.35)]


def test_lines_in_another_order_than_they_are_seen_are_found_one_by_one() -> None:
    assert boxes("Lamp LAMP-02: 30 pcs\nP00012 arrives on") == [(0.1, 0.2, 0.48, 0.25), (0.1, 0.1, 0.38, 0.15)]


def test_what_is_not_there_has_no_box() -> None:
    assert boxes("18 December", 0) == []
    assert boxes(".", 0) == []


def test_a_page_holds_what_stands_on_it() -> None:
    here = Span(part="plan.pdf", start=0, end=1, quote="x", page=1)
    assert image().holds(here)
    assert not image().holds(here.model_copy(update={"page": 2}))
    assert not image().holds(here.model_copy(update={"part": "body"}))

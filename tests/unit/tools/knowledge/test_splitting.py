"""Files in passages: under their headings, of one size, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cases.guidance import PAGE, Collection, StoredFile
from tools.knowledge.splitting import LONGEST, passages_of


def filed(content: str) -> StoredFile:
    return StoredFile(
        collection=Collection.PROCEDURES,
        name="claims",
        version=3,
        content=content,
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def test_each_passage_stands_under_its_headings() -> None:
    found = passages_of(
        filed(
            "---\nkinds: [failed_delivery]\n---\nFirst.\n\n# Claims\n\n## Damage\n\n"
            "Take photos.\n\n- one\n- two\n\n# Other\n\nX.\n"
        )
    )
    assert [(one.heading, one.text) for one in found] == [
        ("", "First."),
        ("Claims › Damage", "Take photos.\n\n- one\n- two"),
        ("Other", "X."),
    ]
    assert found[1].source == "claims, version 3: Claims › Damage"


def test_what_only_looks_like_a_heading_is_none() -> None:
    [found] = passages_of(filed("# Real\n\n```\n# a comment\n```\n"))
    assert (found.heading, found.text) == ("Real", "```\n# a comment\n```")


def test_a_pdf_is_found_by_its_pages() -> None:
    found = passages_of(filed(f"Page one.\n\nMore.{PAGE}# not a heading{PAGE}"))
    assert [(one.heading, one.text) for one in found] == [
        ("page 1", "Page one.\n\nMore."),
        ("page 2", "# not a heading"),
    ]


def test_long_text_is_cut_between_sentences() -> None:
    sentence = "The claim goes to the carrier within seven days. "
    found = passages_of(filed("# Long\n\n" + sentence * 40))
    assert len(found) > 1
    assert all(one.text.endswith("days.") and len(one.text) <= LONGEST for one in found)


@given(st.lists(st.integers(0, 0xFFFF), max_size=400), st.sampled_from([" ", ". ", "\n", "\n\n"]))
def test_no_word_of_a_text_is_lost(numbers: list[int], between: str) -> None:
    plain = between.join(f"w{number:x}" for number in numbers)
    found = passages_of(filed(plain))
    assert " ".join(one.text for one in found).split() == plain.split()
    assert all(0 < len(one.text) <= LONGEST for one in found)

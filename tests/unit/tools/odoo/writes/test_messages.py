"""A letter as Odoo stores it: nothing in it is markup, and it can be compared with what is stored."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.odoo.writes.messages import as_html, as_text, marker


def test_paragraphs_and_lines() -> None:
    assert as_html("Dear A,\n\nfirst\nsecond\n") == "<p>Dear A,</p><p>first<br>second</p>"


def test_nothing_is_markup() -> None:
    assert as_html('<script>"&') == "<p>&lt;script&gt;&quot;&amp;</p>"


def test_a_stored_body_is_compared_by_its_words() -> None:
    stored = "<div><p>Dear  A &amp; B,</p>\n<p>first<br/>second</p></div>"
    assert as_text(stored) == as_text(as_html("Dear A & B,\n\nfirst\nsecond"))


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_words_survive(text: str) -> None:
    assert as_text(as_html(text)) == " ".join(text.split())


def test_the_marker_is_a_message_id() -> None:
    assert marker("EXP-1", "0f-1") == "<expediter.EXP-1@0f-1>"

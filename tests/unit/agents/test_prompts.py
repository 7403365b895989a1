"""Prompts: versioned, and nothing is lost in filling them in."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from prompts.loader import PromptError, load

NAMES = sorted(path.stem for path in Path(prompts.__path__[0]).glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_loads_and_fills(name: str) -> None:
    prompt = load(name)
    values = {word: f"<{word}>" for word in prompt.wants}
    filled = prompt.filled(**values)
    assert prompt.version
    assert all(value in filled for value in values.values())
    assert "{{" not in filled


def test_a_missing_or_unknown_value_is_an_error() -> None:
    with pytest.raises(PromptError, match="misses"):
        load("second_opinion").filled(calls=3)
    values = dict.fromkeys(load("second_opinion").wants, "x")
    with pytest.raises(PromptError, match="no place"):
        load("second_opinion").filled(**values, weather="fine")


def test_a_value_is_never_read_for_marks() -> None:
    values = dict.fromkeys(load("second_opinion").wants, "x") | {"facts": "{{ proposal }}"}
    assert "{{ proposal }}" in load("second_opinion").filled(**values)


def test_there_is_no_prompt_of_another_name() -> None:
    with pytest.raises(PromptError, match="no prompt"):
        load("../secrets")

"""What was learned is kept by what it was learned from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from agents.correspondence.kept import FOLDER, LearnedModel, keep_in, kept
from agents.correspondence.learned import Learned
from runtime.settings import load

TEXTS = (("a", "the crates were crushed"), ("b", "please pay the invoice"), ("b", "zahlen Sie\nbitte"))
SENTENCE = "a crushed crate is not paid for"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    keep_in(tmp_path)
    yield tmp_path
    keep_in(load().cache_dir)


def never() -> LearnedModel:
    raise AssertionError("learned anew")


def learn() -> LearnedModel:
    return LearnedModel(
        {"x": 0, "\0y": 1}, np.ones(2, np.float32), np.full((2, 1), 0.1, np.float32), np.array([0.3], np.float64)
    )


def test_what_is_kept_says_the_very_same(cache: Path) -> None:
    first = Learned(TEXTS).scores(SENTENCE)
    [file] = (cache / FOLDER).iterdir()
    assert file.suffix == ".npz"
    assert Learned(TEXTS).scores(SENTENCE) == first
    keep_in(None)
    assert Learned(TEXTS).scores(SENTENCE) == pytest.approx(first)


def test_other_texts_or_another_way_are_another_model(cache: Path) -> None:
    kept(TEXTS, b"one", learn)
    found = kept(TEXTS, b"one", never)
    assert found.known == learn().known
    assert found.weights.dtype == np.float32
    assert found.weights.tolist() == learn().weights.tolist()
    for texts, how in ((TEXTS[:2], b"one"), (TEXTS, b"two"), ((("b", TEXTS[0][1]), *TEXTS[1:]), b"one")):
        with pytest.raises(AssertionError, match="anew"):
            kept(texts, how, never)


@pytest.mark.parametrize("damage", [b"", b"PK\3\4", b"no archive at all"])
def test_a_damaged_file_is_learned_and_written_anew(cache: Path, damage: bytes) -> None:
    kept(TEXTS, b"one", learn)
    [file] = (cache / FOLDER).iterdir()
    whole = file.read_bytes()
    for broken in (damage, whole[: len(whole) // 2], whole[:-40]):
        file.write_bytes(broken)
        assert kept(TEXTS, b"one", learn).known == learn().known
        assert kept(TEXTS, b"one", never).start.tolist() == [0.3]
        assert [one.name for one in (cache / FOLDER).iterdir()] == [file.name]


def test_where_nothing_can_be_written_it_is_learned(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file stands in the way")
    try:
        for where in (tmp_path, None):
            keep_in(where)
            assert kept(TEXTS, b"one", learn).known == learn().known
    finally:
        keep_in(load().cache_dir)

"""One word for one thing: no two public classes share a name, and the glossary is held to the code."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = ("agents", "api", "cases", "cli", "evals", "graphs", "prompts", "runtime", "sandbox", "tools")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\w+) \| (.+) \| `([\w/]+)` \|$", GLOSSARY, re.MULTILINE)
# What the glossary says was given up; no module and nothing public is called so again.
GIVEN_UP = re.compile(
    r"^(leftovers?|showing|sittings?|upkeep)$|^(leftover|showing|deciding|upkeep)_|_(leftovers?|upkeep)$"
)


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def publics() -> list[tuple[str, Path]]:
    return [
        (node.name, path)
        for path in sources()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]


def test_no_two_public_classes_share_a_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for name, path in publics():
        if name[0].isupper():
            where[name].append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_the_glossary_says_each_word_once() -> None:
    words = [word for word, _, _ in ROWS]
    assert len(words) == len(set(words)) == GLOSSARY.count("\n| ") - 2


@pytest.mark.parametrize(("word", "room"), [(word, room) for word, _, room in ROWS])
def test_what_the_glossary_names_lives_where_it_says(word: str, room: str) -> None:
    place = ROOT / room
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    assert any(re.search(rf"{word}s?\b|{word.title()}", path.read_text(encoding="utf-8")) for path in files), room


def test_no_word_that_was_given_up_names_anything() -> None:
    named = [path.stem for path in sources()] + [name for name, _ in publics()]
    assert [name for name in named if GIVEN_UP.search(name.lower())] == []

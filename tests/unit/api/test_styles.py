"""The style sheets: one meaning for a class, and no colour that nobody named."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import api

SHEETS = sorted((Path(api.__file__).parent / "static").glob("*.css"))
TEXT = "\n".join(sheet.read_text("utf-8") for sheet in SHEETS)


def test_a_class_has_one_meaning() -> None:
    rules = Counter(re.findall(r"^\.([a-z-]+) \{$", TEXT, re.M))
    assert rules, "no style sheet was read"
    assert [name for name, times in rules.items() if times > 1] == []


def test_every_colour_and_gap_is_named() -> None:
    named = set(re.findall(r"^\s+(--[a-z0-9-]+):", TEXT, re.M))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", TEXT))
    assert used - named == set()

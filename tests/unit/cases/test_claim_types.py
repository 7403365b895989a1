"""Every type of claim speaks for itself, and nobody else looks at which type one is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.claims import CLAIMS, NoteClaim, claim_of
from cases.kind import Kind
from cases.kinds import KINDS

ROOT = Path(__file__).parents[3]
ROOMS = ("agents", "api", "cases", "cli", "evals", "graphs", "tools")
NAMES = {claim.__name__ for claim in CLAIMS.values()}


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


@pytest.mark.parametrize("path", [path for path in sources() if "cases/claims" not in path.as_posix()], ids=str)
def test_nobody_outside_asks_which_type_a_claim_is(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            named = {inner.id for inner in ast.walk(node.args[1]) if isinstance(inner, ast.Name)}
            assert not named & NAMES, f"{path.name}:{node.lineno}"
        if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name):
            assert node.cls.id not in NAMES, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_what_a_type_names_are_its_own_fields(claim: type) -> None:
    fields = set(claim.model_fields)  # type: ignore[attr-defined]
    assert set(claim.editable) <= fields  # type: ignore[attr-defined]
    assert set(claim.grounds) <= fields  # type: ignore[attr-defined]
    assert claim.hidden <= set(claim.grounds)  # type: ignore[attr-defined]


def test_a_doubt_of_an_earlier_release_is_a_note() -> None:
    stored = {"type": "mention", "kind": "inbound_delay", "text": "The attachment was not read.", "sure": 1.0}
    stored |= {"likely": [], "names": []}
    assert claim_of({**stored, "span": None, "read_by": "playbook", "refers_to": []}) == NoteClaim(
        text="The attachment was not read."
    )


def test_every_kind_is_declared_once() -> None:
    assert set(KINDS) == set(Kind)
    assert all(spec.kind is kind for kind, spec in KINDS.items())
    assert len({spec.title for spec in KINDS.values()}) == len(KINDS)

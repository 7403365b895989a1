"""`expediter knowledge` as it is typed: files in versions, heads told by field, all of a call or none of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner, Result

from cases.store import knowledge
from cli import app
from runtime.database import Database

SEED = Path(__file__).parents[3] / "sandbox" / "seed" / "contracts"
Typed = Callable[[str], Result]


@pytest.fixture
def typed(record_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("DATABASE_URL", record_url)
    monkeypatch.setenv("EXPEDITER_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "northline.md").write_text((SEED / "northline-parcel.md").read_text())
    return lambda words: CliRunner().invoke(app, words.split())


def test_a_contract_is_put_in_listed_changed_and_taken_away(typed: Typed, tmp_path: Path, record_url: str) -> None:
    added = json.loads(typed("knowledge add northline.md --collection contracts --json").stdout)["added"]
    assert [(one["name"], one["version"], one["carrier"], one["new"]) for one in added] == [
        ("northline", 1, "Northline Parcel", True)
    ]
    assert "already put in" in typed("knowledge add northline.md --collection contracts").stdout
    changed = (tmp_path / "northline.md").read_text().replace('"11.5"', '"12.5"')
    (tmp_path / "northline.md").write_text(changed)
    assert typed("knowledge add northline.md --collection contracts").stdout == "northline: version 2\n"
    [listed] = json.loads(typed("knowledge list --json").stdout)["items"]
    assert (listed["collection"], listed["valid_from"], listed["valid_to"]) == ("contracts", "2025-01-01", None)
    assert typed("knowledge list").stdout.split()[:4] == ["northline", "contracts", "Northline", "Parcel"]
    assert typed("knowledge show northline").stdout.strip() == changed.strip()

    async def filed(*statements: str) -> list[tuple[str, int]]:
        async with Database(record_url) as database, database.transaction() as session:
            for statement in statements:
                await session.execute(text(statement))
            return [
                (str(one.contract.fuel_surcharge_percent), one.version) for one in await knowledge.contracts(session)
            ]

    assert asyncio.run(filed()) == [("12.5", 2)]
    for spoilt in (
        "UPDATE knowledge SET content = 'x'",
        "DELETE FROM knowledge",
        "UPDATE knowledge SET removed_at = NULL",
    ):
        with pytest.raises(DBAPIError):
            asyncio.run(filed(spoilt))
    assert typed("knowledge remove northline").exit_code == 0
    assert asyncio.run(filed()) == []
    assert "There is no northline in contracts." in typed("knowledge remove northline").stderr
    assert typed("knowledge add northline.md --collection contracts").stdout == "northline: version 3\n"


def test_one_wrong_head_puts_nothing_in(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text("---\ncarrier: Somebody\n---\nText.\n")
    shown = typed("knowledge add northline.md broken.md --collection contracts")
    assert shown.exit_code == 1
    assert "broken.md: The head is no contract." in shown.stderr
    assert "valid_from: Field required" in shown.stderr
    assert json.loads(typed("knowledge list --json").stdout) == {"items": []}


def test_procedures_need_no_head(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "claims.md").write_text("Damage is photographed before it is moved.\n")
    assert typed("knowledge add claims.md --collection procedures").exit_code == 0
    (tmp_path / "returns.md").write_text("---\nreturn_days: 30\n---\nAsk first.\n")
    assert typed("knowledge add returns.md --collection policies").exit_code == 0
    found = json.loads(typed("knowledge list --json").stdout)["items"]
    assert [(one["name"], one["head"]) for one in found] == [("returns", {"return_days": 30}), ("claims", None)]
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
    assert "neither PDF nor text" in typed("knowledge add binary.md --collection policies").stderr
    assert "cannot be read" in typed("knowledge add nowhere.md --collection policies").stderr

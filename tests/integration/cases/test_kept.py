"""A decided case as a file, on a real PostgreSQL: what was first shown, what people made of it, nobody's name."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases.kept import KeptCase
from cases.overrides import Fate
from cases.status import DecisionType
from cases.store.cases import rounds
from cases.store.proposals import decisions
from cli import app
from runtime.database import Database
from tests.integration.cases.desk import NOW, PAULA, POLICY, SAM, draft, later, message, proposed, reschedule, says

LINE = {"line_id": 71, "product": "Lamp", "late_quantity": "30", "new_date": "2026-12-09"}


def test_a_decided_case_becomes_a_file_and_an_undecided_one_does_not(
    record_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", record_url)

    async def fill() -> tuple[str, str]:
        async with Database(record_url) as database, database.transaction() as session:
            made = await proposed(session, draft(reschedule(), message()), order=1)
            await rounds.keep_snapshot(session, made.round_id, {"kind": "inbound"}, NOW, 5)
            edit = says(made, "a1", DecisionType.EDIT, args={"lines": [LINE]})
            await decisions.decide(session, PAULA, made.id, [edit], POLICY, later(hours=1))
            no = says(made, "a3", DecisionType.REJECT, reason_code="wrong_record", message="Not this customer.")
            await decisions.decide(session, SAM, made.id, [no], POLICY, later(hours=1))
            open_one = await proposed(session, draft(reschedule()), order=2)
            return made.case_number, open_one.case_number

    number, still_open = asyncio.run(fill())

    def run(*args: str) -> Any:
        return CliRunner().invoke(app, ["evals", "keep", *args, "--to", str(tmp_path), "--json"])

    told = run(number.lower())
    assert told.exit_code == 0, told.output
    path = Path(json.loads(told.stdout)["kept"])
    found = KeptCase.model_validate_json(path.read_text())
    assert (found.number, found.snapshot, len(found.reports)) == (number, {"kind": "inbound"}, 1)
    assert found.reports[0].content is not None
    receipt, letter = found.actions
    assert (receipt.fate, receipt.args["lines"][0]["new_date"]) == (Fate.MATERIAL, "2026-12-04")
    assert receipt.edited_args is not None
    assert receipt.edited_args["lines"][0]["new_date"] == "2026-12-09"
    assert (letter.fate, letter.decisions[0].reason_code, letter.edited_args) == (Fate.REJECTED, "wrong_record", None)
    assert "paula" not in path.read_text().casefold()
    assert f"Nobody has decided anything of {still_open} yet" in run(still_open).output
    assert run("EX-999999").exit_code == 1
    # The snapshot of this test is none: that is told, and is no pass.
    again = CliRunner().invoke(app, ["evals", "kept", str(tmp_path), "--json"])
    assert json.loads(again.stdout)["unreadable"] == 1

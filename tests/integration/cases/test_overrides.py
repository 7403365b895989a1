"""The rows that the figures of overrides are made of, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from typer.testing import CliRunner

from cases.overrides import Fate, overrides
from cases.policy import SHIPPED
from cases.status import DecisionType
from cases.store.cases import cases
from cases.store.proposals import decisions
from cases.store.proposals import overrides as store
from cases.store.records import Correction
from cli import app
from runtime.database import Database
from tests.integration.cases.desk import (
    NOW,
    PAULA,
    POLICY,
    SAM,
    draft,
    later,
    message,
    proposed,
    reschedule,
    says,
)

T = DecisionType


async def decided(database: Database) -> None:
    """One approved, one edited, one rejected, one asked back, one read wrongly, one nobody spoke about."""
    line = {"line_id": 71, "product": "Lamp", "late_quantity": "30", "new_date": "2026-12-09"}
    async with database.transaction() as session:
        one = await proposed(session, draft(reschedule()), order=1)
        await decisions.decide(session, PAULA, one.id, [says(one, "a1")], POLICY, later(hours=2))
        two = await proposed(session, draft(reschedule()), order=2)
        edited = says(two, "a1", T.EDIT, args={"lines": [line]})
        await decisions.decide(session, PAULA, two.id, [edited], POLICY, later(hours=1))
        three = await proposed(session, draft(message()), order=3)
        no = says(three, "a3", T.REJECT, reason_code="wrong_record")
        await decisions.decide(session, SAM, three.id, [no], POLICY, later(hours=1))
        four = await proposed(session, draft(reschedule()), order=4)
        asked = says(four, "a1", T.RESPOND, message="Which lamps?")
        await decisions.decide(session, PAULA, four.id, [asked], POLICY, later(hours=1))
        five = await proposed(session, draft(reschedule()), order=5)
        [read] = await cases.claims(session, five.case_id)
        right = read.claim.with_correction({"new_date": date(2026, 12, 11)})
        await cases.correct_claims(session, five.case_id, PAULA, [Correction(claim_id=read.id, claim=right)])
        await proposed(session, draft(reschedule()), order=6)


async def test_the_record_tells_what_people_made_of_it_in_a_handful_of_queries(database: Database) -> None:
    await decided(database)
    asked: list[str] = []
    async with database.transaction() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        rows = await store.rows(session, NOW - timedelta(days=1))
    assert len([one for one in asked if "SELECT" in one]) <= 7
    found = overrides(
        rows.proposed, rows.corrected, since=NOW - timedelta(days=1), until=later(days=1), still_open=rows.open
    )
    assert found.all.counts == {Fate.UNCHANGED: 1, Fate.MATERIAL: 1, Fate.REJECTED: 1, Fate.ANSWERED: 1}
    assert [(one.field, one.n, one.wording) for one in found.fields] == [("lines.new_date", 1, 0)]
    assert [(one.code, one.n) for one in found.reasons] == [("wrong_record", 1)]
    assert [(one.claim, one.field, one.n) for one in found.corrections] == [("delay", "new_date", 1)]
    assert [(group.key, group.decided) for group in found.by["reader"]] == [("playbook", 4)]
    assert {group.key: group.decided for group in found.by["role"]} == {"procurement": 3, "sales": 1}
    assert (found.open, found.all.takes.median) == (1, 1)
    async with database.transaction() as session:
        none = await store.rows(session, later(days=1))
    assert (none.proposed, none.corrected) == ((), ())


def test_the_command_says_it_in_words_and_as_one_document(record_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", record_url)

    async def fill() -> None:
        async with Database(record_url) as database:
            await decided(database)

    asyncio.run(fill())
    # What was decided lies up to two hours ahead of the clock, as the desk of these tests has it.
    shown = CliRunner().invoke(app, ["evals", "overrides", "--since", "2d", "--json"])
    assert shown.exit_code == 0, shown.output
    document = json.loads(shown.stdout)
    assert document["open"] == 1
    told = CliRunner().invoke(app, ["evals", "overrides", "--since", "2d"])
    assert "actions decided since" in told.stdout
    judged = CliRunner().invoke(app, ["evals", "calibrate", "--json"])
    document = json.loads(judged.stdout)
    assert (document["adopt"], document["decided"]) == (False, 4)
    assert document["why"] == "4 decisions are too few; 200 are needed."
    # With so few, words and no figures.
    assert "ECE" not in CliRunner().invoke(app, ["evals", "calibrate"]).stdout
    assert CliRunner().invoke(app, ["evals", "overrides", "--since", "yesterday"]).exit_code == 2


def test_another_policy_is_asked_about_what_was_proposed(
    record_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", record_url)

    async def fill() -> None:
        async with Database(record_url) as database:
            await decided(database)

    asyncio.run(fill())
    file = tmp_path / "strict.yaml"
    file.write_text(
        'version: "strict"\napproval_lasts: 24h\nrules:\n'
        "  - {when: {action: reschedule_receipt}, ask: [procurement, finance], within: 24h}\n"
        "  - forbid: everything else\n"
    )
    shown = CliRunner().invoke(app, ["policy", "simulate", str(file), "--json"])
    assert shown.exit_code == 0, shown.output
    document = json.loads(shown.stdout)
    assert (document["policy"], document["replayed"]) == ("strict", 6)
    assert document["changes"] == {"other_people": 5, "now_forbidden": 1}
    assert {one["before"] for one in document["differences"]} == {"procurement", "sales or service"}
    told = CliRunner().invoke(app, ["policy", "simulate", str(file)])
    assert "6 would have been treated otherwise" in told.stdout
    same = CliRunner().invoke(app, ["policy", "simulate", str(SHIPPED), "--json"])
    assert json.loads(same.stdout)["differences"] == []

"""`policy check`, `audit verify` and `token create` as they are typed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from cases.policy import load_policy
from cases.store import audit, people, sealing
from cli import app
from runtime.database import Database


@pytest.fixture
def run(record_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", record_url)
    monkeypatch.setenv("EXPEDITER_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def typed(run: CliRunner, words: str) -> Result:
    return run.invoke(app, words.split())


def test_a_sound_policy_is_read_aloud(run: CliRunner) -> None:
    shown = typed(run, "policy check")
    assert shown.exit_code == 0
    assert "Reschedule receipt: approved by procurement within 24 hours." in shown.stdout
    assert "Everything else is forbidden." in shown.stdout
    document = json.loads(typed(run, "policy check --json").stdout)
    assert document["ok"] is True
    assert tuple(document["sentences"]) == load_policy().sentences


def test_a_bad_policy_is_told_in_plain_words(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("version: '1'\napproval_lasts: 1h\nrules:\n  - forbid: some things\n")
    shown = typed(run, "policy check mine.yaml")
    assert shown.exit_code == 1
    assert "the last must be `forbid: everything else`" in shown.stderr
    document = json.loads(typed(run, "policy check mine.yaml --json").stdout)
    assert document["ok"] is False


def test_the_log_is_verified_and_a_change_is_told(run: CliRunner, record_url: str, tmp_path: Path) -> None:
    async def write(*statements: str) -> None:
        async with Database(record_url) as database:
            async with database.transaction() as session:
                await audit.append(session, actor="desk", event="test.line", subject="x")
                await session.execute(text("SET LOCAL session_replication_role = replica"))
                for statement in statements:
                    await session.execute(text(statement))
            await sealing.seal(database.transaction, tmp_path / sealing.HEAD_FILE)

    asyncio.run(write())
    asyncio.run(write())
    sound = typed(run, "audit verify")
    assert (sound.exit_code, sound.stdout) == (0, "The audit log is whole: 2 lines.\n")
    asyncio.run(write("UPDATE audit SET actor = 'nobody' WHERE seq = 1"))
    spoilt = typed(run, "audit verify")
    assert spoilt.exit_code == 1
    assert "was altered" in spoilt.stderr
    document = json.loads(typed(run, "audit verify --json").stdout)
    assert (document["ok"], document["rows"]) == (False, 3)


@pytest.mark.parametrize("scope", ["intake", "integration"])
def test_a_token_stands_alone_on_its_line_and_works(run: CliRunner, record_url: str, scope: str) -> None:
    shown = typed(run, f"token create --scope {scope} --days 3")
    assert shown.exit_code == 0
    [secret] = shown.stdout.splitlines()

    async def look() -> str | None:
        async with Database(record_url) as database, database.transaction() as session:
            found = await people.token(session, secret)
            return found.scope if found else None

    assert asyncio.run(look()) == scope


@pytest.mark.parametrize(
    "words",
    [
        "token create --scope inbox",
        "token create --scope intake --user sam",
        "token create --scope integration --user sam",
        "token create --scope all",
        "token create --scope intake --days 0",
    ],
)
def test_a_token_that_makes_no_sense_is_refused(run: CliRunner, words: str) -> None:
    shown = typed(run, words)
    assert shown.exit_code == 2
    assert shown.stdout == ""


def test_a_record_that_cannot_be_opened_is_told_in_plain_words(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/none")
    shown = typed(run, "audit verify")
    assert shown.exit_code == 1
    assert shown.stderr.startswith("The record cannot be opened; is DATABASE_URL right?")
    assert "secret" not in shown.output
    assert "Traceback" not in shown.output


def test_files_that_are_no_mail_are_named_and_the_others_are_kept(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "first.eml").write_text("From: a@b.example\nSubject: Late\n\nLater.\n")
    (tmp_path / "notes.txt").write_text("no headers here")
    (tmp_path / "last.eml").write_text("From: a@b.example\nSubject: Late too\n\nMuch later.\n")
    shown = typed(run, "intake first.eml notes.txt last.eml --no-wait")
    assert shown.exit_code == 1
    assert "first.eml: kept" in shown.stdout
    assert "last.eml: kept" in shown.stdout
    assert "notes.txt: This is not an email" in shown.stderr

    again = typed(run, "intake first.eml notes.txt last.eml --no-wait --json")
    first, refused, last = json.loads(again.stdout)
    assert (first["duplicate"], last["duplicate"]) == (True, True)
    assert refused["report_id"] is None
    assert "not an email" in refused["refused"]

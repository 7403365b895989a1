"""The audit log on a real PostgreSQL: whatever is changed, taken out, put in or cut off is found."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cases.store import audit, sealing
from cases.store.errors import NotFoundError
from cases.store.proposals import decisions
from cases.store.sealing import Verdict
from runtime.database import Database
from tests.integration.cases.desk import NOW, PAULA, POLICY, draft, proposed, reschedule, says


@pytest.fixture
def head_file(tmp_path: Path) -> Path:
    return tmp_path / "away" / sealing.HEAD_FILE


def lines_of(head_file: Path) -> list[str]:
    return head_file.read_text().splitlines()


def spoil(head_file: Path, *lines: str) -> None:
    head_file.write_text("\n".join(lines))


@pytest.fixture
async def sealed(database: Database, head_file: Path) -> Database:
    """A record with a story in it, sealed in three goes."""
    for order in range(3):
        async with database.transaction() as session:
            shown = await proposed(session, draft(reschedule()), order=order + 1)
            await decisions.decide(session, PAULA, shown.id, [says(shown, "a1")], POLICY, NOW)
        assert await sealing.seal(database.transaction, head_file) > 0
    return database


async def tamper(database: Database, *statements: str) -> None:
    """As somebody who owns the database can."""
    async with database.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await session.execute(text(statement))


async def verdict(database: Database, head_file: Path | None) -> Verdict:
    async with database.transaction() as session:
        return await sealing.verify(session, head_file)


async def test_an_honest_log_is_found_honest(sealed: Database, head_file: Path) -> None:
    found = await verdict(sealed, head_file)
    assert found.ok
    assert found.problem is None
    assert found.rows == found.sealed > 15
    assert len(lines_of(head_file)) == 3
    assert await sealing.seal(sealed.transaction, head_file) == 0
    assert len(lines_of(head_file)) == 3


async def test_an_empty_log_is_fine(database: Database, head_file: Path) -> None:
    assert await sealing.seal(database.transaction, head_file) == 0
    assert (await verdict(database, head_file)) == Verdict(ok=True, rows=0, sealed=0)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE audit SET actor = 'nobody' WHERE seq = 5"], "was altered: its own hash"),
        (["UPDATE audit SET at = at + interval '1 second' WHERE seq = 5"], "was altered: its own hash"),
        (["UPDATE audit SET seq = -seq WHERE seq = 5"], "was altered"),
        (["UPDATE audit SET hash = repeat('0', 64) WHERE seq = 5"], "its seal is broken"),
        (
            ["UPDATE audit_contents SET content = '{}' WHERE audit_id = (SELECT id FROM audit WHERE seq = 5)"],
            "its content is not",
        ),
        (["DELETE FROM audit_contents WHERE audit_id = (SELECT id FROM audit WHERE seq = 5)"], "lost its content"),
        (["DELETE FROM audit WHERE seq = 5"], "1 line was removed"),
        (["DELETE FROM audit WHERE seq BETWEEN 5 AND 7"], "3 lines were removed"),
        (
            ["DELETE FROM audit WHERE seq = 5", "UPDATE audit SET seq = seq - 1 WHERE seq > 5"],
            "does not follow the line before it",
        ),
        (["DELETE FROM audit WHERE seq > 12"], "The end of the log was cut off"),
        (
            ["UPDATE audit SET seq = NULL, hash = NULL, previous_hash = NULL, sealed_at = NULL WHERE seq > 12"],
            "The end of the log was cut off",
        ),
        (["DELETE FROM audit", "DELETE FROM audit_contents"], "The end of the log was cut off"),
    ],
)
async def test_tampering_is_found(sealed: Database, head_file: Path, statements: list[str], words: str) -> None:
    await tamper(sealed, *statements)
    found = await verdict(sealed, head_file)
    assert not found.ok
    assert words in (found.problem or "")


async def test_a_chain_that_was_made_anew_does_not_fit_its_heads(sealed: Database, head_file: Path) -> None:
    await tamper(
        sealed,
        "UPDATE audit SET seq = NULL, hash = NULL, previous_hash = NULL, sealed_at = NULL",
        "DELETE FROM audit_contents WHERE audit_id = (SELECT min(id) FROM audit)",
        "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)",
    )
    await sealing.seal(sealed.transaction, head_file)
    assert "was rewritten" in ((await verdict(sealed, head_file)).problem or "")


async def test_a_head_file_that_is_gone_or_spoilt_is_a_problem(sealed: Database, head_file: Path) -> None:
    lines = lines_of(head_file)
    spoil(head_file, "rubbish", *lines)
    assert "was altered" in ((await verdict(sealed, head_file)).problem or "")
    # A last line that a crash cut off is no tampering.
    spoil(head_file, *lines, '{"seq": 9')
    assert (await verdict(sealed, head_file)).ok
    sealing.start_over(head_file)
    assert "missing" in ((await verdict(sealed, head_file)).problem or "")
    assert (await verdict(sealed, None)).ok


async def test_an_unsealed_line_that_was_altered_or_removed_is_found(database: Database, head_file: Path) -> None:
    async with database.transaction() as session:
        shown = await proposed(session, draft(reschedule()))
        await decisions.decide(session, PAULA, shown.id, [says(shown, "a1")], POLICY, NOW)
    assert (await verdict(database, head_file)).ok
    await tamper(database, "UPDATE audit SET actor = 'peter' WHERE event = 'decision.approve'")
    assert "was altered" in ((await verdict(database, head_file)).problem or "")
    await tamper(database, "DELETE FROM audit WHERE event = 'decision.approve'")
    assert "nothing in the log tells of decision" in ((await verdict(database, head_file)).problem or "")


async def test_a_late_commit_is_sealed_late_and_never_skipped(database: Database, head_file: Path) -> None:
    async def line(name: str, session: Any) -> None:
        await audit.append(session, actor="desk", event="test.line", subject=name)

    async with database.transaction() as early:
        await line("first number, last commit", early)
        async with database.transaction() as session:
            await line("second", session)
        # The early one still runs: nothing as young as it is sealed over its head.
        assert await sealing.seal(database.transaction, head_file) == 0
    async with database.transaction() as session:
        await line("third", session)
    assert await sealing.seal(database.transaction, head_file) == 3
    async with database.transaction() as session:
        order = (await session.execute(text("SELECT subject, seq = id FROM audit ORDER BY seq"))).all()
    assert [tuple(row) for row in order] == [("first number, last commit", True), ("second", True), ("third", True)]


async def test_a_transaction_whose_line_is_younger_than_its_number_is_sealed_in_turn(
    database: Database, head_file: Path
) -> None:
    async with database.transaction() as old:
        # Its transaction number is older than the other's, its line younger.
        await old.execute(text("SELECT pg_current_xact_id()"))
        async with database.transaction() as session:
            await audit.append(session, actor="desk", event="test.line", subject="one")
        await audit.append(old, actor="desk", event="test.line", subject="two")
    assert await sealing.seal(database.transaction, head_file) == 2
    assert (await verdict(database, head_file)).ok


async def test_writers_and_sealers_at_once_leave_one_whole_chain(database: Database, head_file: Path) -> None:
    done = asyncio.Event()

    async def write(name: str) -> None:
        for number in range(40):
            async with database.transaction() as session:
                await audit.append(session, actor=name, event="test.line", subject=f"{name}:{number}")
                await asyncio.sleep(0.001 * (number % 3))

    async def keep_sealing() -> None:
        while not done.is_set():
            await sealing.seal(database.transaction, head_file)
            await asyncio.sleep(0)

    sealers = [asyncio.create_task(keep_sealing()) for _ in range(2)]
    await asyncio.gather(*(write(f"w{number}") for number in range(6)))
    done.set()
    await asyncio.gather(*sealers)
    await sealing.seal(database.transaction, head_file)
    found = await verdict(database, head_file)
    assert found == Verdict(ok=True, rows=240, sealed=240)


async def test_content_is_erased_with_a_line_that_says_so(sealed: Database, head_file: Path) -> None:
    async with sealed.transaction() as session:
        oldest = (await audit.entries(session, limit=100)).items[-1]
        await audit.erase(session, oldest.id, actor="paula", why="The sender asked.")
        after = (await audit.entries(session, limit=100)).items
    assert oldest.detail is not None
    assert after[-1].detail is None
    assert after[0].event == "audit.erased"
    await sealing.seal(sealed.transaction, head_file)
    found = await verdict(sealed, head_file)
    assert (found.ok, found.erased) == (True, 1)
    with pytest.raises(NotFoundError):
        async with sealed.transaction() as session:
            await audit.erase(session, 10**6, actor="paula", why="x")


async def test_what_is_rolled_back_leaves_no_line(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await audit.append(session, actor="desk", event="test.line", subject="x")
            await session.execute(text("SELECT 1 / 0"))

    with pytest.raises(DBAPIError):
        await fail()
    async with database.transaction() as session:
        assert (await audit.entries(session)).items == ()


async def test_the_log_a_page_at_a_time(sealed: Database) -> None:
    async with sealed.transaction() as session:
        everything = (await audit.entries(session, limit=1000)).items
        seen: list[int] = []
        cursor = None
        while True:
            page = await audit.entries(session, cursor=cursor, limit=4)
            seen += [entry.id for entry in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == [entry.id for entry in everything]


async def test_a_head_is_a_place_and_a_hash(sealed: Database, head_file: Path) -> None:
    last = json.loads(lines_of(head_file)[-1])
    async with sealed.transaction() as session:
        row = (await session.execute(text("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"))).one()
    assert (last["seq"], last["hash"]) == tuple(row)

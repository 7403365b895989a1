"""What is on file and was decided before, looked up for a case on a real PostgreSQL and a real Chroma."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cases.guidance import Collection
from cases.models import CaseFile
from cases.status import CaseStatus
from cases.store import health, knowledge
from cases.store.cases import cases
from cases.store.proposals import decisions
from graphs.knowing import Knowing
from runtime.database import Database
from tests.integration.cases.desk import PAULA, POLICY, draft, later, proposed, reschedule, says
from tools.knowledge import KnowledgeIndex
from tools.knowledge.chroma import Chroma
from tools.knowledge.embedding import Multilingual

LATE = (
    "---\nkinds: [inbound_delay]\n---\n# Late goods\n\nGoods that arrive later than promised are told to customers.\n"
)
EMBEDDER = Multilingual()


@pytest.fixture
async def database(record_url: str) -> AsyncIterator[Database]:
    async with Database(record_url) as opened:
        yield opened


def knowing(database: Database, folder: Path, url: str | None = None) -> Knowing:
    return Knowing(KnowledgeIndex(lambda: Chroma(folder, url), lambda: EMBEDDER), database)


async def made(database: Database, order: int) -> CaseFile:
    async with database.transaction() as session:
        proposal = await proposed(session, draft(reschedule()), order=order)
        return await cases.case_file(session, proposal.case_id)


async def told(database: Database) -> dict[str, object]:
    async with database.transaction() as session:
        return {beat.name: beat.detail for beat in await health.beats(session)}.get(knowledge.BEAT, {})


async def test_a_case_is_handed_what_is_on_file_and_how_those_like_it_were_decided(
    database: Database, tmp_path: Path
) -> None:
    guide = knowing(database, tmp_path)
    file = await made(database, 1)
    assert await guide.before(file) == file
    assert not (tmp_path / "chroma.sqlite3").exists()
    async with database.transaction() as session:
        await knowledge.add(session, Collection.PROCEDURES, "late", LATE)
        for order in (2, 3):
            proposal = await proposed(session, draft(reschedule()), order=order)
            await decisions.decide(session, PAULA, proposal.id, [says(proposal, "a1")], POLICY, later(hours=1))
            await cases.set_status(session, proposal.case_id, CaseStatus.EXECUTING)
            await cases.set_status(session, proposal.case_id, CaseStatus.RESOLVED)
    await guide.refresh()
    assert await told(database) == {"ok": True, "detail": "1 passages of 1 files, 2 decided cases"}
    with_passages = await guide.before(file)
    [passage] = with_passages.guidance.passages
    assert passage.source == "late, version 1: Late goods"
    both = await guide.after(with_passages, draft(reschedule()))
    assert both.guidance.passages == (passage,)
    assert [one.verdict.value for one in both.guidance.precedents] == ["approved unchanged"] * 2
    assert both.guidance.missing is None
    async with database.transaction() as session:
        await knowledge.remove(session, Collection.PROCEDURES, "late")
        await knowledge.add(session, Collection.POLICIES, "other", "---\nkinds: [return_request]\n---\nNo.\n")
    await guide.refresh()
    assert (await guide.before(file)).guidance.passages == ()
    await guide.close()


async def test_a_store_that_is_away_is_told_and_fails_no_case(database: Database, tmp_path: Path) -> None:
    guide = knowing(database, tmp_path, "http://127.0.0.1:9")
    file = await made(database, 1)
    async with database.transaction() as session:
        await knowledge.add(session, Collection.PROCEDURES, "late", LATE)
    found = await guide.before(file)
    assert found.guidance.passages == ()
    assert "does not answer" in (found.guidance.missing or "")
    said = await told(database)
    assert said["ok"] is False
    assert str(said["detail"]).startswith("procedures cannot be looked up: ")
    await guide.close()

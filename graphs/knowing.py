"""What is on file and was decided before, looked up for a case; and the index behind it kept to what the record says.

A look-up that fails is told on the case and with the service's health; no case fails by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from agents.specialist import Handover
from cases.claims import Claim
from cases.guidance import Guidance, Precedent, case_words
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.store import health, knowledge
from cases.store.cases import precedents
from runtime.database import Database
from tools.knowledge import KnowledgeAwayError, KnowledgeIndex, ToldCase

REFRESH_SECONDS = 60.0
_CLAIMS = 5


class Knowing:
    """The knowledge of one worker.

    Args:
        index: where it is looked up.
        database: the record: what is on file, and who decided what.
    """

    def __init__(self, index: KnowledgeIndex, database: Database) -> None:
        self._index = index
        self._database = database
        self._taken_in: datetime | None = None
        self._was_brought = False
        self._one = asyncio.Lock()

    async def before(self, file: CaseFile) -> CaseFile:
        """The case with the passages that bear on it."""
        async with self._database.transaction() as session:
            if await knowledge.is_empty(session):
                return file
        await self._begun()
        try:
            found = await self._index.passages(*question_of(file), file.kind, names_in(file))
        except KnowledgeAwayError as error:
            return file.model_copy(update={"guidance": Guidance(missing=str(error))})
        return file.model_copy(update={"guidance": Guidance(passages=found)})

    async def after(self, file: CaseFile, draft: ProposalDraft | Handover) -> CaseFile:
        """The case with the decided cases that are like what is proposed in it."""
        if isinstance(draft, Handover) or not draft.actions:
            return file
        async with self._database.transaction() as session:
            if not await precedents.is_any(session, file.kind):
                return file
        await self._begun()
        partner = file.partner.label if file.partner else ""
        this = ToldCase(file.case_id, file.kind, case_words(partner, (one.name for one in draft.actions)))
        try:
            ids = await self._index.like(this)
        except KnowledgeAwayError as error:
            missing = file.guidance.missing or str(error)
            return file.model_copy(update={"guidance": file.guidance.model_copy(update={"missing": missing})})
        like = await self._told(ids)
        return file.model_copy(update={"guidance": file.guidance.model_copy(update={"precedents": like})})

    async def refresh(self, *, anew: bool = False) -> None:
        """Bring the index to what the record says, and say how it is. Never fails by the index."""
        async with self._one:
            try:
                detail, is_there = await self._refreshed(anew=anew), True
            except KnowledgeAwayError as error:
                self._taken_in = None
                detail, is_there = f"procedures cannot be looked up: {error}", False
            self._was_brought = True
            async with self._database.transaction() as session:
                await health.beat(session, knowledge.BEAT, {"ok": is_there, "detail": detail})

    async def _begun(self) -> None:
        """Before the first look-up, what is looked up in is brought to what the record says."""
        if not self._was_brought:
            await self.refresh()

    async def close(self) -> None:
        """Close the index."""
        await self._index.close()

    async def _refreshed(self, *, anew: bool) -> str:
        async with self._database.transaction() as session:
            files = await knowledge.current(session)
            decided = await precedents.decided(session, since=None if anew else self._taken_in)
        if not files and not decided and self._taken_in is None and not anew:
            return "nothing is on file"
        count = await self._index.sync(files, anew=anew)
        await self._index.remember([ToldCase(one.case_id, one.kind, one.words) for one in decided])
        if decided:
            self._taken_in = decided[0].closed_at
        known = await self._index.remembered()
        return f"{count} passages of {len(files)} files, {known} decided cases"

    async def _told(self, ids: Sequence[str]) -> tuple[Precedent, ...]:
        if not ids:
            return ()
        async with self._database.transaction() as session:
            found = {one.case_id: one.precedent for one in await precedents.decided(session, ids=ids)}
        return tuple(found[one] for one in ids if one in found)


def question_of(file: CaseFile) -> tuple[str, str]:
    """What passages are looked for with: what such cases are about, and what is said in this one."""
    spec = KINDS[file.kind]
    return f"{spec.title}. {spec.means}", " ".join(f"{claim.label()}." for claim in _news(file)[:_CLAIMS])


def names_in(file: CaseFile) -> frozenset[str]:
    """Every name in a case that may be a carrier's."""
    values = (value for claim in _news(file) for value in claim.values() if isinstance(value, str))
    records = (record.label for record in (file.partner, *file.records) if record is not None)
    return frozenset((*values, *records))


def _news(file: CaseFile) -> list[Claim]:
    return [claim for claim in file.claims if claim.case_kind is file.kind]

"""The index of passages and precedents: what is on file in, what is like a case out. Opened by one worker.

Everything blocking is done in one thread beside the loop. Whatever is wrong with the store is one error with plain
words; the record lacks nothing by it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Collection as AnyOf
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from cases.carrier_events import number_key
from cases.contracts import contract_of, split
from cases.guidance import Collection, FilePassage, StoredFile, kinds_of
from cases.kind import Kind
from runtime.settings import Settings
from tools.knowledge.chroma import Chroma, IndexEntry, Meta, Where
from tools.knowledge.embedding import Embedder, embedder_of
from tools.knowledge.splitting import passages_of

_log = structlog.get_logger(__name__)
PRECEDENTS = "precedents"
FOLDER = "knowledge"
MOST_PASSAGES = 3
MOST_PRECEDENTS = 10
# Measured: the same partner and nearly the same actions begin at 0.87, with other actions end at 0.67; another
# partner and the same actions lie between 0.5 and 0.8.
LIKE_CASE = 0.75
# How much what is said in a case counts by itself, beside what such cases are about.
ALONE = 0.7
SECONDS = 60.0
T = TypeVar("T")


class KnowledgeAwayError(Exception):
    """Nothing can be looked up now. The message completes 'procedures could not be looked up: …'."""


@dataclass(frozen=True)
class ToldCase:
    """A decided case in words of our own, as it is compared with others."""

    case_id: str
    kind: Kind
    text: str


class KnowledgeIndex:
    """What was filed and decided, found by likeness.

    Args:
        opening: opens the store; blocks, raises where it cannot.
        embedding: makes the embedder; blocks.
    """

    def __init__(self, opening: Callable[[], Chroma], embedding: Callable[[], Embedder]) -> None:
        self._opening = opening
        self._embedding = embedding
        self._store: Chroma | None = None
        self._embedder: Embedder | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="knowledge")
        self._one = asyncio.Lock()
        self._held: dict[str, tuple[frozenset[tuple[str, int]], int]] = {}

    async def sync(self, files: Sequence[StoredFile], *, anew: bool = False) -> int:
        """Bring the passages to what is on file; how many there are.

        Raises:
            KnowledgeAwayError: the store does not answer.
        """

        def work(store: Chroma, embedder: Embedder) -> int:
            if anew:
                self._held.clear()
                for name in (*Collection, PRECEDENTS):
                    store.forget(name)
            return sum(
                self._sync(store, embedder, one, [file for file in files if file.collection is one])
                for one in Collection
            )

        return await self._do(work)

    async def remember(self, decided: Sequence[ToldCase]) -> None:
        """Take in decided cases; those that are there already are replaced.

        Raises:
            KnowledgeAwayError: the store does not answer.
        """
        entries = [IndexEntry(one.case_id, one.text, one.text, {"kind": one.kind.value}) for one in decided]
        if entries:
            await self._do(lambda store, embedder: store.put(PRECEDENTS, embedder, entries))

    async def remembered(self) -> int:
        """How many decided cases there are.

        Raises:
            KnowledgeAwayError: the store does not answer.
        """
        return await self._do(lambda store, embedder: store.count(PRECEDENTS, embedder))

    async def passages(self, about: str, said: str, kind: Kind, names: AnyOf[str]) -> tuple[FilePassage, ...]:
        """The passages that bear on a case, the likest first.

        Args:
            about: what such cases are about.
            said: what is said in this one; it tells the passages of one subject apart, and counts more.
            kind: of it; a file that names kinds is only for those.
            names: companies in it; a carrier's contract is only for cases with that carrier.

        Raises:
            KnowledgeAwayError: the store does not answer.
        """

        def work(store: Chroma, embedder: Embedder) -> tuple[FilePassage, ...]:
            whole, alone = embedder.embed([f"{about} {said}", said or about])
            vector = [(1 - ALONE) * one + ALONE * other for one, other in zip(whole, alone, strict=True)]
            found: list[FilePassage] = []
            for collection in Collection:
                where = _where(collection, kind, names)
                if where is not None:
                    near = store.nearest(collection.value, embedder, vector, where, MOST_PASSAGES)
                    found += [_passage(collection, one.text, one.meta, one.likeness) for one in near]
            likest = sorted(found, key=lambda one: -one.likeness)
            return tuple(one for one in likest if one.likeness >= embedder.like)[:MOST_PASSAGES]

        return await self._do(work)

    async def like(self, this: ToldCase) -> tuple[str, ...]:
        """Ids of decided cases that are like a case, the likest first; never its own.

        Raises:
            KnowledgeAwayError: the store does not answer.
        """

        def work(store: Chroma, embedder: Embedder) -> tuple[str, ...]:
            [vector] = embedder.embed([this.text])
            where: Where = {"kind": this.kind.value}
            near = store.nearest(PRECEDENTS, embedder, vector, where, MOST_PRECEDENTS + 1)
            alike = (one.id for one in near if one.id != this.case_id and one.likeness >= LIKE_CASE)
            return tuple(itertools.islice(alike, MOST_PRECEDENTS))

        return await self._do(work)

    async def close(self) -> None:
        """Close the store."""
        if self._store is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
            self._store = None
        self._thread.shutdown(wait=False)

    def _sync(self, store: Chroma, embedder: Embedder, collection: Collection, files: Sequence[StoredFile]) -> int:
        versions = frozenset((file.name, file.version) for file in files)
        held, count = self._held.get(collection, (None, 0))
        if versions == held and store.count(collection.value, embedder) == count:
            return count
        wanted = {entry.id: entry for file in files for entry in _entries(file)}
        there = store.ids(collection.value, embedder)
        store.drop(collection.value, embedder, sorted(there - wanted.keys()))
        store.put(collection.value, embedder, [entry for name, entry in wanted.items() if name not in there])
        self._held[collection] = (versions, len(wanted))
        return len(wanted)

    async def _do(self, work: Callable[[Chroma, Embedder], T]) -> T:
        def done() -> T:
            self._embedder = self._embedder or self._embedding()
            self._store = self._store or self._opening()
            return work(self._store, self._embedder)

        async with self._one:
            running = asyncio.get_running_loop().run_in_executor(self._thread, done)
            try:
                return await asyncio.wait_for(asyncio.shield(running), SECONDS)
            except TimeoutError:
                # Whatever hangs there is left behind with its thread.
                self._thread.shutdown(wait=False, cancel_futures=True)
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="knowledge")
                self._store = None
                raise KnowledgeAwayError("the store takes too long to answer") from None
            except Exception as error:
                # Chroma and what lies under it raise whatever they like; one lost look-up is no lost case.
                _log.warning("knowledge.away", reason=f"{type(error).__name__}: {error}")
                self._held.clear()
                raise KnowledgeAwayError(_why(error)) from None


def open_index(settings: Settings) -> KnowledgeIndex:
    """The index that the settings name; nothing is opened before it is used."""
    folder: Path = settings.data_dir / FOLDER
    return KnowledgeIndex(lambda: Chroma(folder, settings.chroma_url), lambda: embedder_of(settings))


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.args and isinstance(error.args[0], str):
        return error.args[0]
    return f"the store of passages does not answer ({type(error).__name__})"


def _entries(file: StoredFile) -> Iterable[IndexEntry]:
    """The passages of a file, each with what it is for."""
    head, _ = split(file.content)
    carrier = number_key(contract_of(file.content).carrier) if file.collection is Collection.CONTRACTS else ""
    kinds = kinds_of(head)
    for at, one in enumerate(passages_of(file)):
        meta: Meta = {
            "name": one.name,
            "version": one.version,
            "heading": one.heading,
            "carrier": carrier,
            **({_for(kind): True for kind in kinds} or {"for_all": True}),
        }
        yield IndexEntry(f"{one.name}:{one.version}:{at}", one.text, f"{one.heading}. {one.text}", meta)


def _where(collection: Collection, kind: Kind, names: AnyOf[str]) -> Where | None:
    """What of a collection is for such a case; none: nothing can be."""
    if collection is not Collection.CONTRACTS:
        return {"$or": [{"for_all": True}, {_for(kind): True}]}
    carriers = sorted({number_key(name) for name in names} - {""})
    return {"carrier": {"$in": carriers}} if carriers else None


def _for(kind: Kind) -> str:
    return f"for_{kind.value}"


def _passage(collection: Collection, text: str, meta: Meta, likeness: float) -> FilePassage:
    return FilePassage(
        collection=collection,
        name=str(meta["name"]),
        version=int(meta["version"]),
        heading=str(meta["heading"]),
        text=text,
        likeness=min(max(likeness, 0.0), 1.0),
    )

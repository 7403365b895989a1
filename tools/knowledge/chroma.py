"""Chroma, as little of it as is needed: vectors with words beside them, by collection. Blocks; used from one thread.

Vectors are always given: a collection that is asked by words would fetch a model from the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from filelock import FileLock, Timeout

from tools.knowledge.embedding import Embedder

EMBEDDER = "embedder"
Meta = Mapping[str, str | int | float | bool]
Where = dict[str, Any]
A_CALL = 100
_ANSWERS_WITHIN = 5.0


@dataclass(frozen=True)
class IndexEntry:
    """A text, how it is found, and what is known of it."""

    id: str
    text: str
    found_by: str
    meta: Meta


@dataclass(frozen=True)
class Near:
    """An entry that is like what was asked; likeness is the cosine."""

    id: str
    text: str
    meta: Meta
    likeness: float


class Chroma:
    """A store in a folder, or a server.

    Args:
        folder: of the embedded store.
        url: of a server; absent: the embedded store.
    """

    def __init__(self, folder: Path, url: str | None) -> None:
        self._url = url
        if url is not None:
            self._answers()
        self._lock = None if url else _held(folder)
        self._client = _server(url) if url else _embedded(folder)

    def _answers(self) -> None:
        """Chroma's client waits for ever; this does not.

        Raises:
            httpx.HTTPError: the server does not answer.
        """
        if self._url is not None:
            httpx.get(f"{self._url.rstrip('/')}/api/v2/heartbeat", timeout=_ANSWERS_WITHIN).raise_for_status()

    def close(self) -> None:
        """Let another process open it."""
        if self._lock is not None:
            self._lock.release()

    def ids(self, name: str, embedder: Embedder) -> set[str]:
        """What a collection holds; nothing where its vectors are another model's, and then it is emptied."""
        self._answers()
        return set(self._collection(name, embedder).get(include=[])["ids"])

    def count(self, name: str, embedder: Embedder) -> int:
        """How many entries a collection holds."""
        self._answers()
        return int(self._collection(name, embedder).count())

    def put(self, name: str, embedder: Embedder, entries: Sequence[IndexEntry]) -> None:
        """Add entries, or replace those of the same ids."""
        collection = self._collection(name, embedder)
        for first in range(0, len(entries), A_CALL):
            some = entries[first : first + A_CALL]
            vectors: Any = embedder.embed([one.found_by for one in some])
            self._answers()
            collection.upsert(
                ids=[one.id for one in some],
                embeddings=vectors,
                documents=[one.text for one in some],
                metadatas=[dict(one.meta) for one in some],
            )

    def drop(self, name: str, embedder: Embedder, ids: Sequence[str]) -> None:
        """Remove entries."""
        for first in range(0, len(ids), A_CALL):
            self._collection(name, embedder).delete(ids=list(ids[first : first + A_CALL]))

    def forget(self, name: str) -> None:
        """Remove a whole collection."""
        self._answers()
        if name in {one.name for one in self._client.list_collections()}:
            self._client.delete_collection(name)

    def nearest(self, name: str, embedder: Embedder, vector: Sequence[float], where: Where, most: int) -> list[Near]:
        """The entries that are most like a vector, the likest first."""
        self._answers()
        asked: Any = [list(vector)]
        found = self._collection(name, embedder).query(
            query_embeddings=asked, n_results=most, where=where, include=["documents", "metadatas", "distances"]
        )
        texts, metas, distances = found["documents"], found["metadatas"], found["distances"]
        if not texts or not metas or not distances:
            return []
        rows = zip(found["ids"][0], texts[0], metas[0], distances[0], strict=True)
        return [
            Near(id=one, text=text, meta=dict(meta), likeness=1.0 - distance)  # type: ignore[arg-type]
            for one, text, meta, distance in rows
        ]

    def _collection(self, name: str, embedder: Embedder) -> chromadb.Collection:
        found = self._made(name, embedder)
        if (found.metadata or {}).get(EMBEDDER) != embedder.name:
            self._client.delete_collection(name)
            found = self._made(name, embedder)
        return found

    def _made(self, name: str, embedder: Embedder) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,
            metadata={EMBEDDER: embedder.name},
            configuration={"hnsw": {"space": "cosine"}},
        )


def _held(folder: Path) -> FileLock:
    """The folder for this process alone: a second one would be shown what is no longer there.

    Raises:
        OSError: another process has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "opened.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise OSError("another worker has the embedded store open; more than one worker needs CHROMA_URL") from None
    return lock


def _embedded(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(path=folder, settings=_told_nobody())


def _server(url: str) -> ClientAPI:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    return chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=secure, settings=_told_nobody())


def _told_nobody() -> ChromaSettings:
    return ChromaSettings(anonymized_telemetry=False)

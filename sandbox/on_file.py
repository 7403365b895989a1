"""The procedures and policies of the sandbox's company, as its people would have filed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases.guidance import Collection

SEED = Path(__file__).parent / "seed"


@dataclass(frozen=True)
class ShippedFile:
    """One file as it is filed."""

    collection: Collection
    name: str
    text: str


def shipped_files(*collections: Collection) -> Iterator[ShippedFile]:
    """The files of these collections; without any, procedures and policies."""
    for collection in collections or (Collection.PROCEDURES, Collection.POLICIES):
        for path in sorted((SEED / collection.value).glob("*.md")):
            yield ShippedFile(collection, path.stem, path.read_text(encoding="utf-8"))

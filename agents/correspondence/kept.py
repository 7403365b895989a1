"""What was learned, kept on disk by what it was learned from, so that a process that reads starts at once.

Whoever starts a process says where (`keep_in`); where nobody did, or nothing can be written there, it is learned anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDER = "learned"
_DAMAGED = (ValueError, KeyError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True)
class LearnedModel:
    """What was learned.

    Attributes:
        known: the number of each part of a text.
        rarity: how much each part weighs.
        weights: of each part for each label.
        start: where each label starts from.
    """

    known: Mapping[str, int]
    rarity: np.ndarray
    weights: np.ndarray
    start: np.ndarray


class _Place:
    folder: Path | None = None


def keep_in(cache: Path | None) -> None:
    """Keep what is learned in this process in a folder of the cache; None: nowhere."""
    _Place.folder = None if cache is None else cache / FOLDER


def kept(texts: Sequence[tuple[str, str]], how: bytes, learn: Callable[[], LearnedModel]) -> LearnedModel:
    """What was learned from these texts in this way: as it is kept, or learned now and kept.

    Args:
        texts: each after its label.
        how: whatever else it follows from; another one is another model.
        learn: learns it.
    """
    if _Place.folder is None:
        return learn()
    whole = hashlib.sha256(how)
    for label, text in texts:
        whole.update(f"{label}\0{text}\0".encode())
    path = _Place.folder / f"{whole.hexdigest()[:32]}.npz"
    try:
        return _read(path)
    except OSError:
        pass
    except _DAMAGED:
        # A file that was cut short is as good as none.
        with contextlib.suppress(OSError):
            path.unlink()
    found = learn()
    with contextlib.suppress(OSError):
        _write(path, found)
        # Of two that learn at once the first is kept, and both go by it: learning rounds a little otherwise each time.
        return _read(path)
    return found


def _read(path: Path) -> LearnedModel:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        parts = stored["parts"].tobytes().decode().split("\n")
        return LearnedModel(
            {part: number for number, part in enumerate(parts)}, stored["rarity"], stored["weights"], stored["start"]
        )


def _write(path: Path, model: LearnedModel) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # No part holds a line break: a text's white space is made one blank.
    parts = np.frombuffer("\n".join(model.known).encode(), dtype=np.uint8)
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            np.savez(file, parts=parts, rarity=model.rarity, weights=model.weights, start=model.start)
        # Another account of this machine may read it: there is nothing in it but what comes with the product.
        Path(name).chmod(0o644)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(name)
    finally:
        Path(name).unlink()

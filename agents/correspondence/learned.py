"""Labelled texts in, how much a text sounds like each label out: a linear model, learned when first asked. Pure.

A text is its words, pairs of words, and sequences of three to five letters, rarer ones weighing more: endings,
compounds and typing errors count little, and no language has to be known. Ridge regression against the labels, each
label weighing by the root of its number. Beside the nearest example it is right more often, since it learns which
words tell two kinds apart, not only which occur.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import log, sqrt

import numpy as np
from scipy import sparse

_SIZES = (3, 4, 5)
# How strongly it is held back from learning single texts by heart; from 0.1 to 1 it decides alike.
_HELD_BACK = 0.3
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


@cache
def _labelled(text: str) -> Mapping[str, int]:
    """The parts of a labelled text, counted once: what is an example of a kind is one of no request, too."""
    return parts(text)


@dataclass(frozen=True)
class Learned:
    """What was learned from labelled texts: each a label and a text."""

    texts: tuple[tuple[str, str], ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every label, in order."""
        return tuple(sorted({label for label, _ in self.texts}))

    @cached_property
    def _known(self) -> dict[str, tuple[int, float]]:
        """The number and the weight of each part."""
        held = Counter(part for _, text in self.texts for part in _labelled(text))
        return {
            part: (number, log(1 + len(self.texts) / (1 + count))) for number, (part, count) in enumerate(held.items())
        }

    def vector(self, counted: Mapping[str, int]) -> tuple[list[int], list[float]]:
        """The parts of a text that are known, by number, and how much each makes of it."""
        found = [(*self._known[part], count) for part, count in counted.items() if part in self._known]
        weighed = [(1 + log(count)) * weight for _, weight, count in found]
        length = sqrt(sum(weight * weight for weight in weighed)) or 1.0
        return [number for number, _, _ in found], [weight / length for weight in weighed]

    @cached_property
    def _model(self) -> tuple[np.ndarray, np.ndarray]:
        """A weight of each part for each label, and where each label starts from."""
        rows = [self.vector(_labelled(text)) for _, text in self.texts]
        ends = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])
        texts = sparse.csr_matrix(
            (
                np.fromiter((value for _, values in rows for value in values), dtype=np.float32),
                np.fromiter((number for numbers, _ in rows for number in numbers), dtype=np.int32),
                ends,
            ),
            shape=(len(rows), len(self._known)),
        )
        column = {label: number for number, label in enumerate(self.labels)}
        wanted = -np.ones((len(rows), len(self.labels)))
        for row, (label, _) in enumerate(self.texts):
            wanted[row, column[label]] = 1.0
        many = Counter(label for label, _ in self.texts)
        weights = np.array([sqrt(len(rows) / len(many) / many[label]) for label, _ in self.texts])
        start = (weights[:, None] * wanted).sum(axis=0) / weights.sum()
        alike = (texts @ texts.T).toarray() + np.diag(_HELD_BACK / weights)
        return np.asarray(texts.T @ np.linalg.solve(alike, wanted - start), dtype=np.float32), start

    def scores(self, text: str) -> dict[str, float]:
        """How much a text sounds like each label: about 1 where it surely does, 0 where it does not."""
        numbers, values = self.vector(parts(text))
        weights, start = self._model
        said = np.asarray(values, dtype=np.float32) @ weights[numbers] + start if numbers else start
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

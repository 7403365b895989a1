"""What is learned step by step is what the whole system of equations says, and is the same each time."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from agents.correspondence.learned import Learned, solved

TEXTS = tuple(
    (label, f"{start} {thing} {end}")
    for label, start, end in (
        ("late", "We are sorry, the", "will only come next month."),
        ("late", "Unfortunately your", "did not leave the factory."),
        ("broken", "Half of the", "arrived with cracks."),
        ("broken", "One box of", "was crushed on the pallet."),
        ("nothing", "Thank you for the", "that came so quickly."),
    )
    for thing in ("hinges", "lamps", "wooden chairs", "steel shelves")
)


def test_it_is_what_the_whole_system_says() -> None:
    rng = np.random.default_rng(7)
    texts = sparse.random(60, 400, density=0.1, format="csr", rng=rng, dtype=np.float32)
    held_back, wanted = np.full(60, 0.3, dtype=np.float32), rng.normal(size=(60, 4)).astype(np.float32)
    whole = (texts @ texts.T).toarray() + np.diag(held_back)
    assert np.abs(solved(texts, held_back, wanted) - np.linalg.solve(whole, wanted)).max() < 0.01


def test_it_tells_labels_apart_and_does_so_alike_each_time() -> None:
    first, again = Learned(TEXTS), Learned(TEXTS)
    for text, label in (
        ("The brass lamps will only come next month, sorry.", "late"),
        ("Two chairs arrived with cracks.", "broken"),
        ("Thank you for the shelves.", "nothing"),
    ):
        scores = first.scores(text)
        assert max(scores, key=lambda one: scores[one]) == label
        assert scores == again.scores(text)

"""How much a text sounds like what may never be done because a message asks for it. Pure.

Beside patterns that say what a request is made of, a model learned from labelled requests in four languages, with
everything that merely sounds alike, and every example of a kind, on the other side. It is asked only where something is
wished, and never of a footer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import get_args

from agents.correspondence.learned import Learned
from agents.correspondence.likely import MAX_LETTERS, labelled, shipped
from cases.claims.sensitive import About

ORDINARY = "ordinary"


@lru_cache(maxsize=1)
def requests() -> Learned:
    """What was learned of requests by what they are about, and of what is none."""
    return Learned((*labelled("examples", "sensitive"), *((ORDINARY, text) for _, text in shipped().texts)))


# A letter's passages are looked at for what they ask, and again for how much the letter sounds like asking.
@lru_cache(maxsize=500)
def nearest_request(text: str) -> tuple[About, float]:
    """What a text asks for if it is a request, and how much more it sounds like one than like all that is none."""
    near = requests().scores(text[:MAX_LETTERS])
    abouts: tuple[About, ...] = get_args(About)
    best = max(abouts, key=lambda one: near[one])
    return best, near[best] - near[ORDINARY]

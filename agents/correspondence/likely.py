"""What a letter is most likely about: its whole and its statements, as a model learned from labelled texts has it.

Pure. What people said of earlier letters counts beside that: it brings what is alike nearer to its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import yaml

from agents.correspondence.learned import Learned, Taught
from agents.correspondence.text import Sentence
from cases.claims import Frozen, Span
from cases.kind import Kind

NOTHING = "nothing"
# What is read of a long letter; the rest says the same or is a table.
MAX_STATEMENTS = 40
MAX_LETTERS = 400
WHOLE_LETTERS = 600
# A word or two, as a subject often is, sounds like whatever holds it; it counts together with what follows.
LEAST_LETTERS = 20


class Likely(Frozen):
    """How much a letter sounds like one kind.

    Attributes:
        kind: the kind.
        near: as a whole and in the statement that does so most, about from 0 to 1.
        lead: how much more that is than it sounds like nothing at all, from -1 to 1.
        span: that statement.
        taught: it sounds like it only by what people said of earlier letters.
    """

    kind: Kind
    near: float
    lead: float
    span: Span | None = None
    taught: bool = False


@dataclass(frozen=True)
class Examples:
    """Labelled texts, learned.

    Attributes:
        learned: from those that come with the product.
        taught: those that people added, each of a kind. One of them brings a text nearer to its kind and to no other,
            and none is ever an example of nothing: no letter is put away for them.
    """

    learned: Learned
    taught: Taught


def examples(taught: tuple[tuple[str, str], ...] = ()) -> Examples:
    """The texts that come with the product, and what people added: each a kind's name and a text."""
    kinds = set(Kind)
    return Examples(shipped(), Taught(tuple(one for one in taught if one[0] in kinds), shipped()))


@lru_cache(maxsize=1)
def shipped() -> Learned:
    """What comes with the product: texts by kind and language, and of nothing."""
    return Learned(tuple(labelled("examples")))


def labelled(*folder: str) -> list[tuple[str, str]]:
    """The texts of a folder of examples, each after its label."""
    found: list[tuple[str, str]] = []
    for path in sorted(files("agents.correspondence").joinpath(*folder).iterdir(), key=lambda one: one.name):
        if path.name.endswith(".yaml"):
            for label, languages in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
                found += [(label, text) for texts in languages.values() for text in texts]
    return found


def passages(statements: Sequence[Sentence]) -> list[tuple[Sentence, str]]:
    """What is looked at of a letter: each statement that is more than a word or two, and each with the next."""
    read = [one for one in statements if one.text.strip()][:MAX_STATEMENTS]
    found = [(one, one.text[:MAX_LETTERS]) for one in read if len(one.text) >= LEAST_LETTERS]
    # A word above a statement is no place to look at.
    found += [
        (one if len(one.text) >= LEAST_LETTERS else after, f"{one.text} {after.text}"[:MAX_LETTERS])
        for one, after in pairwise(read)
    ]
    return found or [(one, one.text) for one in read[:1]]


def whole(statements: Sequence[Sentence]) -> str:
    """A letter's beginning, in which it says what it is about."""
    return " ".join(one.text for one in statements[:MAX_STATEMENTS] if one.text.strip())[:WHOLE_LETTERS]


def likely(statements: Sequence[Sentence], known: Examples) -> list[Likely]:
    """How much the statements sound like each kind, the likeliest first."""
    looked_at = passages(statements)
    if not looked_at:
        return []
    of_all = known.learned.scores(whole(statements))
    said = [(sentence, known.learned.scores(text), known.taught.nearness(text)) for sentence, text in looked_at]
    nothing = (of_all[NOTHING] + max(scores[NOTHING] for _, scores, _ in said)) / 2
    found: list[Likely] = []
    for label in known.learned.labels:
        if label == NOTHING:
            continue
        sentence, scores, _ = max(said, key=lambda one: one[1][label])
        near, taught = (of_all[label] + scores[label]) / 2, False
        other, _, told = max(said, key=lambda one: one[2].get(label, 0.0))
        if told.get(label, 0.0) > max(near, 0.0):
            sentence, near, taught = other, told[label], True
        found.append(Likely(kind=Kind(label), near=near, lead=near - nothing, span=sentence.span(), taught=taught))
    return sorted(found, key=lambda one: -one.near)

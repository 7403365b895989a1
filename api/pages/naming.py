"""What a person may say that a message is: the likeliest kinds first, then all of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.claims import Claim
from cases.kind import Kind
from cases.kinds import KINDS
from cases.store.records import CaseRecord, KindExample
from cases.turning import KINDS_TO_SAY, likeliest, may_be_turned


@dataclass(frozen=True)
class KindChoice:
    """A kind as people read it."""

    kind: Kind
    title: str
    means: str


@dataclass(frozen=True)
class Naming:
    """What may be said of the message.

    Attributes:
        asked: nobody has said it yet, and reading could not tell.
        likely: what reading thought of, at most three.
        others: every other kind that people write of.
        kept: examples that count, of what was said before.
    """

    asked: bool
    likely: tuple[KindChoice, ...]
    others: tuple[KindChoice, ...]
    kept: tuple[KindExample, ...]
    open: bool


def naming(case: CaseRecord, standing: Sequence[Claim], examples: Sequence[KindExample]) -> Naming | None:
    """What may be said of a case; none where its message was read, and nothing was said of it before."""
    kept = tuple(one for one in examples if one.revoked_at is None)
    turns = may_be_turned(case.kind, case.status, standing)
    if not turns and not kept:
        return None
    likely = [kind for kind in likeliest(standing) if kind is not case.kind]
    others = [kind for kind in KINDS_TO_SAY if kind not in likely and kind is not case.kind]
    return Naming(
        asked=case.kind is Kind.UNCLASSIFIED,
        likely=tuple(_choice(kind) for kind in likely),
        others=tuple(_choice(kind) for kind in others),
        kept=kept,
        open=turns,
    )


def _choice(kind: Kind) -> KindChoice:
    return KindChoice(kind, KINDS[kind].title, KINDS[kind].means)

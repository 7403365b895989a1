"""How often what a reader read was right, by what people made of it, and whether it may lead by that. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cases.claims import Claim
from cases.values import Frozen

# Below that many a share says nothing.
ENOUGH = 10
GOOD = 0.9


class JudgedClaim(Frozen):
    """One claim of a reader in a case about which people said something.

    Attributes:
        was: as it was read.
        now: what a person says instead; none with `corrected`: it is not so.
        corrected: a person put it right.
        agreed: people approved what was proposed for its case.
        refused: people rejected it because it was read wrongly.
    """

    was: Claim
    now: Claim | None = None
    corrected: bool = False
    agreed: bool = False
    refused: bool = False

    @property
    def right(self) -> bool | None:
        """Whether it was right; none: nobody has said."""
        if self.corrected:
            return self.now is not None and _content(self.was) == _content(self.now)
        if self.refused:
            return False
        return True if self.agreed else None


class ReaderPrecision(Frozen):
    """Of what was judged, how much was right."""

    right: int
    judged: int

    @classmethod
    def of(cls, claims: Iterable[JudgedClaim]) -> ReaderPrecision:
        """Counted."""
        said = [one.right for one in claims if one.right is not None]
        return cls(right=sum(said), judged=len(said))

    @property
    def leads(self) -> bool:
        """Whether it is believed where nobody else reads anything: until enough was judged, and while that is right."""
        return self.judged < ENOUGH or self.right / self.judged >= GOOD

    @property
    def words(self) -> str:
        """As people read it."""
        if not self.judged:
            return "nobody has judged any of its readings of this kind yet"
        if self.judged < ENOUGH:
            return f"{self.right} of {self.judged} readings of this kind were right, too few to say more"
        share = round(100 * self.right / self.judged)
        return f"{self.right} of {self.judged} readings of this kind were right ({share} %)"


def _content(claim: Claim) -> dict[str, object]:
    return {name: getattr(claim, name) for name in type(claim).editable}

"""The pages on which something was read, as pictures: claims and documents in, photos out. Drawn in a limited child."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from agents.correspondence.letter import Letter
from agents.reading.limited import LimitedReading
from cases.claims import Claim
from cases.models import CaseDraft
from cases.page_images import MAX_IMAGES, PageImage, PagePhoto
from runtime.limited import CutOffError

# All pages of a report; what is not drawn by then is read without its picture.
SECONDS = 20.0
Place = tuple[str, int]


async def pictures_of(
    cases: Sequence[CaseDraft], letter: Letter, limits: LimitedReading, *, seconds: float = SECONDS
) -> tuple[PagePhoto, ...]:
    """A photo of each page that a claim stands on. Never raises: a page that cannot be drawn has none."""
    documents = {one.name: one.content for one in letter.mail.attachments if one.is_pdf}
    made: list[PagePhoto] = []
    refused: set[str] = set()
    try:
        async with asyncio.timeout(seconds):
            for part, page in _wanted(claim for case in cases for claim in (*case.claims, *case.repeated)):
                if part not in documents or part in refused or len(made) >= MAX_IMAGES:
                    continue
                try:
                    made += await _photo(part, page, documents[part], letter, limits)
                except CutOffError:
                    # The other pages would take as much.
                    refused.add(part)
    except TimeoutError:
        pass
    return tuple(made)


async def _photo(part: str, page: int, content: bytes, letter: Letter, limits: LimitedReading) -> list[PagePhoto]:
    drawn = await limits.draw(content, page)
    if drawn.png is None:
        return []
    start, end = next(((one.start, one.end) for one in letter.regions if (one.part, one.page) == (part, page)), (0, 0))
    image = PageImage(
        part=part, page=page, start=start, end=end, width=drawn.width, height=drawn.height, words=drawn.words
    )
    return [PagePhoto(image=image, png=drawn.png)]


def _wanted(claims: Iterable[Claim]) -> list[Place]:
    """The pages that claims stand on, each once."""
    return list(dict.fromkeys(place for claim in claims for place in _places(claim)))


def _places(claim: Claim) -> Iterator[Place]:
    if claim.span is not None and claim.span.page is not None:
        yield claim.span.part, claim.span.page
    for part, box in claim.boxes():
        yield part, box.page

"""Places in texts and on the pages of documents. Pure values."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cases.values import MAX_PART, Frozen

Part = Annotated[float, Field(ge=0, le=1)]


class Box(Frozen):
    """A place on a page; its sides as parts of the page's width and height, from the upper left corner."""

    page: Annotated[int, Field(ge=1)]
    left: Part
    top: Part
    right: Part
    bottom: Part


class Stretch(Frozen):
    """A piece of a part of a report's text, from its first character to one past the last."""

    part: str = Field(max_length=MAX_PART)
    start: int = Field(ge=0, lt=10**9)
    end: int = Field(ge=0, lt=10**9)

"""The smallest things that everything in a case is made of: values that never change, and what they can hold."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

MAX_NAME = 200
MAX_WORDS = 1_000
MAX_PART = 300
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class Frozen(BaseModel):
    """A value that never changes once made and takes no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

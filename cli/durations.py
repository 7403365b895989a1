"""How far back somebody wants to look, as they write it: `12h`, `30d`, `4w`."""

from __future__ import annotations

import re
from datetime import timedelta

import typer

UNITS = {"h": "hours", "d": "days", "w": "weeks"}
LONGEST = timedelta(days=3660)


def duration(text: str) -> timedelta:
    """That long.

    Raises:
        typer.BadParameter: it is no such number, nothing, or more than ten years.
    """
    found = re.fullmatch(r"(\d{1,6})([hdw])", text.strip())
    long = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if not timedelta(0) < long <= LONGEST:
        raise typer.BadParameter("must be a number with h, d or w, such as 30d, and at most ten years")
    return long

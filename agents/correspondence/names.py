"""What a text names that may be in Odoo, as written: transfers, customers' orders, codes of goods. Pure."""

from __future__ import annotations

import re

MOST_NAMED = 20
# As Odoo numbers transfers, with or without the warehouse before them.
TRANSFER = re.compile(r"(?<![\w/-])(?:[A-Z0-9]{1,8}/)?[A-Z]{2,10}/\d{3,8}(?![\w/])")
ORDER = re.compile(r"(?<![\w/-])S\d{4,8}(?![\w/-])")
# A word of letters and figures, or of capitals and dashes: `SEAL-40x62`, `BRG-6205`, `SDL-CF`; no mere number.
CODE = re.compile(
    r"(?<![\w/.-])(?:(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*|[A-Z]{2,}(?:-[A-Z]{2,})+)(?![\w/-])"
)
_SHORTEST = 3


def names_in(text: str) -> tuple[str, ...]:
    """The numbers and codes, each once: transfers first, then orders, then what may be a code of goods."""
    found = [match[0] for pattern in (TRANSFER, ORDER) for match in pattern.finditer(text)]
    known = {part for one in found for part in one.split("/")} | set(found)
    codes = [match[0] for match in CODE.finditer(text) if len(match[0]) >= _SHORTEST]
    return tuple(dict.fromkeys([*found, *(one for one in codes if one not in known)]))[:MOST_NAMED]

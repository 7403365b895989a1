"""Bank accounts as Odoo has them, to compare with. Never an argument of anything."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict


class AccountsOnFile(BaseModel):
    """Numbers without blanks, in capitals; what is archived is not on file.

    Attributes:
        theirs: of the company asked about and its contacts.
        ours: of our own companies.
    """

    model_config = ConfigDict(frozen=True)

    theirs: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()


def bare_number(number: str) -> str:
    """An account number as it is compared: letters and figures alone, in capitals."""
    return re.sub(r"\W+", "", number).upper()

"""Account numbers in a text, found by their form and their check digits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.iso7064 import mod_97_10

# Two letters of the country, two check digits, eleven to thirty more; blanks wherever people like them.
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}(?![A-Z0-9])")
_LEAST, _MOST = 15, 34


def account_numbers(text: str) -> Iterator[str]:
    """The valid account numbers (IBAN, ISO 13616) of a text, without blanks, in the order they stand."""
    for match in IBAN.finditer(text):
        bare = re.sub(r"[ .-]", "", match[0])
        # Words that follow in capitals may cling to it: the longest beginning that is valid counts.
        ends = range(min(len(bare), _MOST), _LEAST - 1, -1)
        found = next((bare[:end] for end in ends if is_account(bare[:end])), None)
        if found is not None:
            yield found


def names_an_account(text: str) -> bool:
    """Whether a text names a valid account number."""
    return next(account_numbers(text), None) is not None


def is_account(bare: str) -> bool:
    """Whether a number without blanks is an account's: its check digits follow from the rest."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", bare):
        return False
    return bool(mod_97_10.is_valid(bare[4:] + bare[:4]))

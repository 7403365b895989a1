"""Carriers' own codes, in our words: a carrier's name and its code in, a status and a reason out.

Each carrier's table is a file of its own. A code that is not there, or whose meaning is disputed, means nothing here:
nobody is called out for a code that is only guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping

from tools.carriers import dhl, dpd, fedex, gls, ups
from tools.carriers.meaning import Meaning

TABLES: Mapping[str, Mapping[str, Meaning]] = {
    "dhl": dhl.CODES,
    "dpd": dpd.CODES,
    "fedex": fedex.CODES,
    "gls": gls.CODES,
    "ups": ups.CODES,
}


def meaning(carrier: str, code: str | None) -> Meaning | None:
    """What a carrier's code says; none where it is not known.

    Args:
        carrier: as anybody names it: `DHLExpress`, `dhl_parcel_de`, `FedEx`, `UPS`.
        code: the carrier's own, in any case.
    """
    name = "".join(one for one in carrier.casefold() if one.isalnum())
    table = next((codes for prefix, codes in TABLES.items() if name.startswith(prefix)), None)
    return table.get(code.strip().upper()) if table is not None and code else None

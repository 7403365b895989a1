"""How much words mean alike in sixteen languages, and whether they mean any goods at all. Pure."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from agents.correspondence.known import WORD, KnownLine
from tools.meaning import directions

# What every letter speaks of, and no line is: a word nearer to one of these names no goods.
# fmt: off
NO_GOODS = [
    "order", "delivery", "shipment", "goods", "date", "week", "day", "month", "morning", "factory", "supplier",
    "customer", "driver", "truck", "container", "ship", "port", "customs", "invoice", "price", "payment", "account",
    "letter", "mail", "phone", "question", "problem", "delay", "reason", "planning", "colleague", "holiday",
    "machine", "material", "production", "warehouse", "pallet", "box", "rest", "part", "quantity", "piece",
    "remaining", "first", "second", "other", "all", "apology", "confirmation", "department", "transport", "carrier",
    "forwarder", "road", "weather", "strike",
]
# fmt: on


def alike(thing: str, phrase: str, line: KnownLine) -> float:
    """How much a thing and a line's name mean alike: the word and one of its words, and both as a whole."""
    names = [word for word in WORD.findall(line.names) if len(word) > 3] or [line.name]
    one, whole = _direction(thing.casefold()), _direction(phrase.casefold())
    by_word = max(float(one @ _direction(word.casefold())) for word in names)
    by_name = max(float(said @ _direction(line.name.casefold())) for said in (one, whole))
    return (by_word + by_name) / 2


@lru_cache(maxsize=5_000)
def like_no_goods(thing: str) -> float:
    """How near a word comes to what every letter speaks of and no line is."""
    return float((_of_no_goods() @ _direction(thing.casefold())).max())


@cache
def _of_no_goods() -> np.ndarray:
    return directions(NO_GOODS)


@lru_cache(maxsize=20_000)
def _direction(text: str) -> np.ndarray:
    return np.asarray(directions([text])[0])

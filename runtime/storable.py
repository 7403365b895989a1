"""Text as PostgreSQL can hold it. Texts from outside hold NULs and halves of characters; the database refuses both.

`runtime.database` puts every text and every JSON value through here on its way in, so nobody else has to think of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from psycopg.abc import Buffer
from psycopg.types.string import StrBinaryDumper, StrDumper, StrDumperUnknown

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_REFUSED = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with what no database holds replaced by the sign for an unreadable character."""
    return _REFUSED.sub(UNREADABLE, text)


def json_text(value: Any) -> str:
    """A JSON value as text that can be stored."""
    return json.dumps(storable_value(value), ensure_ascii=False)


def storable_value(value: Any) -> Any:
    """A JSON value in which every text can be stored."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable_value(key): storable_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable_value(one) for one in value]
    return value


class _Storable(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(storable(obj))


class _StorableUnknown(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(storable(obj))


class _StorableBinary(StrBinaryDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(storable(obj))


DUMPERS = (_StorableBinary, _Storable, _StorableUnknown)
"""How the driver writes texts; the last one is asked first, as the driver has it."""
